// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"
#include "switch_bench.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr milliseconds untilOver{60'000};

LabOptions smallLab() {
    LabOptions options;
    options.keys = 1'000;
    return options;
}

/// Without the long wait for a Sentinel that stays silent.
SwitchTimings briefSettling() {
    SwitchTimings timings = SwitchTimings::within(Policy().freezeBudgetMs);
    timings.settleMs = 20'000;
    return timings;
}

} // namespace

/// The switch on real servers that are killed or stand still. Whatever happens from the freeze on:
/// no acknowledged write is lost, and no two servers accept writes.
class SwitchFaultTest : public QObject {
    Q_OBJECT

private slots:
    void aSentinelThatIsDeadBeforehandIsMissedAtTheEndOnly();
    void aLeaderThatIsLostAfterTriggerIsFollowedByAnother_data();
    void aLeaderThatIsLostAfterTriggerIsFollowedByAnother();
    void aRefusedFailoverPutsEverythingBack();
    void aTargetThatStandsStillInDrainLetsTheSourceGoOn();
    void aTargetThatStandsStillInPromoteKeepsTheFence();
    void aSourceThatStandsStillAfterTheFreezeIsDemotedWhenItWakes();
    void aSourceThatDiesAfterTriggerIsToldOf();
    void aSourceThatDiesInArmEndsTheSwitch();

private:
    void begin(LabOptions options = smallLab(), std::optional<SwitchTimings> timings = {});
    void verifyNothingLost(const redis::Address& primary);
    void verifyIsToBeReset(const redis::Address& sentinel);

    std::unique_ptr<SwitchBench> m_bench;
};

void SwitchFaultTest::begin(LabOptions options, std::optional<SwitchTimings> timings) {
    m_bench = std::make_unique<SwitchBench>(options);
    QVERIFY(m_bench->start());
    QVERIFY(m_bench->startLoad(2'000));
    QVERIFY(m_bench->makeSwitch(timings));
}

void SwitchFaultTest::verifyNothingLost(const redis::Address& primary) {
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->load->figures().writingTo, primary, 20'000);
    const auto audit = m_bench->audit();
    VERIFY_VALUE(audit);
    qInfo().noquote() << "\n" + m_bench->timeline();
    qInfo("%lld acknowledged, %lld lost, longest gap %lld ms", audit->figures.acknowledged,
          audit->lost, audit->figures.longestGapMs);
    QCOMPARE(audit->auditedOn, primary);
    QCOMPARE(audit->lost, 0);
}

void SwitchFaultTest::verifyIsToBeReset(const redis::Address& sentinel) {
    const QString outcome = m_bench->cutover->state().outcome.english();
    QVERIFY2(outcome.contains(QLatin1String("SENTINEL RESET")) &&
                 outcome.contains(sentinel.toString()),
             qPrintable(outcome));
}

/// When it comes back it points the old primary at Dragonfly, so a person has to reset it then.
void SwitchFaultTest::aSentinelThatIsDeadBeforehandIsMissedAtTheEndOnly() {
    begin(smallLab(), briefSettling());
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->lab.lab.kill(at.sentinels[0]);
    QCOMPARE(name(m_bench->run()), name(Ending::Attention));
    QCOMPARE(m_bench->cutover->state().figures.sentinelsAgreeing, 2);
    QCOMPARE(m_bench->cutover->state().figures.sentinelsAsked, 3);
    verifyIsToBeReset(at.sentinels[0]);
    verifyNothingLost(at.target);
}

void SwitchFaultTest::aLeaderThatIsLostAfterTriggerIsFollowedByAnother_data() {
    QTest::addColumn<bool>("dead");
    QTest::newRow("killed") << true;
    QTest::newRow("stopped") << false;
}

void SwitchFaultTest::aLeaderThatIsLostAfterTriggerIsFollowedByAnother() {
    QFETCH(bool, dead);
    begin(smallLab(), briefSettling());
    const LabAddresses at = m_bench->lab.addresses();
    redis::Address leader;
    m_bench->onPhase(Phase::Promote, [&] {
        for (const TimelineRow& row : m_bench->cutover->state().timeline) {
            if (row.phase == Phase::Trigger && !row.sentinelEvent) {
                leader = *redis::Address::parse(row.where);
            }
        }
        dead ? m_bench->lab.lab.kill(leader) : m_bench->lab.lab.freeze(leader);
    });
    const Ending ending = m_bench->run(untilOver);
    QVERIFY(at.sentinels.contains(leader));
    if (!dead) {
        m_bench->lab.lab.thaw(leader);
    }
    verifyNothingLost(at.target);
    QCOMPARE(name(ending), name(Ending::Attention));
    verifyIsToBeReset(leader);
    QVERIFY(!m_bench->acceptsWrites(at.source));
}

void SwitchFaultTest::aRefusedFailoverPutsEverythingBack() {
    SwitchTimings timings = SwitchTimings::within(3000);
    timings.recheckMs = 30'000;
    begin(smallLab(), timings);
    const LabAddresses& at = m_bench->lab.addresses();
    const auto forbid = redis::Command{"CONFIG", "SET", "replica_priority", "0"}.changes();
    std::optional<Topology> before;
    m_bench->recheckWith = [&](GateEvidence evidence) -> Future<GateEvidence> {
        // Every Sentinel sees the priority 0, and the gates are shown what they saw before.
        before = before.value_or(evidence.topology);
        evidence.topology = *before;
        (void)m_bench->lab.ask(at.target, forbid);
        (void)QTest::qWaitFor(
            [this] {
                return m_bench->prioritiesSeen() == QList<qint64>{0, 0, 0};
            },
            20'000);
        evidence.link = m_bench->replication->state();
        evidence.topology.readAt = m_bench->clock.utc();
        return ready<GateEvidence>(evidence);
    };
    QCOMPARE(name(m_bench->run()), name(Ending::Aborted));
    QVERIFY2(m_bench->cutover->state().reason.english().contains(QLatin1String("NOGOODSLAVE")),
             qPrintable(m_bench->cutover->state().reason.english()));
    QCOMPARE(m_bench->setting(at.source, "min-replicas-to-write"), QByteArray("0"));
    QCOMPARE(m_bench->setting(at.target, "replica_priority"), QByteArray("0"));
    QVERIFY(openIntents(*m_bench->journal->rows()).isEmpty());
    verifyNothingLost(at.source);
}

void SwitchFaultTest::aTargetThatStandsStillInDrainLetsTheSourceGoOn() {
    begin();
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->onPhase(Phase::Freeze, [&] { m_bench->lab.lab.freeze(at.target); });
    m_bench->load->markSwitch();
    m_bench->begin();
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->cutover->state().phase == Phase::Retreat, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->acceptsWrites(at.source), 2'000);
    QVERIFY(m_bench->cutover->state().running); // Dragonfly's priority could not be put back yet
    m_bench->lab.lab.thaw(at.target);
    QVERIFY(m_bench->waitUntilEnded());
    QCOMPARE(name(m_bench->ending), name(Ending::Aborted));
    QCOMPARE(m_bench->setting(at.target, "replica_priority"), QByteArray("0"));
    QCOMPARE(m_bench->setting(at.source, "min-replicas-to-write"), QByteArray("0"));
    QVERIFY(openIntents(*m_bench->journal->rows()).isEmpty());
    verifyNothingLost(at.source);
    QVERIFY(m_bench->load->figures().longestGapMs < 4'000);
}

void SwitchFaultTest::aTargetThatStandsStillInPromoteKeepsTheFence() {
    SwitchTimings timings = SwitchTimings::within(3000);
    timings.looks = 4;
    begin(smallLab(), timings);
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->onPhase(Phase::Promote, [&] { m_bench->lab.lab.freeze(at.target); });
    QCOMPARE(name(m_bench->run()), name(Ending::Attention));
    const SwitchState& state = m_bench->cutover->state();
    QVERIFY2(state.outcome.english().contains(QLatin1String("REPLICAOF 127.0.0.1 1")),
             qPrintable(state.outcome.english()));
    QVERIFY(!m_bench->acceptsWrites(at.source));
    QStringList open;
    for (const OpenIntent& intent : openIntents(*m_bench->journal->rows())) {
        open.append(intent.id + (intent.leftOnPurpose ? QStringLiteral("!") : QString()));
    }
    QCOMPARE(open.join(QLatin1Char(' ')), QStringLiteral("pause fence arm"));

    // It wakes up and becomes the primary after all: the old one still refuses, until a person or
    // Sentinel demotes it.
    m_bench->lab.lab.thaw(at.target);
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->role(at.target) == redis::Role::Primary, 20'000);
    QVERIFY(!m_bench->acceptsWrites(at.source));
    const auto park = redis::Command{"REPLICAOF", "127.0.0.1", "1"}.changes();
    VERIFY_VALUE(m_bench->lab.ask(at.source, park));
    verifyNothingLost(at.target);
}

void SwitchFaultTest::aSourceThatStandsStillAfterTheFreezeIsDemotedWhenItWakes() {
    begin();
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->onPhase(Phase::Promote, [&] { m_bench->lab.lab.freeze(at.source); });
    m_bench->onPhase(Phase::Confirm, [&] {
        QTimer::singleShot(4'000, m_bench.get(), [&] { m_bench->lab.lab.thaw(at.source); });
    });
    QCOMPARE(name(m_bench->run()), name(Ending::Migrated));
    QVERIFY(!m_bench->acceptsWrites(at.source));
    verifyNothingLost(at.target);
}

void SwitchFaultTest::aSourceThatDiesAfterTriggerIsToldOf() {
    SwitchTimings timings = SwitchTimings::within(3000);
    timings.looks = 4;
    begin(smallLab(), timings);
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->onPhase(Phase::Promote, [&] { m_bench->lab.lab.kill(at.source); });
    QCOMPARE(name(m_bench->run()), name(Ending::Attention));
    QVERIFY2(m_bench->cutover->state().outcome.english().contains(QLatin1String("not demoted")),
             qPrintable(m_bench->cutover->state().outcome.english()));
    verifyNothingLost(at.target);
}

void SwitchFaultTest::aSourceThatDiesInArmEndsTheSwitch() {
    begin();
    const LabAddresses& at = m_bench->lab.addresses();
    m_bench->beforeRecheck = [&] { m_bench->lab.lab.kill(at.source); };
    QCOMPARE(name(m_bench->run()), name(Ending::Aborted));
    qInfo().noquote() << "\n" + m_bench->timeline();
    QVERIFY2(m_bench->cutover->state().reason.english().contains(QLatin1String("broke")),
             qPrintable(m_bench->cutover->state().reason.english()));
    QCOMPARE(m_bench->setting(at.target, "replica_priority"), QByteArray("0"));
}

QTEST_GUILESS_MAIN(SwitchFaultTest)
#include "switch_fault_test.moc"
