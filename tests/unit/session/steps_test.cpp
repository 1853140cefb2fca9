// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/steps.h"

#include <QTest>

using namespace ferryman;

class StepsTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsOpenButConnectAtFirst();
    void assessOpensWhenConnectionsWork();
    void aBlockerLocksReplicate();
    void anAcceptedBlockerDoesNot();
    void steadyReplicationOpensFailOver();
    void aClosedGateIsSaidOnTheRail();
    void verifySaysWhatTheDataAreLike();
    void aMigratedGroupEndsReplication();
    void anExportedReportIsDone();
};

namespace {

StepStatus statusOf(const Snapshot& snapshot, Step step) {
    return stepStates(snapshot)[static_cast<size_t>(step)].status;
}

Snapshot connected() {
    Snapshot snapshot;
    snapshot.connect.usable = true;
    return snapshot;
}

Snapshot assessed(const QList<Finding>& findings = {}) {
    Snapshot snapshot = connected();
    snapshot.assess.ran = true;
    snapshot.assess.findings = findings;
    return snapshot;
}

Finding blocker() {
    Finding finding;
    finding.severity = Severity::Blocker;
    return finding;
}

Snapshot steady(bool gateOpen) {
    Snapshot snapshot = assessed();
    snapshot.replicate.link.phase = LinkPhase::Steady;
    Gate gate;
    gate.open = gateOpen;
    snapshot.failOver.gates = {gate};
    return snapshot;
}

} // namespace

void StepsTest::nothingIsOpenButConnectAtFirst() {
    const auto steps = stepStates(Snapshot{});
    QCOMPARE(steps[0].status, StepStatus::ToDo);
    for (size_t i = 1; i < steps.size(); ++i) {
        QCOMPARE(steps[i].status, StepStatus::Locked);
        QVERIFY(!steps[i].note.isEmpty());
    }
}

void StepsTest::assessOpensWhenConnectionsWork() {
    QCOMPARE(statusOf(connected(), Step::Connect), StepStatus::Done);
    QCOMPARE(statusOf(connected(), Step::Assess), StepStatus::ToDo);
    QCOMPARE(statusOf(connected(), Step::Replicate), StepStatus::Locked);
}

void StepsTest::aBlockerLocksReplicate() {
    QCOMPARE(statusOf(assessed({blocker()}), Step::Assess), StepStatus::Attention);
    QCOMPARE(statusOf(assessed({blocker()}), Step::Replicate), StepStatus::Locked);
    QCOMPARE(statusOf(assessed(), Step::Replicate), StepStatus::ToDo);
}

void StepsTest::anAcceptedBlockerDoesNot() {
    Finding accepted = blocker();
    accepted.accepted = true;
    QCOMPARE(statusOf(assessed({accepted}), Step::Replicate), StepStatus::ToDo);
}

void StepsTest::steadyReplicationOpensFailOver() {
    QCOMPARE(statusOf(assessed(), Step::FailOver), StepStatus::Locked);
    QCOMPARE(statusOf(steady(true), Step::FailOver), StepStatus::ToDo);
}

void StepsTest::aClosedGateIsSaidOnTheRail() {
    QCOMPARE(statusOf(steady(false), Step::FailOver), StepStatus::Attention);
    QCOMPARE(stepStates(steady(false))[static_cast<size_t>(Step::FailOver)].note.english(),
             QStringLiteral("gates closed: 1"));
}

void StepsTest::verifySaysWhatTheDataAreLike() {
    const auto note = [](const Snapshot& snapshot) {
        return stepStates(snapshot)[static_cast<size_t>(Step::Verify)].note.english();
    };
    QCOMPARE(statusOf(assessed(), Step::Verify), StepStatus::Locked);
    Snapshot snapshot = steady(true);
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::ToDo);
    snapshot.verify.running = true;
    snapshot.verify.progress.keysExpected = 200;
    snapshot.verify.progress.counts.keysCompared = 50;
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::Running);
    QCOMPARE(note(snapshot), QStringLiteral("comparing, 25 %"));

    snapshot.verify.running = false;
    snapshot.verify.canResume = true;
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::ToDo);
    snapshot.verify.error = Error{};
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::Attention);

    snapshot.verify = {};
    Verdict verdict;
    verdict.counts.undecided = 3;
    snapshot.verify.verdict = std::make_shared<const Verdict>(verdict);
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::Done);
    QVERIFY(note(snapshot).endsWith(QLatin1String("undecided: 3")));
    snapshot.verify.differencesFound = 7;
    QCOMPARE(statusOf(snapshot, Step::Verify), StepStatus::Attention);
    QCOMPARE(note(snapshot), QStringLiteral("differences: 7"));
}

void StepsTest::aMigratedGroupEndsReplication() {
    Snapshot snapshot = steady(true);
    snapshot.failOver.cutover.ending = Ending::Migrated;
    snapshot.replicate.link.phase = LinkPhase::Interrupted; // Dragonfly is a primary now
    QCOMPARE(statusOf(snapshot, Step::Replicate), StepStatus::Done);
    QCOMPARE(statusOf(snapshot, Step::FailOver), StepStatus::Done);
}

void StepsTest::anExportedReportIsDone() {
    Snapshot snapshot;
    snapshot.report.report = std::make_shared<const Report>();
    QCOMPARE(statusOf(snapshot, Step::Report), StepStatus::ToDo);
    snapshot.report.files = {QStringLiteral("/tmp/report.html")};
    QCOMPARE(statusOf(snapshot, Step::Report), StepStatus::Done);
}

QTEST_GUILESS_MAIN(StepsTest)
#include "steps_test.moc"
