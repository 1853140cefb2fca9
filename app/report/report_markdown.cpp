// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/markdown.h"
#include "report/report.h"
#include "report/story.h"
#include "report/verification_story.h"
#include "report/way_back.h"

namespace ferryman {

namespace {

using markdown::cell;
using markdown::heads;
using markdown::line;

QString timeline(const Report& report) {
    QString text =
        heads({QStringLiteral("at (UTC)"), QStringLiteral("since freeze"), QStringLiteral("phase"),
               QStringLiteral("what happened"), QStringLiteral("where")});
    for (const TimelineRow& row : report.cutover.timeline) {
        text += line({timeOf(report, row.atMs), sinceFreeze(row).english(),
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
               QStringLiteral("accepted")});
    for (const Finding& finding : findingsByWeight(report)) {
        text += line({QLatin1String(toString(finding.severity)), finding.id, finding.subject,
                      finding.title.english(), finding.found.english(), finding.wanted.english(),
                      acceptedBy(report, finding).english()});
    }
    return text;
}

QString mends(const Report& report) {
    QString text = heads({QStringLiteral("at (UTC)"), QStringLiteral("check"), QStringLiteral("by"),
                          QStringLiteral("server"), QStringLiteral("commands"),
                          QStringLiteral("outcome"), QStringLiteral("undone with")});
    for (const Mend& mend : report.mends) {
        for (const MendedServer& server : mend.servers) {
            text += line({timeOf(report, mend.at.toMSecsSinceEpoch()), mend.check, mend.by,
                          server.where, server.commands, outcomeOf(server).english(), server.undo});
        }
    }
    return text;
}

QString servers(const Report& report) {
    QString text = heads({QStringLiteral("role"), QStringLiteral("endpoint"),
                          QStringLiteral("server"), QStringLiteral("security")});
    for (const ReportEndpoint& endpoint : report.endpoints) {
        text += line({endpoint.role, endpoint.url, endpoint.identity, endpoint.security});
    }
    return text;
}

QString list(const QList<StoryRow>& rows) {
    QString text;
    for (const StoryRow& row : rows) {
        text += QStringLiteral("- %1: %2\n").arg(row.label.english(), cell(row.text.english()));
    }
    return text;
}

QString differences(const Report& report) {
    const QList<Difference> told = toldDifferences(report);
    if (told.isEmpty()) {
        return {};
    }
    QString text = QStringLiteral("\n") +
                   heads({QStringLiteral("db"), QStringLiteral("key"), QStringLiteral("class"),
                          QStringLiteral("type"), QStringLiteral("where"), QStringLiteral("source"),
                          QStringLiteral("Dragonfly")});
    for (const Difference& one : told) {
        text +=
            line({QString::number(one.name.database), toldKey(one),
                  QLatin1String(toString(one.kind)), one.type, one.where, one.source, one.target});
    }
    return text;
}

QString wayBack(const Report& report) {
    QString text;
    for (const Message& sentence : wayBackOf(report)) {
        text += QStringLiteral("- %1\n").arg(cell(sentence.english()));
    }
    const QList<BackStep> steps = backStepsOf(report);
    if (steps.isEmpty()) {
        return text;
    }
    text += QStringLiteral("\n") + heads({QStringLiteral("step"), QStringLiteral("what for"),
                                          QStringLiteral("where"), QStringLiteral("commands")});
    for (qsizetype i = 0; i < steps.size(); ++i) {
        text += line({QString::number(i + 1), steps[i].what.english(), steps[i].where,
                      steps[i].commands.join(QStringLiteral("; "))});
    }
    return text;
}

QString commands(const Report& report) {
    QString text =
        heads({QStringLiteral("row"), QStringLiteral("at (UTC)"), QStringLiteral("server"),
               QStringLiteral("command"), QStringLiteral("reply")});
    for (const StoryCommand& sent : commandsOf(report)) {
        text += line({QString::number(sent.row), timeOf(report, sent.at.toMSecsSinceEpoch()),
                      sent.server, sent.command, sent.reply});
    }
    return text;
}

} // namespace

QByteArray toMarkdown(const Report& report) {
    QString text = QStringLiteral("# %1\n\n%2\n\n")
                       .arg(cell(titleOf(report).english()), cell(subtitleOf(report).english()));
    text += cell(headlineOf(report).english()) + QStringLiteral("\n\n");
    if (report.standIn) {
        text += QStringLiteral("> %1\n\n").arg(standInNotice().english());
    }
    if (!report.seal.fault.isEmpty()) {
        text += QStringLiteral("> %1\n\n").arg(cell(sealText(report).english()));
    }
    for (const StoryFigure& figure : figuresOf(report)) {
        const QString note = figure.note.english();
        text += QStringLiteral("- **%1**: %2%3\n")
                    .arg(figure.label.english(), cell(figure.value.english()),
                         note.isEmpty() ? QString() : QStringLiteral(". ") + cell(note));
    }
    text += QStringLiteral("\n") + list(summaryOf(report));
    const std::pair<const char*, QString> sections[] = {
        {"Findings, and who accepted them", findings(report)},
        {"What was mended", mends(report)},
        {"Verification", list(verificationOf(report)) + differences(report)},
        {"Gates at the switch", gates(report)},
        {"Timeline", timeline(report)},
        {"Servers", servers(report)},
        {"Commands and replies", commands(report)},
        {"Environment", list(environmentOf(report))},
        {"How to go back", wayBack(report)},
    };
    for (const auto& [title, body] : sections) {
        text += QStringLiteral("\n## %1\n\n%2").arg(QLatin1String(title), body);
    }
    return text.toUtf8();
}

} // namespace ferryman
