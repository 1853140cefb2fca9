// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/key_queue.h"
#include "verify/server_facts.h"
#include "verify/verify_pace.h"

#include <QTest>

using namespace ferryman;

class VerifyPaceTest : public QObject {
    Q_OBJECT

private slots:
    void keepsToTheKeysOfASecond();
    void keepsToTheBytesOfASecond();
    void aNewLimitHoldsAtOnce();
    void slowsDownForASlowSource();
    void slowsDownForALag();
    void takesMoreWhereTheNetworkIsFar();
    void takesFewerWhereTheyAreLarge();
    void aScanGoesOnWhereNothingIsLeftOut();
    void offsetsOfBothSides();
};

void VerifyPaceTest::keepsToTheKeysOfASecond() {
    VerifyOptions options;
    options.limits.keysPerSecond = 1000;
    VerifyPace pace(options);
    qint64 taken = 0;
    for (qint64 ms = 10'000; ms < 20'000; ++ms) {
        while (pace.mayGo(ms)) {
            pace.took(100, ms);
            taken += 100;
        }
    }
    QVERIFY2(taken >= 9'900 && taken <= 10'300, qPrintable(QString::number(taken)));
}

void VerifyPaceTest::keepsToTheBytesOfASecond() {
    VerifyOptions options;
    options.limits.bytesPerSecond = 1'000'000;
    VerifyPace pace(options);
    qint64 read = 0;
    for (qint64 ms = 10'000; ms < 20'000; ++ms) {
        while (pace.mayGo(ms)) {
            pace.read(50'000, ms);
            read += 50'000;
        }
    }
    QVERIFY2(read >= 9'900'000 && read <= 10'300'000, qPrintable(QString::number(read)));
}

void VerifyPaceTest::aNewLimitHoldsAtOnce() {
    VerifyOptions options;
    options.limits.keysPerSecond = 1;
    VerifyPace pace(options);
    pace.took(1000, 0);
    QVERIFY(pace.waitMs(0) > 100'000);
    pace.setLimits({});
    QVERIFY(pace.mayGo(0));
}

void VerifyPaceTest::slowsDownForASlowSource() {
    VerifyPace pace{VerifyOptions{}};
    pace.observe(1, 0);
    QCOMPARE(pace.factor(), 1.0);
    QVERIFY(pace.reason().isEmpty());
    const qint64 before = pace.keysInFlight();
    pace.observe(150, 0);
    QCOMPARE(pace.factor(), 0.5);
    QVERIFY(pace.keysInFlight() < before);
    QCOMPARE(pace.reason().english(), "Slowed down: the source took 150 ms to answer.");
    pace.came(100, 1000, 40, 1000); // twice as long for each: it rests as long as it took
    QCOMPARE(pace.waitMs(1000), 40);
    for (int i = 0; i < 20; ++i) {
        pace.observe(150, 0);
    }
    QVERIFY(pace.factor() > 0);
    for (int i = 0; i < 20; ++i) {
        pace.observe(1, 0);
    }
    QCOMPARE(pace.factor(), 1.0);
    QVERIFY(pace.reason().isEmpty());
}

void VerifyPaceTest::slowsDownForALag() {
    VerifyPace pace{VerifyOptions{}};
    pace.observe(1, qint64{64} << 20);
    QCOMPARE(pace.factor(), 0.5);
    QCOMPARE(pace.reason().english(), "Slowed down: the target lags 67.1 MB behind.");
    pace.observe(1, std::nullopt);
    QVERIFY(pace.factor() > 0.5);
}

void VerifyPaceTest::takesMoreWhereTheNetworkIsFar() {
    VerifyPace near{VerifyOptions{}};
    near.observe(0.1, 0);
    VerifyPace far{VerifyOptions{}};
    far.observe(4.1, 0);
    QVERIFY(far.keysInFlight() > near.keysInFlight() * 2);
    QVERIFY(far.keysPerScan() > near.keysPerScan() * 2);
}

void VerifyPaceTest::takesFewerWhereTheyAreLarge() {
    VerifyPace pace{VerifyOptions{}};
    const qint64 before = pace.keysInFlight();
    pace.came(100, 100 * 64 * 1024, 1, 0);
    QVERIFY(pace.keysInFlight() < before / 4);
}

void VerifyPaceTest::aScanGoesOnWhereNothingIsLeftOut() {
    KeyQueue queue;
    queue.add("0", {"a", "b"}, 2);
    queue.add("10", {}, 2);
    queue.add("20", {"c"}, 2);
    queue.add("30", {"d"}, 2); // goes together with the one before
    QCOMPARE(queue.waiting(), 4);
    QCOMPARE(queue.resumeCursor("40"), "0");
    const KeyQueue::Taken first = queue.take(1);
    const KeyQueue::Taken second = queue.take(1);
    const KeyQueue::Taken third = queue.take(2);
    QCOMPARE(first.keys, QList<QByteArray>{"a"});
    QCOMPARE(second.keys, QList<QByteArray>{"b"});
    QCOMPARE(third.keys, (QList<QByteArray>{"c", "d"}));
    QCOMPARE(queue.inFlight(), 4);

    const auto outcome = [](const char* type, qint64 keys) {
        BatchOutcome made;
        made.same[type] = keys;
        return made;
    };
    QVERIFY(queue.settle(third, outcome("set", 2)).isEmpty()); // counts after what is before it
    QVERIFY(queue.settle(first, outcome("string", 1)).isEmpty());
    QCOMPARE(queue.resumeCursor("40"), "0");
    const QList<BatchOutcome> counting = queue.settle(second, outcome("string", 1));
    QCOMPARE(counting.size(), 2);
    QCOMPARE(counting[0].same["string"], 2);
    QCOMPARE(counting[1].same["set"], 2);
    QCOMPARE(queue.resumeCursor("40"), "40");
    QCOMPARE(queue.inFlight(), 0);
}

void VerifyPaceTest::offsetsOfBothSides() {
    redis::ReplicationInfo primary;
    primary.role = redis::Role::Primary;
    primary.primaryOffset = 500;
    primary.replicas = {{{"10.0.0.2", 6379}, "online", 480, 0},
                        {{"10.0.0.3", 6379}, "online", 400, 0}};
    QCOMPARE(streamOffset(primary), std::optional<qint64>(500));
    redis::ReplicationInfo replica;
    replica.role = redis::Role::Replica;
    replica.primaryOffset = 999;
    replica.replicaOffset = 450;
    QCOMPARE(streamOffset(replica), std::optional<qint64>(450)); // read in place of its primary
    QCOMPARE(appliedOffset(replica, primary, {"10.0.0.2", 6379}), std::optional<qint64>(450));
    replica.replicaOffset = 0; // as Dragonfly before 1.39
    QCOMPARE(appliedOffset(replica, primary, {"10.0.0.2", 6379}), std::optional<qint64>(480));
    QCOMPARE(appliedOffset(replica, primary, {"dragonfly", 6379}), std::optional<qint64>(400));
    replica.replicaOffset.reset();
    QVERIFY(!appliedOffset(replica, primary, {"10.0.0.2", 6379}));
}

QTEST_GUILESS_MAIN(VerifyPaceTest)
#include "verify_pace_test.moc"
