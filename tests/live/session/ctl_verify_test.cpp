// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "support/ctl_process.h"

#include <QFile>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// `ferrymanctl verify` on one lab whose target replicates, and the switch that it leads to.
class CtlVerifyTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aSoundReplicaIsClean();
    void interruptedItGoesOnWhereItWas();
    void aSampleSaysHowSureItIs();
    void theSelfTestFindsEverything();
    void aDifferenceIsToldAndExported();            // the target is detached from here on
    void migrateComparesBeforeAndWithinTheFreeze(); // the last: the target is the primary then

private:
    [[nodiscard]] QJsonObject verify(const QStringList& more, int exitCode);

    PracticeLab m_lab;
    std::unique_ptr<PlanFile> m_plan;
    QTemporaryDir m_folder;
    QList<QJsonObject> m_events;
};

void CtlVerifyTest::initTestCase() {
    QVERIFY(m_lab.start());
    QVERIFY(m_lab.attachTarget());
    m_plan = std::make_unique<PlanFile>(planOf(m_lab.addresses()));
}

QJsonObject CtlVerifyTest::verify(const QStringList& more, int exitCode) {
    CtlProcess ctl(QStringList{"verify", m_plan->path(), "--json"} + more);
    if (!ctl.finish()) {
        qWarning("it did not end");
    }
    m_events = ctl.events();
    if (ctl.exitCode() != exitCode) {
        qWarning("exit code %d: %s", ctl.exitCode(), qPrintable(ctl.standardError()));
        return {};
    }
    return ctl.result();
}

void CtlVerifyTest::aSoundReplicaIsClean() {
    const QJsonObject result = verify({"--anew"}, 0);
    QCOMPARE(result["status"].toString(), QStringLiteral("clean"));
    QCOMPARE(result["mode"].toString(), QStringLiteral("full"));
    QVERIFY(result["keysCompared"].toInteger() > 1000);
    QCOMPARE(result["differences"].toInteger(-1), 0);
    QCOMPARE(result["undecided"].toInteger(-1), 0);
    QCOMPARE(result["notComparable"].toInteger(-1), 0);
    QVERIFY(result["seconds"].toDouble() > 0);
    QVERIFY(result["keysPerSecond"].toDouble() > 0);
    QVERIFY(result["bytesRead"].toInteger() > 0);
    QVERIFY(result["offset"].isDouble()); // it is linked: fenced by offset
}

void CtlVerifyTest::aDifferenceIsToldAndExported() {
    const auto onTarget = [this](const redis::Command& command) {
        VERIFY_VALUE(m_lab.ask(m_lab.addresses().target, command.changes()));
    };
    onTarget({"REPLICAOF", "NO", "ONE"});
    onTarget({"SET", QByteArray("only \\ here\x01", 12), "v"});
    const QString csv = m_folder.filePath(QStringLiteral("differences.csv"));
    const QJsonObject result = verify({"--anew", "--output", csv}, 1);
    QCOMPARE(result["status"].toString(), QStringLiteral("different"));
    QCOMPARE(result["differences"].toInteger(), 1);
    QVERIFY(!result.contains("offset")); // they are not linked any more
    QList<QJsonObject> differences;
    for (const QJsonObject& event : m_events) {
        if (event["event"] == QLatin1String("difference")) {
            differences.append(event);
        }
    }
    QCOMPARE(differences.size(), 1);
    QCOMPARE(differences.first()["class"].toString(), QStringLiteral("extra"));
    QCOMPARE(differences.first()["key"].toString(), QStringLiteral("only \\\\ here\\x01"));
    QFile file(csv);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArrayList lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[1].startsWith("0,only \\\\ here\\x01,extra,string,"));
}

/// In another process: where it was is in the journal.
void CtlVerifyTest::interruptedItGoesOnWhereItWas() {
    const qint64 keys = verify({"--anew"}, 0)["keysCompared"].toInteger();
    CtlProcess slow({"verify", m_plan->path(), "--json", "--anew", "--keys-per-second",
                     QString::number(keys / 6)});
    QVERIFY(slow.awaitEvent(QStringLiteral("progress"), QStringLiteral("of"),
                            QStringLiteral("verification")));
    slow.interrupt();
    QVERIFY(slow.finish());
    QCOMPARE(slow.exitCode(), 2);
    QCOMPARE(slow.result()["status"].toString(), QStringLiteral("stopped"));
    const qint64 before = slow.result()["keysCompared"].toInteger();
    QVERIFY(before > 0);
    QVERIFY(before < keys);
    const QJsonObject rest = verify({}, 0);
    QCOMPARE(rest["keysCompared"].toInteger(), keys);
    QCOMPARE(rest["startedAtMs"].toInteger(), slow.result()["startedAtMs"].toInteger());
}

void CtlVerifyTest::aSampleSaysHowSureItIs() {
    const QJsonObject result = verify({"--sample", "500"}, 0);
    QCOMPARE(result["mode"].toString(), QStringLiteral("sample"));
    QCOMPARE(result["keysCompared"].toInteger(), 500);
    QVERIFY(result["confidence"].toString().contains(QLatin1String("95 % confidence")));
}

void CtlVerifyTest::theSelfTestFindsEverything() {
    CtlProcess ctl({"verify", "--self-test", "--json"});
    QVERIFY(ctl.finish());
    QCOMPARE(ctl.exitCode(), 0);
    const QJsonObject result = ctl.result();
    QVERIFY(result["planted"].toInteger() >= 50);
    QCOMPARE(result["found"].toInteger(), result["planted"].toInteger());
    QCOMPARE(result["falseAlarms"].toInteger(-1), 0);
    QCOMPARE(ctl.events(QStringLiteral("check")).size(),
             ctl.events().size() - 2); // between hello and result, one a case
}

/// Under load the keys that were seen changing are compared once more, between the drain and the
/// failover.
void CtlVerifyTest::migrateComparesBeforeAndWithinTheFreeze() {
    VERIFY_VALUE(
        m_lab.ask(m_lab.addresses().target, redis::Command{"REPLICAOF", "NO", "ONE"}.changes()));
    VERIFY_VALUE(m_lab.ask(m_lab.addresses().target, redis::Command{"FLUSHALL"}.changes()));
    WriteLoad load(m_lab.load(1000));
    load.start();
    Plan plan = planOf(m_lab.addresses());
    plan.policy.verifyMaxAgeMinutes = 5;
    const PlanFile file(plan);
    CtlProcess ctl({"migrate", file.path(), "--confirm", plan.group, "--json"});
    QVERIFY(ctl.finish(150'000));
    qInfo("%s", qPrintable(ctl.standardError()));
    QCOMPARE(ctl.result()["status"].toString(), QStringLiteral("migrated"));
    const QJsonObject verified = ctl.result()["verified"].toObject();
    QCOMPARE(verified["differences"].toInteger(-1), 0);
    QVERIFY(verified["keysCompared"].toInteger() > 1000);
    const QJsonObject frozen = verified["frozen"].toObject();
    qInfo("within the freeze: %lld keys in %.1f ms, writes stood still for %.0f ms",
          static_cast<long long>(frozen["keysCompared"].toInteger()), frozen["ms"].toDouble(),
          ctl.result()["writeFreezeMs"].toDouble());
    QCOMPARE(frozen["differences"].toInteger(), 0); // not run where no key was seen changing
    QVERIFY(frozen["ms"].toDouble() <= plan.policy.verifyFrozenMs + 20);
    const redis::Address target = m_lab.addresses().target;
    QTRY_COMPARE_WITH_TIMEOUT(load.figures().writingTo, target, 15'000);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    VERIFY_VALUE(audit);
    QCOMPARE(audit->lost, 0);
}

QTEST_GUILESS_MAIN(CtlVerifyTest)
#include "ctl_verify_test.moc"
