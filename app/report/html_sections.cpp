// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_sections.h"

#include "base/format.h"
#include "report/html_writer.h"
#include "report/report_words.h"
#include "report/story.h"
#include "report/svg_chart.h"
#include "report/verification_story.h"
#include "report/way_back.h"

#include <algorithm>

namespace ferryman {

namespace {

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

/// The sections of one report in one wording.
class SectionWriter {
public:
    SectionWriter(const Report& report, const Wording& wording)
        : m_report(report)
        , m_html(wording) {}

    [[nodiscard]] QString firstPage(Figures figures) const;
    [[nodiscard]] QList<HtmlSection> sections(const DrawChart& draw) const;

private:
    [[nodiscard]] QString cards() const;
    [[nodiscard]] QString findings() const;
    [[nodiscard]] QString passedFindings(const QList<HtmlRow>& passed) const;
    [[nodiscard]] QString mends() const;
    [[nodiscard]] QString charts(const DrawChart& draw) const;
    [[nodiscard]] QString verification() const;
    [[nodiscard]] QString gates() const;
    [[nodiscard]] HtmlRow timelineRow(const TimelineRow& line) const;
    [[nodiscard]] QString timeline() const;
    [[nodiscard]] QString servers() const;
    [[nodiscard]] QString topology(const Topology& topology) const;
    [[nodiscard]] QString commands() const;
    [[nodiscard]] QString wayBack() const;

    const Report& m_report;
    HtmlWriter m_html;
};

QString SectionWriter::cards() const {
    QString html = QStringLiteral("<table class=\"cards\" width=\"100%\"><tbody><tr>");
    for (const StoryFigure& figure : figuresOf(m_report)) {
        html +=
            QStringLiteral("<td class=\"card\" width=\"20%\"><span class=\"muted\">%1</span>"
                           "<br><b class=\"figure %2\">%3</b><br>"
                           "<span class=\"muted\">%4</span></td>")
                .arg(m_html.said(figure.label), figure.good ? QStringLiteral("good") : QString(),
                     m_html.said(figure.value), m_html.said(figure.note));
    }
    return html + QStringLiteral("</tr></tbody></table>");
}

QString SectionWriter::findings() const {
    QList<HtmlRow> rows;
    QList<HtmlRow> passed;
    for (const Finding& finding : findingsByWeight(m_report)) {
        if (finding.severity == Severity::Passed) {
            passed.append(
                {{m_html.cell(finding.id, "mono id"), m_html.cell(finding.subject, "mono"),
                  m_html.cell(finding.title), m_html.cell(finding.found)}});
            continue;
        }
        rows.append({{m_html.cell(wordOf(finding.severity), classOf(finding)),
                      m_html.cell(finding.id, "mono id"), m_html.cell(finding.subject, "mono"),
                      m_html.cell(finding.title), m_html.cell(finding.found),
                      m_html.cell(finding.wanted), m_html.cell(acceptedBy(m_report, finding))}});
    }
    if (rows.isEmpty() && passed.isEmpty()) {
        return m_html.muted({QT_TRANSLATE_NOOP("core", "No assessment was made.")});
    }
    QString html;
    if (!rows.isEmpty()) {
        html += m_html.table({{{QT_TRANSLATE_NOOP("core", "Severity")}, 11},
                              {{QT_TRANSLATE_NOOP("core", "Check")}, 18},
                              {{QT_TRANSLATE_NOOP("core", "Where")}, 12},
                              {{QT_TRANSLATE_NOOP("core", "Finding")}, 20},
                              {{QT_TRANSLATE_NOOP("core", "Found")}, 15},
                              {{QT_TRANSLATE_NOOP("core", "Wanted")}, 12},
                              {{QT_TRANSLATE_NOOP("core", "Accepted")}, 12}},
                             rows);
    }
    return passed.isEmpty() ? html : html + passedFindings(passed);
}

/// On a screen the table behind the summary is shown on demand; it stands beside the element and
/// not in it, so that paper has it in any case.
QString SectionWriter::passedFindings(const QList<HtmlRow>& passed) const {
    const Message summary{QT_TRANSLATE_NOOP("core", "Checks passed: %1"),
                          {formatCount(passed.size())}};
    return QStringLiteral("<details><summary>%1</summary></details>")
               .arg(m_html.subheading(summary)) +
           m_html.table({{{QT_TRANSLATE_NOOP("core", "Check")}, 22},
                         {{QT_TRANSLATE_NOOP("core", "Where")}, 18},
                         {{QT_TRANSLATE_NOOP("core", "What")}, 34},
                         {{QT_TRANSLATE_NOOP("core", "Found")}, 26}},
                        passed);
}

QString SectionWriter::mends() const {
    QList<HtmlRow> rows;
    for (const Mend& mend : m_report.mends) {
        for (const MendedServer& server : mend.servers) {
            rows.append(
                {{m_html.cell(timeOf(m_report, mend.at.toMSecsSinceEpoch()), "num"),
                  m_html.cell(mend.check, "mono"), m_html.cell(mend.title), m_html.cell(mend.by),
                  m_html.cell(server.where, "mono"), m_html.cell(server.commands, "mono"),
                  m_html.cell(outcomeOf(server)), m_html.cell(server.undo, "mono")}});
        }
    }
    return rows.isEmpty() ? m_html.muted({QT_TRANSLATE_NOOP("core", "Ferryman mended nothing.")})
                          : m_html.table({{{QT_TRANSLATE_NOOP("core", "At (UTC)")}, 13},
                                          {{QT_TRANSLATE_NOOP("core", "Check")}, 15},
                                          {{QT_TRANSLATE_NOOP("core", "Finding")}, 11},
                                          {{QT_TRANSLATE_NOOP("core", "By")}, 11},
                                          {{QT_TRANSLATE_NOOP("core", "Server")}, 14},
                                          {{QT_TRANSLATE_NOOP("core", "Commands")}, 13},
                                          {{QT_TRANSLATE_NOOP("core", "Outcome")}, 10},
                                          {{QT_TRANSLATE_NOOP("core", "Undone with")}, 13}},
                                         rows);
}

QString SectionWriter::charts(const DrawChart& draw) const {
    QString html;
    for (qsizetype index = 0; index < m_report.charts.size(); ++index) {
        const ReportChart& chart = m_report.charts[index];
        QString keys;
        for (int i = 0; i < chart.series.size(); ++i) {
            const QString style = styleOf(chart, i);
            // The line as the chart draws it: whole, or dashed.
            const QString sign = style == QLatin1String("s1") ? QStringLiteral("&#9549;&#9549;")
                                                              : QStringLiteral("&#9473;&#9473;");
            keys += QStringLiteral(" &nbsp; <span class=\"key %1\">%2</span> %3")
                        .arg(style, sign, m_html.said(chart.series[i].first));
        }
        html += QStringLiteral("<div class=\"panel chart\"><strong>%1</strong>%2%3</div>")
                    .arg(m_html.said(chart.title), keys, draw(chart, index));
    }
    return html.isEmpty()
               ? m_html.muted({QT_TRANSLATE_NOOP("core", "Replication was not watched.")})
               : html;
}

QString SectionWriter::verification() const {
    QList<HtmlRow> rows;
    for (const Difference& difference : toldDifferences(m_report)) {
        rows.append(
            {{m_html.cell(QString::number(difference.name.database), "num"),
              m_html.cell(toldKey(difference), "mono"), m_html.cell(wordOf(difference.kind)),
              m_html.cell(difference.type), m_html.cell(difference.where, "mono"),
              m_html.cell(difference.source, "mono"), m_html.cell(difference.target, "mono")}});
    }
    const QString told = m_html.pairs(verificationOf(m_report));
    return rows.isEmpty() ? told
                          : told + m_html.subheading({QT_TRANSLATE_NOOP("core", "Differences")}) +
                                m_html.table({{{QT_TRANSLATE_NOOP("core", "DB")}, 5},
                                              {{QT_TRANSLATE_NOOP("core", "Key")}, 26},
                                              {{QT_TRANSLATE_NOOP("core", "Class")}, 11},
                                              {{QT_TRANSLATE_NOOP("core", "Type")}, 8},
                                              {{QT_TRANSLATE_NOOP("core", "Where")}, 14},
                                              {{QT_TRANSLATE_NOOP("core", "Source")}, 18},
                                              {{QT_TRANSLATE_NOOP("core", "Dragonfly")}, 18}},
                                             rows);
}

QString SectionWriter::gates() const {
    QList<HtmlRow> rows;
    for (const Gate& gate : m_report.gates) {
        const Message state = gate.open ? Message{QT_TRANSLATE_NOOP("core", "open")}
                                        : Message{QT_TRANSLATE_NOOP("core", "closed")};
        HtmlCell value = m_html.cell(gate.value);
        if (!gate.why.isEmpty()) {
            value.html += QStringLiteral("<br><span class=\"muted\">%1</span>")
                              .arg(m_html.cell(gate.why).html);
        }
        rows.append(
            {{m_html.cell(state, gate.open ? "good" : "bad"), m_html.cell(gate.title), value,
              m_html.cell(gate.wanted), m_html.cell(timeOf(m_report, gate.readAtMs), "num")}});
    }
    return rows.isEmpty()
               ? m_html.muted({QT_TRANSLATE_NOOP("core", "The switch was not asked for.")})
               : m_html.table({{{QT_TRANSLATE_NOOP("core", "Gate")}, 8},
                               {{QT_TRANSLATE_NOOP("core", "Condition")}, 28},
                               {{QT_TRANSLATE_NOOP("core", "Value")}, 28},
                               {{QT_TRANSLATE_NOOP("core", "Wanted")}, 23},
                               {{QT_TRANSLATE_NOOP("core", "Read at (UTC)")}, 13}},
                              rows);
}

HtmlRow SectionWriter::timelineRow(const TimelineRow& line) const {
    Message since = sinceFreeze(line);
    if (line.sinceFreezeMs.value_or(-1) >= 0) {
        since = {"+%1", {since}};
    }
    const Message took = line.tookMs ? Message{"%1", {formatMs(*line.tookMs)}} : Message();
    return {{m_html.cell(timeOf(m_report, line.atMs), "num"), m_html.cell(since, "num"),
             m_html.cell(line.sentinelEvent ? Message() : wordOf(line.phase), "phase"),
             m_html.cell(line.text, line.sentinelEvent ? "mono muted" : ""),
             m_html.cell(line.where, "mono"), m_html.cell(took, "num")}};
}

QString SectionWriter::timeline() const {
    const Message noReturn{
        QT_TRANSLATE_NOOP("core", "From here there was no way back: Sentinel had been told.")};
    QList<HtmlRow> rows;
    bool triggered = false;
    for (const TimelineRow& line : m_report.cutover.timeline) {
        rows.append(timelineRow(line));
        if (line.phase == Phase::Trigger && !line.sentinelEvent && !triggered) {
            triggered = true;
            rows.append({{m_html.cell(noReturn, "border")}, true});
        }
    }
    return rows.isEmpty() ? m_html.muted({QT_TRANSLATE_NOOP("core", "There was no switch.")})
                          : m_html.table({{{QT_TRANSLATE_NOOP("core", "At (UTC)")}, 13},
                                          {{QT_TRANSLATE_NOOP("core", "Since freeze")}, 11},
                                          {{QT_TRANSLATE_NOOP("core", "Phase")}, 11},
                                          {{QT_TRANSLATE_NOOP("core", "What happened")}, 39},
                                          {{QT_TRANSLATE_NOOP("core", "Where")}, 17},
                                          {{QT_TRANSLATE_NOOP("core", "Took")}, 9}},
                                         rows);
}

QString SectionWriter::servers() const {
    QList<HtmlRow> rows;
    for (const ReportEndpoint& endpoint : m_report.endpoints) {
        rows.append(
            {{m_html.cell(roleWord(endpoint.role)), m_html.cell(endpoint.url, "mono"),
              m_html.cell(endpoint.identity),
              m_html.cell(endpoint.security.isEmpty() ? Message{QT_TRANSLATE_NOOP("core", "no TLS")}
                                                      : asItIs(endpoint.security))}});
    }
    return m_html.table({{{QT_TRANSLATE_NOOP("core", "Role")}, 11},
                         {{QT_TRANSLATE_NOOP("core", "Endpoint")}, 34},
                         {{QT_TRANSLATE_NOOP("core", "Server")}, 25},
                         {{QT_TRANSLATE_NOOP("core", "Security")}, 30}},
                        rows) +
           m_html.subheading({QT_TRANSLATE_NOOP("core", "Sentinels before")}) +
           topology(m_report.before) +
           m_html.subheading({QT_TRANSLATE_NOOP("core", "Sentinels now")}) +
           topology(m_report.after);
}

QString SectionWriter::topology(const Topology& topology) const {
    QList<HtmlRow> rows;
    for (const SentinelView& view : topology.sentinels) {
        rows.append({{m_html.cell(view.address.toString(), "mono"),
                      view.answered() ? m_html.cell(view.primary().toString(), "mono")
                                      : m_html.cell(view.error->sentence(), "bad"),
                      m_html.cell(view.answered() ? QString::number(view.configEpoch()) : QString(),
                                  "num")}});
    }
    QList<Message> replicas;
    for (const ReplicaView& replica : topology.replicas) {
        replicas.append(Message{replica.live
                                    ? QT_TRANSLATE_NOOP("core", "%1 (priority %2, live)")
                                    : QT_TRANSLATE_NOOP("core", "%1 (priority %2, not live)"),
                                {replica.address.toString(), QString::number(replica.priority)}});
    }
    if (replicas.isEmpty()) {
        replicas.append(Message{QT_TRANSLATE_NOOP("core", "none")});
    }
    const Message known{
        QT_TRANSLATE_NOOP("core", "Replicas known to the Sentinels: %1. Quorum %2."),
        {joined(replicas), QString::number(topology.quorum)}};
    return m_html.table({{{QT_TRANSLATE_NOOP("core", "Sentinel")}, 34},
                         {{QT_TRANSLATE_NOOP("core", "names as primary")}, 46},
                         {{QT_TRANSLATE_NOOP("core", "Epoch")}, 20}},
                        rows) +
           QStringLiteral("<p class=\"muted\">%1</p>").arg(m_html.said(known));
}

QString SectionWriter::commands() const {
    QList<HtmlRow> rows;
    for (const StoryCommand& sent : commandsOf(m_report)) {
        rows.append(
            {{m_html.cell(QString::number(sent.row), "num"),
              m_html.cell(timeOf(m_report, sent.at.toMSecsSinceEpoch()), "num"),
              m_html.cell(sent.server, "mono"), m_html.cell(sent.command, "mono"),
              sent.reply.isEmpty()
                  ? m_html.cell(Message{QT_TRANSLATE_NOOP("core", "no reply known")}, "warn")
                  : m_html.cell(sent.reply, "mono")}});
    }
    return rows.isEmpty()
               ? m_html.muted(
                     {QT_TRANSLATE_NOOP("core", "Nothing that changes a server was sent.")})
               : m_html.table({{{QT_TRANSLATE_NOOP("core", "Row")}, 6},
                               {{QT_TRANSLATE_NOOP("core", "At (UTC)")}, 12},
                               {{QT_TRANSLATE_NOOP("core", "Server")}, 15},
                               {{QT_TRANSLATE_NOOP("core", "Command")}, 41},
                               {{QT_TRANSLATE_NOOP("core", "Reply")}, 26}},
                              rows);
}

QString SectionWriter::wayBack() const {
    QString html = QStringLiteral("<div class=\"panel\"><ul>");
    for (const Message& sentence : wayBackOf(m_report)) {
        html += QStringLiteral("<li>%1</li>").arg(m_html.said(sentence));
    }
    html += QStringLiteral("</ul></div>");
    QList<HtmlRow> rows;
    for (const BackStep& step : backStepsOf(m_report)) {
        QStringList commands;
        for (const QString& command : step.commands) {
            commands.append(command.toHtmlEscaped());
        }
        rows.append({{m_html.cell(QString::number(rows.size() + 1), "num"),
                      m_html.cell(step.what),
                      m_html.cell(step.where, "mono"),
                      {commands.join(QStringLiteral("<br>")), "mono"}}});
    }
    return rows.isEmpty() ? html
                          : html + m_html.table({{{QT_TRANSLATE_NOOP("core", "Step")}, 5},
                                                 {{QT_TRANSLATE_NOOP("core", "What for")}, 33},
                                                 {{QT_TRANSLATE_NOOP("core", "Where")}, 19},
                                                 {{QT_TRANSLATE_NOOP("core", "Commands")}, 43}},
                                                rows);
}

QString SectionWriter::firstPage(Figures figures) const {
    QString html = QStringLiteral("<h1>%1</h1><p class=\"muted\">%2</p>")
                       .arg(m_html.said(titleOf(m_report)), m_html.said(subtitleOf(m_report)));
    html += QStringLiteral("<p class=\"headline\">%1</p>").arg(m_html.said(headlineOf(m_report)));
    if (m_report.standIn) {
        html += m_html.notice(standInNotice());
    }
    if (!m_report.seal.fault.isEmpty()) {
        html += m_html.notice(sealText(m_report));
    }
    return html + (figures == Figures::Shown ? cards() : QString()) +
           m_html.pairs(summaryOf(m_report));
}

QList<HtmlSection> SectionWriter::sections(const DrawChart& draw) const {
    const auto section = [this](const char* id, const Message& title, const QString& body) {
        return HtmlSection{QString::fromLatin1(id), m_html.wording().say(title), body};
    };
    return {
        section("findings", {QT_TRANSLATE_NOOP("core", "Findings, and who accepted them")},
                findings()),
        section("mends", {QT_TRANSLATE_NOOP("core", "What was mended")}, mends()),
        section("charts", {QT_TRANSLATE_NOOP("core", "Offsets and lag")}, charts(draw)),
        section("verification", {QT_TRANSLATE_NOOP("core", "Verification")}, verification()),
        section("gates", {QT_TRANSLATE_NOOP("core", "Gates at the switch")}, gates()),
        section("timeline", {QT_TRANSLATE_NOOP("core", "Timeline")}, timeline()),
        section("topology", {QT_TRANSLATE_NOOP("core", "Servers before and after")}, servers()),
        section("commands", {QT_TRANSLATE_NOOP("core", "Commands and replies")}, commands()),
        section("environment", {QT_TRANSLATE_NOOP("core", "Environment")},
                m_html.pairs(environmentOf(m_report))),
        section("way-back", {QT_TRANSLATE_NOOP("core", "How to go back")}, wayBack()),
    };
}

} // namespace

QString htmlFirstPage(const Report& report, const Wording& wording, Figures figures) {
    return SectionWriter(report, wording).firstPage(figures);
}

QList<HtmlSection> htmlSections(const Report& report, const Wording& wording,
                                const DrawChart& draw) {
    return SectionWriter(report, wording).sections(draw);
}

} // namespace ferryman
