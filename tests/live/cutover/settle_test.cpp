// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"
#include "redis/role.h"
#include "redis/subscriber.h"
#include "support/await.h"
#include "switch_bench.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// One lab stands parked for a minute while the others are tested.
class SettleTest : public QObject {
    Q_OBJECT

private slots:
    void theOldPrimaryIsParked();
    void whatBecomesOfTheOldServers_data();
    void whatBecomesOfTheOldServers();
    void aServerWithoutAConfigFileAsksForAPerson();
    void anAbortGivesTheOtherReplicasBack();
    void theOldPrimaryWasSilentForAMinute();
    void theOldPrimaryIsNotPromotedBack();

private:
    [[nodiscard]] qsizetype linesLogged();
    static void restart(SwitchBench& bench, const redis::Address& server);

    std::unique_ptr<SwitchBench> m_parked;
    QString m_log;
    qint64 m_logged = 0;
    QDeadlineTimer m_minute;
};

qsizetype SettleTest::linesLogged() {
    QFile file(m_log);
    return file.open(QIODevice::ReadOnly) && file.seek(m_logged) ? file.readAll().count('\n') : -1;
}

void SettleTest::restart(SwitchBench& bench, const redis::Address& server) {
    bench.lab.lab.kill(server);
    VERIFY_VALUE(await(bench.lab.lab.restart(server)));
}

void SettleTest::theOldPrimaryIsParked() {
    LabOptions options;
    options.keys = 100;
    options.downAfterMs = 4'000;
    m_parked = std::make_unique<SwitchBench>(options);
    QVERIFY(m_parked->start());
    QVERIFY(m_parked->makeSwitch());
    // Between Demote and Park its config file knows already that it is no primary any more.
    QByteArray config;
    m_parked->onPhase(Phase::Settle, [&] {
        QFile file(QString::fromUtf8(m_parked->setting(m_parked->lab.addresses().source, "dir")) +
                   QStringLiteral(".conf"));
        config = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    });
    QCOMPARE(name(m_parked->run()), name(Ending::Migrated));
    QVERIFY2(config.contains("\nreplicaof 127.0.0.1 1\n") &&
                 config.contains("\nreplica-priority 0\n") &&
                 config.contains("\nmin-replicas-to-write 999\n"),
             config.constData());

    const redis::Address source = m_parked->lab.addresses().source;
    QVERIFY(!m_parked->acceptsWrites(source));
    m_log = QString::fromUtf8(m_parked->setting(source, "dir")) + QStringLiteral(".log");
    m_logged = QFile(m_log).size();
    QVERIFY(m_logged > 0);
    m_minute.setRemainingTime(std::chrono::minutes{1});
}

void SettleTest::whatBecomesOfTheOldServers_data() {
    QTest::addColumn<OldPrimary>("ofPrimary");
    QTest::addColumn<OtherReplicas>("ofOthers");
    QTest::addColumn<int>("others");
    QTest::newRow("left, the others parked") << OldPrimary::Leave << OtherReplicas::Park << 2;
    QTest::newRow("all shut down") << OldPrimary::Shutdown << OtherReplicas::Shutdown << 1;
}

void SettleTest::whatBecomesOfTheOldServers() {
    QFETCH(OldPrimary, ofPrimary);
    QFETCH(OtherReplicas, ofOthers);
    QFETCH(int, others);
    LabOptions options;
    options.keys = 1'000;
    options.extraReplicas = others;
    SwitchBench bench(options);
    bench.plan.policy.oldPrimary = ofPrimary;
    bench.plan.policy.otherReplicas = ofOthers;
    QVERIFY(bench.start());
    QVERIFY(bench.startLoad(2'000));
    QVERIFY(bench.makeSwitch());
    const LabAddresses at = bench.lab.addresses();
    QHash<redis::Address, qint64> pids;
    for (const redis::Address& server : at.extraReplicas + QList<redis::Address>{at.source}) {
        pids.insert(server, bench.lab.lab.pid(server));
    }

    const Ending ending = bench.run(std::chrono::milliseconds{120'000});

    qInfo().noquote() << "\n" + bench.timeline();
    QCOMPARE(name(ending), name(Ending::Migrated));
    QCOMPARE(bench.primariesNamed(), QList<redis::Address>(3, at.target));
    const auto audit = bench.audit();
    VERIFY_VALUE(audit);
    QCOMPARE(audit->auditedOn, at.target);
    QCOMPARE(audit->lost, 0);

    QCOMPARE(at.extraReplicas.size(), others);
    for (auto each = pids.cbegin(); each != pids.cend(); ++each) {
        const redis::Address& server = each.key();
        const bool shutDown = server == at.source ? ofPrimary == OldPrimary::Shutdown
                                                  : ofOthers == OtherReplicas::Shutdown;
        if (shutDown) {
            QTRY_VERIFY_WITH_TIMEOUT(isGone(each.value()), 10'000);
        } else {
            QVERIFY(!bench.acceptsWrites(server));
            QCOMPARE(bench.role(server),
                     server == at.source ? redis::Role::Replica : redis::Role::Primary);
        }
        restart(bench, server);
        QVERIFY2(!bench.acceptsWrites(server), qPrintable(server.toString()));
        QCOMPARE(bench.setting(server, "replica-priority"), QByteArray("0"));
        QCOMPARE(bench.setting(server, "min-replicas-to-write"), QByteArray("999"));
    }
}

/// As in a container: CONFIG REWRITE is refused, and a restart forgets that it was parked.
void SettleTest::aServerWithoutAConfigFileAsksForAPerson() {
    LabOptions options;
    options.keys = 100;
    options.configFile = false;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    QCOMPARE(name(bench.run()), name(Ending::Attention));
    const redis::Address source = bench.lab.addresses().source;
    const QString outcome = bench.cutover->state().outcome.english();
    QVERIFY2(outcome.contains(source.toString()) &&
                 outcome.contains(QLatin1String("without a config file")),
             qPrintable(outcome));
    QVERIFY(bench.acceptsWrites(bench.lab.addresses().target));
    QVERIFY(!bench.acceptsWrites(source));
    restart(bench, source);
    QVERIFY(bench.acceptsWrites(source)); // which is what the person was told
}

void SettleTest::anAbortGivesTheOtherReplicasBack() {
    LabOptions options;
    options.keys = 100;
    options.extraReplicas = 1;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    bench.onPhase(Phase::Arm, [&] { QVERIFY(bench.cutover->abort()); });

    QCOMPARE(name(bench.run()), name(Ending::Aborted));

    const redis::Address other = bench.lab.addresses().extraReplicas.first();
    QCOMPARE(bench.setting(other, "replica-priority"), QByteArray("100"));
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const auto info =
                bench.lab.ask(other, {"INFO", "replication"})
                    .and_then([](const redis::Value& reply) { return redis::Info::parse(reply); });
            return info && info->value("master_link_status") == "up" &&
                   info->value("master_port") ==
                       QByteArray::number(bench.lab.addresses().source.port);
        }(),
        20'000);
    QVERIFY(openIntents(*bench.journal->rows()).isEmpty());
}

/// Three Sentinels go on looking after the group meanwhile.
void SettleTest::theOldPrimaryWasSilentForAMinute() {
    QTRY_VERIFY_WITH_TIMEOUT(m_minute.hasExpired(), 60'000);
    const qsizetype lines = linesLogged();
    qInfo("%lld lines in the old primary's log in a minute", static_cast<long long>(lines));
    QVERIFY2(lines >= 0 && lines < 5, qPrintable(QString::number(lines)));
    QCOMPARE(m_parked->role(m_parked->lab.addresses().source), redis::Role::Primary);
}

/// Dragonfly dies: the Sentinels look for another, and find none.
void SettleTest::theOldPrimaryIsNotPromotedBack() {
    const LabAddresses& at = m_parked->lab.addresses();
    std::vector<std::unique_ptr<redis::Subscriber>> ears;
    bool foundNone = false;
    for (const redis::Address& sentinel : at.sentinels) {
        ears.push_back(std::make_unique<redis::Subscriber>(loginTo(sentinel)));
        connect(ears.back().get(), &redis::Subscriber::event, this,
                [&](const redis::SentinelEvent& event) {
                    foundNone =
                        foundNone || event.name == QLatin1String("-failover-abort-no-good-slave");
                });
        ears.back()->start();
    }
    m_parked->lab.lab.kill(at.target);
    QTRY_VERIFY_WITH_TIMEOUT(foundNone, 60'000);
    QCOMPARE(m_parked->primariesNamed(), QList<redis::Address>(3, at.target));
    QVERIFY(!m_parked->acceptsWrites(at.source));
    restart(*m_parked, at.source);
    QVERIFY(!m_parked->acceptsWrites(at.source));
    m_parked.reset();
}

QTEST_GUILESS_MAIN(SettleTest)
#include "settle_test.moc"
