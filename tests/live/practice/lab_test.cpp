// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/info.h"
#include "support/proxied_lab.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int labPatienceMs = static_cast<int>(labPatience.count());

} // namespace

class LabTest : public QObject {
    Q_OBJECT

private slots:
    void startsWithItsKeys();
    void leavesNoProcessBehind();
    void wantsThePasswordItWasGiven();
    void restartsAKilledServer();
    void aFullSyncCanBeMadeSlow();
    void isKnownByItsProxiesAlone();
    void theLoadFindsThePrimaryAndLosesNothingWithoutASwitch();
    void theLoadSurvivesAFailoverOfSentinel();
};

void LabTest::startsWithItsKeys() {
    LabOptions options;
    options.keys = 20'011;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    const auto& addresses = practice.lab.addresses();
    QCOMPARE(addresses.sentinels.size(), 3);
    const auto size = practice.ask(addresses.source, {"DBSIZE"});
    QVERIFY(size.has_value());
    QCOMPARE(size->number(), 20'011);
    const auto info = practice.ask(addresses.target, {"INFO", "server"});
    QVERIFY(info.has_value());
    const auto identity = redis::identify(*redis::Info::parse(*info));
    QCOMPARE(identity.product, redis::Product::Dragonfly);
    QCOMPARE(identity.standIn, addresses.standIn);
}

void LabTest::leavesNoProcessBehind() {
    QList<qint64> pids;
    {
        LabOptions options;
        options.keys = 10;
        PracticeLab practice(options);
        QVERIFY(practice.start());
        const auto& addresses = practice.lab.addresses();
        for (const auto& address :
             QList<redis::Address>{addresses.source, addresses.target} + addresses.sentinels) {
            pids.append(practice.lab.pid(address));
            QVERIFY(pids.last() > 0);
        }
        practice.lab.freeze(addresses.source);
    }
    for (const qint64 pid : pids) {
        QVERIFY(isGone(pid));
    }
}

void LabTest::wantsThePasswordItWasGiven() {
    LabOptions options;
    options.keys = 10;
    options.sourcePassword = QStringLiteral("practice-password");
    PracticeLab practice(options);
    QVERIFY(practice.start());
    for (const auto& address : {practice.lab.addresses().source, practice.lab.addresses().target}) {
        redis::Connection stranger(loginTo(address));
        const auto refused = await(stranger.send({"GET", "x"}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Auth);
        redis::Connection friendly(loginTo(address, "practice-password"));
        QVERIFY(await(friendly.send({"GET", "x"})).has_value());
    }
}

void LabTest::restartsAKilledServer() {
    LabOptions options;
    options.keys = 10;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    const auto target = practice.lab.addresses().target;
    practice.lab.kill(target);
    QCOMPARE(practice.lab.pid(target), 0);
    QVERIFY(await(practice.lab.restart(target)).has_value());
    QVERIFY(practice.ask(target, {"PING"}).has_value());
}

void LabTest::aFullSyncCanBeMadeSlow() {
    LabOptions options;
    options.keys = 10'000;
    options.snapshotDelayUs = 1'000;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    const auto& addresses = practice.addresses();
    const QByteArray port = QByteArray::number(addresses.source.port);
    VERIFY_VALUE(
        practice.ask(addresses.target, redis::Command{"REPLICAOF", "127.0.0.1", port}.changes()));
    const auto state = [&] {
        const auto role = practice.ask(addresses.target, {"ROLE"});
        return role && role->items().size() == 4 ? role->items().at(3).bytes() : QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(state(), "full_sync", labPatienceMs);
    practice.lab.kill(addresses.target);
    QTRY_VERIFY_WITH_TIMEOUT(
        redis::parseReplication(
            *redis::Info::parse(*practice.ask(addresses.source, {"INFO", "replication"})))
            .replicas.isEmpty(),
        labPatienceMs);
    VERIFY_VALUE(practice.ask(addresses.source, redis::Command{"SET", "a", "1"}.changes()));
}

void LabTest::isKnownByItsProxiesAlone() {
    LabOptions options;
    options.keys = 10;
    options.extraReplicas = 1;
    ProxiedLab lab(options);
    QVERIFY(lab.start());
    QCOMPARE(lab.addresses().source, lab.source().address());
    const int links = 2; // of each Sentinel: for commands, and for what is published
    QTRY_COMPARE(lab.source().open(Speaker::Sentinel), links * options.sentinels);
    QCOMPARE(lab.source().open(Speaker::Replication), options.extraReplicas);
    QVERIFY(lab.practice().attachTarget());
    QCOMPARE(lab.source().open(Speaker::Replication), options.extraReplicas + 1);
    QVERIFY(lab.practice().sentinelsKnowTarget());
    QVERIFY(lab.target().open(Speaker::Sentinel) > 0);
    for (int i = 0; i < options.sentinels; ++i) {
        QVERIFY(lab.sentinel(i).open(Speaker::Sentinel) >= options.sentinels - 1);
    }
    QVERIFY(lab.practice().lab.pid(lab.source().address()) > 0);
    QVERIFY(lab.behind(lab.source()) != lab.source().address());
}

void LabTest::theLoadFindsThePrimaryAndLosesNothingWithoutASwitch() {
    LabOptions options;
    options.keys = 10;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    WriteLoad load(practice.load(5'000));
    load.start();
    QTRY_VERIFY_WITH_TIMEOUT(load.figures().acknowledged > 5'000, labPatienceMs);
    QCOMPARE(load.figures().writingTo, practice.lab.addresses().source);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    QVERIFY(audit.has_value());
    QCOMPARE(audit->lost, 0);
    QVERIFY(audit->figures.acknowledged > 5'000);
    // It is measured: what a machine reaches is its own affair, and never more than was asked for.
    QVERIFY2(audit->figures.achievedRate > 200 && audit->figures.achievedRate < 10'000,
             qPrintable(QString::number(audit->figures.achievedRate)));
    QCOMPARE(audit->auditedOn, practice.lab.addresses().source);

    // and the audit is no formality: what is not there is found missing
    QVERIFY(practice.ask(practice.lab.addresses().source, redis::Command{"FLUSHALL"}.changes()));
    const auto again = await(load.audit(), labPatience);
    QVERIFY(again.has_value());
    QCOMPARE(again->lost, audit->figures.acknowledged);
    QVERIFY(!again->examples.isEmpty());
}

void LabTest::theLoadSurvivesAFailoverOfSentinel() {
    LabOptions options;
    options.keys = 1'000;
    options.downAfterMs = 2'000;
    PracticeLab practice(options);
    QVERIFY(practice.start());
    practice.hurrySentinels();
    QVERIFY(practice.attachTarget());
    QVERIFY(practice.sentinelsKnowTarget());
    WriteLoad load(practice.load(2'000));
    load.start();
    QTRY_VERIFY_WITH_TIMEOUT(load.figures().acknowledged > 1'000, labPatienceMs);
    load.markSwitch();
    practice.lab.kill(practice.lab.addresses().source);
    QTRY_COMPARE_WITH_TIMEOUT(load.figures().writingTo, practice.lab.addresses().target,
                              labPatienceMs);
    const qint64 before = load.figures().acknowledged;
    QTRY_VERIFY_WITH_TIMEOUT(load.figures().acknowledged > before + 500, labPatienceMs);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    QVERIFY(audit.has_value());
    QCOMPARE(audit->auditedOn, practice.lab.addresses().target);
    QVERIFY(audit->figures.longestGapMs > 1'000);
    qInfo("gap %lld ms, lost %lld of %lld", audit->figures.longestGapMs, audit->lost,
          audit->figures.acknowledged);
}

QTEST_GUILESS_MAIN(LabTest)
#include "lab_test.moc"
