// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/practice_lab.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int labPatienceMs = static_cast<int>(labPatience.count());

} // namespace

/// The same move as Ferryman's, done as the documented runbook does it.
class UnaidedSwitchTest : public QObject {
    Q_OBJECT

private slots:
    void losesAcknowledgedWrites();
};

void UnaidedSwitchTest::losesAcknowledgedWrites() {
    LabOptions options;
    options.keys = 1'000;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    practice.hurrySentinels();
    QVERIFY(practice.attachTarget());
    QVERIFY(practice.sentinelsKnowTarget());

    WriteLoad load(practice.load(5'000));
    load.start();
    QTRY_VERIFY_WITH_TIMEOUT(load.figures().acknowledged > 5'000, labPatienceMs);
    load.markSwitch();
    const auto& addresses = practice.addresses();
    const auto reply =
        practice.ask(addresses.sentinels.first(),
                     redis::Command{"SENTINEL", "FAILOVER", addresses.group.toUtf8()}.changes());
    VERIFY_VALUE(reply);

    // The old primary takes writes until Sentinel demotes it, some ten seconds later.
    QTRY_COMPARE_WITH_TIMEOUT(load.figures().writingTo, addresses.target, labPatienceMs);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    VERIFY_VALUE(audit);
    QCOMPARE(audit->auditedOn, addresses.target);
    qInfo("%lld of %lld acknowledged writes lost, longest gap %lld ms", audit->lost,
          audit->figures.acknowledged, audit->figures.longestGapMs);
    // What two seconds of it write, at the least: they go on for ten.
    QVERIFY(audit->figures.achievedRate > 0);
    QVERIFY2(static_cast<double>(audit->lost) > 2 * audit->figures.achievedRate,
             qPrintable(QString::number(audit->figures.achievedRate)));
    QVERIFY(!audit->examples.isEmpty());
}

QTEST_GUILESS_MAIN(UnaidedSwitchTest)
#include "unaided_switch_test.moc"
