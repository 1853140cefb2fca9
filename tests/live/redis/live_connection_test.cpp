// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "redis/connection.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

class LiveConnectionTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void opensWhenItIsNeeded();
    void simultaneousRequestsShareOneAttempt();
    void opensAnewAfterTheServerCameBack();
    void neverSendsAPendingCommandAgain();
    void tellsWhyItCannotOpen();
    void closingIsNoLossAndOpensAgain();
    void deletingAnswersWhatIsPending();

private:
    [[nodiscard]] Login login() const { return {{m_server->address(), {}, 0, false}, {}, {}}; }

    std::unique_ptr<ServerProcess> m_server;
};

void LiveConnectionTest::init() {
    m_server = std::make_unique<ServerProcess>(ServerOptions{});
    VERIFY_VALUE(await(m_server->start()));
}

void LiveConnectionTest::cleanup() {
    m_server.reset();
}

void LiveConnectionTest::opensWhenItIsNeeded() {
    Connection connection(login());
    QSignalSpy opened(&connection, &Connection::opened);
    QVERIFY(!connection.isOpen());
    VERIFY_VALUE(await(connection.send({"PING"})));
    QVERIFY(connection.isOpen());
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(await(connection.pipeline({{"PING"}, {"ECHO", "a"}})).value().size(), 2);
    QCOMPARE(await(connection.transaction({{"PING"}})).value().size(), 1);
    VERIFY_VALUE(await(connection.open()));
    QCOMPARE(opened.count(), 1);
}

void LiveConnectionTest::simultaneousRequestsShareOneAttempt() {
    Connection connection(login());
    const auto first = connection.send({"CLIENT", "ID"});
    const auto second = connection.send({"CLIENT", "ID"});
    const auto third = connection.open();
    VERIFY_VALUE(await(third));
    QCOMPARE(await(first).value(), await(second).value());
}

void LiveConnectionTest::opensAnewAfterTheServerCameBack() {
    Connection connection(login());
    QSignalSpy closed(&connection, &Connection::closed);
    VERIFY_VALUE(await(connection.open()));
    m_server->kill();
    QTRY_COMPARE(closed.count(), 1);
    QVERIFY(!connection.isOpen());
    VERIFY_ERROR(await(connection.send({"PING"})), ErrorKind::Unreachable);
    VERIFY_VALUE(await(m_server->start()));
    VERIFY_VALUE(await(connection.send({"PING"})));
    QCOMPARE(closed.count(), 1);
}

void LiveConnectionTest::neverSendsAPendingCommandAgain() {
    Connection connection(login());
    VERIFY_VALUE(await(connection.open()));
    m_server->freeze();
    const auto write = connection.send(Command{"INCR", "k"}.changes());
    QVERIFY(!QTest::qWaitFor([&write] { return write.isFinished(); }, 50)); // it goes out
    m_server->kill();
    VERIFY_ERROR(await(write), ErrorKind::Indeterminate);
    VERIFY_VALUE(await(m_server->start()));
    QCOMPARE(await(connection.send({"GET", "k"})).value(), Value());
}

void LiveConnectionTest::tellsWhyItCannotOpen() {
    Login wrong = login();
    wrong.password = Secret("wrong");
    Connection connection(wrong);
    VERIFY_ERROR(await(connection.send({"PING"})), ErrorKind::Auth);
    VERIFY_ERROR(await(connection.pipeline({{"PING"}})), ErrorKind::Auth);
    VERIFY_ERROR(await(connection.open()), ErrorKind::Auth);
}

void LiveConnectionTest::closingIsNoLossAndOpensAgain() {
    Connection connection(login());
    QSignalSpy closed(&connection, &Connection::closed);
    VERIFY_VALUE(await(connection.open()));
    const auto pending = connection.send({"BLPOP", "nothing", "0"});
    connection.close();
    VERIFY_ERROR(await(pending), ErrorKind::Cancelled);
    QVERIFY(!connection.isOpen());
    VERIFY_VALUE(await(connection.send({"PING"})));
    QCOMPARE(closed.count(), 0);
}

void LiveConnectionTest::deletingAnswersWhatIsPending() {
    auto connection = std::make_unique<Connection>(login());
    const auto opening = connection->send({"PING"});
    connection.reset();
    VERIFY_ERROR(await(opening), ErrorKind::Cancelled);

    connection = std::make_unique<Connection>(login());
    VERIFY_VALUE(await(connection->open()));
    const auto pending = connection->send({"BLPOP", "nothing", "0"});
    connection.reset();
    VERIFY_ERROR(await(pending), ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(LiveConnectionTest)
#include "live_connection_test.moc"
