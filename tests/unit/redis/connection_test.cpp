// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"
#include "support/await.h"
#include "support/scripted_server.h"

#include <QSignalSpy>

using namespace ferryman;
using namespace ferryman::test;

namespace {

redis::Login loginFor(const ScriptedServer& server) {
    redis::Login login;
    login.endpoint.address = server.address();
    return login;
}

} // namespace

class ConnectionTest : public QObject {
    Q_OBJECT

private slots:
    void opensWhenItIsFirstAsked();
    void requestsAtOnceShareOneConnection();
    void opensAnewAfterTheServerEndedIt();
    void neverSendsACommandTwice();
    void tellsOfItsEndButNotOfBeingClosed();
    void goesOnAfterClose();
    void failsWhileNobodyListensAndRecovers();
    void answersWhatIsPendingWhenItIsDestroyed();
    void mayBeDestroyedByAnAnswer();
};

void ConnectionTest::opensWhenItIsFirstAsked() {
    ScriptedServer server;
    redis::Connection connection(loginFor(server));
    QVERIFY(!connection.isOpen());
    QCOMPARE(server.accepted(), 0);

    const auto reply = await(connection.send({"PING"}));

    VERIFY_VALUE(reply);
    QCOMPARE(reply->bytes(), QByteArray("PONG"));
    QVERIFY(connection.isOpen());
    QCOMPARE(server.accepted(), 1);
}

void ConnectionTest::requestsAtOnceShareOneConnection() {
    ScriptedServer server;
    redis::Connection connection(loginFor(server));
    QSignalSpy opened(&connection, &redis::Connection::opened);

    const auto one = connection.send({"PING"});
    const auto two = connection.pipeline({{"PING"}, {"PING"}});
    const auto three = connection.open();

    VERIFY_VALUE(await(one));
    VERIFY_VALUE(await(two));
    VERIFY_VALUE(await(three));
    QCOMPARE(server.accepted(), 1);
    QCOMPARE(server.asked("PING"), 3);
    QTRY_COMPARE(opened.count(), 1);
}

void ConnectionTest::opensAnewAfterTheServerEndedIt() {
    ScriptedServer server;
    redis::Connection connection(loginFor(server));
    VERIFY_VALUE(await(connection.send({"PING"})));

    server.hangUp();
    QTRY_VERIFY(!connection.isOpen());

    VERIFY_VALUE(await(connection.send({"PING"})));
    QCOMPARE(server.accepted(), 2);
}

void ConnectionTest::neverSendsACommandTwice() {
    ScriptedServer server;
    server.setScript([&server](const QByteArrayList& words) -> std::optional<redis::Value> {
        if (words.first() == "INCR") {
            server.hangUp();
            return {};
        }
        return ScriptedServer::usualAnswer(words);
    });
    redis::Connection connection(loginFor(server));

    const auto lost = await(connection.send(redis::Command{"INCR", "k"}.changes()));
    VERIFY_ERROR(lost, ErrorKind::Indeterminate);
    VERIFY_VALUE(await(connection.send({"PING"})));

    QCOMPARE(server.accepted(), 2);
    QCOMPARE(server.asked("INCR"), 1);
}

void ConnectionTest::tellsOfItsEndButNotOfBeingClosed() {
    ScriptedServer server;
    redis::Connection connection(loginFor(server));
    QSignalSpy closed(&connection, &redis::Connection::closed);

    VERIFY_VALUE(await(connection.open()));
    connection.close();
    QTRY_COMPARE(server.open(), 0);
    QCOMPARE(closed.count(), 0);

    VERIFY_VALUE(await(connection.open()));
    server.hangUp();
    QTRY_COMPARE(closed.count(), 1);
}

void ConnectionTest::goesOnAfterClose() {
    ScriptedServer server;
    redis::Connection connection(loginFor(server));
    const auto interrupted = connection.send({"PING"});
    connection.close();
    VERIFY_ERROR(await(interrupted), ErrorKind::Cancelled);

    VERIFY_VALUE(await(connection.send({"PING"})));
}

void ConnectionTest::failsWhileNobodyListensAndRecovers() {
    ScriptedServer server;
    server.silence();
    redis::Connection connection(loginFor(server));
    QSignalSpy closed(&connection, &redis::Connection::closed);

    const auto refused = await(connection.send({"PING"}));
    VERIFY_ERROR(refused, ErrorKind::Unreachable);
    QVERIFY(refused.error().english().contains(server.address().toString()));
    QCOMPARE(closed.count(), 0); // it never was open

    server.listen();
    VERIFY_VALUE(await(connection.send({"PING"})));
}

void ConnectionTest::answersWhatIsPendingWhenItIsDestroyed() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList&) { return std::nullopt; });
    auto connection = std::make_unique<redis::Connection>(loginFor(server));
    VERIFY_VALUE(await(connection->open()));
    const auto read = connection->send({"GET", "k"});
    const auto write = connection->send(redis::Command{"SET", "k", "v"}.changes());
    QTRY_COMPARE(server.asked("SET"), 1);

    connection.reset();

    VERIFY_ERROR(await(read), ErrorKind::Cancelled);
    VERIFY_ERROR(await(write), ErrorKind::Indeterminate);
}

void ConnectionTest::mayBeDestroyedByAnAnswer() {
    ScriptedServer server;
    auto connection = std::make_unique<redis::Connection>(loginFor(server));
    whenDone(connection->send({"PING"}), this,
             [&connection](const Result<redis::Value>&) { connection.reset(); });
    QTRY_VERIFY(!connection);
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
