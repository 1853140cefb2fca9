// SPDX-License-Identifier: GPL-3.0-or-later
#include "assessor.h"
#include "practice/server_process.h"
#include "support/named.h"
#include "support/tls_certificates.h"

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

ServerOptions configured(const QByteArrayList& config) {
    ServerOptions options;
    options.config = config;
    return options;
}

} // namespace

/// What a server is started with cannot be planted on the lab's: it is judged in its place.
class OddServerLiveTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aDatabaseThatDragonflyLacks();
    void renamedCommands();
    void aReplicaIsNoSource();
    void aClusterNodeIsNoSource();
    void aRedisIsNoTarget();
    void aPasswordOfDragonflyAlone();
    void aTargetThatIsGone();
    void aWrongPassword();
    void certificates_data();
    void certificates();
    void cleanupTestCase();

private:
    /// What one check finds with this server in the source's place.
    Finding asSource(const char* id, const redis::Login& login);
    Finding asTarget(const char* id, const redis::Login& login);

    std::unique_ptr<PracticeLab> m_practice;
    std::unique_ptr<Assessor> m_assessor;
};

void OddServerLiveTest::initTestCase() {
    LabOptions options;
    options.keys = 20;
    m_practice = std::make_unique<PracticeLab>(options);
    QVERIFY(m_practice->start());
    m_assessor = std::make_unique<Assessor>(*m_practice);
}

void OddServerLiveTest::cleanupTestCase() {
    m_assessor.reset();
    m_practice.reset();
}

Finding OddServerLiveTest::asSource(const char* id, const redis::Login& login) {
    redis::Connection connection(login);
    CheckContext context = m_assessor->context();
    context.source = &connection;
    return m_assessor->check(QLatin1String(id), context).value(0);
}

Finding OddServerLiveTest::asTarget(const char* id, const redis::Login& login) {
    redis::Connection connection(login);
    CheckContext context = m_assessor->context();
    context.target = &connection;
    const QList<Finding> findings = m_assessor->check(QLatin1String(id), context);
    const auto own = std::ranges::find(findings, login.endpoint.toUrl(), &Finding::subject);
    return own == findings.end() ? findings.value(0) : *own;
}

void OddServerLiveTest::aDatabaseThatDragonflyLacks() {
    ServerProcess odd(configured({"databases 32"}));
    VERIFY_VALUE(await(odd.start()));
    const redis::Login login = loginTo(odd.address());
    const Finding empty = asSource("source.database-index", login);
    COMPARE_NAMED(empty.severity, Severity::Warning);
    QVERIFY2(empty.wanted.english().contains(QLatin1String("--dbnum=32")),
             qPrintable(described(empty)));

    redis::Login inside = login;
    inside.endpoint.database = 20;
    redis::Connection client(inside);
    VERIFY_VALUE(await(client.send(redis::Command{"SET", "plant", "1"}.changes())));
    COMPARE_NAMED(asSource("source.database-index", login).severity, Severity::Blocker);
    VERIFY_VALUE(await(client.send(redis::Command{"DEL", "plant"}.changes())));
    COMPARE_NAMED(asSource("source.database-index", login).severity, Severity::Warning);
}

void OddServerLiveTest::renamedCommands() {
    ServerProcess odd(configured({"rename-command SLAVEOF \"\"", "rename-command PUBLISH SHOUT"}));
    VERIFY_VALUE(await(odd.start()));
    const Finding finding = asSource("sentinel.rename", loginTo(odd.address()));
    COMPARE_NAMED(finding.severity, Severity::Blocker);
    QCOMPARE(finding.found.english(), QStringLiteral("SLAVEOF, PUBLISH"));
    COMPARE_NAMED(m_assessor->check(QStringLiteral("sentinel.rename")).value(0).severity,
                  Severity::Passed);
}

void OddServerLiveTest::aReplicaIsNoSource() {
    ServerProcess odd(configured({"replicaof 127.0.0.1 1"}));
    VERIFY_VALUE(await(odd.start()));
    COMPARE_NAMED(asSource("source.role", loginTo(odd.address())).severity, Severity::Blocker);
}

void OddServerLiveTest::aClusterNodeIsNoSource() {
    ServerProcess odd(configured({"cluster-enabled yes"}));
    VERIFY_VALUE(await(odd.start()));
    COMPARE_NAMED(asSource("source.cluster-mode", loginTo(odd.address())).severity,
                  Severity::Blocker);
}

void OddServerLiveTest::aRedisIsNoTarget() {
    ServerProcess odd(ServerOptions{});
    VERIFY_VALUE(await(odd.start()));
    COMPARE_NAMED(asTarget("target.identity", loginTo(odd.address())).severity, Severity::Blocker);
    COMPARE_NAMED(asTarget("target.is-source", loginTo(m_practice->addresses().source)).severity,
                  Severity::Blocker);
}

void OddServerLiveTest::aPasswordOfDragonflyAlone() {
    const redis::Address target = m_practice->addresses().target;
    redis::Connection admin(loginTo(target));
    VERIFY_VALUE(await(admin.send(redis::Command{"CONFIG", "SET", "requirepass", "p"}.changes())));
    const Finding finding = asTarget("sentinel.auth", loginTo(target, "p"));
    redis::Connection owner(loginTo(target, "p"));
    VERIFY_VALUE(await(owner.send(redis::Command{"CONFIG", "SET", "requirepass", ""}.changes())));
    COMPARE_NAMED(finding.severity, Severity::Blocker);
    COMPARE_NAMED(asTarget("sentinel.auth", loginTo(target)).severity, Severity::Passed);
}

void OddServerLiveTest::aTargetThatIsGone() {
    const redis::Login nobody = loginTo({QStringLiteral("127.0.0.1"), *freePort()});
    COMPARE_NAMED(asTarget("connect.reachable", nobody).severity, Severity::Blocker);
}

void OddServerLiveTest::aWrongPassword() {
    ServerProcess odd(configured({"requirepass right"}));
    VERIFY_VALUE(await(odd.start()));
    COMPARE_NAMED(asTarget("connect.login", loginTo(odd.address(), "wrong")).severity,
                  Severity::Blocker);
    COMPARE_NAMED(asTarget("connect.login", loginTo(odd.address(), "right")).severity,
                  Severity::Passed);
}

void OddServerLiveTest::certificates_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("good") << QStringLiteral("server") << true;
    QTest::newRow("expired") << QStringLiteral("expired") << false;
    QTest::newRow("of another name") << QStringLiteral("wrong_name") << false;
}

void OddServerLiveTest::certificates() {
    QFETCH(QString, certificate);
    QFETCH(bool, isGood);
    const TlsCertificates certificates;
    QVERIFY2(certificates.isValid(), qPrintable(certificates.problem()));
    const quint16 port = *freePort();
    ServerProcess odd(configured(certificates.serverConfig(port, certificate)));
    VERIFY_VALUE(await(odd.start()));
    redis::Login login = loginTo({QStringLiteral("127.0.0.1"), port});
    login.endpoint.tls = true;
    login.tls = certificates.trusting();

    const Finding finding = asTarget("connect.tls", login);

    COMPARE_NAMED(finding.severity, isGood ? Severity::Passed : Severity::Blocker);
    if (isGood) {
        QVERIFY2(finding.found.english().contains(QLatin1String("TLSv1.")) &&
                     finding.found.english().contains(QLatin1String("days left")),
                 qPrintable(described(finding)));
    }
}

QTEST_GUILESS_MAIN(OddServerLiveTest)
#include "odd_server_live_test.moc"
