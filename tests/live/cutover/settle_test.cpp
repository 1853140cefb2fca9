// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"
#include "redis/role.h"
#include "redis/subscriber.h"
#include "support/await.h"
#include "switch_bench.h"

#include <QFile>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// What a server has written to its log since `from`, in lines.
qsizetype linesSince(qint64 from, const QString& log) {
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(from)) {
        return -1;
    }
    return file.readAll().count('\n');
}

} // namespace

class SettleTest : public QObject {
    Q_OBJECT

private slots:
    void otherReplicasAreDetachedAndParked();
    void anAbortGivesTheOtherReplicasBack();
    void theOldPrimaryIsSilentAndNeverComesBack();
};

void SettleTest::otherReplicasAreDetachedAndParked() {
    LabOptions options;
    options.keys = 1'000;
    options.extraReplicas = 2;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.startLoad(2'000));
    QVERIFY(bench.makeSwitch());

    const Ending ending = bench.run(std::chrono::milliseconds{120'000});

    qInfo().noquote() << "\n" + bench.timeline();
    QCOMPARE(name(ending), name(Ending::Migrated));
    const LabAddresses& at = bench.lab.addresses();
    QCOMPARE(bench.primariesNamed(), QList<redis::Address>(3, at.target));
    QCOMPARE(at.extraReplicas.size(), 2);
    for (const redis::Address& other : at.extraReplicas) {
        QVERIFY(!bench.acceptsWrites(other));
        QCOMPARE(bench.setting(other, "replica-priority"), QByteArray("0"));
    }
    const auto audit = bench.audit();
    VERIFY_VALUE(audit);
    QCOMPARE(audit->auditedOn, at.target);
    QCOMPARE(audit->lost, 0);
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

void SettleTest::theOldPrimaryIsSilentAndNeverComesBack() {
    LabOptions options;
    options.keys = 100;
    options.downAfterMs = 4'000;
    SwitchBench bench(options);
    QVERIFY(bench.start());
    QVERIFY(bench.makeSwitch());
    QCOMPARE(name(bench.run()), name(Ending::Migrated));
    const LabAddresses& at = bench.lab.addresses();

    // Started again it refuses writes as before: its config file says so.
    bench.lab.lab.kill(at.source);
    VERIFY_VALUE(await(bench.lab.lab.restart(at.source)));
    QVERIFY(!bench.acceptsWrites(at.source));
    const QString log = QString::fromUtf8(bench.setting(at.source, "dir")) + QStringLiteral(".log");
    const qint64 logged = QFile(log).size();
    QVERIFY(logged > 0);

    // Dragonfly dies: the Sentinels look for another, and find none.
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
    bench.lab.lab.kill(at.target);
    QTRY_VERIFY_WITH_TIMEOUT(foundNone, 60'000);
    QCOMPARE(bench.primariesNamed(), QList<redis::Address>(3, at.target));
    QVERIFY(!bench.acceptsWrites(at.source));
    QVERIFY2(linesSince(logged, log) < 5, qPrintable(QString::number(linesSince(logged, log))));
}

QTEST_GUILESS_MAIN(SettleTest)
#include "settle_test.moc"
