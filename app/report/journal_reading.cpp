// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/journal_reading.h"

#include "cutover/resumption.h"
#include "report/chart_samples.h"
#include "report/record_reading.h"

#include <QJsonDocument>

#include <algorithm>

namespace ferryman {

namespace {

QString text(const JournalRow& row, const char* name) {
    return row.data.value(QLatin1String(name)).toString();
}

/// Reads the rows of one run, and those of the runs that take it up.
class RunReading {
public:
    [[nodiscard]] bool hasActed() const { return m_acted; } ///< Sent what changes a server.

    void take(const JournalRow& row);
    [[nodiscard]] Report report() const;

private:
    void takeOpening(const JournalRow& row);
    void takeEndpoint(const JournalRow& row);
    void takeTopology(const JournalRow& row);
    void takeFinding(const JournalRow& row);
    void takeReplication(const JournalRow& row);
    void takeGate(const JournalRow& row);
    void takePhase(const JournalRow& row);
    void takeResult(const JournalRow& row);
    void beginAnew();

    Report m_report;
    ChartSamples m_samples;
    bool m_acted = false;
    bool m_over = false;   ///< A switch ended; another one of this run starts from nothing.
    bool m_frozen = false; ///< The gates are those before it.
};

void RunReading::take(const JournalRow& row) {
    m_acted = m_acted || row.kind == RowKind::Command || row.kind == RowKind::Phase;
    switch (row.kind) {
    case RowKind::Opened:
        takeOpening(row);
        break;
    case RowKind::Endpoint:
        takeEndpoint(row);
        break;
    case RowKind::Topology:
        takeTopology(row);
        break;
    case RowKind::Finding:
        takeFinding(row);
        break;
    case RowKind::Replication:
        takeReplication(row);
        break;
    case RowKind::Gate:
        takeGate(row);
        break;
    case RowKind::Phase:
        takePhase(row);
        break;
    case RowKind::Timeline:
        m_report.cutover.timeline.append(timelineFrom(row));
        break;
    case RowKind::Samples:
        takeSamples(m_samples, row);
        break;
    case RowKind::Load:
        m_report.load = loadFrom(row.data);
        break;
    case RowKind::Result:
        takeResult(row);
        break;
    default:
        break;
    }
    m_report.rows.append(row);
}

void RunReading::takeOpening(const JournalRow& row) {
    if (!m_report.begun.isValid()) {
        m_report.begun = row.at;
    }
    m_report.environment = environmentFrom(row.data.value(QLatin1String("environment")).toObject());
    m_report.standIn = m_report.standIn || row.data.value(QLatin1String("standIn")).toBool();
    const QJsonObject plan = row.data.value(QLatin1String("plan")).toObject();
    if (auto read = planFromJson(QJsonDocument(plan).toJson(), {})) {
        m_report.plan = std::move(*read);
    } else if (m_report.plan.name.isEmpty()) { // of an older journal, or of a lab
        m_report.plan.name = text(row, "name");
        m_report.plan.group = text(row, "group");
        m_report.plan.id = plan.value(QLatin1String("id")).toString();
    }
}

void RunReading::takeEndpoint(const JournalRow& row) {
    const ReportEndpoint endpoint = endpointFrom(row.data);
    const auto known = std::ranges::find(m_report.endpoints, endpoint.url, &ReportEndpoint::url);
    if (known == m_report.endpoints.end()) {
        m_report.endpoints.append(endpoint);
    } else if (!endpoint.identity.isEmpty()) { // by its first role: a run that goes on sees others
        known->identity = endpoint.identity;
    }
}

void RunReading::takeTopology(const JournalRow& row) {
    if (text(row, "when") == QLatin1String("after")) {
        m_report.after = topologyFrom(row);
    } else if (m_report.before.group.isEmpty()) {
        m_report.before = topologyFrom(row);
    }
}

void RunReading::takeFinding(const JournalRow& row) {
    const QString subject = text(row, "subject");
    const auto known = std::ranges::find_if(m_report.findings, [&](const Finding& finding) {
        return finding.id == row.subject && finding.subject == subject;
    });
    const bool whole = row.data.contains(QLatin1String("severity"));
    if (row.data.contains(QLatin1String("gone"))) { // checked again, for instance once mended
        m_report.findings.removeIf([&](const Finding& finding) {
            return finding.id == row.subject && finding.subject == subject;
        });
    } else if (!whole && known != m_report.findings.end()) { // a person accepted it later
        known->accepted = true;
        known->acceptedBy = text(row, "acceptedBy");
        known->acceptedBecause = text(row, "acceptedBecause");
    } else if (whole && known != m_report.findings.end()) {
        *known = findingFrom(row.data);
    } else if (whole) {
        m_report.findings.append(findingFrom(row.data));
    }
}

void RunReading::takeReplication(const JournalRow& row) {
    const auto take = [&row](std::optional<qint64>& value, const char* name) {
        const QJsonValue told = row.data.value(QLatin1String(name));
        value = told.isDouble() ? std::optional(told.toInteger()) : value;
    };
    take(m_report.syncDurationMs, "syncDurationMs");
    take(m_report.keys, "keys");
}

void RunReading::beginAnew() {
    if (std::exchange(m_over, false)) {
        m_report.cutover = {};
        m_report.gates.clear();
        m_frozen = false;
    }
}

void RunReading::takeGate(const JournalRow& row) {
    beginAnew();
    if (m_frozen) {
        return;
    }
    const Gate gate = gateFrom(row);
    const auto known = std::ranges::find(m_report.gates, gate.id, &Gate::id);
    if (known == m_report.gates.end()) {
        m_report.gates.append(gate);
    } else {
        *known = gate;
    }
}

void RunReading::takePhase(const JournalRow& row) {
    beginAnew();
    const auto phase = phaseFromString(text(row, "phase"));
    if (!phase) {
        return;
    }
    m_report.cutover.phase = *phase;
    m_report.cutover.ending = Ending::None;
    m_frozen = m_frozen || *phase == Phase::Freeze;
    takeFigures(m_report.cutover.figures, row.data);
}

void RunReading::takeResult(const JournalRow& row) {
    if (row.data.contains(record::mend)) {
        return; // of a finding: no switch ended
    }
    SwitchState& cutover = m_report.cutover;
    cutover.phase = Phase::Finished;
    cutover.ending = endingFrom(text(row, "status"));
    cutover.outcome = sentenceOf(text(row, "text"));
    takeFigures(cutover.figures, row.data);
    m_over = cutover.ending != Ending::Attention; // that is taken up again
}

Report RunReading::report() const {
    Report report = m_report;
    report.charts = chartsOf(m_samples, report.plan.policy);
    if (!report.rows.isEmpty()) {
        const JournalRow& last = report.rows.last();
        report.made = last.at;
        report.seal = {last.number, QString::fromLatin1(last.hash), {}};
    }
    const ReportEnvironment& environment = report.environment;
    report.madeBy = QStringLiteral("%1, Ferryman %2").arg(environment.person, environment.ferryman);
    return report;
}

} // namespace

Report reportOf(const QList<JournalRow>& rows) {
    std::optional<RunReading> acted;
    qsizetype actedUntil = 0;
    RunReading run;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const bool opens = rows[i].kind == RowKind::Opened && i > 0;
        if (opens && !resumption(rows.first(i))) {
            if (run.hasActed()) {
                acted = std::move(run);
                actedUntil = i;
            }
            run = RunReading();
        }
        run.take(rows[i]);
    }
    const bool isLast = run.hasActed() || !acted;
    Report report = isLast ? run.report() : acted->report();
    // What an earlier run on this plan mended or compared holds for this one, too.
    const QList<JournalRow> told = isLast ? rows : rows.first(actedUntil);
    report.mends = mendsOf(told);
    report.verification = verificationFrom(told);
    return report;
}

} // namespace ferryman
