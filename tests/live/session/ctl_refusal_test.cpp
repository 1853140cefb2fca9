// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "practice/server_process.h"
#include "support/ctl_process.h"
#include "support/tls_certificates.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <functional>

using namespace ferryman;
using namespace ferryman::test;
using redis::Address;

using Spoil = std::function<void(Plan&)>;
Q_DECLARE_METATYPE(Spoil)

/// What is wrong with a plan or with its servers gets a sentence and an exit code, and nothing is
/// changed.
class CtlRefusalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void whatIsWrongIsSaidAndNothingChanges_data();
    void whatIsWrongIsSaidAndNothingChanges();
    void aTargetWithKeys();
    void aWrongPassword();
    void aDryRunTellsAllAndChangesNothing();
    void badUse_data();
    void badUse();

private:
    /// Whatever a refused migration must leave as it was.
    QStringList stateOfServers();
    void addRow(const char* name, const Spoil& spoil, const QString& says);
    void addTlsRows();

    std::unique_ptr<PracticeLab> m_lab;
    TlsCertificates m_certificates;
    std::unique_ptr<ServerProcess> m_otherRedis;
    std::unique_ptr<ServerProcess> m_tlsRedis;
    std::unique_ptr<ServerProcess> m_expiredRedis;
    std::unique_ptr<ServerProcess> m_wrongNameRedis;
    Address m_tls;
    Address m_expired;
    Address m_wrongName;
};

namespace {

const QString localhost = QStringLiteral("127.0.0.1");

std::unique_ptr<ServerProcess> started(ServerOptions options) {
    auto server = std::make_unique<ServerProcess>(std::move(options));
    const auto up = await(server->start());
    return up ? std::move(server) : nullptr;
}

} // namespace

void CtlRefusalTest::initTestCase() {
    QVERIFY2(m_certificates.isValid(), qPrintable(m_certificates.problem()));
    LabOptions options;
    options.keys = 500;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    m_otherRedis = started({});
    QVERIFY(m_otherRedis);
    const auto tlsServer = [this](Address& at, const QString& certificate) {
        at = {localhost, freePort().value_or(0)};
        ServerOptions server;
        server.config = m_certificates.serverConfig(at.port, certificate);
        return started(server);
    };
    m_tlsRedis = tlsServer(m_tls, "server");
    m_expiredRedis = tlsServer(m_expired, "expired");
    m_wrongNameRedis = tlsServer(m_wrongName, "wrong_name");
    QVERIFY(m_tlsRedis && m_expiredRedis && m_wrongNameRedis);
}

QStringList CtlRefusalTest::stateOfServers() {
    QStringList state;
    const auto ask = [&](const Address& at, const redis::Command& command) {
        const auto reply = m_lab->ask(at, command);
        state << (reply ? reply->describe() : reply.error().english());
    };
    const LabAddresses& at = m_lab->addresses();
    for (const Address& server : {at.source, m_otherRedis->address()}) {
        for (const char* name : {"min-replicas-to-write", "replica-priority", "masterauth"}) {
            ask(server, {"CONFIG", "GET", name});
        }
        ask(server, {"DBSIZE"});
    }
    for (const char* name : {"replica_priority", "masterauth", "masteruser"}) {
        ask(at.target, {"CONFIG", "GET", name});
    }
    ask(at.target, {"DBSIZE"});
    ask(at.target, {"ROLE"});
    for (const Address& sentinel : at.sentinels) {
        ask(sentinel, {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", at.group.toUtf8()});
        ask(sentinel, {"SENTINEL", "REPLICAS", at.group.toUtf8()});
    }
    return state;
}

void CtlRefusalTest::addRow(const char* name, const Spoil& spoil, const QString& says) {
    QTest::newRow(name) << spoil << says;
}

void CtlRefusalTest::whatIsWrongIsSaidAndNothingChanges_data() {
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("says");
    const LabAddresses at = m_lab->addresses();
    const Address other = m_otherRedis->address();
    addRow(
        "an unreachable Sentinel",
        [](Plan& plan) {
            plan.sentinels = {endpointAt({localhost, freePort().value_or(0)})};
        },
        "Nothing listens on");
    addRow(
        "a wrong group name", [](Plan& plan) { plan.group = "mymaster"; },
        "do not know the group \"mymaster\"");
    addRow(
        "a Redis where a Sentinel is wanted",
        [at](Plan& plan) { plan.sentinels = {endpointAt(at.source)}; }, "is no Sentinel");
    addRow(
        "Dragonfly where a Sentinel is wanted",
        [at](Plan& plan) { plan.sentinels = {endpointAt(at.target)}; }, "is no Sentinel");
    addRow(
        "a Sentinel where Dragonfly is wanted",
        [at](Plan& plan) { plan.dragonfly = endpointAt(at.sentinels[1]); }, "is a Sentinel");
    addRow(
        "the source as target", [at](Plan& plan) { plan.dragonfly = endpointAt(at.source); },
        "is the source itself");
    addRow(
        "a second Redis as target", [other](Plan& plan) { plan.dragonfly = endpointAt(other); },
        "no Dragonfly");
    addRow(
        "an unreachable Dragonfly",
        [](Plan& plan) {
            plan.dragonfly = endpointAt({localhost, freePort().value_or(0)});
        },
        "Nothing listens on");
    addRow(
        "a password where none is set",
        [](Plan& plan) {
            plan.sourceSecret = {SecretSource::Kind::Environment, "FERRYMAN_TEST_PASSWORD"};
        },
        "wants no password");
    addRow(
        "a variable that is not set",
        [](Plan& plan) {
            plan.sourceSecret = {SecretSource::Kind::Environment, "FERRYMAN_TEST_UNSET"};
        },
        "FERRYMAN_TEST_UNSET");
    addTlsRows();
}

void CtlRefusalTest::addTlsRows() {
    const LabAddresses at = m_lab->addresses();
    const auto over = [this](const Address& target) {
        return [this, target](Plan& plan) {
            plan.dragonfly = endpointAt(target, true);
            plan.tls = m_certificates.trusting();
        };
    };
    addRow("TLS to a plain port", over(at.target), "instead of rediss://");
    addRow(
        "a Sentinel asked with TLS",
        [this, at](Plan& plan) {
            plan.sentinels = {endpointAt(at.sentinels[0], true)};
            plan.tls = m_certificates.trusting();
        },
        "instead of rediss://");
    addRow(
        "a TLS port without TLS", [this](Plan& plan) { plan.dragonfly = endpointAt(m_tls); },
        "rediss://");
    addRow("an expired certificate", over(m_expired), "expired on");
    addRow("a certificate for another name", over(m_wrongName), "not for the name 127.0.0.1");
    addRow(
        "a certificate of an unknown authority",
        [this](Plan& plan) { plan.dragonfly = endpointAt(m_tls, true); },
        "not signed by an authority");
}

void CtlRefusalTest::whatIsWrongIsSaidAndNothingChanges() {
    QFETCH(const Spoil, spoil);
    QFETCH(const QString, says);
    constexpr int withinMs = 15'000; // twice the deadline of one connection, and a margin
    Plan plan = planOf(m_lab->addresses());
    spoil(plan);
    const PlanFile file(plan);
    const QStringList before = stateOfServers();

    QElapsedTimer watch;
    watch.start();
    auto environment = CtlProcess::defaultEnvironment();
    environment.insert("FERRYMAN_TEST_PASSWORD", "open-sesame");
    CtlProcess ctl({"migrate", file.path(), "--confirm", plan.group, "--json"}, environment);
    QVERIFY(ctl.finish(withinMs));
    const QString message = ctl.result().value("message").toString();
    qInfo().noquote() << ctl.exitCode() << "after" << watch.elapsed() << "ms:" << message;
    QCOMPARE(ctl.exitCode(), 1);
    QCOMPARE(ctl.result().value("status").toString(), "blocked");
    QVERIFY2(message.contains(says), qPrintable(message));
    QCOMPARE(stateOfServers(), before);
}

void CtlRefusalTest::aTargetWithKeys() {
    const LabAddresses at = m_lab->addresses();
    VERIFY_VALUE(m_lab->ask(at.target, redis::Command{"MSET", "a", "1", "b", "2"}.changes()));
    const QStringList before = stateOfServers();
    const Plan plan = planOf(at);
    const PlanFile file(plan);
    CtlProcess ctl({"migrate", file.path(), "--confirm", plan.group, "--json"});
    QVERIFY(ctl.finish());
    const QString message = ctl.result().value("message").toString();
    QCOMPARE(ctl.exitCode(), 1);
    QVERIFY2(message.contains("target.empty") && message.contains("2 keys"), qPrintable(message));
    QCOMPARE(stateOfServers(), before);
    VERIFY_VALUE(m_lab->ask(at.target, redis::Command{"FLUSHALL"}.changes()));
}

void CtlRefusalTest::aWrongPassword() {
    LabOptions options;
    options.keys = 10;
    options.sourcePassword = QStringLiteral("right");
    PracticeLab lab(options);
    QVERIFY(lab.start());
    Plan plan = planOf(lab.addresses());
    plan.sourceSecret = {SecretSource::Kind::Environment, "FERRYMAN_TEST_PASSWORD"};
    plan.dragonflySecret = plan.sourceSecret;
    const PlanFile file(plan);
    auto environment = CtlProcess::defaultEnvironment();
    environment.insert("FERRYMAN_TEST_PASSWORD", "wrong-and-secret");
    CtlProcess ctl({"migrate", file.path(), "--confirm", plan.group, "--json"}, environment);
    QVERIFY(ctl.finish());
    QCOMPARE(ctl.exitCode(), 1);
    const QString message = ctl.result().value("message").toString();
    QVERIFY2(message.contains("password"), qPrintable(message));
    for (const QJsonObject& event : ctl.events()) {
        QVERIFY(!QJsonDocument(event).toJson().contains("wrong-and-secret"));
    }
    QVERIFY(!ctl.standardError().contains("wrong-and-secret"));
}

void CtlRefusalTest::aDryRunTellsAllAndChangesNothing() {
    const PlanFile file(planOf(m_lab->addresses()));
    const QStringList before = stateOfServers();
    const QTemporaryDir folder;
    CtlProcess ctl({"migrate", file.path(), "--dry-run", "--report", folder.path(), "--json"});
    QVERIFY(ctl.finish());
    QVERIFY2(ctl.exitCode() == 0, qPrintable(ctl.result().value("message").toString()));
    QCOMPARE(stateOfServers(), before);
    QStringList planned;
    for (const QJsonObject& event : ctl.events("command")) {
        QCOMPARE(event.value("kind").toString(), QString("planned"));
        planned << event.value("command").toString();
    }
    QVERIFY(planned.contains("SENTINEL FAILOVER " + m_lab->addresses().group));
    QVERIFY(!ctl.events("gate").isEmpty());
    QFile runbook(folder.filePath("runbook.md"));
    QVERIFY(runbook.open(QIODevice::ReadOnly));
    const QByteArray text = runbook.readAll();
    QVERIFY(text.contains("    SENTINEL FAILOVER " + m_lab->addresses().group.toUtf8() + "\n"));
    QVERIFY(text.contains(m_lab->addresses().source.toString().toUtf8()));
}

void CtlRefusalTest::badUse_data() {
    QTest::addColumn<QStringList>("arguments"); // PLAN stands for a plan file
    QTest::addColumn<QByteArray>("json");       // empty: a good plan
    QTest::addColumn<QString>("says");
    const QByteArray unknownKey =
        R"({"version":1,"name":"x","sentinels":["redis://127.0.0.1:1"],)"
        R"("dragonfly":"redis://127.0.0.1:2","policy":{"stedySeconds":10}})";
    QTest::newRow("a plan with an unknown key")
        << QStringList{"check", "PLAN"} << unknownKey << "policy.stedySeconds";
    QTest::newRow("no JSON") << QStringList{"check", "PLAN"} << QByteArray("sentinels: x")
                             << "plan.json";
    QTest::newRow("no such plan") << QStringList{"check", "/absent/plan.json"} << QByteArray()
                                  << "/absent/plan.json";
    QTest::newRow("no confirmation")
        << QStringList{"migrate", "PLAN"} << QByteArray() << "--confirm";
    QTest::newRow("another group confirmed")
        << QStringList{"migrate", "PLAN", "--confirm", "other"} << QByteArray() << "\"other\"";
    QTest::newRow("a dry run of something else")
        << QStringList{"check", "PLAN", "--dry-run"} << QByteArray() << "--dry-run";
    QTest::newRow("a report of two plans")
        << QStringList{"report", "PLAN", "PLAN"} << QByteArray() << "exactly one plan";
    QTest::newRow("no command") << QStringList{} << QByteArray() << "A command is missing";
    QTest::newRow("an unknown command")
        << QStringList{"move"} << QByteArray() << "\"move\" is no command";
    QTest::newRow("an unknown option")
        << QStringList{"check", "PLAN", "--force"} << QByteArray() << "force";
    QTest::newRow("an option of another command")
        << QStringList{"check", "PLAN", "--keys", "3"} << QByteArray() << "--keys";
    QTest::newRow("a rate that is no number")
        << QStringList{"rehearse", "--write-rate", "fast"} << QByteArray() << "\"fast\"";
}

void CtlRefusalTest::badUse() {
    QFETCH(QStringList, arguments);
    QFETCH(const QByteArray, json);
    QFETCH(const QString, says);
    const PlanFile file(json.isEmpty() ? planToJson(planOf(m_lab->addresses())) : json);
    arguments.replaceInStrings("PLAN", file.path());
    const QStringList before = stateOfServers();
    CtlProcess ctl(arguments);
    QVERIFY(ctl.finish());
    QCOMPARE(ctl.exitCode(), 3);
    QVERIFY2(ctl.standardError().contains(says), qPrintable(ctl.standardError()));
    QVERIFY(ctl.events().isEmpty());

    CtlProcess told(arguments + QStringList{"--json"}); // whoever reads events is told by one
    QVERIFY(told.finish());
    QCOMPARE(told.exitCode(), 3);
    QCOMPARE(told.result().value("event").toString(), "result");
    QCOMPARE(told.result().value("exitCode").toInt(), 3);
    QVERIFY2(told.result().value("message").toString().contains(says),
             qPrintable(told.result().value("message").toString()));
    QCOMPARE(stateOfServers(), before);
}

QTEST_GUILESS_MAIN(CtlRefusalTest)
#include "ctl_refusal_test.moc"
