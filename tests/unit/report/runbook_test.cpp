// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_commands.h"
#include "report/runbook.h"
#include "sample_report.h"
#include "support/sentinel_group.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

Runbook sample() {
    Runbook runbook;
    runbook.plan.name = QStringLiteral("orders cache");
    runbook.plan.group = QStringLiteral("orders");
    runbook.plan.dragonfly.address = dragonflyAddress();
    runbook.topology = merge(QStringLiteral("orders"), healthyViews());
    runbook.gates = sampleReport().gates;
    SwitchScope scope;
    scope.group = runbook.plan.group;
    scope.source = primaryAddress();
    scope.target = dragonflyAddress();
    scope.others = {{{"10.0.0.7", 6379}, "100"}};
    runbook.commands = plannedCommands(scope);
    runbook.at = QDateTime::fromMSecsSinceEpoch(frozenAtMs, Qt::UTC);
    return runbook;
}

QString textOf(const Runbook& runbook) {
    return QString::fromUtf8(runbookOf(runbook));
}

} // namespace

/// What a change board approves: all of it, to the letter.
class RunbookTest : public QObject {
    Q_OBJECT

private slots:
    void everyCommandStandsInItInOrder();
    void itSaysWhereEachRuns();
    void gatesAreTicked();
    void itSaysWhatItCosts();
    void theWaysBackStandApart();
    void whatAServerSaidIsText();
    void anEmptyOneIsOneToo();
};

void RunbookTest::everyCommandStandsInItInOrder() {
    const Runbook runbook = sample();
    const QString text = textOf(runbook);
    qsizetype at = text.indexOf("## Commands");
    QVERIFY(at > 0);
    for (const PlannedCommand& command : runbook.commands) {
        if (!command.text.isEmpty()) {
            const qsizetype next = text.indexOf("\n    " + command.text + "\n", at);
            QVERIFY2(next >= at, qPrintable(command.text));
            at = next;
        }
    }
    QVERIFY(text.startsWith("# Failover of orders cache to Dragonfly\n"));
    QVERIFY(text.contains("2026-01-02 02:46:40 UTC"));
}

void RunbookTest::itSaysWhereEachRuns() {
    const QString text = textOf(sample());
    const qsizetype freeze = text.indexOf("### freeze");
    QVERIFY(freeze > 0);
    QVERIFY(text.indexOf("10.0.0.1:6379. Writes wait", freeze) > freeze);
    QVERIFY(text.contains("The Sentinels. To one Sentinel. From here it only goes forward."));
    QVERIFY(text.contains("| primary now | 10.0.0.1:6379 |"));
}

void RunbookTest::gatesAreTicked() {
    Runbook runbook = sample();
    QVERIFY(textOf(runbook).contains("- [x] Lag in bytes: 22.8 kB; wanted: at most 65.5 kB"));
    runbook.gates[0].open = false;
    QVERIFY(textOf(runbook).contains("- [ ] Lag in bytes"));
}

/// The same figures as the page and the switch itself have.
void RunbookTest::itSaysWhatItCosts() {
    Runbook runbook = sample();
    runbook.plan.policy.freezeBudgetMs = 4000;
    QString text = textOf(runbook);
    QVERIFY(text.contains("| writes stand still | typically 0.3 to 1.2 s |"));
    QVERIFY(text.contains("within 2.0 s, half of the freeze budget |"));
    QVERIFY(text.contains("| findings accepted | none |"));
    runbook.plan.policy.acceptFindings = QStringList{"source.version", "target.standby"};
    Gate gate = runbook.gates.first();
    gate.id = "replication.outage";
    gate.value = {"about %1, aligned", {"0.34 s"}};
    gate.why = {"The round trip is short."};
    gate.price = {"Readers of the other replicas see old data."};
    runbook.gates << gate;
    text = textOf(runbook);
    QVERIFY(text.contains("| writes stand still | about 0.34 s, aligned. The round trip is"));
    QVERIFY(text.contains("\nReaders of the other replicas see old data.\n"));
    QVERIFY(text.contains("| findings accepted | source.version, target.standby |"));
}

void RunbookTest::theWaysBackStandApart() {
    const QString text = textOf(sample());
    const qsizetype back = text.indexOf("## Ways back");
    QVERIFY(back > text.indexOf("SENTINEL FAILOVER orders"));
    QVERIFY(text.indexOf("CONFIG SET min-replicas-to-write 0", back) > back);
    QVERIFY(text.indexOf("REPLICAOF 10.0.0.1 6379", back) > back);
    QVERIFY(text.contains("Redis cannot follow Dragonfly"));
}

void RunbookTest::whatAServerSaidIsText() {
    Runbook runbook = sample();
    runbook.plan.name = evil;
    runbook.gates[0].value = {"%1", {evil}};
    runbook.commands[0].where = evil;
    runbook.commands[0].text = QStringLiteral("CONFIG SET x\n# no heading");
    const QString text = textOf(runbook);
    QVERIFY(!text.contains("<script>"));
    QVERIFY(!text.contains("\n# no heading"));
}

void RunbookTest::anEmptyOneIsOneToo() {
    QVERIFY(textOf({}).contains("No gate was read yet."));
}

QTEST_GUILESS_MAIN(RunbookTest)
#include "runbook_test.moc"
