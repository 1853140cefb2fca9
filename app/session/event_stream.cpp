// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/event_stream.h"

#include "base/version.h"
#include "session/notices.h"
#include "session/records.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace ferryman {

namespace {

const char* statusOf(JourneyEnd end, bool switched) {
    switch (end) {
    case JourneyEnd::Clean:
        return switched ? "migrated" : "clean";
    case JourneyEnd::Blocked:
        return "blocked";
    case JourneyEnd::Aborted:
        return "aborted";
    case JourneyEnd::Attention:
        return "attention";
    }
    return "attention";
}

template <typename T>
QJsonValue orNull(const std::optional<T>& value) {
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

/// Tenths of a millisecond: more digits would promise what no clock here keeps.
QJsonValue msOrNull(const std::optional<double>& ms) {
    return ms ? QJsonValue(std::round(*ms * 10) / 10) : QJsonValue(QJsonValue::Null);
}

const char* eventOf(RowKind kind) {
    switch (kind) {
    case RowKind::Phase:
        return "phase";
    case RowKind::Command:
    case RowKind::Reply:
        return "command";
    case RowKind::SentinelEvent:
        return "sentinel";
    default:
        return nullptr; // told by the snapshots, or of no use to whoever reads the stream
    }
}

QJsonObject verifiedBy(const VerifyState& verify) {
    if (!verify.verdict) {
        return {{QStringLiteral("mode"), QStringLiteral("none")}};
    }
    QJsonObject json = toJson(*verify.verdict);
    if (verify.frozen) {
        json.insert(QStringLiteral("frozen"),
                    QJsonObject{{QStringLiteral("keysCompared"), verify.frozen->compared},
                                {QStringLiteral("differences"), verify.frozen->differences.size()},
                                {QStringLiteral("unread"), verify.frozen->notRead()},
                                {QStringLiteral("ms"), verify.frozen->milliseconds}});
    }
    return json;
}

} // namespace

EventStream::EventStream(Session& session, const Clock& clock, Sink sink, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_clock(clock)
    , m_sink(std::move(sink)) {
    connect(&session, &Session::changed, this, &EventStream::follow);
    connect(&session, &Session::journalled, this, &EventStream::tellRow);
}

void EventStream::emitEvent(const char* event, QJsonObject data) {
    data.insert(QStringLiteral("event"), QLatin1String(event));
    data.insert(QStringLiteral("seq"), ++m_seq);
    if (!data.contains(QStringLiteral("at"))) {
        data.insert(QStringLiteral("at"), m_clock.utc().toString(Qt::ISODateWithMs));
    }
    m_sink(data);
}

void EventStream::hello(const QString& command) {
    emitEvent("hello",
              {{QStringLiteral("command"), command}, {QStringLiteral("version"), version()}});
}

void EventStream::follow(const SnapshotPtr& snapshot) {
    tellErrors(*snapshot);
    tellChecks(*snapshot);
    tellLink(*snapshot);
    tellGates(*snapshot);
    tellComparison(snapshot->verify);
}

/// Progress about once a second, and each difference as it is found.
void EventStream::tellComparison(const VerifyState& verify) {
    const VerifyProgress& progress = verify.progress;
    if (progress.seconds < m_comparedSeconds || progress.seconds >= m_comparedSeconds + 1) {
        m_comparedSeconds = progress.seconds;
        if (verify.running) {
            emitEvent("progress", recordOf(progress));
        }
    }
    m_toldDifferences = std::min(m_toldDifferences, verify.differences.size()); // of another run
    for (; m_toldDifferences < verify.differences.size(); ++m_toldDifferences) {
        emitEvent("difference", toJson(verify.differences[m_toldDifferences]));
    }
    if (verify.selfTest && !std::exchange(m_selfTestTold, true)) {
        tellSelfTest(*verify.selfTest);
    }
}

void EventStream::tellSelfTest(const SelfTestReport& report) {
    for (const SelfTestReport::Case& each : report.cases) {
        const bool differs = each.planted.kind.has_value();
        emitEvent("check",
                  {{QStringLiteral("id"), QStringLiteral("verify.self-test")},
                   {QStringLiteral("what"), each.planted.what},
                   {QStringLiteral("key"), escapedKey(each.planted.name.key)},
                   {QStringLiteral("class"),
                    differs ? QLatin1String(toString(*each.planted.kind)) : QLatin1String("none")},
                   {QStringLiteral("found"), each.found}});
    }
}

void EventStream::tellErrors(const Snapshot& snapshot) {
    const std::optional<Error>& error = snapshot.error             ? snapshot.error
                                        : snapshot.connect.error   ? snapshot.connect.error
                                        : snapshot.replicate.error ? snapshot.replicate.error
                                                                   : snapshot.report.error;
    const QString text = error ? error->english() : QString();
    if (!text.isEmpty() && text != m_lastError) {
        emitEvent("error", recordOf(*error));
    }
    m_lastError = text;
    QStringList notices;
    for (const Error& notice : noticesOf(snapshot)) {
        notices.append(notice.english());
        if (!m_notices.contains(notice.english())) {
            emitEvent("error", recordOf(notice));
        }
    }
    m_notices = notices;
}

/// A check that is asked again and again is told when it finds something else.
void EventStream::tellChecks(const Snapshot& snapshot) {
    QHash<QString, QSet<QByteArray>> now;
    for (const Finding& finding : snapshot.assess.findings) {
        const QByteArray key = QJsonDocument(judgementOf(finding)).toJson(QJsonDocument::Compact);
        now[finding.id].insert(key);
        if (!m_toldChecks.value(finding.id).contains(key)) {
            emitEvent("check", recordOf(finding));
        }
    }
    m_toldChecks.insert(now);
}

void EventStream::tellLink(const Snapshot& snapshot) {
    const LinkState& link = snapshot.replicate.link;
    if (link.latest.atMs != 0 && link.latest.atMs != m_lastSampleMs) {
        m_lastSampleMs = link.latest.atMs;
        QJsonObject sample = recordOf(link.latest);
        sample.insert(QStringLiteral("phase"), QLatin1String(toString(link.phase)));
        sample.insert(QStringLiteral("steadiness"), link.steadiness.sentence.english());
        emitEvent("sample", sample);
    }
    if (link.phase == LinkPhase::FullSync && link.sync.elapsedMs != m_lastSyncMs) {
        m_lastSyncMs = link.sync.elapsedMs;
        emitEvent("progress", recordOf(link.sync));
    }
}

void EventStream::tellGates(const Snapshot& snapshot) {
    for (const Gate& gate : snapshot.failOver.gates) {
        const auto known = m_gates.constFind(gate.id);
        if (known == m_gates.constEnd() || *known != gate.open) {
            m_gates.insert(gate.id, gate.open);
            emitEvent("gate", recordOf(gate));
        }
    }
}

void EventStream::dryRun(const Runbook& runbook) {
    for (const Gate& gate : runbook.gates) {
        emitEvent("gate", recordOf(gate));
    }
    for (const PlannedCommand& command : runbook.commands) {
        if (!command.text.isEmpty()) {
            emitEvent("command", {{QStringLiteral("kind"), QStringLiteral("planned")},
                                  {QStringLiteral("phase"), QLatin1String(toString(command.phase))},
                                  {QStringLiteral("subject"), command.where},
                                  {QStringLiteral("command"), command.text}});
        }
    }
}

void EventStream::tellRow(const JournalRow& row) {
    const char* event = eventOf(row.kind);
    if (event == nullptr) {
        return;
    }
    QJsonObject data = row.data;
    data.insert(QStringLiteral("at"), row.at.toString(Qt::ISODateWithMs));
    data.insert(QStringLiteral("subject"), row.subject);
    data.insert(QStringLiteral("row"), row.number);
    data.insert(QStringLiteral("kind"), QLatin1String(toString(row.kind)));
    emitEvent(event, data);
}

void EventStream::result(JourneyEnd end, const Message& sentence) {
    const SnapshotPtr snapshot = m_session.snapshot();
    const SwitchState& cutover = snapshot->failOver.cutover;
    const SwitchFigures& figures = cutover.figures;
    const bool switched = cutover.ending == Ending::Migrated;
    QJsonObject data{
        {QStringLiteral("status"), QLatin1String(statusOf(end, switched))},
        {QStringLiteral("message"), sentence.english()},
        {QStringLiteral("exitCode"), static_cast<int>(end)},
        {QStringLiteral("standIn"), snapshot->standIn},
        {QStringLiteral("writeFreezeMs"), msOrNull(figures.writeFreezeMs)},
        {QStringLiteral("promotedAfterMs"), msOrNull(figures.promotedAfterMs)},
        {QStringLiteral("sentinelsAgreeAfterMs"), msOrNull(figures.sentinelsAgreeAfterMs)},
        {QStringLiteral("frozenOffset"), orNull(figures.frozenOffset)},
        {QStringLiteral("drainedOffset"), orNull(figures.drainedOffset)},
        {QStringLiteral("verified"), verifiedBy(snapshot->verify)},
        {QStringLiteral("report"), QJsonArray::fromStringList(snapshot->report.files)},
    };
    if (snapshot->report.report && snapshot->report.report->load) {
        const ReportLoad& load = *snapshot->report.report->load;
        data.insert(QStringLiteral("acknowledgedWrites"), load.acknowledgedWrites);
        data.insert(QStringLiteral("lostWrites"), load.lostWrites);
        data.insert(QStringLiteral("outageMs"), load.outageMs);
        data.insert(QStringLiteral("achievedRate"), std::round(load.achievedRate));
    } else if (figures.probe) {
        data.insert(QStringLiteral("outageMs"), std::round(figures.probe->outageMs));
    }
    if (figures.probe) {
        data.insert(QStringLiteral("probeOutageMs"), std::round(figures.probe->outageMs));
        data.insert(QStringLiteral("probeWrites"), figures.probe->acknowledged);
    }
    if (cutover.census) {
        data.insert(QStringLiteral("clients"), toJson(*cutover.census));
    }
    emitEvent("result", data);
}

void EventStream::compared(JourneyEnd end, const Message& sentence) {
    const SnapshotPtr snapshot = m_session.snapshot();
    const VerifyState& verify = snapshot->verify;
    QJsonObject data = verify.last ? toJson(*verify.last) : QJsonObject();
    if (verify.selfTest) {
        data.insert(QStringLiteral("planted"), verify.selfTest->planted);
        data.insert(QStringLiteral("found"), verify.selfTest->found);
        data.insert(QStringLiteral("falseAlarms"), verify.selfTest->falseAlarms);
        data.insert(QStringLiteral("leftOut"),
                    QJsonArray::fromStringList(verify.selfTest->leftOut));
    }
    const bool tested = verify.selfTest && verify.selfTest->isPassed();
    data.insert(QStringLiteral("status"), verify.last
                                              ? QLatin1String(toString(verify.last->outcome))
                                          : tested ? QLatin1String("clean")
                                                   : QLatin1String("blocked"));
    data.insert(QStringLiteral("message"), sentence.english());
    data.insert(QStringLiteral("exitCode"), static_cast<int>(end));
    data.insert(QStringLiteral("standIn"), snapshot->standIn);
    emitEvent("result", data);
}

} // namespace ferryman
