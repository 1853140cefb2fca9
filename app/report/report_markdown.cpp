// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/report.h"
#include "report/story.h"

#include <QDateTime>

namespace ferryman {

namespace {

/// A table cell: what a server said must not end it, nor begin an element.
QString cell(QString text) {
    for (const QChar special : QStringLiteral("\\|<>*_`[]")) {
        text.replace(special, QStringLiteral("\\") + special);
    }
    return text.replace(u'\n', u' ').replace(u'\r', u' ');
}

QString line(const QStringList& cells) {
    QStringList escaped;
    for (const QString& text : cells) {
        escaped.append(cell(text));
    }
    return QStringLiteral("| %1 |\n").arg(escaped.join(QStringLiteral(" | ")));
}

QString heads(const QStringList& names) {
    return line(names) +
           QStringLiteral("|%1\n").arg(QStringLiteral(" --- |").repeated(names.size()));
}

QString utc(qint64 ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString timeline(const Report& report) {
    QString text =
        heads({QStringLiteral("at (UTC)"), QStringLiteral("since freeze"), QStringLiteral("phase"),
               QStringLiteral("what happened"), QStringLiteral("where")});
    for (const TimelineRow& row : report.cutover.timeline) {
        text += line({utc(row.atMs), row.sinceFreezeMs ? formatMs(*row.sinceFreezeMs) : QString(),
                      QLatin1String(toString(row.phase)), row.text.english(), row.where});
    }
    return text;
}

QString gates(const Report& report) {
    QString text = heads({QStringLiteral("gate"), QStringLiteral("condition"),
                          QStringLiteral("value"), QStringLiteral("wanted")});
    for (const Gate& gate : report.gates) {
        text += line({gate.open ? QStringLiteral("open") : QStringLiteral("closed"),
                      gate.title.english(), gate.value.english(), gate.wanted.english()});
    }
    return text;
}

QString findings(const Report& report) {
    QString text =
        heads({QStringLiteral("severity"), QStringLiteral("check"), QStringLiteral("where"),
               QStringLiteral("finding"), QStringLiteral("found"), QStringLiteral("wanted"),
               QStringLiteral("accepted by")});
    for (const Finding& finding : report.findings) {
        text += line({QLatin1String(toString(finding.severity)), finding.id, finding.subject,
                      finding.title.english(), finding.found.english(), finding.wanted.english(),
                      acceptanceOf(finding)});
    }
    return text;
}

QString mends(const Report& report) {
    QString text = heads({QStringLiteral("at (UTC)"), QStringLiteral("check"), QStringLiteral("by"),
                          QStringLiteral("server"), QStringLiteral("commands"),
                          QStringLiteral("outcome"), QStringLiteral("undone with")});
    for (const Mend& mend : report.mends) {
        for (const MendedServer& server : mend.servers) {
            text += line({utc(mend.at.toMSecsSinceEpoch()), mend.check, mend.by, server.where,
                          server.commands, outcomeOf(server), server.undo});
        }
    }
    return text;
}

QString commands(const Report& report) {
    QString text = heads({QStringLiteral("row"), QStringLiteral("at (UTC)"),
                          QStringLiteral("server"), QStringLiteral("command, and its reply")});
    for (const JournalRow& row : report.rows) {
        const QString command = commandTextOf(row);
        if (!command.isEmpty()) {
            text += line({QString::number(row.number), utc(row.at.toMSecsSinceEpoch()), row.subject,
                          command});
        }
    }
    return text;
}

} // namespace

QByteArray toMarkdown(const Report& report) {
    QString text =
        QStringLiteral("# %1\n\n%2\n\n").arg(cell(titleOf(report)), cell(subtitleOf(report)));
    if (report.standIn) {
        text += QStringLiteral("> %1\n\n").arg(standInNotice());
    }
    for (const StoryFigure& figure : figuresOf(report)) {
        text += QStringLiteral("- **%1**: %2. %3\n")
                    .arg(figure.label.english(), cell(figure.value.english()),
                         cell(figure.note.english()));
    }
    text += QStringLiteral("\n");
    for (const StoryRow& row : summaryOf(report)) {
        text += QStringLiteral("- %1: %2\n").arg(row.label, cell(row.text));
    }
    text += QStringLiteral("\n## Going back\n\n");
    for (const QString& sentence : wayBackOf(report)) {
        text += QStringLiteral("- %1\n").arg(cell(sentence));
    }
    text += QStringLiteral("\n## Timeline\n\n%1\n## Gates\n\n%2\n## Findings\n\n%3\n"
                           "## What was mended\n\n%4\n## Commands and replies\n\n%5")
                .arg(timeline(report), gates(report), findings(report), mends(report),
                     commands(report));
    return text.toUtf8();
}

} // namespace ferryman
