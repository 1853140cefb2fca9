// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace ferryman;

namespace {

constexpr int patienceMs = 10'000;

bool answers(const redis::Address& address, int waitMs = 2'000) {
    QTcpSocket socket;
    socket.connectToHost(address.host, address.port);
    if (!socket.waitForConnected(waitMs)) {
        return false;
    }
    socket.write("PING\r\n");
    return socket.waitForReadyRead(waitMs) && socket.readAll().startsWith('+');
}

} // namespace

class ServerProcessTest : public QObject {
    Q_OBJECT

private slots:
    void startsOnAFreePortAndAnswers();
    void isGoneWithItsObject();
    void startsAgainWithItsPort();
    void aFrozenOneIsSilentUntilThawed();
    void tellsOfItsEnd();
    void aWrongConfigFailsWithTheServersWords();
    void aMissingProgramFails();
    void aVariableThatNamesNoProgramIsAnError();
    void aSentinelRewritesItsOwnConfig();
};

void ServerProcessTest::startsOnAFreePortAndAnswers() {
    ServerProcess server({});
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QVERIFY2(started.result().has_value(), qPrintable(server.logTail()));
    QVERIFY(server.address().port > 0);
    QVERIFY(answers(server.address()));
}

void ServerProcessTest::isGoneWithItsObject() {
    qint64 pid = 0;
    {
        ServerProcess server({});
        const auto started = server.start();
        QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
        pid = server.pid();
        QVERIFY(pid > 0);
        server.freeze(); // even so
    }
    QCOMPARE(::kill(static_cast<pid_t>(pid), 0), -1);
}

void ServerProcessTest::startsAgainWithItsPort() {
    ServerProcess server({});
    auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    const auto address = server.address();
    server.kill();
    QVERIFY(!server.isRunning());
    QVERIFY(!answers(address, 200));
    started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QCOMPARE(server.address(), address);
    QVERIFY(answers(address));
    server.stop();
    QVERIFY(!server.isRunning());
}

void ServerProcessTest::aFrozenOneIsSilentUntilThawed() {
    ServerProcess server({});
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    server.freeze();
    QVERIFY(!answers(server.address(), 200));
    QVERIFY(server.isRunning());
    server.thaw();
    QVERIFY(answers(server.address()));
}

void ServerProcessTest::tellsOfItsEnd() {
    ServerProcess server({});
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QSignalSpy ended(&server, &ServerProcess::ended);
    ::kill(static_cast<pid_t>(server.pid()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patienceMs);
}

void ServerProcessTest::aWrongConfigFailsWithTheServersWords() {
    ServerOptions options;
    options.config = {"no-such-setting 1"};
    ServerProcess server(options);
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QVERIFY(!started.result().has_value());
    QVERIFY2(started.result().error().detail.contains(QLatin1String("no-such-setting")),
             qPrintable(started.result().error().english()));
}

void ServerProcessTest::aMissingProgramFails() {
    ServerOptions options;
    options.program = QStringLiteral("/nonexistent/redis-server");
    ServerProcess server(options);
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QVERIFY(!started.result().has_value());
    QCOMPARE(started.result().error().kind, ErrorKind::InvalidInput);
}

void ServerProcessTest::aVariableThatNamesNoProgramIsAnError() {
    qputenv("FERRYMAN_DRAGONFLY", "/nonexistent/dragonfly");
    const auto found = findServerProgram(ServerKind::Dragonfly);
    qunsetenv("FERRYMAN_DRAGONFLY");
    QVERIFY(!found.has_value());
    QVERIFY(found.error().english().contains(QLatin1String("FERRYMAN_DRAGONFLY")));
}

void ServerProcessTest::aSentinelRewritesItsOwnConfig() {
    ServerOptions options;
    options.kind = ServerKind::Sentinel;
    options.config = {"sentinel monitor group 127.0.0.1 1 1"};
    ServerProcess server(options);
    const auto started = server.start();
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), patienceMs);
    QVERIFY2(started.result().has_value(), qPrintable(server.logTail()));
    QFile config(server.configFile());
    QVERIFY(config.open(QIODevice::ReadOnly));
    QVERIFY(config.readAll().contains("sentinel myid"));
}

QTEST_GUILESS_MAIN(ServerProcessTest)
#include "server_process_test.moc"
