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
    view.roundTripMs = 2;
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
    evidence.sourceSeenAtMs = now - 7'200'000;
    evidence.sourceRoundTripMs = 1;
    evidence.targetRoundTripMs = 1;
    evidence.assessedAtMs = now - 3'600'000;
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

Gate gateOf(const GateEvidence& evidence, const char* id) {
    for (const Gate& gate : judgeGates(evidence)) {
        if (gate.id == id) {
            return gate;
        }
    }
    return {};
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
    void theChoiceIsForeseenBeforeTheSwitch();
    void anOldReadingSaysSo();
    void aGateSaysWhatKeepsItClosed();
    void findingsAreShownWithTheirAge();
    void twoOfThreeSentinelsSuffice();
    void theExpectedOutageFollowsTheRoundTrips();
    void whatIsAskedWithinTheFreezeProlongsIt();
    void aValueIsWrittenAsTheReaderWritesIt_data();
    void aValueIsWrittenAsTheReaderWritesIt();
    void theExpectedDrainFollowsTheOffsetsAndTheRate();
    void versionsTellHowTheSourceIsFrozen_data();
    void versionsTellHowTheSourceIsFrozen();
    void withoutAnyEvidenceNothingIsOpen();
    void whatIsComparedWithinTheFreezeIsToldBefore();
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
    row(
        "the data differ",
        [](GateEvidence& e) {
            e.data.compared = true;
            e.data.comparedAtMs = now;
            e.data.differences = 1;
        },
        id("data.compared"));
    row(
        "the data are being compared", [](GateEvidence& e) { e.data.underWay = true; },
        id("data.compared"));
    row(
        "nothing was compared, and the plan wants it",
        [](GateEvidence& e) { e.plan.policy.verifyMaxAgeMinutes = 10; }, id("data.compared"));
    row(
        "what was compared is too old for the plan",
        [](GateEvidence& e) {
            e.plan.policy.verifyMaxAgeMinutes = 10;
            e.data.compared = true;
            e.data.comparedAtMs = now - 600'001;
        },
        id("data.compared"));
    row("nobody knows under which address it is listed", [](GateEvidence& e) { e.target = {}; },
        {QStringLiteral("replication.listed"), QStringLiteral("sentinels.replicas"),
         QStringLiteral("sentinels.choice")});
    row("an old sample", [](GateEvidence& e) { e.link.latest.atMs = now - 2001; },
        {QStringLiteral("replication.listed"), QStringLiteral("replication.link"),
         QStringLiteral("replication.steady"), QStringLiteral("replication.lag-bytes"),
         QStringLiteral("replication.lag-seconds"), QStringLiteral("replication.stream"),
         QStringLiteral("replication.drain"), QStringLiteral("replication.outage"),
         QStringLiteral("data.keys")});
    row(
        "a round trip that was not measured", [](GateEvidence& e) { e.targetRoundTripMs.reset(); },
        id("replication.outage"));
    row(
        "an outage beyond the freeze budget", [](GateEvidence& e) { e.targetRoundTripMs = 2000; },
        id("replication.outage"));
    row(
        "a drain longer than half of the freeze",
        [](GateEvidence& e) {
            e.link.latest.replicaOffset = 1;
            e.link.latest.sourceOffset = 1 + qint64{1'501} * 1000; // at 1 MB/s at least
        },
        id("replication.drain"));
    row("a target whose offset is not known",
        [](GateEvidence& e) {
            e.link.latest.replicaOffset = 0;
            e.link.latest.ackedOffset.reset();
        },
        {QStringLiteral("replication.drain"), QStringLiteral("replication.outage")});

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
    viewRow("Dragonfly unknown to one", [](SentinelView& v) { v.replicas.clear(); },
            {QStringLiteral("sentinels.replicas"), QStringLiteral("sentinels.choice")});
    viewRow("Dragonfly down at one",
            [](SentinelView& v) { v.replicas[0].flags.insert(QStringLiteral("s_down")); },
            {QStringLiteral("sentinels.replicas"), QStringLiteral("sentinels.choice")});
    viewRow(
        "one has not heard of Dragonfly for long",
        [](SentinelView& v) { v.replicas[0].fields["info-refresh"] = "30001"; },
        id("sentinels.choice"));
    viewRow(
        "a short down-after",
        [](SentinelView& v) { v.group.fields["down-after-milliseconds"] = "3999"; },
        id("sentinels.down-after"));
    viewRow("an old view",
            [](SentinelView& v) { v.readAt = QDateTime::fromMSecsSinceEpoch(now - 2001, Qt::UTC); },
            {QStringLiteral("sentinels.answering"), QStringLiteral("sentinels.agree"),
             QStringLiteral("sentinels.quiet"), QStringLiteral("sentinels.replicas"),
             QStringLiteral("sentinels.choice"), QStringLiteral("sentinels.down-after")});

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
        "never assessed", [](GateEvidence& e) { e.assessedAtMs.reset(); }, id("plan.findings"));
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
    QCOMPARE(ids.size(), 19);
}

void GateTest::anotherLiveReplicaIsDetachedFirstAndThenClosesTheGate() {
    GateEvidence evidence = good();
    for (SentinelView& view : evidence.topology.sentinels) {
        view.replicas.append(replicaEntry(otherReplica, 0));
    }
    evidence.topology = merge(evidence.topology.group, evidence.topology.sentinels);
    QCOMPARE(otherLiveReplicas(evidence), QList<redis::Address>{otherReplica});
    QCOMPARE(closed(evidence), QStringList());
    const QString price = gateOf(evidence, "replication.outage").price.english();
    QVERIFY2(price.contains(otherReplica.toString()) &&
                 price.contains(QLatin1String("30 s in all")),
             qPrintable(price));
    QVERIFY(gateOf(good(), "replication.outage").price.isEmpty());
    evidence.pinned = true;
    QVERIFY(gateOf(evidence, "replication.outage").price.isEmpty());
    QCOMPARE(closed(evidence), QStringList{QStringLiteral("sentinels.replicas")});
}

/// Before it is pinned, its own priority would beat Dragonfly's.
void GateTest::theChoiceIsForeseenBeforeTheSwitch() {
    GateEvidence evidence = good();
    for (SentinelView& view : evidence.topology.sentinels) {
        view.replicas.append(replicaEntry(otherReplica, 1));
        view.replicas.last().fields["slave-repl-offset"] = "9000";
    }
    evidence.topology = merge(evidence.topology.group, evidence.topology.sentinels);
    const Gate foreseen = gateOf(evidence, "sentinels.choice");
    QVERIFY(foreseen.open);
    QVERIFY2(foreseen.value.english().contains(QLatin1String("once its priority is 1")),
             qPrintable(foreseen.value.english()));
    evidence.pinned = true; // and it is still there
    QVERIFY(gateOf(evidence, "sentinels.choice").value.english().contains(otherReplica.toString()));
    QCOMPARE(gateOf(goodAndArmed(), "sentinels.choice").value.english(),
             QStringLiteral("Dragonfly, at every Sentinel"));
}

void GateTest::anOldReadingSaysSo() {
    GateEvidence evidence = good();
    evidence.link.latest.atMs = now - 3100;
    const Gate gate = gateOf(evidence, "replication.lag-bytes");
    QVERIFY(!gate.open);
    QCOMPARE(gate.value.english(), QStringLiteral("10 B (read 3.1 s ago: too old)"));
}

void GateTest::aGateSaysWhatKeepsItClosed() {
    GateEvidence evidence = good();
    QCOMPARE(gateOf(evidence, "replication.steady").value.english(), QStringLiteral("20 s"));
    QCOMPARE(gateOf(evidence, "replication.steady").why.english(), QStringLiteral("Steady."));
    evidence.link.steadiness = {false, 0, {"Not steady: lag 1.2 MB."}, 0};
    QCOMPARE(gateOf(evidence, "replication.steady").value.english(),
             QStringLiteral("Not steady: lag 1.2 MB."));
    QCOMPARE(gateOf(evidence, "replication.stream").value.english(),
             QStringLiteral("the same, no full sync"));
    evidence.link.latest.syncInProgress = true;
    QCOMPARE(gateOf(evidence, "replication.stream").value.english(),
             QStringLiteral("a full sync is under way"));
    evidence.link.latest.lineState.clear();
    QCOMPARE(gateOf(evidence, "replication.link").value.english(),
             QStringLiteral("up, not listed by the source"));
}

/// The assessment may be older than a full sync takes, and says how old it is.
void GateTest::findingsAreShownWithTheirAge() {
    const Gate gate = gateOf(good(), "plan.findings");
    QVERIFY(gate.open);
    QCOMPARE(gate.readAtMs, now - 3'600'000);
    QCOMPARE(gate.value.english(), QStringLiteral("none, assessed 1 h 0 min ago"));
    QCOMPARE(gateOf(good(), "plan.source-version").readAtMs, now - 7'200'000);
    GateEvidence never = good();
    never.assessedAtMs.reset();
    QCOMPARE(gateOf(never, "plan.findings").readAtMs, 0);
}

/// A stopped Sentinel has no view, and those of the others are as fresh as before.
void GateTest::twoOfThreeSentinelsSuffice() {
    const GateEvidence evidence = withView([](SentinelView& view) {
        view.error = Error{ErrorKind::Timeout, {"No answer in time."}, {}, {}};
        view.readAt = QDateTime::fromMSecsSinceEpoch(now - 60'000, Qt::UTC);
    });
    QCOMPARE(closed(evidence), QStringList());
    QCOMPARE(gateOf(evidence, "sentinels.answering").value.english(),
             QStringLiteral("2 of 3; no answer from 10.0.0.21:26379"));
}

/// Before 6.0.6 those within MULTI are looked for once the source is fenced; the moment reckons
/// with it, so that the switch stays aligned.
void GateTest::whatIsAskedWithinTheFreezeProlongsIt() {
    Sample sample;
    sample.sourceOffset = sample.replicaOffset = 1000;
    const auto once = expectedOutage(sample, {20.0, 20.0, 20.0});
    const auto twice = expectedOutage(sample, {20.0, 20.0, 20.0, 2});
    QVERIFY(once && twice && twice->aligned);
    QCOMPARE(twice->ms, once->ms + 20);
    QCOMPARE(exchangesToFreeze(true), 1);
    QCOMPARE(exchangesToFreeze(false), 2);
}

void GateTest::aValueIsWrittenAsTheReaderWritesIt_data() {
    QTest::addColumn<QString>("value");
    QTest::newRow("replication.steady") << "7,3 s";
    QTest::newRow("replication.lag-bytes") << "1,2 kB";
    QTest::newRow("replication.drain") << "1,2 ms";
    QTest::newRow("sentinels.down-after") << "5.000 ms";
}

void GateTest::aValueIsWrittenAsTheReaderWritesIt() {
    GateEvidence evidence = good();
    evidence.link.steadiness.unbrokenMs = 7'300;
    evidence.link.latest.lagBytes = 1'234;
    evidence.link.latest.sourceOffset = *evidence.link.latest.replicaOffset + 1'234;
    const Gate gate = gateOf(evidence, QTest::currentDataTag());
    QTEST(gate.value.translated(QLocale(QLocale::German)), "value");
}

void GateTest::theExpectedOutageFollowsTheRoundTrips() {
    Sample sample;
    sample.sourceOffset = sample.replicaOffset = 1000;
    const auto at = [&](double source, double target, double sentinel) {
        return expectedOutage(sample, {source, target, sentinel}).value_or(ExpectedOutage{});
    };
    QVERIFY(!expectedOutage(sample, {1.0, {}, 1.0}));
    QVERIFY(!expectedOutage({}, {1.0, 1.0, 1.0}));
    QVERIFY(at(0, 0, 0).aligned);
    QCOMPARE(at(0, 0, 0).ms, 340.0);
    QVERIFY(at(50, 50, 50).aligned);
    QVERIFY(at(2, 2, 2).ms < at(20, 20, 20).ms && at(20, 20, 20).ms < at(50, 50, 50).ms);
    QVERIFY(at(50, 50, 50).ms < 600);
    const ExpectedOutage far = at(1, 60, 60); // FAILOVER would come after the moment
    QVERIFY(!far.aligned);
    QVERIFY(far.ms >= 1100);
    GateEvidence evidence = good();
    evidence.targetRoundTripMs = 60;
    evidence.sourceRoundTripMs = 0.4;
    for (SentinelView& view : evidence.topology.sentinels) {
        view.roundTripMs = 40;
    }
    const Gate slow = gateOf(evidence, "replication.outage");
    QVERIFY2(slow.value.english().endsWith(QLatin1String(", not aligned")),
             qPrintable(slow.value.english()));
    QVERIFY2(slow.why.english().contains(QLatin1String("60 ms to Dragonfly")),
             qPrintable(slow.why.english()));
    const Gate fast = gateOf(good(), "replication.outage");
    QCOMPARE(fast.value.english(), QStringLiteral("about 0.34 s, aligned"));
    QVERIFY(fast.why.english().contains(QLatin1String("1.0 ms to the source")));
    QCOMPARE(fast.wanted.english(), QStringLiteral("at most 3.0 s"));
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
    sample.writeBytesPerSecond = 900e3; // busy, and slower than an idle link is taken for
    sample.applyBytesPerSecond = 500e3;
    QCOMPARE(expectedDrainMs(sample).value_or(-1), 4000.0);
    sample.applyBytesPerSecond = 0; // it applies nothing, though there is much to apply
    QVERIFY(!expectedDrainMs(sample));
    sample.writeBytesPerSecond.reset();
    sample.applyBytesPerSecond = 14.0;
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
    QTest::addColumn<bool>("holdsQueued");
    QTest::newRow("5.0.14") << "5.0.14" << false << false << false;
    QTest::newRow("6.0.5") << "6.0.5" << false << false << false;
    QTest::newRow("6.0.6") << "6.0.6" << false << false << true;
    QTest::newRow("6.0.16") << "6.0.16" << false << false << true;
    QTest::newRow("6.0.17") << "6.0.17" << false << true << true;
    QTest::newRow("6.2.0") << "6.2.0" << true << false << true;
    QTest::newRow("6.2.6") << "6.2.6" << true << false << true;
    QTest::newRow("6.2.7") << "6.2.7" << true << true << true;
    QTest::newRow("7.0.15") << "7.0.15" << true << true << true;
    QTest::newRow("unknown") << "" << false << false << false;
}

void GateTest::versionsTellHowTheSourceIsFrozen() {
    QFETCH(QString, version);
    redis::ServerIdentity source;
    source.version = version;
    QTEST(pausesWrites(source), "pauses");
    QTEST(fenceHoldsScripts(source), "holdsScripts");
    QTEST(fenceHoldsQueued(source), "holdsQueued");
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
    // The journal is presumed writable, and nothing compared is told, not forbidden.
    QCOMPARE(open, (QStringList{QStringLiteral("data.compared"), QStringLiteral("plan.journal")}));
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

void GateTest::whatIsComparedWithinTheFreezeIsToldBefore() {
    GateEvidence e = good();
    e.plan.policy.verifyMaxAgeMinutes = 10;
    e.data.compared = true;
    e.data.comparedAtMs = now - 599'000;
    e.data.bytesSince = 2048;
    e.data.frozenKeys = 1200;
    e.data.frozenMs = 250;
    const QList<Gate> gates = judgeGates(e);
    QVERIFY(allOpen(gates));
    const auto gate = [&](const char* id) {
        return *std::ranges::find_if(gates, [id](const Gate& each) { return each.id == id; });
    };
    QVERIFY(gate("data.compared").value.english().contains(QLatin1String("written since: 2")));
    QVERIFY(gate("data.compared").price.isEmpty());
    e.data.undecided = 14; // compared within the freeze, but for those whose names nobody knows
    const auto price = [&e] {
        const QList<Gate> all = judgeGates(e);
        return std::ranges::find(all, QByteArray("data.compared"), &Gate::id)->price.english();
    };
    QVERIFY(price().isEmpty());
    e.data.undecidedLeftOut = 3;
    QVERIFY2(price().contains(QLatin1String("3")), qPrintable(price()));
    QVERIFY(gate("data.frozen").value.english().contains(QLatin1String("1,200")));
    QVERIFY(!gate("data.frozen").price.isEmpty()); // the plan gives it 100 ms
    const QString with = gate("replication.outage").value.english();
    e.data.frozenKeys = 0;
    const QList<Gate> without = judgeGates(e);
    QVERIFY(std::ranges::find(without, QByteArray("data.frozen"), &Gate::id) == without.end());
    QVERIFY(
        std::ranges::find(without, QByteArray("replication.outage"), &Gate::id)->value.english() !=
        with);
}

QTEST_GUILESS_MAIN(GateTest)
#include "gate_test.moc"
