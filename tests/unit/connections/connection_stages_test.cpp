// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_test.h"
#include "connections/connection_tester.h"
#include "support/scripted_server.h"
#include "support/tls_certificates.h"

#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpSocket>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

using Stage = ConnectionReport::Stage;
using State = ConnectionReport::State;

/// The test of one connection: each thing that can be wrong is found at its own stage.
class ConnectionStagesTest : public QObject {
    Q_OBJECT

private slots:
    void aServerThatWorksIsDescribed();
    void aSentinelTellsItsGroups();
    void aReplicaTellsItsPrimary();
    void anUnknownNameFailsAtTheLookup();
    void aPortWhereNobodyListensFailsAtTheConnection();
    void aServerWithoutTlsFailsAtTls();
    void anUnknownAuthorityFailsAtTls();
    void aMissingFileFailsAtTls();
    void whatTlsFoundIsShown();
    void aWrongPasswordFailsAtTheLogin();
    void aSilentServerFailsAtTheLogin();
    void aUserWithoutRightsFailsAtPermission_data();
    void aUserWithoutRightsFailsAtPermission();
    void aServerThatFallsSilentFailsAtPermission();
    void aCancelledTestSaysSo();
    void aNewerTestEndsTheOlder();
    void runsBesideTheThreadThatAsks();

private:
    [[nodiscard]] redis::Login loginTo(const redis::Address& address, bool tls = false) const {
        return {{address, {}, 0, tls}, {}, {}};
    }
    [[nodiscard]] const ConnectionReport& run(const redis::Login& login,
                                              milliseconds deadline = milliseconds(3000));
    [[nodiscard]] static bool startTls(QSslServer& server, const TlsCertificates& certificates);

    SystemClock m_clock;
    std::unique_ptr<ConnectionTest> m_test;
};

namespace {

std::optional<redis::Value> redisAnswer(const QByteArrayList& words) {
    const QByteArray name = words.first().toUpper();
    if (name == "INFO") {
        return redis::Value::bulk("# Server\r\nredis_version:7.0.15\r\nrole:master\r\n");
    }
    if (name == "ROLE") {
        return redis::Value::array(
            {redis::Value::bulk("master"), redis::Value::integer(12), redis::Value::array({})});
    }
    if (name == "CONFIG") {
        return redis::Value::array({redis::Value::bulk("maxmemory"), redis::Value::bulk("0")});
    }
    return ScriptedServer::usualAnswer(words);
}

/// As `redisAnswer`, with one command refused.
ScriptedServer::Script refusing(const QByteArray& command) {
    return [command](const QByteArrayList& words) -> std::optional<redis::Value> {
        if (words.join(' ').toUpper().startsWith(command)) {
            return redis::Value::error("NOPERM this user has no permissions to run the '" +
                                       command.toLower() + "' command");
        }
        return redisAnswer(words);
    };
}

/// A server that takes connections, and answers whatever comes with the same words, or not at all.
class BluntServer final : public QTcpServer {
public:
    explicit BluntServer(const QByteArray& words = {}) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, words] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QIODevice::readyRead, this, [socket, words] {
                socket->readAll();
                socket->write(words);
            });
        });
    }

    [[nodiscard]] redis::Address address() const { return {"127.0.0.1", serverPort()}; }
};

/// It takes the login, and then says nothing.
std::optional<redis::Value> silence(const QByteArrayList&) {
    return std::nullopt;
}

QList<State> statesOf(const ConnectionReport& report) {
    QList<State> states;
    for (const ConnectionReport::Step& step : report.steps) {
        states << step.state;
    }
    return states;
}

} // namespace

const ConnectionReport& ConnectionStagesTest::run(const redis::Login& login,
                                                  milliseconds deadline) {
    m_test = std::make_unique<ConnectionTest>(m_clock, deadline);
    m_test->start(login);
    (void)QTest::qWaitFor([this] { return !m_test->report().running; }, 20'000);
    return m_test->report();
}

bool ConnectionStagesTest::startTls(QSslServer& server, const TlsCertificates& certificates) {
    const auto file = [&](const char* name) {
        QFile opened(certificates.path(QLatin1String(name)));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    };
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(file("server.pem")));
    configuration.setPrivateKey(QSslKey(file("server.key"), QSsl::Ec));
    server.setSslConfiguration(configuration);
    return server.listen(QHostAddress::LocalHost);
}

void ConnectionStagesTest::aServerThatWorksIsDescribed() {
    ScriptedServer server;
    server.setScript(redisAnswer);
    const ConnectionReport& report = run(loginTo(server.address()));
    QVERIFY2(report.passed(), report.error ? qPrintable(report.error->english()) : "");
    QCOMPARE(statesOf(report), (QList<State>{State::NotNeeded, State::Passed, State::NotNeeded,
                                             State::Passed, State::Passed}));
    QCOMPARE(report.identity.describe(), "Redis 7.0.15");
    QCOMPARE(report.role.role, redis::Role::Primary);
    QVERIFY(report.roundTripMs > 0);
    QTRY_COMPARE(server.open(), 0); // nothing is left behind
    for (const QByteArray& command : server.commands()) {
        QVERIFY2(!command.toUpper().startsWith("CONFIG SET"), command.constData());
    }
}

void ConnectionStagesTest::aSentinelTellsItsGroups() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        const QByteArray name = words.first().toUpper();
        if (name == "ROLE") {
            return redis::Value::array({redis::Value::bulk("sentinel"), redis::Value::array({})});
        }
        if (name == "SENTINEL") {
            const auto text = [](const char* word) { return redis::Value::bulk(word); };
            return redis::Value::array(
                {redis::Value::array({text("name"), text("mymaster"), text("ip"), text("10.0.0.1"),
                                      text("port"), text("6379"), text("flags"), text("master")})});
        }
        return redisAnswer(words);
    });
    const ConnectionReport& report = run(loginTo(server.address()));
    QVERIFY2(report.passed(), report.error ? qPrintable(report.error->english()) : "");
    QCOMPARE(report.groups, QStringList{"mymaster"});
    QCOMPARE(server.asked("CONFIG GET"), 0); // Sentinel has none
}

void ConnectionStagesTest::aReplicaTellsItsPrimary() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        if (words.first().toUpper() == "ROLE") {
            return redis::Value::array({redis::Value::bulk("slave"), redis::Value::bulk("10.0.0.1"),
                                        redis::Value::integer(6379),
                                        redis::Value::bulk("connected"), redis::Value::integer(5)});
        }
        return redisAnswer(words);
    });
    const ConnectionReport& report = run(loginTo(server.address()));
    QVERIFY(report.passed());
    QCOMPARE(report.role.primary.toString(), "10.0.0.1:6379");
}

void ConnectionStagesTest::anUnknownNameFailsAtTheLookup() {
    const ConnectionReport& report = run(loginTo({"no-such-host.invalid", 6379}));
    QCOMPARE(report.at(Stage::Lookup).state, State::Failed);
    QCOMPARE(report.at(Stage::Connect).state, State::Waiting);
    QVERIFY2(report.error->english().contains("no-such-host.invalid"),
             qPrintable(report.error->english()));
}

void ConnectionStagesTest::aPortWhereNobodyListensFailsAtTheConnection() {
    ScriptedServer server;
    const redis::Address address = server.address();
    server.silence();
    const ConnectionReport& report = run(loginTo(address));
    QCOMPARE(report.at(Stage::Connect).state, State::Failed);
    QCOMPARE(report.at(Stage::Login).state, State::Waiting);
    QCOMPARE(report.error->kind, ErrorKind::Unreachable);
}

void ConnectionStagesTest::aServerWithoutTlsFailsAtTls() {
    const BluntServer server;
    const ConnectionReport& report = run(loginTo(server.address(), true), milliseconds(300));
    QCOMPARE(report.at(Stage::Connect).state, State::Passed);
    QCOMPARE(report.at(Stage::Tls).state, State::Failed);
    QCOMPARE(report.at(Stage::Login).state, State::Waiting);
}

void ConnectionStagesTest::anUnknownAuthorityFailsAtTls() {
    const TlsCertificates certificates;
    QVERIFY2(certificates.isValid(), qPrintable(certificates.problem()));
    QSslServer server;
    QVERIFY(startTls(server, certificates));
    redis::Login login = loginTo({"127.0.0.1", server.serverPort()}, true);
    login.tls = certificates.trusting(QStringLiteral("other_ca"));
    const ConnectionReport& report = run(login);
    QCOMPARE(report.at(Stage::Connect).state, State::Passed);
    QCOMPARE(report.at(Stage::Tls).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Tls);
    QVERIFY2(report.error->english().contains("not signed by an authority"),
             qPrintable(report.error->english()));
}

void ConnectionStagesTest::aMissingFileFailsAtTls() {
    redis::Login login = loginTo({"127.0.0.1", 1}, true);
    login.tls.caFile = QStringLiteral("/nonexistent/ca.pem");
    const ConnectionReport& report = run(login);
    QCOMPARE(report.at(Stage::Tls).state, State::Failed);
    QVERIFY(report.error->english().contains("/nonexistent/ca.pem"));
}

void ConnectionStagesTest::whatTlsFoundIsShown() {
    const TlsCertificates certificates;
    QSslServer server; // it makes the handshake, and then says nothing
    QVERIFY(startTls(server, certificates));
    redis::Login login = loginTo({"127.0.0.1", server.serverPort()}, true);
    login.tls = certificates.trusting();
    const ConnectionReport& report = run(login, milliseconds(1500));
    QCOMPARE(report.at(Stage::Tls).state, State::Passed);
    QVERIFY2(report.security.startsWith("TLSv1."), qPrintable(report.security));
    QVERIFY(report.certificate && report.certificate->expires.isValid());
    QCOMPARE(report.at(Stage::Login).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Timeout);
}

void ConnectionStagesTest::aWrongPasswordFailsAtTheLogin() {
    const BluntServer server("-WRONGPASS invalid username-password pair\r\n-NOAUTH Authentication "
                             "required.\r\n");
    redis::Login login = loginTo(server.address());
    login.password = Secret("hunter2");
    const ConnectionReport& report = run(login);
    QCOMPARE(report.at(Stage::Connect).state, State::Passed);
    QCOMPARE(report.at(Stage::Login).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Auth);
    QVERIFY(!report.error->english().contains("hunter2"));
}

void ConnectionStagesTest::aSilentServerFailsAtTheLogin() {
    const BluntServer server;
    const ConnectionReport& report = run(loginTo(server.address()), milliseconds(300));
    QCOMPARE(report.at(Stage::Login).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Timeout);
    QVERIFY2(report.error->english().contains("0.3 s"), qPrintable(report.error->english()));
}

void ConnectionStagesTest::aUserWithoutRightsFailsAtPermission_data() {
    QTest::addColumn<QByteArray>("command");
    for (const char* command : {"PING", "INFO", "ROLE", "CONFIG GET"}) {
        QTest::addRow("%s", command) << QByteArray(command);
    }
}

void ConnectionStagesTest::aUserWithoutRightsFailsAtPermission() {
    QFETCH(QByteArray, command);
    ScriptedServer server;
    server.setScript(refusing(command));
    const ConnectionReport& report = run(loginTo(server.address()));
    QCOMPARE(report.at(Stage::Login).state, State::Passed);
    QCOMPARE(report.at(Stage::Permission).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Permission);
    QVERIFY2(report.error->english().contains(QLatin1String(command)),
             qPrintable(report.error->english()));
}

void ConnectionStagesTest::aServerThatFallsSilentFailsAtPermission() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        return words.first().toUpper() == "INFO" ? std::nullopt : redisAnswer(words);
    });
    const ConnectionReport& report = run(loginTo(server.address()), milliseconds(300));
    QCOMPARE(report.at(Stage::Permission).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Timeout);
}

void ConnectionStagesTest::aCancelledTestSaysSo() {
    ScriptedServer server;
    server.setScript(silence);
    ConnectionTest test(m_clock);
    test.start(loginTo(server.address()));
    QTRY_COMPARE(test.report().at(Stage::Permission).state, State::Running);
    test.cancel();
    QVERIFY(test.report().cancelled && !test.report().running && !test.report().passed());
    QTRY_COMPARE(server.open(), 0);
}

void ConnectionStagesTest::aNewerTestEndsTheOlder() {
    ScriptedServer silent;
    silent.setScript(silence);
    ScriptedServer server;
    server.setScript(redisAnswer);
    ConnectionTest test(m_clock);
    test.start(loginTo(silent.address()));
    QTRY_COMPARE(test.report().at(Stage::Permission).state, State::Running);
    test.start(loginTo(server.address()));
    QTRY_VERIFY(test.report().passed());
    QTRY_COMPARE(silent.open(), 0);
}

void ConnectionStagesTest::runsBesideTheThreadThatAsks() {
    ScriptedServer server;
    server.setScript(redisAnswer);
    ThreadedConnectionTester tester;
    QList<ConnectionReport> reports;
    connect(&tester, &ConnectionTester::changed, this,
            [&](const ConnectionReport& report) { reports.append(report); });
    tester.start(loginTo(server.address()));
    QTRY_VERIFY(!reports.isEmpty() && reports.last().passed());
    QVERIFY(reports.first().running);

    server.setScript(silence);
    tester.start(loginTo(server.address()));
    QTRY_COMPARE(reports.last().at(Stage::Permission).state, State::Running);
    tester.cancel();
    QTRY_VERIFY(reports.last().cancelled);
    tester.start(loginTo(server.address())); // and its end does not wait for an answer
}

QTEST_GUILESS_MAIN(ConnectionStagesTest)
#include "connection_stages_test.moc"
