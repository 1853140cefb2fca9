// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/info.h"
#include "support/await.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

Info infoOf(const QString& name) {
    return Info::parse(recording(name)).value_or(Info());
}

ReplicationInfo replicationOf(const QString& name) {
    return parseReplication(infoOf(name));
}

} // namespace

class InfoTest : public QObject {
    Q_OBJECT

private slots:
    void readsEveryRecordingOfInfo_data();
    void readsEveryRecordingOfInfo();
    void splitsAtTheFirstColonAndKeepsTheOrder();
    void takesAnyTextForInput_data();
    void takesAnyTextForInput();
    void aReplyThatIsNoTextIsAnError();
    void aSyncedDragonfly();
    void aSyncingDragonflyHasNoOffsetYet_data();
    void aSyncingDragonflyHasNoOffsetYet();
    void aDragonflyWhoseSourceIsGone();
    void aPromotedDragonfly();
    void aDragonflyWithAReplica();
    void theSourceOfADragonfly();
    void theSourceDuringAFullSync_data();
    void theSourceDuringAFullSync();
    void aSentinelIsNoServer();
    void whatIsNotSaidIsNotInvented();
    void theKeysOfEachDatabase();
    void tellsWhoAnswers_data();
    void tellsWhoAnswers();
};

void InfoTest::readsEveryRecordingOfInfo_data() {
    QTest::addColumn<QString>("name");
    for (const QString& name : recordingNames()) {
        if (name.contains(QLatin1String("_INFO")) &&
            !name.contains(QLatin1String("CLUSTER_INFO")) &&
            !name.contains(QLatin1String("CLIENT_INFO")) &&
            !name.contains(QLatin1String("COMMAND_INFO"))) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }
}

void InfoTest::readsEveryRecordingOfInfo() {
    QFETCH(const QString, name);
    const Value reply = recording(name);
    const auto info = Info::parse(reply);
    VERIFY_VALUE(info);
    int lines = 0;
    for (const QByteArray& line : reply.bytes().split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (!line.startsWith('#') && colon > 0) {
            ++lines;
            QVERIFY(info->contains(line.first(colon)));
        }
    }
    QCOMPARE(info->isEmpty(), lines == 0);
}

void InfoTest::splitsAtTheFirstColonAndKeepsTheOrder() {
    const Info info = Info::parse(
        "# Server\r\nb:1\r\na:x:y\r\n\r\n# More\nempty:\nb:2\nno colon\n:nameless\nlast:z");
    QCOMPARE(info.value("a"), QByteArray("x:y"));
    QCOMPARE(info.value("b"), QByteArray("2")); // the later one counts, as for Sentinel
    QVERIFY(info.contains("empty"));
    QVERIFY(info.value("empty").isEmpty());
    QCOMPARE(info.value("last"), QByteArray("z"));
    QCOMPARE(info.namesWithPrefix(""), (QList<QByteArray>{"b", "a", "empty", "last"}));
    QCOMPARE(info.number("b"), std::optional<qint64>(2));
    QCOMPARE(info.number("a"), std::nullopt);
    QCOMPARE(info.number("absent"), std::nullopt);
}

void InfoTest::takesAnyTextForInput_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blank lines") << QByteArray("\r\n\n\r\n");
    QTest::newRow("no colon") << QByteArray("hello");
    QTest::newRow("broken replica lines")
        << QByteArray("slave0:\nslave1:ip\nslave2:ip=,port=\nslave3:ip=h,port=99999\nslave4:=,=,"
                      "\nslave99999999999:ip=h,port=1");
    QTest::newRow("broken keyspace")
        << QByteArray("db0:\ndb1:keys\ndb2:keys=x\ndb99999999999:keys=1\ndbx:keys=1");
    QTest::newRow("bytes") << QByteArray("\0:\0\n\xff:\xff", 7);
}

void InfoTest::takesAnyTextForInput() {
    QFETCH(const QByteArray, text);
    const Info info = Info::parse(text);
    const ReplicationInfo replication = parseReplication(info);
    QCOMPARE(replication.role, Role::Unknown);
    for (const ReplicaLine& line : replication.replicas) {
        QVERIFY(line.address.isNull() || line.address.port > 0);
    }
    QCOMPARE(totalKeys(info), 0);
    QCOMPARE(identify(info).product, Product::Unknown);
}

void InfoTest::aReplyThatIsNoTextIsAnError() {
    VERIFY_ERROR(Info::parse(Value::array({})), ErrorKind::Protocol);
    VERIFY_ERROR(Info::parse(Value()), ErrorKind::Protocol);
}

void InfoTest::aSyncedDragonfly() {
    const ReplicationInfo replication = replicationOf("df_replica_synced_INFO");
    QCOMPARE(replication.role, Role::Replica);
    QCOMPARE(replication.primary, (Address{"127.0.0.1", 6391}));
    QVERIFY(replication.linkUp);
    QVERIFY(!replication.syncInProgress);
    QCOMPARE(replication.replid, QStringLiteral("ec98b44ef4f6a4a328828b14a8af13720098c651"));
    QCOMPARE(replication.replicaOffset, std::optional<qint64>(71'579'269));
    QCOMPARE(replication.priority, std::optional<qint64>(100));
    QCOMPARE(replication.secondsSinceIo, std::optional<qint64>(0));
    QCOMPARE(replication.primaryOffset, std::nullopt);
    QVERIFY(replication.replicas.isEmpty());
}

void InfoTest::aSyncingDragonflyHasNoOffsetYet_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"df_replica_syncing_INFO", "df_replica_syncing_INFO_replication_t1",
          "df_replica_syncing_INFO_replication_t2", "df_replica_syncing_INFO_replication_t3"}) {
        QTest::newRow(name) << name;
    }
}

void InfoTest::aSyncingDragonflyHasNoOffsetYet() {
    QFETCH(const QString, name);
    const ReplicationInfo replication = replicationOf(name);
    QCOMPARE(replication.role, Role::Replica);
    QVERIFY(replication.syncInProgress);
    QCOMPARE(replication.replicaOffset, std::nullopt);
}

void InfoTest::aDragonflyWhoseSourceIsGone() {
    const ReplicationInfo replication = replicationOf("df_replica_linkdown_INFO_replication");
    QCOMPARE(replication.role, Role::Replica);
    QVERIFY(!replication.linkUp);
}

void InfoTest::aPromotedDragonfly() {
    const ReplicationInfo replication = replicationOf("df_after_noone_INFO");
    QCOMPARE(replication.role, Role::Primary);
    QVERIFY(replication.primary.isNull());
    QVERIFY(!replication.linkUp);
    QCOMPARE(replication.replicaOffset, std::nullopt);
}

void InfoTest::aDragonflyWithAReplica() {
    const ReplicationInfo replication = replicationOf("df_master_with_df_replica_INFO_replication");
    QCOMPARE(replication.role, Role::Primary);
    QCOMPARE(replication.replicas.size(), 1);
    QCOMPARE(replication.replicas.first().address, (Address{"127.0.0.1", 6392}));
    QCOMPARE(replication.replicas.first().state, QStringLiteral("online"));
    QCOMPARE(replication.replicas.first().offset, std::nullopt);
}

void InfoTest::theSourceOfADragonfly() {
    const ReplicationInfo replication = replicationOf("redis_INFO_replication_df_online");
    QCOMPARE(replication.role, Role::Primary);
    QCOMPARE(replication.primaryOffset, std::optional<qint64>(71'579'269));
    QCOMPARE(replication.replicas.size(), 1); // slave_priority and the like are no replicas
    const ReplicaLine* dragonfly = replication.find({"127.0.0.1", 6390});
    QVERIFY(dragonfly != nullptr);
    QCOMPARE(dragonfly->state, QStringLiteral("online"));
    QCOMPARE(dragonfly->offset, std::optional<qint64>(71'579'269));
    QCOMPARE(dragonfly->lag, std::optional<qint64>(0));
    QVERIFY(replication.find({"127.0.0.1", 6399}) == nullptr);
}

void InfoTest::theSourceDuringAFullSync_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"redis_INFO_replication_df_syncing_t1", "redis_INFO_replication_df_syncing_t2",
          "redis_INFO_replication_df_syncing_t3"}) {
        QTest::newRow(name) << name;
    }
}

void InfoTest::theSourceDuringAFullSync() {
    QFETCH(const QString, name);
    const ReplicationInfo replication = replicationOf(name);
    QCOMPARE(replication.replicas.size(), 1);
    const QString state = replication.replicas.first().state;
    QVERIFY2(state == QLatin1String("wait_bgsave") || state == QLatin1String("send_bulk"),
             qPrintable(state));
}

void InfoTest::aSentinelIsNoServer() {
    const Info info = Info::parse(
        "redis_version:7.0.15\r\nredis_mode:sentinel\r\nsentinel_masters:1\r\n"
        "master0:name=mymaster,status=ok,address=10.0.0.1:6379,slaves=1,sentinels=3\r\n");
    QCOMPARE(parseReplication(info).role, Role::Sentinel);
    QCOMPARE(identify(info).describe(), QStringLiteral("Sentinel 7.0.15"));
}

void InfoTest::whatIsNotSaidIsNotInvented() {
    const ReplicationInfo replication =
        parseReplication(Info::parse("role:replica\r\nmaster_host:h\r\nmaster_port:0\r\n"));
    QCOMPARE(replication.role, Role::Replica);
    QVERIFY(replication.primary.isNull());
    QCOMPARE(replication.priority, std::nullopt);
    QCOMPARE(replication.secondsSinceIo, std::nullopt);
    QVERIFY(replication.replid.isEmpty());
}

void InfoTest::theKeysOfEachDatabase() {
    const QList<KeyspaceLine> lines = parseKeyspace(infoOf("df_replica_synced_INFO"));
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0].database, 0);
    QCOMPARE(lines[0].keys, 300'018);
    QCOMPARE(lines[0].expires, 1);
    QCOMPARE(lines[1].database, 1);
    QCOMPARE(lines[2].database, 15);
    QCOMPARE(totalKeys(infoOf("df_replica_synced_INFO")), 300'020);
    QCOMPARE(totalKeys(infoOf("df_master_noreplica_INFO")), 0);
}

void InfoTest::tellsWhoAnswers_data() {
    QTest::addColumn<Info>("info");
    QTest::addColumn<Product>("product");
    QTest::addColumn<QString>("description");
    QTest::newRow("Dragonfly") << infoOf("df_replica_synced_INFO") << Product::Dragonfly
                               << "Dragonfly 1.40.1";
    QTest::newRow("Redis") << infoOf("redis_INFO_ALL_7.0.15") << Product::Redis << "Redis 7.0.15";
    QTest::newRow("Valkey")
        << Info::parse("redis_version:7.2.4\nserver_name:valkey\nvalkey_version:8.0.1\n")
        << Product::Valkey << "Valkey 8.0.1";
    QTest::newRow("Valkey as Sentinel")
        << Info::parse("redis_version:7.2.4\nserver_name:valkey\nserver_mode:sentinel\n")
        << Product::Sentinel << "Sentinel 7.2.4";
    QTest::newRow("stand-in") << Info::parse("dragonfly_version:df-v1.40.1\nferryman_stand_in:1\n")
                              << Product::Dragonfly << "Dragonfly 1.40.1 (stand-in)";
    QTest::newRow("Dragonfly built from source")
        << Info::parse("dragonfly_version:df-dev\n") << Product::Dragonfly << "Dragonfly dev";
    QTest::newRow("nobody") << Info() << Product::Unknown << "unknown server";
}

void InfoTest::tellsWhoAnswers() {
    QFETCH(const Info, info);
    QFETCH(const Product, product);
    QFETCH(const QString, description);
    QCOMPARE(identify(info).product, product);
    QCOMPARE(identify(info).describe(), description);
}

QTEST_GUILESS_MAIN(InfoTest)
#include "info_test.moc"
