// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "preflight/assessment.h"
#include "support/ctl_process.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// `ferrymanctl check` tells one event a finding, then what comes of it all.
class CtlCheckTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aHealthyLabIsToldCheckByCheck();
    void aBlockerMayBeAcceptedByThePlan();
    void thisBlockerMayNotBeAccepted();
    void cleanupTestCase();

private:
    /// The events of one run that ends so.
    QList<QJsonObject> check(const Plan& plan, int exitCode, const QString& status);
    bool say(const redis::Address& server, const QByteArrayList& words);

    std::unique_ptr<PracticeLab> m_lab;
    Plan m_plan;
};

namespace {

QJsonObject eventOf(const QList<QJsonObject>& events, const QString& id) {
    const auto found = std::ranges::find_if(
        events, [&id](const QJsonObject& event) { return event["id"].toString() == id; });
    return found == events.end() ? QJsonObject() : *found;
}

QStringList blockersIn(const QList<QJsonObject>& events) {
    QStringList ids;
    for (const QJsonObject& event : events) {
        if (event["severity"].toString() == QLatin1String("blocker")) {
            ids.append(event["id"].toString());
        }
    }
    return ids;
}

} // namespace

void CtlCheckTest::initTestCase() {
    LabOptions options;
    options.keys = 100;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    m_plan = planOf(m_lab->addresses());
}

void CtlCheckTest::cleanupTestCase() {
    m_lab.reset();
}

QList<QJsonObject> CtlCheckTest::check(const Plan& plan, int exitCode, const QString& status) {
    const PlanFile file(plan);
    CtlProcess ctl({"check", file.path(), "--json"});
    if (!ctl.finish()) {
        QTest::qFail("ferrymanctl check does not end", __FILE__, __LINE__);
        return {};
    }
    const QJsonObject result = ctl.result();
    if (ctl.exitCode() != exitCode || result["event"].toString() != QLatin1String("result") ||
        result["exitCode"].toInt(-1) != exitCode || result["status"].toString() != status) {
        QTest::qFail(
            qPrintable(QStringLiteral("exit %1, %2: %3")
                           .arg(ctl.exitCode())
                           .arg(result["status"].toString(), result["message"].toString())),
            __FILE__, __LINE__);
    }
    return ctl.events(QStringLiteral("check"));
}

bool CtlCheckTest::say(const redis::Address& server, const QByteArrayList& words) {
    return m_lab->ask(server, redis::Command(words).changes()).has_value();
}

void CtlCheckTest::aHealthyLabIsToldCheckByCheck() {
    const QList<QJsonObject> events = check(m_plan, 0, QStringLiteral("clean"));
    for (const auto& each : standardChecks()) {
        const QJsonObject event = eventOf(events, each->id());
        QVERIFY2(!event.isEmpty(), qPrintable(each->id()));
        for (const char* field : {"severity", "found", "wanted", "why", "readWith", "foundAt"}) {
            QVERIFY2(event[QLatin1String(field)].isString(), field);
        }
        QVERIFY(event["mend"].isArray() && event["undo"].isArray());
        QVERIFY2(event["severity"].toString() != QLatin1String("unknown"), qPrintable(each->id()));
    }
    QCOMPARE(blockersIn(events), QStringList());
}

void CtlCheckTest::aBlockerMayBeAcceptedByThePlan() {
    const redis::Address target = m_lab->addresses().target;
    QVERIFY(say(target, {"SET", "plant", "1"}));
    const QString id = QStringLiteral("target.empty");
    const QList<QJsonObject> events = check(m_plan, 1, QStringLiteral("blocked"));
    QCOMPARE(blockersIn(events), QStringList{id});
    const QJsonObject event = eventOf(events, id);
    QCOMPARE(event["found"].toString(), QStringLiteral("1 key"));
    QCOMPARE(event["wanted"].toString(), QStringLiteral("no key"));
    QVERIFY(!event["why"].toString().isEmpty());

    Plan accepting = m_plan;
    accepting.policy.acceptFindings = {id};
    const QJsonObject accepted = eventOf(check(accepting, 0, QStringLiteral("clean")), id);
    QCOMPARE(accepted["acceptedBy"].toString(), QStringLiteral("the plan"));
    QVERIFY(say(target, {"DEL", "plant"}));
}

void CtlCheckTest::thisBlockerMayNotBeAccepted() {
    const redis::Address source = m_lab->addresses().source;
    QVERIFY(
        say(source, {"FUNCTION", "LOAD",
                     "#!lua name=plant\nredis.register_function('f', function() return 1 end)"}));
    const QString id = QStringLiteral("source.functions");
    Plan accepting = m_plan;
    accepting.policy.acceptFindings = {id};
    const QList<QJsonObject> events = check(accepting, 1, QStringLiteral("blocked"));
    QCOMPARE(blockersIn(events), QStringList{id});
    const QJsonArray mend = eventOf(events, id)["mend"].toArray();
    QVERIFY(mend.contains(QStringLiteral("FUNCTION DELETE plant")));
    QVERIFY(say(source, {"FUNCTION", "DELETE", "plant"}));
    QCOMPARE(blockersIn(check(m_plan, 0, QStringLiteral("clean"))), QStringList());
}

QTEST_GUILESS_MAIN(CtlCheckTest)
#include "ctl_check_test.moc"
