// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

using namespace ferryman;

namespace {

const QString folder = QStringLiteral("/plans");

const QByteArray whole = R"({
  "version": 1, "id": "7b0e6a36-3c0f-4f5e-9d62-0c7a4f6f6a11", "name": "orders cache", "group": "mymaster",
  "sentinels": ["redis://10.0.0.3:26379", "redis://10.0.0.4"],
  "source": "redis://10.0.0.1:6379",
  "dragonfly": "rediss://migrator@10.0.0.2:6380",
  "tls": {"ca": "ca.pem", "certificate": "certs/client.pem", "key": "/keys/client.key", "serverName": "cache.example",
          "sentinels": {"ca": "other.pem"}, "source": {}, "dragonfly": {"serverName": "df.example"}},
  "secrets": {"sentinels": {"env": "SENTINEL_PASSWORD"}, "source": {"env": "SOURCE_PASSWORD"},
              "dragonfly": {"keychain": "orders-dragonfly"}},
  "policy": {"steadySeconds": 20, "maxLagBytes": 1024, "maxLagSeconds": 3, "freezeBudgetMs": 2000, "verify": "sample",
             "verifyMaxAgeMinutes": 30, "verifyFrozenMs": 50, "oldPrimary": "leave", "otherReplicas": "shutdown", "acceptFindings": ["target.empty"], "replaceTargetData": true, "probePrefix": "probe:"}
})";

const QByteArray least =
    R"({"version": 1, "sentinels": ["redis://10.0.0.3"], "dragonfly": "redis://10.0.0.2"})";

/// The least plan with one more key, or with another value of one that it has.
QByteArray leastWith(const QByteArray& key, const QByteArray& value) {
    QJsonObject json = QJsonDocument::fromJson(least).object();
    const QJsonObject part = QJsonDocument::fromJson("{\"v\":" + value + '}').object();
    json.insert(QString::fromLatin1(key), part.value(QLatin1String("v")));
    return QJsonDocument(json).toJson();
}

QString said(const Result<Plan>& plan) {
    return plan ? QString() : plan.error().message.english();
}

template <typename T>
T oneOf(QRandomGenerator& random, std::initializer_list<T> choices) {
    return choices.begin()[random.bounded(static_cast<int>(choices.size()))];
}

QString anyText(QRandomGenerator& random) {
    QString text;
    for (int left = random.bounded(12); left > 0; --left) {
        text.append(oneOf<QChar>(random, {u'a', u'Z', u' ', u'"', u'\\', u'/', u'\n', u'ß', u'→'}));
    }
    return text;
}

QString anyName(QRandomGenerator& random) {
    return QStringLiteral("name") + anyText(random);
}

QString anyFile(QRandomGenerator& random) {
    return oneOf<QString>(random, {{},
                                   folder + QStringLiteral("/ca.pem"),
                                   folder + QStringLiteral("/deeper/ca.pem"),
                                   QStringLiteral("/elsewhere/ca.pem"),
                                   QStringLiteral("/ca.pem")});
}

redis::Endpoint anyEndpoint(QRandomGenerator& random) {
    redis::Endpoint endpoint;
    endpoint.address.host =
        oneOf<QString>(random, {QStringLiteral("10.0.0.1"), QStringLiteral("::1"),
                                QStringLiteral("cache.example")});
    endpoint.address.port = static_cast<quint16>(random.bounded(1, 65536));
    endpoint.user =
        oneOf<QString>(random, {{}, QStringLiteral("migrator"), QStringLiteral("a b@c:d/e")});
    endpoint.database = oneOf(random, {0, 0, 15});
    endpoint.tls = random.bounded(2) == 1;
    return endpoint;
}

redis::TlsSettings anyTls(QRandomGenerator& random) {
    redis::TlsSettings tls;
    tls.caFile = anyFile(random);
    tls.certificateFile = anyFile(random);
    tls.keyFile =
        tls.certificateFile.isEmpty() ? QString() : folder + QStringLiteral("/client.key");
    tls.serverName = oneOf<QString>(random, {{}, QStringLiteral("cache.example")});
    return tls;
}

SecretSource anySecret(QRandomGenerator& random) {
    const auto kind = oneOf(random, {SecretSource::Kind::None, SecretSource::Kind::Environment,
                                     SecretSource::Kind::Keychain});
    return {kind, kind == SecretSource::Kind::None ? QString() : anyName(random)};
}

Policy anyPolicy(QRandomGenerator& random) {
    Policy policy;
    policy.steadySeconds = random.bounded(1, 3601);
    policy.maxLagBytes = random.bounded(1, 1 << 30);
    policy.maxLagSeconds = random.bounded(1, 61);
    policy.freezeBudgetMs = random.bounded(500, 30'001);
    policy.verify = oneOf(random, {VerifyMode::Full, VerifyMode::Sample, VerifyMode::Off});
    policy.verifyMaxAgeMinutes = random.bounded(10'081);
    policy.verifyFrozenMs = random.bounded(1001);
    policy.oldPrimary = oneOf(random, {OldPrimary::Park, OldPrimary::Shutdown, OldPrimary::Leave});
    policy.otherReplicas = oneOf(random, {OtherReplicas::Park, OtherReplicas::Shutdown});
    for (int left = random.bounded(3); left > 0; --left) {
        policy.acceptFindings.append(anyText(random));
    }
    policy.replaceTargetData = random.bounded(2) == 1;
    return policy;
}

Plan anyPlan(QRandomGenerator& random) {
    Plan plan;
    plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    plan.name = anyText(random);
    plan.group = anyText(random);
    for (int left = random.bounded(1, 4); left > 0; --left) {
        plan.sentinels.append(anyEndpoint(random));
    }
    if (random.bounded(2) == 1) {
        plan.source = anyEndpoint(random);
    }
    plan.dragonfly = anyEndpoint(random);
    plan.tls = anyTls(random);
    for (auto* part : {&plan.sentinelsTls, &plan.sourceTls, &plan.dragonflyTls}) {
        if (random.bounded(2) == 1) {
            *part = anyTls(random);
        }
    }
    for (auto* secret : {&plan.sentinelsSecret, &plan.sourceSecret, &plan.dragonflySecret}) {
        *secret = anySecret(random);
    }
    plan.policy = anyPolicy(random);
    return plan;
}

} // namespace

class PlanTest : public QObject {
    Q_OBJECT

private slots:
    void readsEveryField();
    void everythingElseHasADefault();
    void pathsAreRelativeToThePlan();
    void makesAnIdWhereThereIsNone();
    void aSourceMayHaveNoSentinelYet();
    void refusesWithTheJsonPath_data();
    void refusesWithTheJsonPath();
    void tellsLineAndColumnOfAJsonError_data();
    void tellsLineAndColumnOfAJsonError();
    void takesTheBordersOfEveryRange();
    void comesBackAsItWasWritten();
    void defaultsAreNotWritten();
    void neverHoldsAPassword();
    void aFileComesBackAsItWasWritten();
    void aPlanWithoutANameIsNamedAfterItsFile();
    void tellsTheFileThatIsWrong();
    void writesWholeOrNotAtAll();
};

void PlanTest::readsEveryField() {
    const auto plan = planFromJson(whole, folder);
    QVERIFY2(plan.has_value(), qPrintable(said(plan)));
    QCOMPARE(plan->id, QStringLiteral("7b0e6a36-3c0f-4f5e-9d62-0c7a4f6f6a11"));
    QCOMPARE(plan->name, QStringLiteral("orders cache"));
    QCOMPARE(plan->group, QStringLiteral("mymaster"));
    QCOMPARE(plan->sentinels.size(), 2);
    QCOMPARE(plan->sentinels[1].address.port, 26379);
    QCOMPARE(plan->source->address.toString(), QStringLiteral("10.0.0.1:6379"));
    QCOMPARE(plan->dragonfly.user, QStringLiteral("migrator"));
    QVERIFY(plan->dragonfly.tls);
    QCOMPARE(plan->tls.serverName, QStringLiteral("cache.example"));
    QCOMPARE(plan->sentinelsTls->caFile, QStringLiteral("/plans/other.pem"));
    QVERIFY(plan->sentinelsTls->serverName.isEmpty()); // an override stands for the whole default
    QCOMPARE(plan->sourceTls, std::optional(redis::TlsSettings{}));
    QCOMPARE(plan->dragonflyTls->serverName, QStringLiteral("df.example"));
    QCOMPARE(plan->sentinelsSecret,
             (SecretSource{SecretSource::Kind::Environment, QStringLiteral("SENTINEL_PASSWORD")}));
    QCOMPARE(plan->dragonflySecret,
             (SecretSource{SecretSource::Kind::Keychain, QStringLiteral("orders-dragonfly")}));
    const Policy wanted{20,
                        1024,
                        3,
                        2000,
                        VerifyMode::Sample,
                        30,
                        50,
                        OldPrimary::Leave,
                        OtherReplicas::Shutdown,
                        {QStringLiteral("target.empty")},
                        true,
                        QStringLiteral("probe:")};
    QCOMPARE(plan->policy, wanted);
}

void PlanTest::everythingElseHasADefault() {
    const auto plan = planFromJson(least, folder);
    QVERIFY2(plan.has_value(), qPrintable(said(plan)));
    QVERIFY(!plan->source);
    QVERIFY(plan->group.isEmpty());
    QCOMPARE(plan->dragonfly.address.port, 6379);
    QCOMPARE(plan->policy, Policy{});
    QCOMPARE(plan->tls, redis::TlsSettings{});
    QVERIFY(!plan->sentinelsTls && !plan->sourceTls && !plan->dragonflyTls);
    QCOMPARE(plan->sourceSecret, SecretSource{});
}

void PlanTest::pathsAreRelativeToThePlan() {
    const auto plan = planFromJson(whole, folder);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->tls.caFile, QStringLiteral("/plans/ca.pem"));
    QCOMPARE(plan->tls.certificateFile, QStringLiteral("/plans/certs/client.pem"));
    QCOMPARE(plan->tls.keyFile, QStringLiteral("/keys/client.key"));
    QVERIFY(planToJson(*plan, folder).contains("\"certs/client.pem\""));
    QVERIFY(planToJson(*plan).contains("\"/plans/certs/client.pem\""));
}

void PlanTest::makesAnIdWhereThereIsNone() {
    const auto one = planFromJson(least, folder);
    const auto again = planFromJson(least, folder);
    const auto other = planFromJson(QByteArray(least).replace("10.0.0.2", "10.0.0.9"), folder);
    QVERIFY(one && again && other);
    QVERIFY(!QUuid::fromString(one->id).isNull());
    QCOMPARE(again->id, one->id); // the journal of the same migration is found again
    QVERIFY(other->id != one->id);
}

void PlanTest::aSourceMayHaveNoSentinelYet() {
    for (const char* sentinels : {R"("sentinels": [],)", ""}) {
        const QByteArray json = QByteArray(R"({"version": 1, )") + sentinels +
                                R"("source": "redis://10.0.0.1", "dragonfly": "redis://10.0.0.2"})";
        const auto plan = planFromJson(json, folder);
        QVERIFY2(plan.has_value(), qPrintable(said(plan)));
        QVERIFY(plan->sentinels.isEmpty());
        QCOMPARE(plan->source->address.port, 6379);
        const auto again = planFromJson(planToJson(*plan), folder);
        QVERIFY2(again.has_value(), qPrintable(said(again)));
        QVERIFY(*again == *plan);
    }
}

void PlanTest::refusesWithTheJsonPath_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("begins");

    const auto row = [](const char* name, const QByteArray& json, const char* begins) {
        QTest::newRow(name) << json << QString::fromLatin1(begins);
    };
    row("unknown key", leastWith("sentinel", "[]"), "sentinel is no key of a plan");
    row("unknown key of policy", leastWith("policy", R"({"steadySecond": 1})"),
        "policy.steadySecond is no key of a plan");
    row("unknown key of tls", leastWith("tls", R"({"verify": false})"), "tls.verify is no key");
    row("unknown key of an override", leastWith("tls", R"({"source": {"sentinels": {}}})"),
        "tls.source.sentinels is no key");
    row("a password in the plan", leastWith("secrets", R"({"source": {"password": "x"}})"),
        "secrets.source takes either");
    row("two sources of one secret",
        leastWith("secrets", R"({"source": {"env": "A", "keychain": "b"}})"),
        "secrets.source takes either");
    row("secret of nobody", leastWith("secrets", R"({"target": {"env": "A"}})"),
        "secrets.target is no key");
    row("secret as a text", leastWith("secrets", R"({"source": "x"})"),
        "secrets.source must be an object");
    row("number as a text", leastWith("policy", R"({"steadySeconds": "10"})"),
        "policy.steadySeconds must be a whole number from 1 to 3600");
    row("half a second", leastWith("policy", R"({"steadySeconds": 1.5})"),
        "policy.steadySeconds must be a whole number");
    row("no time", leastWith("policy", R"({"steadySeconds": 0})"), "policy.steadySeconds must be");
    row("more than an hour", leastWith("policy", R"({"steadySeconds": 3601})"),
        "policy.steadySeconds must be");
    row("freeze too short", leastWith("policy", R"({"freezeBudgetMs": 499})"),
        "policy.freezeBudgetMs must be a whole number from 500 to 30000");
    row("freeze too long", leastWith("policy", R"({"freezeBudgetMs": 30001})"),
        "policy.freezeBudgetMs must be");
    row("beyond any number", leastWith("policy", R"({"maxLagBytes": 1e300})"),
        "policy.maxLagBytes must be");
    row("null", leastWith("policy", R"({"verify": null})"), "policy.verify must be a text");
    row("no such mode", leastWith("policy", R"({"verify": "Full"})"),
        "policy.verify must be one of full, sample, off");
    row("no such fate", leastWith("policy", R"({"oldPrimary": "kill"})"),
        "policy.oldPrimary must be one of park, shutdown, leave");
    row("no such fate of the others", leastWith("policy", R"({"otherReplicas": "leave"})"),
        "policy.otherReplicas must be one of park, shutdown");
    row("flag as a number", leastWith("policy", R"({"replaceTargetData": 1})"),
        "policy.replaceTargetData must be true or false");
    row("finding that is no text", leastWith("policy", R"({"acceptFindings": [1]})"),
        "policy.acceptFindings must be a list of texts");
    row("policy as a list", leastWith("policy", "[]"), "policy must be an object");
    row("another version", leastWith("version", "2"), "version must be a whole number from 1 to 1");
    row("no UUID", leastWith("id", R"("mine")"), "id must be a UUID");
    row("no Sentinel", leastWith("sentinels", "[]"), "sentinels must name at least one");
    row("Sentinels as a text", leastWith("sentinels", R"("redis://a")"),
        "sentinels must be a list of texts");
    row("wrong URL in the list", leastWith("sentinels", R"(["redis://a", "http://b"])"),
        "sentinels[1]: ");
    row("password in a URL", leastWith("source", R"("redis://u:secret@a")"), "source: ");
    row("wrong URL", leastWith("dragonfly", R"("redis://a:99999")"), "dragonfly: ");
    row("no target", R"({"version": 1, "sentinels": ["redis://a"]})", "dragonfly is missing");
    row("certificate without its key", leastWith("tls", R"({"certificate": "c.pem"})"),
        "tls.key is missing");
    row("key without its certificate", leastWith("tls", R"({"source": {"key": "c.key"}})"),
        "tls.source.certificate is missing");
    row("a list", "[1]", "A plan is a JSON object");
    row("nothing", "", "This is not JSON");
}

void PlanTest::refusesWithTheJsonPath() {
    QFETCH(QByteArray, json);
    QFETCH(QString, begins);
    const auto plan = planFromJson(json, folder);
    QVERIFY(!plan.has_value());
    QCOMPARE(plan.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(said(plan).startsWith(begins), qPrintable(said(plan)));
    QVERIFY(!plan.error().english().contains(QLatin1String("secret@")));
}

void PlanTest::tellsLineAndColumnOfAJsonError_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    QTest::newRow("first line") << QByteArray("{x}") << QStringLiteral("line 1, column 2");
    QTest::newRow("third line") << QByteArray("{\n\"version\": 1,\n  x}")
                                << QStringLiteral("line 3, column 3");
    QTest::newRow("comma forgotten")
        << QByteArray("{\"version\": 1\n\"id\": 2}") << QStringLiteral("line 2, column 1");
    QTest::newRow("no value") << QByteArray("{\"version\": x}")
                              << QStringLiteral("line 1, column 13");
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("line 1, column 1");
}

void PlanTest::tellsLineAndColumnOfAJsonError() {
    QFETCH(QByteArray, json);
    QFETCH(QString, place);
    const auto plan = planFromJson(json, folder);
    QVERIFY2(said(plan).contains(place), qPrintable(said(plan)));
}

void PlanTest::takesTheBordersOfEveryRange() {
    for (const QByteArray policy :
         {R"({"steadySeconds": 1, "freezeBudgetMs": 500, "maxLagBytes": 1, "maxLagSeconds": 1})",
          R"({"steadySeconds": 3600, "freezeBudgetMs": 30000, "maxLagSeconds": 60})"}) {
        const auto plan = planFromJson(leastWith("policy", policy), folder);
        QVERIFY2(plan.has_value(), qPrintable(said(plan)));
    }
}

void PlanTest::comesBackAsItWasWritten() {
    QRandomGenerator random(20260102);
    for (int round = 0; round < 500; ++round) {
        const Plan plan = anyPlan(random);
        for (const QString& where : {folder, QString()}) {
            const QByteArray json = planToJson(plan, where);
            const auto again = planFromJson(json, folder);
            QVERIFY2(again.has_value(), qPrintable(said(again) + QString::fromUtf8(json)));
            QVERIFY2(*again == plan, json.constData());
            QCOMPARE(planToJson(*again, where), json);
        }
    }
}

void PlanTest::defaultsAreNotWritten() {
    const auto plan = planFromJson(least, folder);
    QVERIFY(plan.has_value());
    const QJsonObject json = QJsonDocument::fromJson(planToJson(*plan, folder)).object();
    for (const char* key : {"policy", "tls", "secrets", "source", "group"}) {
        QVERIFY2(!json.contains(QLatin1String(key)), key);
    }
    QCOMPARE(json.value(QLatin1String("version")).toInt(), 1);
}

void PlanTest::neverHoldsAPassword() {
    const auto plan = planFromJson(leastWith("source", R"("redis://user:hunter2@a")"), folder);
    QVERIFY(!plan.has_value());
    QVERIFY(!plan.error().english().contains(QLatin1String("hunter2")));
}

void PlanTest::aFileComesBackAsItWasWritten() {
    const QTemporaryDir here;
    const QString path = here.filePath(QStringLiteral("orders.json"));
    QRandomGenerator random(7);
    Plan plan = anyPlan(random);
    plan.name = QStringLiteral("orders");
    plan.tls = {here.filePath(QStringLiteral("ca.pem")), {}, {}, {}};
    QVERIFY(writePlan(plan, path).has_value());

    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("\"ca\": \"ca.pem\"")); // so that the folder can be moved
    const auto again = readPlan(path);
    QVERIFY2(again.has_value(), qPrintable(said(again)));
    QVERIFY(*again == plan);
}

void PlanTest::aPlanWithoutANameIsNamedAfterItsFile() {
    const QTemporaryDir here;
    const QString path = here.filePath(QStringLiteral("orders.v2.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(least);
    file.close();
    const auto plan = readPlan(path);
    QVERIFY2(plan.has_value(), qPrintable(said(plan)));
    QCOMPARE(plan->name, QStringLiteral("orders.v2"));
}

void PlanTest::tellsTheFileThatIsWrong() {
    const QTemporaryDir here;
    const QString path = here.filePath(QStringLiteral("orders.json"));
    const auto missing = readPlan(path);
    QVERIFY(!missing.has_value());
    QCOMPARE(missing.error().kind, ErrorKind::InvalidInput);
    QVERIFY(missing.error().english().contains(path));

    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{]");
    file.close();
    const auto broken = readPlan(path);
    QVERIFY(!broken.has_value());
    QVERIFY(broken.error().english().contains(path));

    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(qsizetype{2} * 1024 * 1024, ' '));
    file.close();
    QVERIFY(readPlan(path).error().english().contains(QLatin1String("too large")));
}

void PlanTest::writesWholeOrNotAtAll() {
    const QTemporaryDir here;
    const auto written =
        writePlan(*planFromJson(least, folder), here.filePath(QStringLiteral("none/orders.json")));
    QVERIFY(!written.has_value());
    QCOMPARE(written.error().kind, ErrorKind::Storage);
}

QTEST_GUILESS_MAIN(PlanTest)
#include "plan_test.moc"
