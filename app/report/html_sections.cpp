// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_sections.h"

#include "base/format.h"
#include "report/story.h"
#include "report/svg_chart.h"
#include "report/verification_story.h"
#include "report/way_back.h"

#include <QDateTime>

#include <algorithm>

namespace ferryman {

namespace {

QString esc(const QString& text) {
    return text.toHtmlEscaped();
}

QString utc(qint64 ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString cell(const QString& text, const char* kind = "") {
    return QStringLiteral("<td class=\"%1\">%2</td>").arg(QLatin1String(kind), esc(text));
}

QString row(const QStringList& cells) {
    return QStringLiteral("<tr>%1</tr>").arg(cells.join(QString()));
}

struct Head {
    const char* name;
    int percent; ///< Of the table's width: so that a long word widens no table beyond its page.
};

QString table(const QList<Head>& heads, const QStringList& rows) {
    QString html = QStringLiteral("<div class=\"panel\"><table width=\"100%\"><thead><tr>");
    for (const Head& head : heads) {
        html += QStringLiteral("<th width=\"%1%\">%2</th>")
                    .arg(QString::number(head.percent), QLatin1String(head.name));
    }
    return html +
           QStringLiteral("</tr></thead><tbody>%1</tbody></table></div>").arg(rows.join(QString()));
}

QString pairs(const QList<StoryRow>& lines) {
    QStringList rows;
    for (const StoryRow& line : lines) {
        rows.append(QStringLiteral("<tr><th class=\"label\">%1</th><td>%2</td></tr>")
                        .arg(esc(line.label), esc(line.text)));
    }
    return QStringLiteral(
               "<div class=\"panel\"><table width=\"100%\"><tbody>%1</tbody></table></div>")
        .arg(rows.join(QString()));
}

QString muted(const char* text) {
    return QStringLiteral("<p class=\"panel muted\">%1</p>").arg(QLatin1String(text));
}

QString cards(const Report& report) {
    QString html = QStringLiteral("<table class=\"cards\" width=\"100%\"><tbody><tr>");
    for (const StoryFigure& figure : figuresOf(report)) {
        html +=
            QStringLiteral("<td class=\"card\" width=\"20%\"><span class=\"muted\">%1</span>"
                           "<br><b class=\"figure %2\">%3</b><br>"
                           "<span class=\"muted\">%4</span></td>")
                .arg(esc(figure.label.english()), figure.good ? QStringLiteral("good") : QString(),
                     esc(figure.value.english()), esc(figure.note.english()));
    }
    return html + QStringLiteral("</tr></tbody></table>");
}

const char* classOf(const Finding& finding) {
    switch (finding.severity) {
    case Severity::Blocker:
        return finding.accepted ? "warn" : "bad";
    case Severity::Warning:
    case Severity::Unknown:
        return "warn";
    case Severity::Note:
        return "";
    case Severity::Passed:
        return "good";
    }
    return "";
}

QString findings(const Report& report) {
    QStringList rows;
    QStringList passed;
    for (const Finding& finding : findingsByWeight(report)) {
        if (finding.severity == Severity::Passed) {
            passed.append(row({cell(finding.id, "mono id"), cell(finding.title.english()),
                               cell(finding.found.english())}));
            continue;
        }
        rows.append(row({cell(QLatin1String(toString(finding.severity)), classOf(finding)),
                         cell(finding.id, "mono id"), cell(finding.subject, "mono"),
                         cell(finding.title.english()), cell(finding.found.english()),
                         cell(finding.wanted.english()), cell(acceptedBy(report, finding))}));
    }
    if (rows.isEmpty() && passed.isEmpty()) {
        return muted("No assessment was made.");
    }
    QString html;
    if (!rows.isEmpty()) {
        html += table({{"Severity", 11},
                       {"Check", 18},
                       {"Where", 12},
                       {"Finding", 20},
                       {"Found", 15},
                       {"Wanted", 12},
                       {"Accepted", 12}},
                      rows);
    }
    if (!passed.isEmpty()) {
        html += QStringLiteral("<h3>Passed</h3>") +
                table({{"Check", 25}, {"What", 45}, {"Found", 30}}, passed);
    }
    return html;
}

QString mends(const Report& report) {
    QStringList rows;
    for (const Mend& mend : report.mends) {
        for (const MendedServer& server : mend.servers) {
            rows.append(row({cell(utc(mend.at.toMSecsSinceEpoch()), "num"),
                             cell(mend.check, "mono"), cell(mend.title), cell(mend.by),
                             cell(server.where, "mono"), cell(server.commands, "mono"),
                             cell(outcomeOf(server)), cell(server.undo, "mono")}));
        }
    }
    return rows.isEmpty() ? muted("Ferryman mended nothing.")
                          : table({{"At (UTC)", 13},
                                   {"Check", 15},
                                   {"Finding", 11},
                                   {"By", 11},
                                   {"Server", 14},
                                   {"Commands", 13},
                                   {"Outcome", 10},
                                   {"Undone with", 13}},
                                  rows);
}

QString charts(const Report& report, const DrawChart& draw) {
    QString html;
    for (qsizetype index = 0; index < report.charts.size(); ++index) {
        const ReportChart& chart = report.charts[index];
        QString keys;
        for (int i = 0; i < chart.series.size(); ++i) {
            const QString style = styleOf(chart, i);
            // The line as the chart draws it: whole, or dashed.
            const QString sign = style == QLatin1String("s1") ? QStringLiteral("&#9549;&#9549;")
                                                              : QStringLiteral("&#9473;&#9473;");
            keys += QStringLiteral(" &nbsp; <span class=\"key %1\">%2</span> %3")
                        .arg(style, sign, esc(chart.series[i].first.english()));
        }
        html += QStringLiteral("<div class=\"panel chart\"><strong>%1</strong>%2%3</div>")
                    .arg(esc(chart.title.english()), keys, draw(chart, index));
    }
    return html.isEmpty() ? muted("Replication was not watched.") : html;
}

QString verification(const Report& report) {
    QStringList rows;
    for (const Difference& difference : toldDifferences(report)) {
        rows.append(
            row({cell(QString::number(difference.name.database), "num"),
                 cell(toldKey(difference), "mono"), cell(QLatin1String(toString(difference.kind))),
                 cell(difference.type), cell(difference.where, "mono"),
                 cell(difference.source, "mono"), cell(difference.target, "mono")}));
    }
    const QString told = pairs(verificationOf(report));
    return rows.isEmpty() ? told
                          : told + QStringLiteral("<h3>Differences</h3>") +
                                table({{"DB", 5},
                                       {"Key", 26},
                                       {"Class", 11},
                                       {"Type", 8},
                                       {"Where", 14},
                                       {"Source", 18},
                                       {"Dragonfly", 18}},
                                      rows);
}

QString gates(const Report& report) {
    QStringList rows;
    for (const Gate& gate : report.gates) {
        rows.append(row({cell(gate.open ? QStringLiteral("open") : QStringLiteral("closed"),
                              gate.open ? "good" : "bad"),
                         cell(gate.title.english()), cell(gate.value.english()),
                         cell(gate.wanted.english()), cell(utc(gate.readAtMs), "num")}));
    }
    return rows.isEmpty() ? muted("The switch was not asked for.")
                          : table({{"Gate", 8},
                                   {"Condition", 28},
                                   {"Value", 28},
                                   {"Wanted", 23},
                                   {"Read at (UTC)", 13}},
                                  rows);
}

QString timelineRow(const TimelineRow& line) {
    const QString since =
        line.sinceFreezeMs
            ? QStringLiteral("%1%2").arg(*line.sinceFreezeMs >= 0 ? QStringLiteral("+") : QString(),
                                         formatMs(*line.sinceFreezeMs))
            : QString();
    return row({cell(utc(line.atMs), "num"), cell(since, "num"),
                cell(line.sentinelEvent ? QString() : QLatin1String(toString(line.phase)), "phase"),
                cell(line.text.english(), line.sentinelEvent ? "mono muted" : ""),
                cell(line.where, "mono"),
                cell(line.tookMs ? formatMs(*line.tookMs) : QString(), "num")});
}

QString timeline(const Report& report) {
    QStringList rows;
    bool triggered = false;
    for (const TimelineRow& line : report.cutover.timeline) {
        rows.append(timelineRow(line));
        if (line.phase == Phase::Trigger && !line.sentinelEvent && !triggered) {
            triggered = true;
            rows.append(QStringLiteral("<tr><td colspan=\"6\" class=\"border\">From here there was "
                                       "no way back: Sentinel had been told.</td></tr>"));
        }
    }
    return rows.isEmpty() ? muted("There was no switch.")
                          : table({{"At (UTC)", 13},
                                   {"Since freeze", 11},
                                   {"Phase", 11},
                                   {"What happened", 39},
                                   {"Where", 17},
                                   {"Took", 9}},
                                  rows);
}

QString endpoints(const Report& report) {
    QStringList rows;
    for (const ReportEndpoint& endpoint : report.endpoints) {
        rows.append(row(
            {cell(endpoint.role), cell(endpoint.url, "mono"), cell(endpoint.identity),
             cell(endpoint.security.isEmpty() ? QStringLiteral("no TLS") : endpoint.security)}));
    }
    return table({{"Role", 11}, {"Endpoint", 34}, {"Server", 25}, {"Security", 30}}, rows);
}

QString topology(const Topology& topology) {
    QStringList rows;
    for (const SentinelView& view : topology.sentinels) {
        rows.append(
            row({cell(view.address.toString(), "mono"),
                 cell(view.answered() ? view.primary().toString() : view.error->english(),
                      view.answered() ? "mono" : "bad"),
                 cell(view.answered() ? QString::number(view.configEpoch()) : QString(), "num")}));
    }
    QStringList replicas;
    for (const ReplicaView& replica : topology.replicas) {
        replicas.append(
            QStringLiteral("%1 (priority %2, %3)")
                .arg(replica.address.toString(), QString::number(replica.priority),
                     replica.live ? QStringLiteral("live") : QStringLiteral("not live")));
    }
    const QString known =
        replicas.isEmpty() ? QStringLiteral("none") : replicas.join(QStringLiteral(", "));
    return table({{"Sentinel", 34}, {"names as primary", 46}, {"Epoch", 20}}, rows) +
           QStringLiteral("<p class=\"muted\">Replicas known to the Sentinels: %1. Quorum %2.</p>")
               .arg(esc(known), QString::number(topology.quorum));
}

QString commands(const Report& report) {
    QStringList rows;
    for (const StoryCommand& sent : commandsOf(report)) {
        rows.append(row({cell(QString::number(sent.row), "num"),
                         cell(utc(sent.at.toMSecsSinceEpoch()), "num"), cell(sent.server, "mono"),
                         cell(sent.command, "mono"),
                         cell(sent.reply.isEmpty() ? QStringLiteral("no reply known") : sent.reply,
                              sent.reply.isEmpty() ? "warn" : "mono")}));
    }
    return rows.isEmpty()
               ? muted("Nothing that changes a server was sent.")
               : table(
                     {{"Row", 6}, {"At (UTC)", 12}, {"Server", 15}, {"Command", 41}, {"Reply", 26}},
                     rows);
}

QString wayBack(const Report& report) {
    QString html = QStringLiteral("<div class=\"panel\"><ul>");
    for (const QString& sentence : wayBackOf(report)) {
        html += QStringLiteral("<li>%1</li>").arg(esc(sentence));
    }
    html += QStringLiteral("</ul></div>");
    QStringList rows;
    for (const BackStep& step : backStepsOf(report)) {
        QStringList commands;
        for (const QString& command : step.commands) {
            commands.append(esc(command));
        }
        rows.append(row({cell(QString::number(rows.size() + 1), "num"), cell(step.what),
                         cell(step.where, "mono"),
                         QStringLiteral("<td class=\"mono\">%1</td>")
                             .arg(commands.join(QStringLiteral("<br>")))}));
    }
    return rows.isEmpty()
               ? html
               : html +
                     table({{"Step", 5}, {"What for", 33}, {"Where", 19}, {"Commands", 43}}, rows);
}

} // namespace

QString htmlFirstPage(const Report& report, Figures figures) {
    QString html = QStringLiteral("<h1>%1</h1><p class=\"muted\">%2</p>")
                       .arg(esc(titleOf(report)), esc(subtitleOf(report)));
    html += QStringLiteral("<p class=\"headline\">%1</p>").arg(esc(headlineOf(report)));
    if (report.standIn) {
        html += QStringLiteral("<p class=\"notice\">%1</p>").arg(esc(standInNotice()));
    }
    if (!report.seal.fault.isEmpty()) {
        html += QStringLiteral("<p class=\"notice\">%1</p>").arg(esc(sealText(report)));
    }
    return html + (figures == Figures::Shown ? cards(report) : QString()) +
           pairs(summaryOf(report));
}

QList<HtmlSection> htmlSections(const Report& report, const DrawChart& draw) {
    const auto section = [](const char* id, const char* title, const QString& body) {
        return HtmlSection{QString::fromLatin1(id), QString::fromLatin1(title), body};
    };
    return {
        section("findings", "Findings, and who accepted them", findings(report)),
        section("mends", "What was mended", mends(report)),
        section("charts", "Offsets and lag", charts(report, draw)),
        section("verification", "Verification", verification(report)),
        section("gates", "Gates at the moment of the switch", gates(report)),
        section("timeline", "Timeline", timeline(report)),
        section("topology", "Servers before and after",
                endpoints(report) + QStringLiteral("<h3>Sentinels before</h3>") +
                    topology(report.before) + QStringLiteral("<h3>Sentinels now</h3>") +
                    topology(report.after)),
        section("commands", "Commands and replies", commands(report)),
        section("environment", "Environment", pairs(environmentOf(report))),
        section("way-back", "How to go back", wayBack(report)),
    };
}

} // namespace ferryman
