// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "support/practice_lab.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace ferryman;
using ferryman::test::isGone;

namespace {

constexpr int patienceMs = 10'000;
constexpr const char* ownerVariable = "FERRYMAN_TEST_OWNS_A_SERVER";

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
    void isGoneWithItsKilledOwner();
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
    QVERIFY(isGone(pid));
}

void ServerProcessTest::isGoneWithItsKilledOwner() {
#ifndef Q_OS_LINUX
    QSKIP("Only Linux ends the children of a killed process.");
#endif
    QProcess owner;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QLatin1String(ownerVariable), QStringLiteral("1"));
    owner.setProcessEnvironment(environment);
    owner.start(QCoreApplication::applicationFilePath(), {});
    QTRY_VERIFY_WITH_TIMEOUT(owner.canReadLine(), patienceMs);
    const qint64 pid = owner.readLine().trimmed().toLongLong();
    QVERIFY(pid > 0);
    QVERIFY(!isGone(pid));
    owner.kill();
    QVERIFY(owner.waitForFinished(patienceMs));
    QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), patienceMs);
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

/// As the console that is killed: starts a server, tells its process id and stays.
static int own() {
    ServerProcess server({});
    whenDone(server.start(), qApp, [&server](const Result<Done>&) {
        std::printf("%lld\n", server.pid());
        std::fflush(stdout);
    });
    return QCoreApplication::exec();
}

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet(ownerVariable)) {
        return own();
    }
    ServerProcessTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "server_process_test.moc"
