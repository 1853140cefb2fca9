// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/report.h"
#include "report/story.h"
#include "report/svg_chart.h"

#include <QDateTime>

namespace ferryman {

namespace {

constexpr auto style = R"(
:root{--bg:#f3f4f6;--panel:#fff;--line:#cfd4dc;--text:#14171c;--muted:#4b535e;--good:#00695c;--bad:#a8112f;--warn:#6f5200;
--s0:#b34700;--s1:#0063a6;--note:#e4e8ef}
@media (prefers-color-scheme:dark){:root{--bg:#1a1d22;--panel:#23272e;--line:#3d444f;--text:#eceff4;--muted:#aab2bf;
--good:#6fe0c8;--bad:#ff9db0;--warn:#f2cc60;--s0:#ff9a57;--s1:#63b8ff;--note:#2d333c}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:15px/1.45 system-ui,"Noto Sans",sans-serif}
main{max-width:960px;margin:0 auto;padding:28px 20px 60px}h1{font-size:26px;margin:0}h2{font-size:18px;margin:34px 0 10px}
.muted{color:var(--muted)}.panel{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:14px 16px;
overflow-x:auto}.notice{background:var(--note);border-left:4px solid var(--warn);padding:10px 14px;margin:16px 0}
.cards{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;background:var(--line);border:1px solid var(--line);
border-radius:6px;overflow:hidden;margin:18px 0}.card{background:var(--panel);padding:12px 14px}
.card b{display:block;font-size:20px;margin:2px 0;overflow-wrap:anywhere}.card.good b{color:var(--good)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:6px 10px 6px 0;
border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--muted)}tr:last-child td{border-bottom:0}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}code,.mono{font-family:ui-monospace,
"DejaVu Sans Mono",monospace;font-size:13px;overflow-wrap:anywhere}.good{color:var(--good)}.bad{color:var(--bad)}
svg{width:100%;height:auto;display:block}.grid{stroke:var(--line)}.axis,.mark{fill:var(--muted);font-size:12px}
.series{fill:none;stroke-width:2}.s0{stroke:var(--s0)}.s1{stroke:var(--s1);stroke-dasharray:6 4}
.marker{stroke:var(--muted);stroke-dasharray:2 3}.key{display:inline-block;width:22px;border-top:3px solid var(--s0);
vertical-align:middle;margin:0 6px 0 16px}.key.s1{border-top:3px dashed var(--s1)}.s1.alone{stroke-dasharray:none}.key.s1.alone{border-top-style:solid}
@media (max-width:700px){.cards{grid-template-columns:repeat(2,1fr)}}
@media print{:root{--bg:#fff;--panel:#fff}main{max-width:none;padding:0}.panel{break-inside:avoid}}
)";

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

QString table(const QStringList& heads, const QStringList& rows) {
    QString html = QStringLiteral("<div class=\"panel\"><table><thead><tr>");
    for (const QString& head : heads) {
        html += QStringLiteral("<th>%1</th>").arg(esc(head));
    }
    return html +
           QStringLiteral("</tr></thead><tbody>%1</tbody></table></div>").arg(rows.join(QString()));
}

QString section(const char* title, const QString& body) {
    return QStringLiteral("<h2>%1</h2>%2").arg(QLatin1String(title), body);
}

QString muted(const char* text) {
    return QStringLiteral("<p class=\"panel muted\">%1</p>").arg(QLatin1String(text));
}

QString cards(const Report& report) {
    QString html = QStringLiteral("<div class=\"cards\">");
    for (const StoryFigure& figure : figuresOf(report)) {
        html +=
            QStringLiteral("<div class=\"card %1\"><span class=\"muted\">%2</span><b>%3</b><span "
                           "class=\"muted\">%4</span></div>")
                .arg(figure.good ? QStringLiteral("good") : QString(), esc(figure.label.english()),
                     esc(figure.value.english()), esc(figure.note.english()));
    }
    return html + QStringLiteral("</div>");
}

QString summary(const Report& report) {
    QStringList rows;
    for (const StoryRow& line : summaryOf(report)) {
        rows.append(
            QStringLiteral("<tr><th>%1</th><td>%2</td></tr>").arg(esc(line.label), esc(line.text)));
    }
    return QStringLiteral("<div class=\"panel\"><table><tbody>%1</tbody></table></div>")
        .arg(rows.join(QString()));
}

QString endpoints(const Report& report) {
    QStringList rows;
    for (const ReportEndpoint& endpoint : report.endpoints) {
        rows.append(row(
            {cell(endpoint.role), cell(endpoint.url, "mono"), cell(endpoint.identity),
             cell(endpoint.security.isEmpty() ? QStringLiteral("no TLS") : endpoint.security)}));
    }
    return table({QStringLiteral("Role"), QStringLiteral("Endpoint"), QStringLiteral("Server"),
                  QStringLiteral("Security")},
                 rows);
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
    return table({QStringLiteral("Sentinel"), QStringLiteral("names as primary"),
                  QStringLiteral("Epoch")},
                 rows) +
           QStringLiteral("<p class=\"muted\">Replicas known to the Sentinels: %1. Quorum %2.</p>")
               .arg(esc(known), QString::number(topology.quorum));
}

QString findings(const Report& report) {
    QStringList rows;
    for (const Finding& finding : report.findings) {
        const QString accepted =
            finding.accepted ? QStringLiteral("accepted by ") + acceptanceOf(finding) : QString();
        rows.append(row(
            {cell(QLatin1String(toString(finding.severity)), finding.blocks() ? "bad" : ""),
             cell(finding.id, "mono"), cell(finding.subject, "mono"), cell(finding.title.english()),
             cell(finding.found.english()), cell(finding.wanted.english()), cell(accepted)}));
    }
    return rows.isEmpty()
               ? muted("No assessment was made.")
               : table({QStringLiteral("Severity"), QStringLiteral("Check"),
                        QStringLiteral("Where"), QStringLiteral("Finding"), QStringLiteral("Found"),
                        QStringLiteral("Wanted"), QStringLiteral("Accepted")},
                       rows);
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
                          : table({QStringLiteral("At (UTC)"), QStringLiteral("Check"),
                                   QStringLiteral("Finding"), QStringLiteral("By"),
                                   QStringLiteral("Server"), QStringLiteral("Commands"),
                                   QStringLiteral("Outcome"), QStringLiteral("Undone with")},
                                  rows);
}

QString charts(const Report& report) {
    QString html;
    for (const ReportChart& chart : report.charts) {
        QString keys;
        for (int i = 0; i < chart.series.size(); ++i) {
            keys += QStringLiteral("<span class=\"key %1\"></span>%2")
                        .arg(styleOf(chart, i), esc(chart.series[i].first.english()));
        }
        html += QStringLiteral("<div class=\"panel\"><strong>%1</strong>%2%3</div><br>")
                    .arg(esc(chart.title.english()), keys, svgOf(chart));
    }
    return html.isEmpty() ? muted("Replication was not watched.") : html;
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
                          : table({QStringLiteral("Gate"), QStringLiteral("Condition"),
                                   QStringLiteral("Value"), QStringLiteral("Wanted"),
                                   QStringLiteral("Read at (UTC)")},
                                  rows);
}

QString timeline(const Report& report) {
    QStringList rows;
    for (const TimelineRow& line : report.cutover.timeline) {
        rows.append(row({cell(utc(line.atMs), "num"),
                         cell(line.sinceFreezeMs
                                  ? QStringLiteral("%1%2").arg(
                                        *line.sinceFreezeMs >= 0 ? QStringLiteral("+") : QString(),
                                        formatMs(*line.sinceFreezeMs))
                                  : QString(),
                              "num"),
                         cell(line.sentinelEvent ? QString() : QLatin1String(toString(line.phase))),
                         cell(line.text.english(), line.sentinelEvent ? "mono muted" : ""),
                         cell(line.where, "mono"),
                         cell(line.tookMs ? formatMs(*line.tookMs) : QString(), "num")}));
    }
    return rows.isEmpty() ? muted("There was no switch.")
                          : table({QStringLiteral("At (UTC)"), QStringLiteral("Since freeze"),
                                   QStringLiteral("Phase"), QStringLiteral("What happened"),
                                   QStringLiteral("Where"), QStringLiteral("Took")},
                                  rows);
}

QString commands(const Report& report) {
    QStringList rows;
    for (const JournalRow& line : report.rows) {
        const QString text = commandTextOf(line);
        if (!text.isEmpty()) {
            rows.append(row({cell(QString::number(line.number), "num"),
                             cell(utc(line.at.toMSecsSinceEpoch()), "num"),
                             cell(line.subject, "mono"), cell(text, "mono")}));
        }
    }
    return rows.isEmpty()
               ? muted("Nothing that changes a server was sent.")
               : table({QStringLiteral("Row"), QStringLiteral("At (UTC)"), QStringLiteral("Server"),
                        QStringLiteral("Command, and its reply")},
                       rows);
}

QString wayBack(const Report& report) {
    QString html = QStringLiteral("<div class=\"panel\"><ul>");
    for (const QString& sentence : wayBackOf(report)) {
        html += QStringLiteral("<li>%1</li>").arg(esc(sentence));
    }
    return html + QStringLiteral("</ul></div>");
}

} // namespace

QByteArray toHtml(const Report& report) {
    QString html =
        QStringLiteral("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                       "<title>%1</title><style>%2</style></head><body><main><h1>%1</h1><p "
                       "class=\"muted\">%3</p>")
            .arg(esc(titleOf(report)), QLatin1String(style), esc(subtitleOf(report)));
    if (report.standIn) {
        html += QStringLiteral("<p class=\"notice\">%1</p>").arg(esc(standInNotice()));
    }
    html += cards(report) + summary(report);
    html += section("Endpoints", endpoints(report));
    html += section("Topology before", topology(report.before));
    html += section("What the Sentinels say now", topology(report.after));
    html += section("Offsets and lag", charts(report));
    html += section("Gates at the moment of the switch", gates(report));
    html += section("Timeline", timeline(report));
    html += section("Findings", findings(report));
    html += section("What was mended", mends(report));
    html += section("Commands and replies", commands(report));
    html += section("The old primary, and going back", wayBack(report));
    return (html + QStringLiteral("</main></body></html>\n")).toUtf8();
}

} // namespace ferryman
