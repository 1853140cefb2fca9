// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"
#include "switch_bench.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// The switch on real servers, with nothing going wrong, or a person changing their mind.
class SwitchTest : public QObject {
    Q_OBJECT

private slots:
    void losesNoWriteUnderLoad();
    void aWrongNameBeginsNothing();
    void aClosedGateBeginsNothing();
    void abortInArmPutsEverythingBack();
    void abortInDrainPutsEverythingBack();
    void aDifferenceWithinTheFreezePutsEverythingBack();

private:
    static void everythingIsAsBefore(SwitchBench& bench);
};

void SwitchTest::losesNoWriteUnderLoad() {
    SwitchBench bench;
    QVERIFY(bench.start());
    const LabAddresses& at = bench.lab.addresses();
    // A demoted server that is set so accepts writes, and the fence binds primaries alone.
    QVERIFY(bench.lab.ask(at.source,
                          redis::Command{"CONFIG", "SET", "replica-read-only", "no"}.changes()));
    QVERIFY(bench.startLoad(5'000));
    QVERIFY(bench.makeSwitch());
    std::optional<bool> demotedAcceptsWrites;
    bench.onPhase(Phase::Confirm, [&] { demotedAcceptsWrites = bench.acceptsWrites(at.source); });
    const Ending ending = bench.run();
    qInfo().noquote() << "\n" + bench.timeline();
    QCOMPARE(name(ending), name(Ending::Migrated));
    QTRY_COMPARE_WITH_TIMEOUT(bench.load->figures().writingTo, at.target, 10'000);
    const auto audit = bench.audit();
    VERIFY_VALUE(audit);
    qInfo("%lld acknowledged, %lld lost, longest gap %lld ms", audit->figures.acknowledged,
          audit->lost, audit->figures.longestGapMs);
    QCOMPARE(audit->auditedOn, at.target);
    QCOMPARE(audit->lost, 0);
    // Only that it is no 10 s, as without the demotion: soak_test and the bench measure it.
    QVERIFY2(audit->figures.longestGapMs < 6'000,
             qPrintable(QString::number(audit->figures.longestGapMs)));

    const SwitchFigures& figures = bench.cutover->state().figures;
    QVERIFY(figures.frozenOffset && figures.drainedOffset && figures.drainMs);
    QVERIFY(*figures.drainedOffset >= *figures.frozenOffset);
    QVERIFY(figures.writeFreezeMs && figures.promotedAfterMs && figures.sentinelsAgreeAfterMs);
    QVERIFY(*figures.promotedAfterMs <= *figures.writeFreezeMs);
    QCOMPARE(figures.sentinelsAgreeing, 3);
    QCOMPARE(bench.primariesNamed(), QList<redis::Address>(3, at.target));

    QCOMPARE(bench.role(at.source), redis::Role::Primary); // isolated, and it refuses every write
    QVERIFY(!bench.acceptsWrites(at.source));
    QVERIFY(bench.acceptsWrites(at.target));
    QCOMPARE(bench.setting(at.source, "replica-priority"), QByteArray("0"));
    QCOMPARE(demotedAcceptsWrites, std::optional(false));

    const auto rows = bench.journal->rows();
    VERIFY_VALUE(rows);
    QStringList left;
    for (const OpenIntent& open : openIntents(*rows)) {
        QVERIFY2(open.certain && open.leftOnPurpose && !open.undo.isEmpty(), qPrintable(open.id));
        left.append(open.id);
    }
    QCOMPARE(left.join(QLatin1Char(' ')),
             QStringLiteral("parked parked-priority parked-read-only fence kept arm"));
}

void SwitchTest::aWrongNameBeginsNothing() {
    LabOptions options;
    options.keys = 10;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    bench.cutover->confirm(QStringLiteral("Practice"));
    QCOMPARE(bench.refusals.size(), 1);
    QVERIFY(bench.refusals[0].english().contains(QLatin1String("Practice")));
    QVERIFY(!bench.cutover->state().running);
    QVERIFY(!bench.cutover->abort());
    QCOMPARE(bench.journal->count(), 0);
}

void SwitchTest::aClosedGateBeginsNothing() {
    LabOptions options;
    options.keys = 10;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    const Plan good = bench.plan;
    bench.plan.policy.freezeBudgetMs = options.downAfterMs;
    bench.begin();
    QTRY_COMPARE(bench.refusals.size(), 1);
    QVERIFY2(bench.refusals[0].english().contains(QLatin1String("down-after")),
             qPrintable(bench.refusals[0].english()));
    QVERIFY(bench.cutover->state().phase == Phase::Gate);
    QVERIFY(!bench.cutover->state().running);
    QCOMPARE(bench.setting(bench.lab.addresses().target, "replica_priority"), QByteArray("0"));
    QVERIFY(openIntents(*bench.journal->rows()).isEmpty());

    // Confirmed again with the gate open, the same switch begins.
    bench.plan = good;
    bench.refusals.clear();
    bench.onPhase(Phase::Arm, [&] { QVERIFY(bench.cutover->abort()); });
    QCOMPARE(name(bench.run()), name(Ending::Aborted));
    QVERIFY(bench.refusals.isEmpty());
}

void SwitchTest::abortInArmPutsEverythingBack() {
    LabOptions options;
    options.keys = 10;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    bench.onPhase(Phase::Arm, [&] { QVERIFY(bench.cutover->abort()); });
    QCOMPARE(name(bench.run()), name(Ending::Aborted));
    const LabAddresses& at = bench.lab.addresses();
    QCOMPARE(bench.setting(at.target, "replica_priority"), QByteArray("0"));
    QCOMPARE(bench.setting(at.source, "min-replicas-to-write"), QByteArray("0"));
    QVERIFY(openIntents(*bench.journal->rows()).isEmpty());
}

void SwitchTest::abortInDrainPutsEverythingBack() {
    LabOptions options;
    options.keys = 1'000;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    const LabAddresses& at = bench.lab.addresses();
    QVERIFY(bench.startLoad(2'000));
    QVERIFY(bench.makeSwitch());
    bench.onPhase(Phase::Freeze, [&] { bench.lab.lab.freeze(at.target); });
    bench.onPhase(Phase::Drain, [&] {
        QVERIFY(bench.cutover->abort());
        bench.lab.lab.thaw(at.target);
    });
    const Ending ending = bench.run();
    qInfo().noquote() << "\n" + bench.timeline();
    QCOMPARE(name(ending), name(Ending::Aborted));
    everythingIsAsBefore(bench);
}

void SwitchTest::everythingIsAsBefore(SwitchBench& bench) {
    const LabAddresses& at = bench.lab.addresses();
    QCOMPARE(bench.setting(at.source, "min-replicas-to-write"), QByteArray("0"));
    QCOMPARE(bench.setting(at.source, "replica-priority"), QByteArray("100"));
    QCOMPARE(bench.setting(at.target, "replica_priority"), QByteArray("0"));
    QVERIFY(bench.acceptsWrites(at.source));
    QCOMPARE(bench.role(at.target), redis::Role::Replica);
    QVERIFY(openIntents(*bench.journal->rows()).isEmpty());
    const auto audit = bench.audit();
    VERIFY_VALUE(audit);
    QCOMPARE(audit->auditedOn, at.source);
    QCOMPARE(audit->lost, 0);
}

void SwitchTest::aDifferenceWithinTheFreezePutsEverythingBack() {
    LabOptions options;
    options.keys = 1'000;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.startLoad(2'000));
    int opened = 0;
    bool frozenThen = false;
    bench.frozen.open = [&] { opened += 1; };
    bench.frozen.compare = [&](milliseconds budget) {
        const SwitchState& state = bench.cutover->state();
        frozenThen = state.figures.frozenOffset.has_value() && !state.irrevocable &&
                     budget == milliseconds(bench.plan.policy.verifyFrozenMs);
        FrozenOutcome outcome;
        outcome.compared = 7;
        outcome.differing = 2;
        outcome.first = QStringLiteral("user:1");
        return ready<FrozenOutcome>(outcome);
    };
    QVERIFY(bench.makeSwitch());
    const Ending ending = bench.run();
    qInfo().noquote() << "\n" + bench.timeline();
    QCOMPARE(name(ending), name(Ending::Aborted));
    QCOMPARE(opened, 1);
    QVERIFY(frozenThen);
    QVERIFY(bench.cutover->state().reason.english().contains(QLatin1String("2, such as user:1")));
    everythingIsAsBefore(bench);
}

QTEST_GUILESS_MAIN(SwitchTest)
#include "switch_test.moc"
