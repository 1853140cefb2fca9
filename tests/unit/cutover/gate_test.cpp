// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate.h"

#include <QTest>

#include <functional>

using namespace ferryman;

namespace {

constexpr qint64 now = 1'800'000'000'000;
const redis::Address source{QStringLiteral("10.0.0.1"), 6379};
const redis::Address dragonfly{QStringLiteral("10.0.0.2"), 6380};
const redis::Address otherReplica{QStringLiteral("10.0.0.9"), 6379};

redis::SentinelEntry entry(const redis::Address& address, const QSet<QString>& flags,
                           const QHash<QByteArray, QByteArray>& fields) {
    redis::SentinelEntry made;
    made.address = address;
    made.flags = flags;
    made.fields = fields;
    return made;
}

redis::SentinelEntry replicaEntry(const redis::Address& address, int priority) {
    return entry(address, {QStringLiteral("slave")},
                 {{"slave-priority", QByteArray::number(priority)},
                  {"slave-repl-offset", "1000"},
                  {"info-refresh", "500"},
                  {"last-ok-ping-reply", "100"},
                  {"master-link-status", "ok"}});
}

SentinelView sentinelView(int number) {
    SentinelView view;
    view.address = {QStringLiteral("10.0.0.%1").arg(20 + number), 26379};
    view.id = QStringLiteral("sentinel-%1").arg(number);
    view.group =
        entry(source, {QStringLiteral("master")},
              {{"config-epoch", "1"}, {"quorum", "2"}, {"down-after-milliseconds", "5000"}});
    view.replicas = {replicaEntry(dragonfly, 0)};
    for (int peer = 1; peer <= 3; ++peer) {
        if (peer != number) {
            redis::SentinelEntry known;
            known.address = {QStringLiteral("10.0.0.%1").arg(20 + peer), 26379};
            view.peers.append(known);
        }
    }
    view.readAt = QDateTime::fromMSecsSinceEpoch(now - 100, Qt::UTC);
    return view;
}

QList<SentinelView> threeViews() {
    return {sentinelView(1), sentinelView(2), sentinelView(3)};
}

/// Everything as it should be, before Arm.
GateEvidence good() {
    GateEvidence evidence;
    evidence.link.phase = LinkPhase::Steady;
    evidence.link.steadiness = {true, 20'000, {"Steady."}, 100};
    Sample& sample = evidence.link.latest;
    sample.atMs = now - 100;
    sample.linkUp = true;
    sample.lineState = QStringLiteral("online");
    sample.sourceOffset = 1000;
    sample.ackedOffset = 990;
    sample.replicaOffset = 1000;
    sample.lagBytes = 10;
    sample.ackAgeSeconds = 1;
    sample.sourceKeys = 100;
    sample.targetKeys = 99;
    sample.sourceReplid = sample.targetReplid = QStringLiteral("abcdef0123");
    evidence.topology = merge(QStringLiteral("mymaster"), threeViews());
    evidence.source = source;
    evidence.sourceIdentity = {redis::Product::Redis, QStringLiteral("7.0.15"), false};
    evidence.target = dragonfly;
    evidence.nowMs = now;
    return evidence;
}

GateEvidence goodAndArmed() {
    GateEvidence evidence = good();
    QList<SentinelView> views = threeViews();
    for (SentinelView& view : views) {
        view.replicas = {replicaEntry(dragonfly, 1)};
    }
    evidence.topology = merge(QStringLiteral("mymaster"), views);
    evidence.armed = true;
    return evidence;
}

/// The same with the first Sentinel's view changed.
GateEvidence withView(const std::function<void(SentinelView&)>& change) {
    GateEvidence evidence = good();
    QList<SentinelView> views = threeViews();
    change(views[0]);
    evidence.topology = merge(QStringLiteral("mymaster"), views);
    return evidence;
}

QStringList closed(const GateEvidence& evidence) {
    QStringList ids;
    for (const Gate& gate : judgeGates(evidence)) {
        if (!gate.open) {
            ids.append(QString::fromLatin1(gate.id));
        }
    }
    return ids;
}

} // namespace

class GateTest : public QObject {
    Q_OBJECT

private slots:
    void allGatesAreOpenWhenAllIsWell();
    void eachFaultClosesItsGate_data();
    void eachFaultClosesItsGate();
    void everyGateSaysWhatItReadAndWhatItWants();
    void anotherLiveReplicaIsDetachedFirstAndThenClosesTheGate();
    void theExpectedDrainFollowsTheOffsetsAndTheRate();
    void versionsTellHowTheSourceIsFrozen_data();
    void versionsTellHowTheSourceIsFrozen();
    void withoutAnyEvidenceNothingIsOpen();
    void theAgeOfFindingsCountsUntilTheSwitchBegins();
};

void GateTest::allGatesAreOpenWhenAllIsWell() {
    QCOMPARE(closed(good()), QStringList());
    QVERIFY(allOpen(judgeGates(good())));
    QCOMPARE(closed(goodAndArmed()), QStringList());
    QVERIFY(!allOpen({}));
}

using Evidence = std::function<GateEvidence()>;
Q_DECLARE_METATYPE(Evidence)

void GateTest::eachFaultClosesItsGate_data() {
    QTest::addColumn<Evidence>("evidence");
    QTest::addColumn<QStringList>("gates");
    const auto row = [](const char* name, const std::function<void(GateEvidence&)>& spoil,
                        const QStringList& gates) {
        QTest::newRow(name) << Evidence([spoil] {
            GateEvidence evidence = good();
            spoil(evidence);
            return evidence;
        }) << gates;
    };
    const auto viewRow = [](const char* name, const std::function<void(SentinelView&)>& spoil,
                            const QStringList& gates) {
        QTest::newRow(name) << Evidence([spoil] { return withView(spoil); }) << gates;
    };
    const auto id = [](const char* text) { return QStringList{QString::fromLatin1(text)}; };

    row(
        "link down", [](GateEvidence& e) { e.link.latest.linkUp = false; }, id("replication.link"));
    row(
        "source sends its snapshot",
        [](GateEvidence& e) { e.link.latest.lineState = QStringLiteral("send_bulk"); },
        id("replication.link"));
    row(
        "source silent",
        [](GateEvidence& e) {
            e.link.sourceError = Error{ErrorKind::Timeout, {"silent"}, {}, {}};
        },
        id("replication.link"));
    row(
        "not steady", [](GateEvidence& e) { e.link.steadiness.steady = false; },
        id("replication.steady"));
    row(
        "lag one byte too large",
        [](GateEvidence& e) { e.link.latest.lagBytes = e.plan.policy.maxLagBytes + 1; },
        id("replication.lag-bytes"));
    row(
        "lag unknown", [](GateEvidence& e) { e.link.latest.lagBytes.reset(); },
        id("replication.lag-bytes"));
    row(
        "acknowledged too long ago",
        [](GateEvidence& e) { e.link.latest.ackAgeSeconds = e.plan.policy.maxLagSeconds + 1; },
        id("replication.lag-seconds"));
    row(
        "another stream", [](GateEvidence& e) { e.link.latest.targetReplid = QStringLiteral("x"); },
        id("replication.stream"));
    row(
        "full sync", [](GateEvidence& e) { e.link.latest.syncInProgress = true; },
        id("replication.stream"));
    row(
        "Dragonfly is empty", [](GateEvidence& e) { e.link.latest.targetKeys = 0; },
        id("data.keys"));
    row("an old sample", [](GateEvidence& e) { e.link.latest.atMs = now - 2001; },
        {QStringLiteral("replication.link"), QStringLiteral("replication.steady"),
         QStringLiteral("replication.lag-bytes"), QStringLiteral("replication.lag-seconds"),
         QStringLiteral("replication.stream"), QStringLiteral("replication.drain"),
         QStringLiteral("data.keys")});
    row(
        "a drain longer than half of the freeze",
        [](GateEvidence& e) {
            e.link.latest.replicaOffset = 1;
            e.link.latest.sourceOffset = 1 + qint64{1'501} * 1000; // at 1 MB/s at least
        },
        id("replication.drain"));
    row(
        "a target whose offset is not known",
        [](GateEvidence& e) {
            e.link.latest.replicaOffset = 0;
            e.link.latest.ackedOffset.reset();
        },
        id("replication.drain"));

    row(
        "the source is another server",
        [](GateEvidence& e) {
            e.source = {QStringLiteral("10.9.9.9"), 1};
        },
        id("sentinels.agree"));
    viewRow(
        "one names another primary", [](SentinelView& v) { v.group.address = otherReplica; },
        id("sentinels.agree"));
    viewRow("a failover is in progress",
            [](SentinelView& v) { v.group.flags.insert(QStringLiteral("failover_in_progress")); },
            {QStringLiteral("sentinels.agree"), QStringLiteral("sentinels.quiet")});
    viewRow("a failover state", [](SentinelView& v) { v.group.fields["failover-state"] = "x"; },
            {QStringLiteral("sentinels.agree"), QStringLiteral("sentinels.quiet")});
    viewRow(
        "tilt", [](SentinelView& v) { v.tilt = true; }, id("sentinels.quiet"));
    viewRow(
        "source down at one",
        [](SentinelView& v) { v.group.flags.insert(QStringLiteral("s_down")); },
        id("sentinels.quiet"));
    viewRow(
        "Dragonfly unknown to one", [](SentinelView& v) { v.replicas.clear(); },
        id("sentinels.replicas"));
    viewRow(
        "Dragonfly down at one",
        [](SentinelView& v) { v.replicas[0].flags.insert(QStringLiteral("s_down")); },
        id("sentinels.replicas"));
    viewRow(
        "a short down-after",
        [](SentinelView& v) { v.group.fields["down-after-milliseconds"] = "3999"; },
        id("sentinels.down-after"));
    viewRow("an old view",
            [](SentinelView& v) { v.readAt = QDateTime::fromMSecsSinceEpoch(now - 2001, Qt::UTC); },
            {QStringLiteral("sentinels.answering"), QStringLiteral("sentinels.agree"),
             QStringLiteral("sentinels.quiet"), QStringLiteral("sentinels.replicas"),
             QStringLiteral("sentinels.down-after")});

    row(
        "armed, and one would choose none", [](GateEvidence& e) { e.armed = true; },
        id("sentinels.choice"));

    row(
        "a blocking finding",
        [](GateEvidence& e) {
            Finding finding;
            finding.severity = Severity::Blocker;
            e.findings = {finding};
        },
        id("plan.findings"));
    row(
        "findings that were read long ago",
        [](GateEvidence& e) { e.findingsReadAtMs = e.nowMs - 11'000; }, id("plan.findings"));
    row(
        "a source too old to be fenced",
        [](GateEvidence& e) { e.sourceIdentity.version = QStringLiteral("4.0.14"); },
        id("plan.source-version"));
    row(
        "a source of unknown version", [](GateEvidence& e) { e.sourceIdentity = {}; },
        id("plan.source-version"));
    row(
        "no journal", [](GateEvidence& e) { e.journalWritable = false; }, id("plan.journal"));
}

void GateTest::eachFaultClosesItsGate() {
    QFETCH(Evidence, evidence);
    QFETCH(QStringList, gates);
    QCOMPARE(closed(evidence()), gates);
}

void GateTest::everyGateSaysWhatItReadAndWhatItWants() {
    QSet<QByteArray> ids;
    for (const GateEvidence& evidence : {good(), goodAndArmed(), GateEvidence()}) {
        ids.clear();
        for (const Gate& gate : judgeGates(evidence)) {
            QVERIFY2(!ids.contains(gate.id), gate.id.constData());
            ids.insert(gate.id);
            for (const Message& message : {gate.title, gate.wanted}) {
                QVERIFY2(!message.isEmpty() && !message.english().contains(QLatin1String("%1")),
                         gate.id.constData());
            }
        }
    }
    QCOMPARE(ids.size(), 15);
}

void GateTest::anotherLiveReplicaIsDetachedFirstAndThenClosesTheGate() {
    GateEvidence evidence = good();
    for (SentinelView& view : evidence.topology.sentinels) {
        view.replicas.append(replicaEntry(otherReplica, 0));
    }
    evidence.topology = merge(evidence.topology.group, evidence.topology.sentinels);
    QCOMPARE(otherLiveReplicas(evidence), QList<redis::Address>{otherReplica});
    QCOMPARE(closed(evidence), QStringList());
    evidence.pinned = true;
    QCOMPARE(closed(evidence), QStringList{QStringLiteral("sentinels.replicas")});
}

void GateTest::theExpectedDrainFollowsTheOffsetsAndTheRate() {
    Sample sample;
    QVERIFY(!expectedDrainMs(sample));
    sample.sourceOffset = 10'000'000;
    sample.replicaOffset = 8'000'000;
    sample.applyBytesPerSecond = 20e6;
    QCOMPARE(expectedDrainMs(sample).value_or(-1), 100.0);
    sample.applyBytesPerSecond = 14.0; // idle: its rate says nothing of what it can do
    QCOMPARE(expectedDrainMs(sample).value_or(-1), 2000.0);
    sample.replicaOffset = 0; // before Dragonfly 1.39 only its acknowledgements tell
    sample.ackedOffset = 10'000'000;
    QCOMPARE(expectedDrainMs(sample).value_or(-1), 1000.0);
    sample.ackedOffset = 10'000'014; // sampled a little later
    QCOMPARE(expectedDrainMs(sample).value_or(-1), 1000.0);
}

void GateTest::versionsTellHowTheSourceIsFrozen_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("pauses");
    QTest::addColumn<bool>("holdsScripts");
    QTest::newRow("5.0.14") << "5.0.14" << false << false;
    QTest::newRow("6.0.16") << "6.0.16" << false << false;
    QTest::newRow("6.0.17") << "6.0.17" << false << true;
    QTest::newRow("6.2.0") << "6.2.0" << true << false;
    QTest::newRow("6.2.6") << "6.2.6" << true << false;
    QTest::newRow("6.2.7") << "6.2.7" << true << true;
    QTest::newRow("7.0.15") << "7.0.15" << true << true;
    QTest::newRow("unknown") << "" << false << false;
}

void GateTest::versionsTellHowTheSourceIsFrozen() {
    QFETCH(QString, version);
    redis::ServerIdentity source;
    source.version = version;
    QTEST(pausesWrites(source), "pauses");
    QTEST(fenceHoldsScripts(source), "holdsScripts");
}

void GateTest::withoutAnyEvidenceNothingIsOpen() {
    GateEvidence nothing;
    nothing.nowMs = now;
    QStringList open;
    for (const Gate& gate : judgeGates(nothing)) {
        if (gate.open) {
            open.append(QString::fromLatin1(gate.id));
        }
    }
    // Nothing was found and the journal is presumed writable: these two are no evidence of servers.
    QCOMPARE(open, (QStringList{QStringLiteral("plan.findings"), QStringLiteral("plan.journal")}));
}

void GateTest::theAgeOfFindingsCountsUntilTheSwitchBegins() {
    const auto isOpen = [](const GateEvidence& evidence) {
        const QList<Gate> gates = judgeGates(evidence);
        return std::ranges::find(gates, QByteArray("plan.findings"), &Gate::id)->open;
    };
    GateEvidence evidence = good();
    evidence.findingsReadAtMs = evidence.nowMs - 9'000;
    QVERIFY(isOpen(evidence));
    evidence.findingsReadAtMs = evidence.nowMs - 60'000; // while bystanders were detached
    QVERIFY(!isOpen(evidence));
    evidence.pinned = true;
    QVERIFY(isOpen(evidence));
    evidence.pinned = false;
    evidence.armed = true;
    QVERIFY(isOpen(evidence));
}

QTEST_GUILESS_MAIN(GateTest)
#include "gate_test.moc"
