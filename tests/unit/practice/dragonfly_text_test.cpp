// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/dragonfly_text.h"
#include "redis/client_list.h"
#include "redis/info.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::stand_in;
using ferryman::test::recordedBytes;

class DragonflyTextTest : public QObject {
    Q_OBJECT

private slots:
    void liveValuesStandInTheRecordedPlaces();
    void sectionsCanBeReplacedAndExtended();
    void unknownSectionsAreEmpty();
    void settingsAreFoundByPatternAndEitherSpelling();
    void settingsAreRefusedInDragonflysWords();
    void commandsAreThoseOfDragonfly();
    void theCommandTableAnswersAsRecorded();
    void sizesAreWrittenAsDragonflyDoes();
    void helloAnswersAsRecorded();
    void itsClientListCanBeRead();
};

void DragonflyTextTest::liveValuesStandInTheRecordedPlaces() {
    LiveInfo live;
    live.values = {{"tcp_port", "4711"}, {"nowhere_recorded", "1"}};
    const auto info = redis::Info::parse(infoText("server", live));
    QCOMPARE(info.value("tcp_port"), "4711");
    QCOMPARE(info.value("dragonfly_version"), "df-v1.40.1");
    QVERIFY(!info.contains("nowhere_recorded"));
    QVERIFY(!info.contains("used_memory"));
}

void DragonflyTextTest::sectionsCanBeReplacedAndExtended() {
    LiveInfo live;
    live.sections.insert("Replication", {"role:slave", "master_host:10.0.0.1"});
    live.added.insert("Server", {"ferryman_stand_in:1"});
    live.absent = {"redis_mode"};
    QCOMPARE(infoText("REPLICATION", live),
             "# Replication\r\nrole:slave\r\nmaster_host:10.0.0.1\r\n");
    const QByteArray all = infoText("all", live);
    QVERIFY(all.contains("config_file:\r\nferryman_stand_in:1\r\n\r\n# Clients\r\n"));
    QVERIFY(!all.contains("redis_mode"));
    QVERIFY(redis::identify(redis::Info::parse(all)).standIn);
}

void DragonflyTextTest::unknownSectionsAreEmpty() {
    QCOMPARE(infoText("everything", {}), QByteArray());
}

void DragonflyTextTest::settingsAreFoundByPatternAndEitherSpelling() {
    ConfigTable table;
    QCOMPARE(table.getReply("replica-priority"), "*2\r\n$16\r\nreplica_priority\r\n$3\r\n100\r\n");
    QCOMPARE(table.setReply("replica-priority", "0"), "+OK\r\n");
    QCOMPARE(table.getReply("REPLICA_PRIORIT?"), "*2\r\n$16\r\nreplica_priority\r\n$1\r\n0\r\n");
    QCOMPARE(table.getReply("databases"), "*2\r\n$9\r\ndatabases\r\n$2\r\n16\r\n");
    QCOMPARE(table.getReply("maxmemory-policy"), "*0\r\n");
    QCOMPARE(ConfigTable().getReply("*").left(200),
             recordedBytes(QStringLiteral("df_master_noreplica_CONFIG_GET_all")).left(200));
}

void DragonflyTextTest::settingsAreRefusedInDragonflysWords() {
    ConfigTable table;
    QCOMPARE(table.setReply("min-replicas-to-write", "1"),
             "-ERR Unknown option or number of arguments for CONFIG SET - "
             "'min-replicas-to-write'\r\n");
    QCOMPARE(table.setReply("dbnum", "20"), "-ERR CONFIG SET failed (possibly related to argument "
                                            "'dbnum') - can't set immutable config\r\n");
    QCOMPARE(table.setReply("replica_priority", "high"),
             "-ERR CONFIG SET failed (possibly related to argument 'replica_priority') - argument "
             "can not be set\r\n");
    QCOMPARE(table.value("replica_priority"), "100");
}

void DragonflyTextTest::commandsAreThoseOfDragonfly() {
    const CommandTable table;
    for (const char* name : {"GET", "SET", "INFO", "ACL", "SLAVEOF", "EXEC", "JSON.GET"}) {
        QVERIFY2(table.knows(name), name);
    }
    for (const char* name : {"PSYNC", "SYNC", "OBJECT", "SWAPDB", "GEOSEARCHSTORE", "MIGRATE",
                             "FAILOVER", "LCS", "FCALL", "WAITAOF", "LOLWUT"}) {
        QVERIFY2(!table.knows(name), name);
    }
    for (const char* name : {"INFO", "ROLE", "DBSIZE", "SLAVEOF", "EXEC", "PUBLISH", "CONFIG"}) {
        QVERIFY2(table.isAllowedWhileLoading(name), name);
    }
    for (const char* name : {"GET", "SET", "PING"}) {
        QVERIFY2(!table.isAllowedWhileLoading(name), name);
    }
}

void DragonflyTextTest::theCommandTableAnswersAsRecorded() {
    const CommandTable table;
    QCOMPARE(table.reply({"COMMAND"}), recordedBytes(QStringLiteral("df_COMMAND_full")));
    QCOMPARE(table.reply({"command", "count"}),
             recordedBytes(QStringLiteral("df_master_noreplica_COMMAND_COUNT")));
    QCOMPARE(table.reply({"COMMAND", "INFO", "get"}),
             recordedBytes(QStringLiteral("df_COMMAND_INFO_get")));
    QCOMPARE(table.reply({"COMMAND", "DOCS"}), recordedBytes(QStringLiteral("df_COMMAND_DOCS")));
    QCOMPARE(table.reply({"COMMAND", "LIST"}), recordedBytes(QStringLiteral("df_COMMAND_LIST")));
}

void DragonflyTextTest::sizesAreWrittenAsDragonflyDoes() {
    QCOMPARE(humanSize(0), "0B");
    QCOMPARE(humanSize(1023), "1023B");
    QCOMPARE(humanSize(75'554'520), "72.05MiB");
    QCOMPARE(humanSize(2'147'483'648), "2.00GiB");
}

void DragonflyTextTest::helloAnswersAsRecorded() {
    QCOMPARE(helloReply(2, 31, true), recordedBytes(QStringLiteral("df_master_noreplica_HELLO_2")));
    QCOMPARE(helloReply(3, 88, false), recordedBytes(QStringLiteral("df_replica_syncing_HELLO_3")));
}

void DragonflyTextTest::itsClientListCanBeRead() {
    ClientFacts facts;
    facts.id = 7;
    facts.address = "127.0.0.1:5000";
    facts.name = "ferryman";
    const auto lines = redis::parseClientList(redis::Value::bulk(clientListLine(facts) + '\n'));
    QVERIFY(lines.has_value());
    QCOMPARE(lines->size(), 1);
    QCOMPARE(lines->first().id, 7);
    QCOMPARE(lines->first().name, "ferryman");
}

QTEST_GUILESS_MAIN(DragonflyTextTest)
#include "dragonfly_text_test.moc"
