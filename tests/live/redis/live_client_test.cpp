// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "redis/client.h"
#include "redis/info.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

Login loginTo(const ServerProcess& server, const QByteArray& password = {},
              const QString& user = {}) {
    return {{server.address(), user, 0, false}, {}, Secret(password)};
}

ServerOptions redisWith(const QByteArrayList& config) {
    ServerOptions options;
    options.config = config;
    return options;
}

ClientLimits quick() {
    ClientLimits limits;
    limits.connectDeadline = milliseconds(300);
    return limits;
}

} // namespace

class LiveClientTest : public QObject {
    Q_OBJECT

private slots:
    void opensAndAsks();
    void isNamedOnTheServer();
    void selectsTheDatabase();
    void refusesADatabaseThatIsNotThere();
    void theLogin_data();
    void theLogin();
    void aCommandThatTheUserMayNotRun();
    void nothingListens();
    void aNameThatIsNotKnown();
    void aServerWithoutRoom();
    void aServerThatStandsStillBeforeTheLogin();
    void aServerThatStandsStillAfterwards();
    void aKilledConnectionLeavesTheWriteInDoubt();
    void aKilledServerIsNoticedAtOnce();
    void pipelinesTenThousand();
    void aTransactionIsOneWhole();
    void aValueAboveTheLimitEndsTheConnection();
    void manyCommandsOneAfterTheOther();
};

void LiveClientTest::opensAndAsks() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    VERIFY_VALUE(await(client.open()));
    VERIFY_VALUE(await(client.send(Command{"SET", "k", QByteArray("a\r\n\0b", 5)}.changes())));
    QCOMPARE(await(client.send({"GET", "k"})).value(), Value::bulk(QByteArray("a\r\n\0b", 5)));
    QCOMPARE(await(client.send({"GET", "absent"})).value(), Value());
    const auto info = Info::parse(await(client.send({"INFO"})).value());
    VERIFY_VALUE(info);
    QCOMPARE(identify(*info).product, Product::Redis);
    QVERIFY(client.security().isEmpty());
}

void LiveClientTest::isNamedOnTheServer() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Login login = loginTo(server);
    login.clientName = "ferryman-probe";
    Client client(login);
    VERIFY_VALUE(await(client.open()));
    QCOMPARE(await(client.send({"CLIENT", "GETNAME"})).value(), Value::bulk("ferryman-probe"));
}

void LiveClientTest::selectsTheDatabase() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Login login = loginTo(server);
    login.endpoint.database = 5;
    Client client(login);
    VERIFY_VALUE(await(client.open()));
    VERIFY_VALUE(await(client.send(Command{"SET", "k", "v"}.changes())));
    const auto info = Info::parse(await(client.send({"INFO", "keyspace"})).value());
    QCOMPARE(parseKeyspace(*info).first().database, 5);
}

void LiveClientTest::refusesADatabaseThatIsNotThere() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Login login = loginTo(server);
    login.endpoint.database = 99;
    Client client(login);
    VERIFY_ERROR(await(client.open()), ErrorKind::InvalidInput);
}

void LiveClientTest::theLogin_data() {
    QTest::addColumn<QByteArrayList>("config");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<bool>("works");
    QTest::addColumn<QString>("says");
    const QByteArrayList withPassword{"requirepass right"};
    const QByteArrayList withUser{"user app on >right ~* +@all", "user open on nopass ~* +@all",
                                  "requirepass other"};
    QTest::newRow("password") << withPassword << "" << QByteArray("right") << true << "";
    QTest::newRow("default user and password")
        << withPassword << "default" << QByteArray("right") << true << "";
    QTest::newRow("user and password") << withUser << "app" << QByteArray("right") << true << "";
    QTest::newRow("user without a password") << withUser << "open" << QByteArray() << true << "";
    QTest::newRow("no password given")
        << withPassword << "" << QByteArray() << false << "wants a password";
    QTest::newRow("wrong password")
        << withPassword << "" << QByteArray("wrong") << false << "check both";
    QTest::newRow("wrong user") << withUser << "nobody" << QByteArray("right") << false
                                << "check both";
    QTest::newRow("password where none is set")
        << QByteArrayList{} << "" << QByteArray("right") << false << "wants no password";
}

void LiveClientTest::theLogin() {
    QFETCH(const QByteArrayList, config);
    QFETCH(const QString, user);
    QFETCH(const QByteArray, password);
    QFETCH(const bool, works);
    QFETCH(const QString, says);
    ServerProcess server(redisWith(config));
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server, password, user));
    const auto opened = await(client.open());
    if (works) {
        VERIFY_VALUE(opened);
        VERIFY_VALUE(await(client.send({"GET", "k"})));
        return;
    }
    VERIFY_ERROR(opened, ErrorKind::Auth);
    QVERIFY2(opened.error().english().contains(says), qPrintable(opened.error().english()));
    QVERIFY(password.isEmpty() ||
            !opened.error().english().contains(QString::fromLatin1("'" + password)));
}

void LiveClientTest::aCommandThatTheUserMayNotRun() {
    ServerProcess server(redisWith({"user app on >right ~* +get"}));
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server, "right", "app"));
    VERIFY_VALUE(await(client.open())); // although it may not even set its name
    const auto reply = await(client.send(Command{"SET", "k", "v"}.changes()));
    VERIFY_ERROR(reply, ErrorKind::Permission);
    QVERIFY(client.isOpen());
}

void LiveClientTest::nothingListens() {
    const auto port = freePort();
    VERIFY_VALUE(port);
    Client client(Login{{{"127.0.0.1", *port}, {}, 0, false}, {}, {}});
    const auto opened = await(client.open());
    VERIFY_ERROR(opened, ErrorKind::Unreachable);
    QVERIFY2(opened.error().english().contains(QLatin1String("Nothing listens on 127.0.0.1:")),
             qPrintable(opened.error().english()));
}

void LiveClientTest::aNameThatIsNotKnown() {
    Client client(Login{{{"no-such-host.invalid", 6379}, {}, 0, false}, {}, {}});
    const auto opened = await(client.open(), milliseconds(20'000));
    QVERIFY(!opened);
    // Without a name service the lookup may also only run into the deadline.
    QVERIFY2(opened.error().kind == ErrorKind::Unreachable ||
                 opened.error().kind == ErrorKind::Timeout,
             qPrintable(opened.error().english()));
}

void LiveClientTest::aServerWithoutRoom() {
    ServerProcess server(redisWith({"maxclients 1"}));
    VERIFY_VALUE(await(server.start()));
    Client first(loginTo(server));
    const auto firstOpened = [&first] { return await(first.open()).has_value(); };
    QTRY_VERIFY(firstOpened()); // whoever started the server may still be connected
    Client second(loginTo(server));
    const auto opened = await(second.open());
    VERIFY_ERROR(opened, ErrorKind::Unreachable);
    QVERIFY2(opened.error().english().contains(QLatin1String("maxclients")),
             qPrintable(opened.error().english()));
}

void LiveClientTest::aServerThatStandsStillBeforeTheLogin() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    server.freeze();
    Client client(loginTo(server), quick());
    const auto opened = await(client.open());
    VERIFY_ERROR(opened, ErrorKind::Timeout);
    QVERIFY(opened.error().english().contains(QLatin1String("says nothing within 0.3 s")));
}

void LiveClientTest::aServerThatStandsStillAfterwards() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    QSignalSpy closed(&client, &Client::closed);
    VERIFY_VALUE(await(client.open()));
    server.freeze();
    const auto read = client.send({"GET", "k"}, milliseconds(30'000));
    const auto write = client.send(Command{"SET", "k", "v"}.changes(), milliseconds(100));
    VERIFY_ERROR(await(write), ErrorKind::Indeterminate);
    VERIFY_ERROR(await(read), ErrorKind::Timeout);
    QCOMPARE(closed.count(), 1);

    server.thaw(); // and indeed, the write in doubt was run
    Client later(loginTo(server));
    VERIFY_VALUE(await(later.open()));
    QTRY_COMPARE(await(later.send({"GET", "k"})).value(), Value::bulk("v"));
}

void LiveClientTest::aKilledConnectionLeavesTheWriteInDoubt() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client victim(loginTo(server));
    Client killer(loginTo(server));
    VERIFY_VALUE(await(victim.open()));
    VERIFY_VALUE(await(killer.open()));
    const auto id = await(victim.send({"CLIENT", "ID"}));
    VERIFY_VALUE(id);
    const auto read = victim.send({"BLPOP", "nothing", "0"}, milliseconds(30'000));
    const auto write = victim.send(Command{"SET", "k", "v"}.changes(), milliseconds(30'000));
    const auto blocked = [&killer] {
        const auto info = await(killer.send({"INFO", "clients"}));
        return info && info->bytes().contains("blocked_clients:1");
    };
    QTRY_VERIFY(blocked());
    VERIFY_VALUE(await(
        killer.send(Command{"CLIENT", "KILL", "ID", QByteArray::number(id->number())}.changes())));
    VERIFY_ERROR(await(read), ErrorKind::Unreachable);
    VERIFY_ERROR(await(write), ErrorKind::Indeterminate);
    QVERIFY(!victim.isOpen());
}

void LiveClientTest::aKilledServerIsNoticedAtOnce() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    QSignalSpy closed(&client, &Client::closed);
    VERIFY_VALUE(await(client.open()));
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 1'000);
    QVERIFY(closed.first().first().value<Error>().english().contains(
        QLatin1String("closed the connection")));
}

void LiveClientTest::pipelinesTenThousand() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    VERIFY_VALUE(await(client.open()));
    QList<Command> commands;
    for (int i = 0; i < 10'000; ++i) {
        commands.append({"ECHO", QByteArray::number(i)});
    }
    const auto replies = await(client.pipeline(commands));
    VERIFY_VALUE(replies);
    QCOMPARE(replies->size(), 10'000);
    for (int i = 0; i < 10'000; ++i) {
        QCOMPARE(replies->at(i), Value::bulk(QByteArray::number(i)));
    }
}

void LiveClientTest::aTransactionIsOneWhole() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    VERIFY_VALUE(await(client.open()));
    const Command set = Command{"SET", "k", "1"}.changes();
    const auto done = await(client.transaction({set, {"INCR", "k"}, {"LPUSH", "k", "x"}}));
    VERIFY_VALUE(done);
    QCOMPARE(done->at(1), Value::integer(2));
    QVERIFY(done->at(2).isError());

    const auto refused = await(client.transaction({set, {"NOSUCHCOMMAND"}}));
    VERIFY_ERROR(refused, ErrorKind::Server);
    QVERIFY(refused.error().english().contains(QLatin1String("NOSUCHCOMMAND")));
    QCOMPARE(await(client.send({"GET", "k"})).value(), Value::bulk("2"));
}

void LiveClientTest::aValueAboveTheLimitEndsTheConnection() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    ClientLimits limits;
    limits.reply.bulkBytes = 1000;
    Client client(loginTo(server), limits);
    VERIFY_VALUE(await(client.open()));
    VERIFY_VALUE(await(client.send(Command{"SETRANGE", "k", "5000000", "x"}.changes())));
    VERIFY_ERROR(await(client.send({"GET", "k"})), ErrorKind::Protocol);
    QVERIFY(!client.isOpen());
}

void LiveClientTest::manyCommandsOneAfterTheOther() {
    ServerProcess server({});
    VERIFY_VALUE(await(server.start()));
    Client client(loginTo(server));
    VERIFY_VALUE(await(client.open()));
    constexpr int wanted = 50'000;
    int sent = 0;
    int answered = 0;
    int wrong = 0;
    std::function<void()> next = [&] {
        const int number = sent++;
        client.send({"ECHO", QByteArray::number(number)}, {},
                    [&, number](const Result<Value>& reply) {
                        wrong += reply && reply->bytes() == QByteArray::number(number) ? 0 : 1;
                        ++answered;
                        if (sent < wanted) {
                            next();
                        }
                    });
    };
    for (int i = 0; i < 64; ++i) {
        next();
    }
    QTRY_COMPARE_WITH_TIMEOUT(answered, wanted, 30'000);
    QCOMPARE(wrong, 0);
}

QTEST_GUILESS_MAIN(LiveClientTest)
#include "live_client_test.moc"
