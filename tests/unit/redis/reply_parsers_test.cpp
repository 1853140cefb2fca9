// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client_list.h"
#include "redis/role.h"
#include "redis/sentinel_reply.h"
#include "support/await.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

Value words(const QByteArrayList& texts) {
    QList<Value> items;
    for (const QByteArray& text : texts) {
        items.append(Value::bulk(text));
    }
    return Value::array(items);
}

const QByteArrayList replicaFields{"name",
                                   "10.0.0.2:6380",
                                   "ip",
                                   "10.0.0.2",
                                   "port",
                                   "6380",
                                   "runid",
                                   "",
                                   "flags",
                                   "slave,s_down,",
                                   "slave-priority",
                                   "0",
                                   "slave-repl-offset",
                                   "123",
                                   "master-link-status",
                                   "err"};

} // namespace

class ReplyParsersTest : public QObject {
    Q_OBJECT

private slots:
    void roleOfADragonflyReplica_data();
    void roleOfADragonflyReplica();
    void roleOfAPrimary_data();
    void roleOfAPrimary();
    void roleOfARedisReplica();
    void roleOfASentinel();
    void aRoleOfAnotherShapeIsAnErrorWithItsText_data();
    void aRoleOfAnotherShapeIsAnErrorWithItsText();

    void anEntryOfASentinel();
    void severalEntries();
    void aSentinelReplyOfAnotherShapeIsAnError_data();
    void aSentinelReplyOfAnotherShapeIsAnError();
    void whomAnEventIsAbout_data();
    void whomAnEventIsAbout();

    void clientsOfDragonfly();
    void clientsOfRedis();
    void clientsOfOtherKinds();
    void aClientListOfAnotherShapeIsAnError();
};

void ReplyParsersTest::roleOfADragonflyReplica_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("state");
    QTest::newRow("connecting") << "df_replica_linkdown_ROLE"
                                << "connecting";
    QTest::newRow("full sync") << "df_replica_syncing_ROLE"
                               << "full_sync";
    QTest::newRow("online") << "df_replica_synced_ROLE"
                            << "online";
}

void ReplyParsersTest::roleOfADragonflyReplica() {
    QFETCH(const QString, name);
    QFETCH(const QString, state);
    const auto role = parseRole(recording(name));
    VERIFY_VALUE(role);
    QCOMPARE(role->role, Role::Replica);
    QCOMPARE(role->primary, (Address{"127.0.0.1", 6391}));
    QCOMPARE(role->linkState, state);
    QCOMPARE(role->offset, std::nullopt);
}

void ReplyParsersTest::roleOfAPrimary_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("offset"); // -1: none
    QTest::addColumn<quint16>("port");  // of its replica; 0: none
    QTest::addColumn<qint64>("replicaOffset");
    QTest::addColumn<QString>("replicaState");
    QTest::newRow("Dragonfly alone")
        << "df_master_noreplica_ROLE" << qint64{-1} << quint16{0} << qint64{-1} << "";
    QTest::newRow("promoted Dragonfly")
        << "df_after_noone_ROLE" << qint64{-1} << quint16{0} << qint64{-1} << "";
    QTest::newRow("Dragonfly with a replica") << "df_master_with_df_replica_ROLE" << qint64{-1}
                                              << quint16{6392} << qint64{-1} << "online";
    QTest::newRow("Redis") << "redis_ROLE_df_online" << qint64{71'579'269} << quint16{6390}
                           << qint64{71'579'269} << "";
}

void ReplyParsersTest::roleOfAPrimary() {
    QFETCH(const QString, name);
    QFETCH(const qint64, offset);
    QFETCH(const quint16, port);
    QFETCH(const qint64, replicaOffset);
    QFETCH(const QString, replicaState);
    const auto role = parseRole(recording(name));
    VERIFY_VALUE(role);
    QCOMPARE(role->role, Role::Primary);
    QCOMPARE(role->offset.value_or(-1), offset);
    QCOMPARE(role->replicas.size(), port == 0 ? 0 : 1);
    if (port != 0) {
        QCOMPARE(role->replicas.first().address, (Address{"127.0.0.1", port}));
        QCOMPARE(role->replicas.first().offset.value_or(-1), replicaOffset);
        QCOMPARE(role->replicas.first().state, replicaState);
    }
}

void ReplyParsersTest::roleOfARedisReplica() {
    const auto reply = [](qint64 offset) {
        return Value::array({Value::bulk("slave"), Value::bulk("10.0.0.1"), Value::integer(6379),
                             Value::bulk("connected"), Value::integer(offset)});
    };
    QCOMPARE(parseRole(reply(55)).value().offset, std::optional<qint64>(55));
    QCOMPARE(parseRole(reply(55)).value().primary, (Address{"10.0.0.1", 6379}));
    QCOMPARE(parseRole(reply(-1)).value().offset, std::nullopt); // nothing synced yet
}

void ReplyParsersTest::roleOfASentinel() {
    const auto role = parseRole(Value::array({Value::bulk("sentinel"), words({"mymaster"})}));
    VERIFY_VALUE(role);
    QCOMPARE(role->role, Role::Sentinel);
}

void ReplyParsersTest::aRoleOfAnotherShapeIsAnErrorWithItsText_data() {
    QTest::addColumn<Value>("reply");
    QTest::newRow("text") << Value::bulk("master");
    QTest::newRow("empty") << Value::array({});
    QTest::newRow("nil") << Value::array({Value()});
    QTest::newRow("unknown") << words({"observer"});
    QTest::newRow("replica without its primary") << words({"slave"});
    QTest::newRow("replica without its state") << words({"slave", "h", "1"});
    QTest::newRow("port that is none") << words({"slave", "h", "x", "online"});
    QTest::newRow("port too large") << words({"slave", "h", "65536", "online"});
    QTest::newRow("state that is a list") << Value::array(
        {Value::bulk("slave"), Value::bulk("h"), Value::bulk("1"), Value::array({})});
    QTest::newRow("replicas that are texts")
        << Value::array({Value::bulk("master"), Value::integer(1), words({"a"})});
    QTest::newRow("replica of a primary cut short")
        << Value::array({Value::bulk("master"), Value::integer(1), Value::array({words({"a"})})});
}

void ReplyParsersTest::aRoleOfAnotherShapeIsAnErrorWithItsText() {
    QFETCH(const Value, reply);
    const auto role = parseRole(reply);
    VERIFY_ERROR(role, ErrorKind::Protocol);
    QVERIFY(!role.error().detail.isEmpty());
}

void ReplyParsersTest::anEntryOfASentinel() {
    const auto entry = parseSentinelEntry(words(replicaFields));
    VERIFY_VALUE(entry);
    QCOMPARE(entry->name, QStringLiteral("10.0.0.2:6380"));
    QCOMPARE(entry->address, (Address{"10.0.0.2", 6380}));
    QVERIFY(entry->has("slave"));
    QVERIFY(entry->has("s_down"));
    QVERIFY(!entry->has("o_down"));
    QCOMPARE(entry->flags.size(), 2);
    QCOMPARE(entry->number("slave-priority"), std::optional<qint64>(0));
    QCOMPARE(entry->number("name"), std::nullopt);
    QCOMPARE(entry->number("absent"), std::nullopt);
    QCOMPARE(entry->text("master-link-status"), QStringLiteral("err"));
}

void ReplyParsersTest::severalEntries() {
    const auto entries =
        parseSentinelEntries(Value::array({words(replicaFields), words(replicaFields)}));
    VERIFY_VALUE(entries);
    QCOMPARE(entries->size(), 2);
    QVERIFY(parseSentinelEntries(Value::array({})).value().isEmpty());
}

void ReplyParsersTest::aSentinelReplyOfAnotherShapeIsAnError_data() {
    QTest::addColumn<Value>("reply");
    QTest::newRow("text") << Value::bulk("x");
    QTest::newRow("odd") << words({"name", "a", "ip"});
    QTest::newRow("list as a value") << Value::array({Value::bulk("name"), Value::array({})});
    QTest::newRow("nil as a name") << Value::array({Value(), Value::bulk("a")});
    QTest::newRow("other names") << words({"loglevel", "notice"});
}

void ReplyParsersTest::aSentinelReplyOfAnotherShapeIsAnError() {
    QFETCH(const Value, reply);
    VERIFY_ERROR(parseSentinelEntry(reply), ErrorKind::Protocol);
    VERIFY_ERROR(parseSentinelEntries(Value::array({reply})), ErrorKind::Protocol);
    VERIFY_ERROR(parseSentinelEntries(Value::bulk("x")), ErrorKind::Protocol);
}

void ReplyParsersTest::whomAnEventIsAbout_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("payload");
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("instance");
    QTest::addColumn<QString>("former");
    const auto row = [](const char* name, const char* payload, const char* group,
                        const char* instance, const char* former = "") {
        QTest::addRow("%s %s", name, payload) << name << payload << group << instance << former;
    };
    row("+try-failover", "master mymaster 10.0.0.1 6379", "mymaster", "10.0.0.1:6379");
    row("+odown", "master mymaster 10.0.0.1 6379 #quorum 2/2", "mymaster", "10.0.0.1:6379");
    row("+slave", "slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379", "mymaster",
        "10.0.0.2:6380");
    row("+sdown", "sentinel 6f2a ::1 26379 @ mymaster ::1 6379", "mymaster", "[::1]:26379");
    row("+switch-master", "mymaster 10.0.0.1 6379 10.0.0.2 6380", "mymaster", "10.0.0.2:6380",
        "10.0.0.1:6379");
    row("+role-change",
        "slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379 new reported role is master",
        "mymaster", "10.0.0.2:6380");
    row("+new-epoch", "7", "", "");
    row("+tilt", "#tilt mode entered", "", "");
    row("+vote-for-leader", "a b c 5", "", "");
    row("+switch-master", "mymaster 10.0.0.1 6379", "", "");
    row("+slave", "slave x 10.0.0.2 6380", "", "");
    row("+slave", "slave x 10.0.0.2 port @ mymaster 10.0.0.1 6379", "", "");
    row("+monitor", "", "", "");
}

void ReplyParsersTest::whomAnEventIsAbout() {
    QFETCH(const QString, name);
    QFETCH(const QString, payload);
    QFETCH(const QString, group);
    QFETCH(const QString, instance);
    QFETCH(const QString, former);
    const SentinelEventSubject subject = parseEventPayload(name, payload);
    QCOMPARE(subject.group, group);
    QCOMPARE(subject.instance.toString(), instance);
    QCOMPARE(subject.formerPrimary.toString(), former);
}

void ReplyParsersTest::clientsOfDragonfly() {
    const auto clients = parseClientList(recording("df_CLIENT_LIST"));
    VERIFY_VALUE(clients);
    QCOMPARE(clients->size(), 1);
    QCOMPARE(clients->first().id, 35);
    QCOMPARE(clients->first().address, (Address{"127.0.0.1", 54'992}));
    QCOMPARE(clients->first().name, QStringLiteral("35"));
    QVERIFY(clients->first().library.isEmpty());
}

void ReplyParsersTest::clientsOfRedis() {
    const auto clients = parseClientList(recording("redis_CLIENT_LIST_df_online"));
    VERIFY_VALUE(clients);
    QCOMPARE(clients->size(), 2);
    QCOMPARE(clients->at(0).flags, QStringLiteral("S"));
    QCOMPARE(clients->at(0).ageSeconds, 43);
    QCOMPARE(clients->at(0).user, QStringLiteral("default"));
    QCOMPARE(clients->at(1).flags, QStringLiteral("N"));
}

void ReplyParsersTest::clientsOfOtherKinds() {
    const auto clients =
        parseClientList(Value::bulk("id=1 addr=/run/redis.sock:0 name= flags=U\n"
                                    "id=2 addr=[::1]:7 name=app lib-name=redis-py lib-ver=5.0\n"
                                    "id=3 lib-name=own lib-ver=\n"));
    VERIFY_VALUE(clients);
    QCOMPARE(clients->size(), 3);
    QVERIFY(clients->at(0).address.isNull());
    QCOMPARE(clients->at(1).address, (Address{"::1", 7}));
    QCOMPARE(clients->at(1).library, QStringLiteral("redis-py 5.0"));
    QCOMPARE(clients->at(2).library, QStringLiteral("own"));
}

void ReplyParsersTest::aClientListOfAnotherShapeIsAnError() {
    VERIFY_ERROR(parseClientList(Value::array({})), ErrorKind::Protocol);
    VERIFY_ERROR(parseClientList(Value::bulk("hello")), ErrorKind::Protocol);
    QVERIFY(parseClientList(Value::bulk("\n")).value().isEmpty());
}

QTEST_GUILESS_MAIN(ReplyParsersTest)
#include "reply_parsers_test.moc"
