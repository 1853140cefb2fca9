// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "redis/sentinel_reply.h"
#include "support/ctl_process.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

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
    void endlessFullSyncsAreStoppedForGood();
    void aSecondConsoleOnTheSameMigration();

private:
    /// Starts a migration of the lab, with so long a wait for steadiness.
    void migrate(int steadySeconds, const QStringList& more = {});
    [[nodiscard]] bool awaitPhase(const char* phase);
    void startLoad();
    void kill(const redis::Address& server);
    /// Runs until standard error says one of these after the kill, and gives the time from there,
    /// in ms.
    [[nodiscard]] qint64 saidAfterMs(const QStringList& words, int timeoutMs = 30'000);
    /// Nothing is lost of what the source, or whoever is the primary, has acknowledged.
    void verifyNothingLost();
    /// Dragonfly is a primary of its own, with its settings of before, and no Sentinel lists it.
    [[nodiscard]] bool targetIsOut();

    void theReportCanBeMadeAgain(const QString& folder);

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<PlanFile> m_plan;
    std::unique_ptr<CtlProcess> m_ctl;
    std::unique_ptr<WriteLoad> m_load;
    qsizetype m_saidBefore = 0; ///< Characters of standard error before the kill.
    QElapsedTimer m_sinceKill;
};

namespace {

constexpr qint64 toldWithinMs = 3000;
constexpr int outAgainMs = 90'000; ///< What ferrymanctl has to take Dragonfly out of the group.
/// A Sentinel that still listed Dragonfly would attach it again 8 s after it first saw it a
/// primary, at its next INFO poll (sentinel.c), which comes every second here.
constexpr int attachedAgainMs = 12'000;

LabOptions slowSync() {
    LabOptions options;
    options.keys = 20'000;
    options.snapshotDelayUs = 400; // 8 s of full sync
    return options;
}

} // namespace

void CtlFaultTest::init() {
    m_load.reset();
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

void CtlFaultTest::startLoad() {
    m_load = std::make_unique<WriteLoad>(m_lab->load(1000));
    m_load->start();
}

void CtlFaultTest::kill(const redis::Address& server) {
    m_saidBefore = m_ctl->standardError().size();
    m_sinceKill.start();
    m_lab->lab.kill(server);
}

qint64 CtlFaultTest::saidAfterMs(const QStringList& words, int timeoutMs) {
    const bool said = QTest::qWaitFor(
        [&] {
            const QString told = m_ctl->standardError().mid(m_saidBefore);
            return std::any_of(words.begin(), words.end(),
                               [&](const QString& word) { return told.contains(word); });
        },
        timeoutMs);
    const qint64 ms = m_sinceKill.elapsed();
    qInfo("told after %lld ms: %s", ms, qPrintable(m_ctl->standardError().section('\n', -2)));
    return said ? ms : -1;
}

void CtlFaultTest::verifyNothingLost() {
    m_load->stop();
    const auto audit = await(m_load->audit(), labPatience);
    VERIFY_VALUE(audit);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
}

bool CtlFaultTest::targetIsOut() {
    const LabAddresses& at = m_lab->addresses();
    const auto role = m_lab->ask(at.target, {"ROLE"});
    const auto priority = m_lab->ask(at.target, {"CONFIG", "GET", "replica_priority"});
    bool listed = false;
    for (const redis::Address& sentinel : at.sentinels) {
        const auto reply = m_lab->ask(sentinel, {"SENTINEL", "REPLICAS", at.group.toUtf8()});
        const auto entries =
            reply ? redis::parseSentinelEntries(*reply) : tl::make_unexpected(reply.error());
        listed = listed || !entries ||
                 std::ranges::any_of(*entries, [&](const redis::SentinelEntry& entry) {
                     return entry.address == at.target;
                 });
    }
    return role && role->items().value(0).bytes() == "master" && priority &&
           priority->items().value(1).bytes() == "100" && !listed;
}

void CtlFaultTest::theTargetDiesDuringFullSync() {
    m_lab = std::make_unique<PracticeLab>(slowSync());
    QVERIFY(m_lab->start());
    startLoad();
    migrate(2);
    QVERIFY(awaitPhase("full-sync"));
    kill(m_lab->addresses().target);
    const qint64 toldMs = saidAfterMs({"Dragonfly does not answer"});
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);

    VERIFY_VALUE(await(m_lab->lab.restart(m_lab->addresses().target), labPatience));
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish(outAgainMs));
    QCOMPARE(m_ctl->exitCode(), 2);
    QVERIFY(targetIsOut());
    const auto primary = m_lab->ask(m_lab->addresses().sentinels[0],
                                    {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "practice"});
    VERIFY_VALUE(primary);
    QCOMPARE(primary->items()[1].bytes(), QByteArray::number(m_lab->addresses().source.port));
    verifyNothingLost();
}

void CtlFaultTest::theSourceDiesBeforeTheSwitch() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    startLoad();
    migrate(60);
    QVERIFY(awaitPhase("catching-up"));
    kill(m_lab->addresses().source);
    const qint64 toldMs = saidAfterMs({"the source does not answer"});
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish(outAgainMs));
    // Sentinels that were reset now would not find each other again.
    QCOMPARE(m_ctl->exitCode(), 4);
    const QString message = m_ctl->result().value("message").toString();
    QVERIFY2(message.contains("does not answer, so no Sentinel was reset"), qPrintable(message));
}

void CtlFaultTest::aSentinelDiesWhileReplicating() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    m_lab->hurrySentinels();
    startLoad();
    const QTemporaryDir reports;
    migrate(4, {"--report", reports.filePath("live")});
    QVERIFY(awaitPhase("catching-up"));
    kill(m_lab->addresses().sentinels[2]);
    const qint64 toldMs =
        saidAfterMs({m_lab->addresses().sentinels[2].toString() + " does not answer"});
    QVERIFY(toldMs >= 0 && toldMs <= toldWithinMs);
    // The switch does without it, and ends once it is back and has forgotten the old primary too.
    QTRY_COMPARE_WITH_TIMEOUT(m_load->figures().writingTo, m_lab->addresses().target, 60'000);
    VERIFY_VALUE(await(m_lab->lab.restart(m_lab->addresses().sentinels[2])));
    QVERIFY(m_ctl->finish());
    qInfo("%s", qPrintable(m_ctl->result().value("message").toString()));
    QCOMPARE(m_ctl->exitCode(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_load->figures().writingTo, m_lab->addresses().target, 30'000);
    verifyNothingLost();
    // The priority was 0 for the replication and 1 for the switch.
    const auto priority =
        m_lab->ask(m_lab->addresses().target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(priority);
    QCOMPARE(priority->items().value(1).bytes(), QByteArray("100"));
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
    m_ctl->kill(); // and nobody puts anything back

    CtlProcess recovery({"recover", m_plan->path(), "--json"});
    QVERIFY(recovery.finish());
    QCOMPARE(recovery.exitCode(), 4);
    const QString open = recovery.result().value("message").toString();
    QVERIFY2(open.contains("REPLICAOF NO ONE, then SENTINEL RESET practice"), qPrintable(open));
    QVERIFY2(open.contains("CONFIG SET replica_priority 100"), qPrintable(open));

    m_ctl = std::make_unique<CtlProcess>(
        QStringList{"migrate", m_plan->path(), "--confirm", "practice", "--json"});
    QVERIFY(awaitPhase("catching-up"));
    m_ctl->interrupt();
    QVERIFY(m_ctl->finish(outAgainMs));
    QCOMPARE(m_ctl->exitCode(), 2);
    const QString message = m_ctl->result().value("message").toString();
    QVERIFY2(message.contains("Dragonfly is detached"), qPrintable(message));
    QVERIFY(targetIsOut()); // with the priority from before both runs

    CtlProcess again({"recover", m_plan->path(), "--json"});
    QVERIFY(again.finish());
    QCOMPARE(again.exitCode(), 0);
}

void CtlFaultTest::endlessFullSyncsAreStoppedForGood() {
    m_lab = std::make_unique<PracticeLab>();
    QVERIFY(m_lab->start());
    const LabAddresses at = m_lab->addresses();
    m_lab->hurrySentinels(); // so that it would come back soon
    migrate(60);
    QVERIFY(awaitPhase("catching-up"));
    // Dragonfly cannot load a snapshot with functions, and tries again and again (replica.cc).
    const redis::Command functions{
        "FUNCTION", "LOAD",
        "#!lua name=endless\nredis.register_function('f', function() return 1 end)"};
    VERIFY_VALUE(m_lab->ask(at.source, functions.changes()));
    VERIFY_VALUE(
        m_lab->ask(at.source, redis::Command{"CLIENT", "KILL", "TYPE", "replica"}.changes()));
    QVERIFY(awaitPhase("looping"));
    QVERIFY(m_ctl->finish(outAgainMs));
    const QString message = m_ctl->result().value("message").toString();
    QVERIFY2(message.startsWith("Replication was stopped: Dragonfly began"), qPrintable(message));
    QVERIFY2(m_ctl->standardError().contains("Replication is being stopped: "),
             qPrintable(m_ctl->standardError()));
    QCOMPARE(m_ctl->exitCode(), 2);
    QVERIFY(targetIsOut());
    const bool cameBack = QTest::qWaitFor([&] { return !targetIsOut(); }, attachedAgainMs);
    QVERIFY(!cameBack);
    // and the Sentinels know each other as before
    for (const redis::Address& sentinel : at.sentinels) {
        const auto peers = m_lab->ask(sentinel, {"SENTINEL", "SENTINELS", at.group.toUtf8()});
        VERIFY_VALUE(peers);
        QCOMPARE(peers->items().size(), 2);
    }
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
