// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_test.h"
#include "practice/server_process.h"
#include "redis/client.h"
#include "support/await.h"
#include "support/tls_certificates.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

using Stage = ConnectionReport::Stage;
using State = ConnectionReport::State;

/// The test of a connection against a real Redis and a real Sentinel: what is wrong is found at its
/// own stage, in a sentence that names it. The scripted servers of connection_stages_test answer as
/// one thinks; these answer as they do.
class LiveStagesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void whatIsWrongIsFoundAtItsStage_data();
    void whatIsWrongIsFoundAtItsStage();
    void whatIsRightIsDescribed_data();
    void whatIsRightIsDescribed();
    void aMissingClientCertificateIsOfTls();
    void aServerThatHangsFailsAtTheLogin();
    void aFullServerFailsAtTheLogin();
    void aSentinelTellsItsGroups();
    void noConnectionIsLeftBehind();

private:
    /// What a person typed: an address or what stands for one, and who logs in.
    struct Typed {
        QString host = QStringLiteral("127.0.0.1");
        bool tlsPort = false;
        bool tls = false;
        QString user = {};
        QByteArray password = QByteArrayLiteral("hunter2");
        QString authority = QStringLiteral("ca");
        QString serverName = {};
    };
    [[nodiscard]] redis::Login loginOf(const Typed& typed) const;
    const ConnectionReport& run(const redis::Login& login, milliseconds deadline = patience);
    /// Asked by the administrator, over the plain port.
    [[nodiscard]] Result<redis::Value> admin(const redis::Command& command);
    static void addRow(const char* name, const redis::Login& login, Stage stage, ErrorKind kind,
                       const char* says);

    SystemClock m_clock;
    TlsCertificates m_certificates;
    quint16 m_tlsPort = 0;
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<ServerProcess> m_sentinel;
    std::unique_ptr<ConnectionTest> m_test;
};

redis::Login LiveStagesTest::loginOf(const Typed& typed) const {
    redis::Login login;
    const quint16 port = typed.tlsPort ? m_tlsPort : m_server->address().port;
    login.endpoint = {{typed.host, port}, typed.user, 0, typed.tls};
    login.password = Secret(typed.password);
    if (typed.tls) {
        login.tls = m_certificates.trusting(typed.authority);
        login.tls.serverName = typed.serverName;
    }
    return login;
}

const ConnectionReport& LiveStagesTest::run(const redis::Login& login, milliseconds deadline) {
    m_test = std::make_unique<ConnectionTest>(m_clock, deadline);
    m_test->start(login);
    (void)QTest::qWaitFor([this] { return !m_test->report().running; }, 30'000);
    return m_test->report();
}

Result<redis::Value> LiveStagesTest::admin(const redis::Command& command) {
    redis::Client client(loginOf({}));
    const auto opened = await(client.open());
    return opened ? await(client.send(command)) : tl::make_unexpected(opened.error());
}

void LiveStagesTest::initTestCase() {
    QVERIFY2(m_certificates.isValid(), qPrintable(m_certificates.problem()));
    const auto port = freePort();
    VERIFY_VALUE(port);
    m_tlsPort = *port;
    ServerOptions options;
    options.config = m_certificates.serverConfig(m_tlsPort);
    options.config << "requirepass hunter2"
                   << "user reader on >secret ~* +ping +info +role"
                   << "user nobody on >secret -@all"
                   << "user migrator on >secret ~* +@all";
    m_server = std::make_unique<ServerProcess>(options);
    VERIFY_VALUE(await(m_server->start()));

    ServerOptions sentinel;
    sentinel.kind = ServerKind::Sentinel;
    sentinel.name = QStringLiteral("sentinel");
    sentinel.config << "sentinel monitor mymaster 127.0.0.1 " +
                           QByteArray::number(m_server->address().port) + " 1"
                    << "sentinel auth-pass mymaster hunter2";
    m_sentinel = std::make_unique<ServerProcess>(sentinel);
    VERIFY_VALUE(await(m_sentinel->start()));
}

void LiveStagesTest::addRow(const char* name, const redis::Login& login, Stage stage,
                            ErrorKind kind, const char* says) {
    QTest::newRow(name) << login << stage << kind << QString::fromUtf8(says);
}

void LiveStagesTest::whatIsWrongIsFoundAtItsStage_data() {
    QTest::addColumn<redis::Login>("login");
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("says");
    addRow("a wrong name", loginOf({.host = "no-such-host.invalid"}), Stage::Lookup,
           ErrorKind::Unreachable, "no-such-host.invalid is not known");
    redis::Login closed = loginOf({});
    closed.endpoint.address.port = freePort().value_or(1);
    addRow("a closed port", closed, Stage::Connect, ErrorKind::Unreachable, "Nothing listens");
    addRow("TLS to the plain port", loginOf({.tls = true}), Stage::Tls, ErrorKind::Timeout,
           "redis:// instead of rediss://");
    addRow("plain words to the TLS port", loginOf({.tlsPort = true}), Stage::Login,
           ErrorKind::Unreachable, "rediss://");
    addRow("a wrong authority",
           loginOf({.tlsPort = true, .tls = true, .authority = QStringLiteral("other_ca")}),
           Stage::Tls, ErrorKind::Tls, "not signed by an authority");
    addRow("a certificate for another name",
           loginOf({.tlsPort = true, .tls = true, .serverName = QStringLiteral("cache.example")}),
           Stage::Tls, ErrorKind::Tls, "cache.example");
    addRow("a wrong password", loginOf({.password = "hunter3"}), Stage::Login, ErrorKind::Auth,
           "password");
    addRow("no password", loginOf({.password = {}}), Stage::Login, ErrorKind::Auth, "password");
    addRow("a wrong password over TLS",
           loginOf({.tlsPort = true, .tls = true, .password = "hunter3"}), Stage::Login,
           ErrorKind::Auth, "password");
    addRow("an unknown user", loginOf({.user = "ann", .password = "secret"}), Stage::Login,
           ErrorKind::Auth, "user");
    addRow("a user that may only read",
           loginOf({.user = QStringLiteral("reader"), .password = "secret"}), Stage::Permission,
           ErrorKind::Permission, "CONFIG GET");
    addRow("a user that may do nothing",
           loginOf({.user = QStringLiteral("nobody"), .password = "secret"}), Stage::Permission,
           ErrorKind::Permission, "PING");
}

void LiveStagesTest::whatIsWrongIsFoundAtItsStage() {
    QFETCH(redis::Login, login);
    QFETCH(Stage, stage);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, says);
    // A Redis waits for the rest of what it takes for words: only a deadline ends that.
    const ConnectionReport& report = run(login, milliseconds(3000));
    QVERIFY(!report.passed());
    QVERIFY(report.error);
    const QString sentence = report.error->english();
    for (size_t i = 0; i < ConnectionReport::stageCount; ++i) {
        const auto each = static_cast<Stage>(i);
        const State state = report.at(each).state;
        const bool fits = each < stage    ? state == State::Passed || state == State::NotNeeded
                          : each == stage ? state == State::Failed
                                          : state == State::Waiting || state == State::NotNeeded;
        QVERIFY2(fits, qPrintable(QStringLiteral("stage %1 is %2: %3")
                                      .arg(i)
                                      .arg(static_cast<int>(state))
                                      .arg(sentence)));
    }
    QVERIFY2(report.error->kind == kind, qPrintable(sentence));
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    for (const char* secret : {"hunter", "secret"}) {
        QVERIFY2(!(sentence + report.error->detail).contains(QLatin1String(secret)),
                 qPrintable(sentence));
    }
}

void LiveStagesTest::whatIsRightIsDescribed_data() {
    QTest::addColumn<redis::Login>("login");
    QTest::newRow("plain") << loginOf({});
    QTest::newRow("by name") << loginOf({.host = QStringLiteral("localhost")});
    QTest::newRow("TLS") << loginOf({.tlsPort = true, .tls = true});
    QTest::newRow("TLS, by name and a user") << loginOf({.host = QStringLiteral("localhost"),
                                                         .tlsPort = true,
                                                         .tls = true,
                                                         .user = QStringLiteral("migrator"),
                                                         .password = "secret"});
}

void LiveStagesTest::whatIsRightIsDescribed() {
    QFETCH(redis::Login, login);
    const ConnectionReport& report = run(login);
    QVERIFY2(report.passed(), report.error ? qPrintable(report.error->english()) : "no end");
    QCOMPARE(report.role.role, redis::Role::Primary);
    QVERIFY(!report.identity.version.isEmpty());
    QVERIFY(report.roundTripMs > 0);
    QCOMPARE(report.at(Stage::Lookup).state,
             login.endpoint.address.host == "localhost" ? State::Passed : State::NotNeeded);
    QCOMPARE(report.at(Stage::Tls).state, login.endpoint.tls ? State::Passed : State::NotNeeded);
    QCOMPARE(report.security.startsWith("TLSv1."), login.endpoint.tls);
    QCOMPARE(report.certificate.has_value(), login.endpoint.tls);
}

/// With TLS 1.3 the server refuses a client after the handshake, which then seems to have gone
/// well.
void LiveStagesTest::aMissingClientCertificateIsOfTls() {
    VERIFY_VALUE(admin({"CONFIG", "SET", "tls-auth-clients", "yes"}));
    const redis::Login without = loginOf({.tlsPort = true, .tls = true});
    const ConnectionReport report = run(without);
    QCOMPARE(report.at(Stage::Tls).state, State::Failed);
    QCOMPARE(report.at(Stage::Login).state, State::Waiting);
    QVERIFY2(report.error->english().contains("client certificate"),
             qPrintable(report.error->english()));
    redis::Login with = without;
    with.tls = m_certificates.withClient();
    QVERIFY(run(with).passed());
    VERIFY_VALUE(admin({"CONFIG", "SET", "tls-auth-clients", "no"}));
}

void LiveStagesTest::aServerThatHangsFailsAtTheLogin() {
    m_server->freeze();
    const ConnectionReport report = run(loginOf({}), milliseconds(400));
    m_server->thaw();
    QCOMPARE(report.at(Stage::Connect).state, State::Passed); // the system took the connection
    QCOMPARE(report.at(Stage::Login).state, State::Failed);
    QCOMPARE(report.error->kind, ErrorKind::Timeout);
}

void LiveStagesTest::aFullServerFailsAtTheLogin() {
    redis::Client administrator(loginOf({}));
    VERIFY_VALUE(await(administrator.open()));
    VERIFY_VALUE(await(administrator.send({"CONFIG", "SET", "maxclients", "1"})));
    const ConnectionReport report = run(loginOf({}));
    VERIFY_VALUE(await(administrator.send({"CONFIG", "SET", "maxclients", "1000"})));
    QCOMPARE(report.at(Stage::Connect).state, State::Passed);
    QCOMPARE(report.at(Stage::Login).state, State::Failed);
    QVERIFY2((report.error->english() + report.error->detail).contains("max number of clients"),
             qPrintable(report.error->english()));
}

void LiveStagesTest::aSentinelTellsItsGroups() {
    const ConnectionReport& report = run({{m_sentinel->address(), {}, 0, false}, {}, {}});
    QVERIFY2(report.passed(), report.error ? qPrintable(report.error->english()) : "no end");
    QCOMPARE(report.role.role, redis::Role::Sentinel);
    QCOMPARE(report.groups, QStringList{"mymaster"});
}

void LiveStagesTest::noConnectionIsLeftBehind() {
    constexpr qsizetype all = 100'000;
    (void)run(loginOf({}));
    const auto ours = [this]() -> qsizetype { // with the one that asks
        const auto clients = admin({"CLIENT", "LIST"});
        return clients ? clients->describe(all).count(QStringLiteral("name=ferryman")) : -1;
    };
    QTRY_COMPARE(ours(), 1);
}

QTEST_GUILESS_MAIN(LiveStagesTest)
#include "live_stages_test.moc"
