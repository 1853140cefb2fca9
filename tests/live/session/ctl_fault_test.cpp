// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "support/ctl_process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// What dies around a migration is told within seconds, and loses no write.
class CtlFaultTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void theTargetDiesDuringFullSync();
    void theSourceDiesBeforeTheSwitch();
    void aSentinelDiesWhileReplicating();
    void interruptedBeforeTheSwitch();
    void aSecondConsoleOnTheSameMigration();

private:
    /// Starts a migration of the lab, with so long a wait for steadiness.
    void migrate(int steadySeconds, const QStringList& more = {});
    [[nodiscard]] bool awaitPhase(const char* phase);
    /// Runs until a line of standard error says one of these, and gives the time it took, in ms.
    [[nodiscard]] qint64 saidAfterMs(const QStringList& words, int timeoutMs = 30'000);

    void theReportCanBeMadeAgain(const QString& folder);

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<PlanFile> m_plan;
    std::unique_ptr<CtlProcess> m_ctl;
};

namespace {

constexpr qint64 toldWithinMs = 3000;

LabOptions slowSync() {
    LabOptions options;
    options.keys = 20'000;
    options.snapshotDelayUs = 400; // 8 s of full sync
    return options;
}

} // namespace

void CtlFaultTest::init() {
    m_ctl.reset();
    m_plan.reset();
    m_lab.reset();
}

void CtlFaultTest::migrate(int steadySeconds, const QStringList& more) {
    Plan plan = planOf(m_lab->addresses());
    plan.policy.steadySeconds = steadySeconds;
    m_plan = std::make_unique<PlanFile>(plan);
    m_ctl = std::make_unique<CtlProcess>(
        QStringList{"migrate", m_plan->path(), "--confirm", plan.group, "--json"} + more);
}

bool CtlFaultTest::awaitPhase(const char* phase) {
    return m_ctl->awaitEvent("sample", "phase", phase);
}

qint64 CtlFaultTest::saidAfterMs(const QStringList& words, int timeoutMs) {
    QElapsedTimer watch;
    watch.start();
    const bool said = QTest::qWaitFor(
        [&] {
            const QString told = m_ctl->standardError();
            return std::any_of(words.begin(), words.end(),
                               [&](const QString& word) { return told.contains(word); });
        },
        timeoutMs);
    return said ? watch.elapsed() : -1;
}

void CtlFaultTest::theTargetDiesDuringFullSync() {
    m_lab = std::make_unique<PracticeLab>(slowSync());
    QVERIFY(m_lab->start());
    migrate(2);
    QVERIFY(awaitPhase("full-sync"));
    m_lab->lab.kill(m_lab->addresses().target);
    const qint64 toldMs = saidAfterMs({"Dragonfly does not answer"});
    qInfo("told after %lld ms: %s", toldMs, qPrintable(m_ctl->standardError().section('\n', -2)));
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);

    VERIFY_VALUE(await(m_lab->lab.restart(m_lab->addresses().target), labPatience));
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish());
    QCOMPARE(m_ctl->exitCode(), 2);
    const auto primary = m_lab->ask(m_lab->addresses().sentinels[0],
                                    {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "practice"});
    VERIFY_VALUE(primary);
    QCOMPARE(primary->items()[1].bytes(), QByteArray::number(m_lab->addresses().source.port));
}

void CtlFaultTest::theSourceDiesBeforeTheSwitch() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    migrate(60);
    QVERIFY(awaitPhase("catching-up"));
    m_lab->lab.kill(m_lab->addresses().source);
    const qint64 toldMs = saidAfterMs({"the source does not answer"});
    qInfo("told after %lld ms: %s", toldMs, qPrintable(m_ctl->standardError().section('\n', -2)));
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish());
    QCOMPARE(m_ctl->exitCode(), 2);
}

void CtlFaultTest::aSentinelDiesWhileReplicating() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    WriteLoad load(m_lab->load(1000));
    load.start();
    const QTemporaryDir reports;
    migrate(4, {"--report", reports.filePath("live")});
    QVERIFY(awaitPhase("catching-up"));
    m_lab->lab.kill(m_lab->addresses().sentinels[2]);
    const qint64 toldMs =
        saidAfterMs({m_lab->addresses().sentinels[2].toString() + " does not answer"});
    qInfo("told after %lld ms", toldMs);
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);
    QVERIFY(m_ctl->finish());
    qInfo("%s", qPrintable(m_ctl->result().value("message").toString()));
    QCOMPARE(m_ctl->exitCode(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(load.figures().writingTo, m_lab->addresses().target, 10'000);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    VERIFY_VALUE(audit);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
    theReportCanBeMadeAgain(reports.path());
}

/// From the journal alone: word by word what the session wrote, and proven.
void CtlFaultTest::theReportCanBeMadeAgain(const QString& folder) {
    m_lab.reset();
    CtlProcess again({"report", m_plan->path(), "--report", folder + "/again", "--json"});
    QVERIFY(again.finish());
    QCOMPARE(again.exitCode(), 0);
    for (const char* name : {"report.html", "report.md", "report.json"}) {
        QFile live(folder + "/live/" + name);
        QFile later(folder + "/again/" + name);
        QVERIFY(live.open(QIODevice::ReadOnly) && later.open(QIODevice::ReadOnly));
        QCOMPARE(later.readAll(), live.readAll());
    }
    CtlProcess proof(
        {"report", m_plan->path(), "--report", folder + "/live", "--verify", "--json"});
    QVERIFY(proof.finish());
    qInfo("%s", qPrintable(proof.result().value("message").toString()));
    QCOMPARE(proof.exitCode(), 0);
}

void CtlFaultTest::interruptedBeforeTheSwitch() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    migrate(60);
    QVERIFY(awaitPhase("catching-up"));
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish());
    QCOMPARE(m_ctl->exitCode(), 2);
    const QString message = m_ctl->result().value("message").toString();
    QVERIFY2(message.contains("Dragonfly stays a replica"), qPrintable(message));
    const auto priority =
        m_lab->ask(m_lab->addresses().target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(priority);
    QCOMPARE(priority->items().value(1).bytes(), QByteArray("0"));
}

void CtlFaultTest::aSecondConsoleOnTheSameMigration() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    migrate(60);
    QVERIFY(awaitPhase("catching-up"));
    CtlProcess second({"migrate", m_plan->path(), "--confirm", "practice", "--json"});
    QVERIFY(second.finish());
    QCOMPARE(second.exitCode(), 1);
    const QString message = second.result().value("message").toString();
    QVERIFY2(message.contains("Another"), qPrintable(message));
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish());
}

QTEST_GUILESS_MAIN(CtlFaultTest)
#include "ctl_fault_test.moc"
