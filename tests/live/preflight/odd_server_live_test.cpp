// SPDX-License-Identifier: GPL-3.0-or-later
#include "assessor.h"
#include "practice/delaying_proxy.h"
#include "practice/server_process.h"
#include "support/named.h"
#include "support/tls_certificates.h"

#include <QFile>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

ServerOptions configured(const QByteArrayList& config) {
    ServerOptions options;
    options.config = config;
    return options;
}

/// Says a command to a server, as its owner.
bool say(redis::Connection& owner, const redis::Command& command) {
    const auto reply = await(owner.send(command));
    if (!reply) {
        qWarning("%s", qPrintable(reply.error().english()));
    }
    return reply.has_value();
}

/// Starts the server again with another line in its config file, as whoever owns it would mend it.
bool restartedWith(ServerProcess& server, const QByteArray& line, const QByteArray& instead) {
    server.stop();
    QFile file(server.configFile());
    if (!file.open(QIODevice::ReadWrite)) {
        return false;
    }
    const QByteArray text = file.readAll();
    const bool isThere = text.contains(line + '\n');
    file.resize(0);
    file.write(QByteArray(text).replace(line + '\n', instead + '\n'));
    file.close();
    return isThere && await(server.start()).has_value();
}

QStringList more(QStringList all, const QString& finding) {
    all.append(finding);
    all.sort();
    return all;
}

} // namespace

/// What a server is started with cannot be planted on the lab's: it stands in the place of the
/// lab's source or Dragonfly while everything is assessed.
class OddServerLiveTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aDatabaseThatDragonflyLacks();
    void renamedCommands();
    void aReplicaIsNoSource();
    void aClusterNodeIsNoSource();
    void aModule();
    void aRedisIsNoTarget();
    void theSourceIsNoTarget();
    void aTargetThatIsGone();
    void aWrongPassword();
    void aSentinelWithAnOldPassword();
    void aServerFarAway();
    void aCertificateThatEndsSoon();
    void certificates_data();
    void certificates();
    void cleanupTestCase();

private:
    /// What is not well with this server in the place of the source, or of Dragonfly.
    QList<Finding> assessedAsSource(const redis::Login& login);
    QList<Finding> assessedAsTarget(const redis::Login& login);
    QStringList asSource(const redis::Login& login) { return notPassed(assessedAsSource(login)); }
    QStringList asTarget(const redis::Login& login) { return notPassed(assessedAsTarget(login)); }
    /// Of one check.
    Finding atTarget(const char* id, const redis::Login& login);
    void onlyTheReasonIsFound(const QList<Finding>& findings, const QString& reason);

    std::unique_ptr<PracticeLab> m_practice;
    std::unique_ptr<Assessor> m_assessor;
    QStringList m_healthy; ///< A usual Redis in the source's place, and the lab's own servers.
};

void OddServerLiveTest::initTestCase() {
    LabOptions options;
    options.keys = 20;
    m_practice = std::make_unique<PracticeLab>(options);
    QVERIFY(m_practice->start());
    m_assessor = std::make_unique<Assessor>(*m_practice);
    m_healthy = notPassed(m_assessor->assess());
    ServerProcess usual(ServerOptions{});
    VERIFY_VALUE(await(usual.start()));
    QCOMPARE(asSource(loginTo(usual.address())), m_healthy);
}

void OddServerLiveTest::cleanupTestCase() {
    m_assessor.reset();
    m_practice.reset();
}

QList<Finding> OddServerLiveTest::assessedAsSource(const redis::Login& login) {
    redis::Connection connection(login);
    CheckContext context = m_assessor->context();
    context.source = &connection;
    return m_assessor->assess(context);
}

QList<Finding> OddServerLiveTest::assessedAsTarget(const redis::Login& login) {
    redis::Connection connection(login);
    CheckContext context = m_assessor->context();
    context.target = &connection;
    return m_assessor->assess(context);
}

Finding OddServerLiveTest::atTarget(const char* id, const redis::Login& login) {
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
    const QList<Finding> empty = assessedAsSource(login);
    QCOMPARE(notPassed(empty), more(m_healthy, QStringLiteral("source.database-index warning")));
    const QString wanted = find(empty, QStringLiteral("source.database-index"))->wanted.english();
    QVERIFY2(wanted.contains(QLatin1String("--dbnum=32")), qPrintable(wanted));

    redis::Login inside = login;
    inside.endpoint.database = 20;
    redis::Connection client(inside);
    QVERIFY(say(client, redis::Command{"SET", "plant", "1"}.changes()));
    QCOMPARE(asSource(login), more(m_healthy, QStringLiteral("source.database-index blocker")));
    QVERIFY(say(client, redis::Command{"DEL", "plant"}.changes()));
    QCOMPARE(asSource(login), more(m_healthy, QStringLiteral("source.database-index warning")));

    QVERIFY(restartedWith(odd, "databases 32", "databases 16"));
    QCOMPARE(asSource(login), m_healthy);
}

void OddServerLiveTest::renamedCommands() {
    ServerProcess odd(configured({"rename-command SLAVEOF \"\"", "rename-command PUBLISH SHOUT"}));
    VERIFY_VALUE(await(odd.start()));
    const redis::Login login = loginTo(odd.address());
    const QList<Finding> findings = assessedAsSource(login);
    QCOMPARE(notPassed(findings), more(m_healthy, QStringLiteral("sentinel.rename blocker")));
    QCOMPARE(find(findings, QStringLiteral("sentinel.rename"))->found.english(),
             QStringLiteral("SLAVEOF, PUBLISH"));
    QVERIFY(restartedWith(odd, "rename-command SLAVEOF \"\"", ""));
    QVERIFY(restartedWith(odd, "rename-command PUBLISH SHOUT", ""));
    QCOMPARE(asSource(login), m_healthy);
}

void OddServerLiveTest::aReplicaIsNoSource() {
    ServerProcess odd(configured({"replicaof 127.0.0.1 1"}));
    VERIFY_VALUE(await(odd.start()));
    const redis::Login login = loginTo(odd.address());
    QCOMPARE(asSource(login), more(m_healthy, QStringLiteral("source.role blocker")));
    redis::Connection owner(login);
    QVERIFY(say(owner, redis::Command{"REPLICAOF", "NO", "ONE"}.changes()));
    QCOMPARE(asSource(login), m_healthy);
}

void OddServerLiveTest::aClusterNodeIsNoSource() {
    ServerProcess odd(configured({"cluster-enabled yes"}));
    VERIFY_VALUE(await(odd.start()));
    const redis::Login login = loginTo(odd.address());
    QCOMPARE(asSource(login), more(m_healthy, QStringLiteral("source.cluster-mode blocker")));
    QVERIFY(restartedWith(odd, "cluster-enabled yes", "cluster-enabled no"));
    QCOMPARE(asSource(login), m_healthy);
}

void OddServerLiveTest::aModule() {
    ServerProcess odd(configured({"enable-module-command yes"}));
    VERIFY_VALUE(await(odd.start()));
    const redis::Login login = loginTo(odd.address());
    redis::Connection owner(login);
    QVERIFY(say(owner, redis::Command{"MODULE", "LOAD", PLANT_MODULE}.changes()));
    const QList<Finding> findings = assessedAsSource(login);
    QCOMPARE(notPassed(findings), more(m_healthy, QStringLiteral("source.modules warning")));
    const Finding finding = *find(findings, QStringLiteral("source.modules"));
    QCOMPARE(finding.found.english(), QStringLiteral("plant"));
    for (const redis::Command& command : finding.mend) {
        QVERIFY(say(owner, command));
    }
    QCOMPARE(asSource(login), m_healthy);
}

/// Whatever else could not be read or judged for this reason is unknown, with the reason named.
void OddServerLiveTest::onlyTheReasonIsFound(const QList<Finding>& findings,
                                             const QString& reason) {
    QStringList judged = notPassed(findings);
    judged.removeIf([](const QString& each) { return each.endsWith(QLatin1String(" unknown")); });
    QStringList known = m_healthy;
    known.removeIf([](const QString& each) { return each.startsWith(QLatin1String("target.")); });
    QCOMPARE(judged, more(known, reason));
    for (const Finding& finding : findings) {
        QVERIFY2(!finding.found.isEmpty(), qPrintable(described(finding)));
    }
}

void OddServerLiveTest::aRedisIsNoTarget() {
    ServerProcess odd(ServerOptions{});
    VERIFY_VALUE(await(odd.start()));
    QStringList wanted = more(m_healthy, QStringLiteral("target.identity blocker"));
    wanted.removeAll(QStringLiteral("target.durability note")); // which a Dragonfly alone has
    QCOMPARE(asTarget(loginTo(odd.address())), wanted);
    QCOMPARE(notPassed(m_assessor->assess()), m_healthy);
}

void OddServerLiveTest::theSourceIsNoTarget() {
    const redis::Login source = loginTo(m_practice->addresses().source);
    COMPARE_NAMED(atTarget("target.is-source", source).severity, Severity::Blocker);
    COMPARE_NAMED(m_assessor->check(QStringLiteral("target.is-source")).value(0).severity,
                  Severity::Passed);
}

void OddServerLiveTest::aTargetThatIsGone() {
    const redis::Login nobody = loginTo({QStringLiteral("127.0.0.1"), *freePort()});
    onlyTheReasonIsFound(assessedAsTarget(nobody), QStringLiteral("connect.reachable blocker"));
    const redis::Address target = m_practice->addresses().target;
    m_practice->lab.kill(target);
    onlyTheReasonIsFound(m_assessor->assess(), QStringLiteral("connect.reachable blocker"));
    VERIFY_VALUE(await(m_practice->lab.restart(target)));
    QTRY_COMPARE_WITH_TIMEOUT(notPassed(m_assessor->assess()), m_healthy, 10'000);
}

void OddServerLiveTest::aWrongPassword() {
    ServerProcess odd(configured({"requirepass right"}));
    VERIFY_VALUE(await(odd.start()));
    const QString auth = QStringLiteral("sentinel.auth blocker"); // Sentinel's group has none
    QList<Finding> findings = assessedAsSource(loginTo(odd.address(), "wrong"));
    const Finding* login = find(findings, QStringLiteral("connect.login"));
    QVERIFY(login != nullptr);
    COMPARE_NAMED(login->severity, Severity::Blocker);
    for (const Finding& finding : findings) {
        const bool is = finding.id == login->id || finding.id == QLatin1String("sentinel.auth");
        QVERIFY2(is || finding.severity != Severity::Blocker, qPrintable(described(finding)));
    }
    QCOMPARE(asSource(loginTo(odd.address(), "right")), more(m_healthy, auth));
}

void OddServerLiveTest::aSentinelWithAnOldPassword() {
    LabOptions options;
    options.keys = 20;
    options.sourcePassword = QStringLiteral("right");
    PracticeLab lab(options);
    QVERIFY(lab.start());
    Assessor assessor(lab);
    assessor.becomeAtSource({}, "right");
    assessor.becomeAtTarget("right");
    const QStringList healthy = notPassed(assessor.assess());
    QCOMPARE(healthy, m_healthy);
    redis::Connection sentinel(loginTo(lab.addresses().sentinels.last()));
    const auto give = [&](const QByteArray& password) {
        return say(sentinel,
                   redis::Command{"SENTINEL", "SET", "practice", "auth-pass", password}.changes());
    };
    QVERIFY(give("old")); // after its down-after it has noticed
    QTRY_COMPARE_WITH_TIMEOUT(notPassed(assessor.assess()),
                              more(healthy, QStringLiteral("sentinel.auth blocker")), 20'000);
    QVERIFY(give("right"));
    QTRY_COMPARE_WITH_TIMEOUT(notPassed(assessor.assess()), healthy, 20'000);
}

void OddServerLiveTest::aServerFarAway() {
    DelayingProxy far(milliseconds(40));
    far.leadTo(m_practice->addresses().target);
    const QStringList slow = more(m_healthy, QStringLiteral("connect.reachable note"));
    QCOMPARE(asTarget(loginTo({QStringLiteral("127.0.0.1"), far.port()})), slow);
    QCOMPARE(asTarget(loginTo(m_practice->addresses().target)), m_healthy);
}

void OddServerLiveTest::aCertificateThatEndsSoon() {
    const TlsCertificates certificates;
    QVERIFY2(certificates.isValid(), qPrintable(certificates.problem()));
    const quint16 port = *freePort();
    ServerProcess odd(configured(certificates.serverConfig(port, QStringLiteral("server"))));
    VERIFY_VALUE(await(odd.start()));
    redis::Login login = loginTo({QStringLiteral("127.0.0.1"), port});
    login.endpoint.tls = true;
    login.tls = certificates.trusting();
    const QStringList good = asSource(login); // that Dragonfly has no TLS is found as well
    const auto show = [&](const QString& certificate) {
        redis::Connection owner(loginTo(odd.address()));
        return say(owner,
                   redis::Command{"CONFIG", "SET", "tls-cert-file",
                                  certificates.path(certificate + ".pem").toUtf8(), "tls-key-file",
                                  certificates.path(certificate + ".key").toUtf8()}
                       .changes());
    };
    QVERIFY(show(QStringLiteral("ending")));
    QCOMPARE(asSource(login), more(good, QStringLiteral("connect.tls warning")));
    QVERIFY(show(QStringLiteral("server")));
    QCOMPARE(asSource(login), good);
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

    const Finding finding = atTarget("connect.tls", login);

    COMPARE_NAMED(finding.severity, isGood ? Severity::Passed : Severity::Blocker);
    if (isGood) {
        QVERIFY2(finding.found.english().contains(QLatin1String("TLSv1.")) &&
                     finding.found.english().contains(QLatin1String("days left")),
                 qPrintable(described(finding)));
    }
}

QTEST_GUILESS_MAIN(OddServerLiveTest)
#include "odd_server_live_test.moc"
