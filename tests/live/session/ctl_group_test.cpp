// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "support/ctl_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// The gates of the report in that folder, by their ids.
QHash<QString, QString> gatesOf(const QString& folder, const char* what = "value") {
    QFile file(folder + QStringLiteral("/report.json"));
    QHash<QString, QString> gates;
    if (file.open(QIODevice::ReadOnly)) {
        const QJsonArray list =
            QJsonDocument::fromJson(file.readAll()).object().value("gates").toArray();
        for (const QJsonValue& gate : list) {
            gates.insert(gate["id"].toString(), gate[QLatin1String(what)].toString());
        }
    }
    return gates;
}

} // namespace

/// Groups that are not as a laboratory has them: Dragonfly is given by its name, and a Sentinel
/// stands still.
class CtlGroupTest : public QObject {
    Q_OBJECT

private slots:
    void dragonflyGivenByItsHostName();
    void aSentinelThatStandsStillBeforehand();
    void aConsoleThatIsFarAway();

private:
    void start(const std::function<void(Plan&)>& change);
    void verifyMigrated();

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<WriteLoad> m_load;
    std::unique_ptr<PlanFile> m_plan;
    std::unique_ptr<CtlProcess> m_ctl;
    QTemporaryDir m_report;
};

void CtlGroupTest::start(const std::function<void(Plan&)>& change) {
    m_ctl.reset();
    m_load.reset();
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    m_load = std::make_unique<WriteLoad>(m_lab->load(1000));
    m_load->start();
    Plan plan = planOf(m_lab->addresses());
    change(plan);
    m_plan = std::make_unique<PlanFile>(plan);
    m_ctl = std::make_unique<CtlProcess>(QStringList{
        "migrate", m_plan->path(), "--confirm", plan.group, "--report", m_report.path(), "--json"});
}

void CtlGroupTest::verifyMigrated() {
    QVERIFY(m_ctl->finish(120'000));
    qInfo("%s", qPrintable(m_ctl->standardError()));
    const QJsonObject result = m_ctl->result();
    QVERIFY2(result.value("status").toString() == QLatin1String("migrated"),
             qPrintable(result.value("message").toString()));
    const redis::Address target = m_lab->addresses().target;
    QTRY_COMPARE_WITH_TIMEOUT(m_load->figures().writingTo, target, 10'000);
    m_load->stop();
    const auto audit = await(m_load->audit(), labPatience);
    VERIFY_VALUE(audit);
    qInfo("%lld acknowledged, %lld lost, longest gap %lld ms", audit->figures.acknowledged,
          audit->lost, audit->figures.longestGapMs);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
}

/// The source and every Sentinel list it by its IP.
void CtlGroupTest::dragonflyGivenByItsHostName() {
    start([](Plan& plan) { plan.dragonfly.address.host = QStringLiteral("localhost"); });
    verifyMigrated();
    const auto gates = gatesOf(m_report.path());
    QCOMPARE(gates.value("replication.listed"), m_lab->addresses().target.toString());
    // The report's gates are those of the last look before the freeze, armed.
    QCOMPARE(gates.value("sentinels.choice"), QStringLiteral("Dragonfly, at every Sentinel"));
    QVERIFY2(gates.value("replication.outage").contains(QLatin1String("aligned")),
             qPrintable(gates.value("replication.outage")));
    CtlProcess recovery({"recover", m_plan->path(), "--json"});
    QVERIFY(recovery.finish());
    const QString message = recovery.result().value("message").toString();
    QVERIFY2(message.contains("No switch"), qPrintable(message));
}

/// As with SIGSTOP, a firewall or a host without power: two of three suffice, and the third is
/// waited for at the end.
void CtlGroupTest::aSentinelThatStandsStillBeforehand() {
    start([](Plan& plan) { plan.policy.steadySeconds = 4; });
    QVERIFY(m_ctl->awaitEvent("sample", "phase", "catching-up"));
    const redis::Address still = m_lab->addresses().sentinels[2];
    m_lab->lab.freeze(still);
    QVERIFY(m_ctl->awaitEvent("phase", "phase", "settle"));
    m_lab->lab.thaw(still); // so that it too is made to forget
    verifyMigrated();
    const QString answering = gatesOf(m_report.path()).value("sentinels.answering");
    QVERIFY2(answering.startsWith(QLatin1String("2 of 3")), qPrintable(answering));
}

void CtlGroupTest::aConsoleThatIsFarAway() {
    CtlProcess rehearsal({"rehearse", "--round-trip", "50", "--write-rate", "1000", "--keys",
                          "1000", "--report", m_report.path(), "--json"});
    QVERIFY(rehearsal.finish(150'000));
    const QJsonObject result = rehearsal.result();
    qInfo("%s", qPrintable(rehearsal.standardError()));
    QCOMPARE(result.value("status").toString(), QStringLiteral("migrated"));
    QCOMPARE(result.value("lostWrites").toInt(-1), 0);
    const int outageMs = result.value("outageMs").toInt(-1);
    QVERIFY2(outageMs > 0 && outageMs < 2'000, qPrintable(QString::number(outageMs)));
    const QString expected = gatesOf(m_report.path(), "why").value("replication.outage");
    qInfo("outage %d ms, expected %s", outageMs, qPrintable(expected));
    static const QRegularExpression trip(QStringLiteral("(\\d+) ms to the source"));
    const int tripMs = trip.match(expected).captured(1).toInt();
    QVERIFY2(tripMs >= 50, qPrintable(expected));
}

QTEST_GUILESS_MAIN(CtlGroupTest)
#include "ctl_group_test.moc"
