// SPDX-License-Identifier: GPL-3.0-or-later
#include "trip.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// How a journey goes on: from leg to leg, each begun by one command.
class JourneyWayTest : public QObject {
    Q_OBJECT

private slots:
    void goesTheWholeWay();
    void writesAReportWhereItIsWanted();
    void stopsAfterTheAssessmentIfThatIsAll();
    void whatCouldNotBeReadIsNotCalledWell();
    void aSnapshotFromBeforeTheCommandSaysNothing();
    void commandsOfTheCallerCount();
    void waitsWhileAnythingRuns();
    void waitsForEveryGate();
    void aGateThatClosesMeanwhileIsWaitedFor();
    void goesOnThroughAnInterruptionOfTheLink();
    void comparesTheDataOnceItIsSteady();
    void goesOnComparingAfterTheLinkBroke();
    void comparesNoMoreThanAFewTimes();
    void differencesAreNoSwitch();
    void interruptedWhileItComparesItStopsThat();
    void saysOnlyOnceThatItIsOver();
};

void JourneyWayTest::goesTheWholeWay() {
    Trip trip;
    trip.journey.begin();
    QCOMPARE(trip.session.commands(), QStringList{}); // there is no plan yet
    trip.plan();
    QCOMPARE(trip.lastCommand(), QStringLiteral("connectAll"));
    trip.connected();
    QCOMPARE(trip.lastCommand(), QStringLiteral("assess"));
    trip.assessed({findingOf(QStringLiteral("a"), Severity::Passed),
                   findingOf(QStringLiteral("b"), Severity::Warning)});
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
    trip.attached();
    trip.steady();
    QCOMPARE(trip.lastCommand(), QStringLiteral("failOver orders"));
    trip.switching(Phase::Freeze);
    trip.switching(Phase::Promote, true);
    trip.switched(Ending::Migrated);
    QVERIFY(!trip.over()); // the report is being made
    trip.reported();

    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Clean);
    QCOMPARE(trip.sentence, QStringLiteral("It ended so."));
    QCOMPARE(trip.session.commands(),
             (QStringList{"connectAll", "assess", "startReplication", "failOver orders"}));
}

void JourneyWayTest::writesAReportWhereItIsWanted() {
    JourneyOptions options = Trip::migrating();
    options.reportFolder = QStringLiteral("/tmp/reports");
    Trip trip(options);
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    trip.attached();
    trip.steady();
    trip.switching(Phase::Freeze);
    trip.switched(Ending::Migrated);
    trip.reported();
    QCOMPARE(trip.lastCommand(), QStringLiteral("exportReport /tmp/reports"));
    QVERIFY(!trip.over());

    trip.now.report.files = {QStringLiteral("/tmp/reports/report.html")};
    trip.show();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Clean);
}

void JourneyWayTest::stopsAfterTheAssessmentIfThatIsAll() {
    JourneyOptions options;
    options.until = JourneyOptions::Until::Assessed;
    Trip trip(options);
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    QCOMPARE(trip.end, JourneyEnd::Clean);
    QVERIFY(trip.over());
    QCOMPARE(trip.lastCommand(), QStringLiteral("assess")); // nothing that changes anything
    QCOMPARE(trip.sentence, QStringLiteral("Nothing blocks this migration."));
}

void JourneyWayTest::whatCouldNotBeReadIsNotCalledWell() {
    JourneyOptions options;
    options.until = JourneyOptions::Until::Assessed;
    Trip trip(options);
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed({findingOf(QStringLiteral("target.identity"), Severity::Unknown),
                   findingOf(QStringLiteral("target.role"), Severity::Unknown),
                   findingOf(QStringLiteral("target.role"), Severity::Unknown),
                   findingOf(QStringLiteral("source.role"), Severity::Passed)});
    QCOMPARE(trip.end, JourneyEnd::Clean);
    QCOMPARE(trip.sentence, QStringLiteral("Nothing that could be read blocks this migration. Not "
                                           "known: target.identity, target.role."));
}

void JourneyWayTest::aSnapshotFromBeforeTheCommandSaysNothing() {
    Trip trip;
    trip.journey.begin();
    trip.plan();
    // As it may come on its way from the engine: the last connecting went well, this one is not
    // begun.
    trip.now.connect.usable = true;
    trip.now.commandsTaken = 0;
    trip.session.show(trip.now);
    QCOMPARE(trip.lastCommand(), QStringLiteral("connectAll"));
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("assess"));
}

void JourneyWayTest::commandsOfTheCallerCount() {
    Trip trip;
    trip.journey.begin();
    trip.session.setPlan({}, {});
    trip.journey.gave(1);
    trip.now.plan.sentinels = {redis::Endpoint{}}; // of an earlier plan
    trip.now.commandsTaken = 0;
    trip.session.show(trip.now);
    QCOMPARE(trip.session.commands(), QStringList{"setPlan "});
    trip.plan();
    QCOMPARE(trip.lastCommand(), QStringLiteral("connectAll"));
}

void JourneyWayTest::waitsWhileAnythingRuns() {
    Trip trip;
    trip.journey.begin();
    trip.plan();
    trip.now.connect.running = true;
    trip.connected();
    QCOMPARE(trip.lastCommand(), QStringLiteral("connectAll"));
    trip.now.connect.running = false;
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("assess"));
    trip.now.assess.running = true;
    trip.assessed();
    QCOMPARE(trip.lastCommand(), QStringLiteral("assess"));
    trip.now.assess.running = false;
    trip.now.replicate.starting = true;
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
    trip.steady(); // of an earlier link: this one is only being attached
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
    trip.now.replicate.starting = false;
    trip.show();
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("failOver orders"));
    QVERIFY(!trip.over());
}

void JourneyWayTest::waitsForEveryGate() {
    Trip trip;
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    trip.attached();
    trip.now.replicate.link.phase = LinkPhase::Steady;
    trip.show(); // no gate was judged yet
    trip.now.failOver.gates = {gateOf("a", true), gateOf("b", false)};
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
    trip.now.replicate.link.phase = LinkPhase::CatchingUp;
    trip.now.failOver.gates = {gateOf("a", true), gateOf("b", true)};
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
    trip.steady();
    QCOMPARE(trip.lastCommand(), QStringLiteral("failOver orders"));
}

void JourneyWayTest::aGateThatClosesMeanwhileIsWaitedFor() {
    Trip trip;
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    trip.attached();
    trip.steady();
    trip.now.failOver.gates = {gateOf("a", false)};
    trip.now.failOver.refused = {"A gate is closed."};
    trip.show(); // the switch did not begin
    trip.show();
    QVERIFY(!trip.over());
    QCOMPARE(trip.session.commands().count(QStringLiteral("failOver orders")), 1);

    trip.steady();
    QCOMPARE(trip.session.commands().count(QStringLiteral("failOver orders")), 2);
    trip.switching(Phase::Freeze);
    trip.switched(Ending::Migrated);
    trip.reported();
    QCOMPARE(trip.end, JourneyEnd::Clean);
}

void JourneyWayTest::goesOnThroughAnInterruptionOfTheLink() {
    Trip trip;
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    trip.attached();
    trip.now.replicate.link.phase = LinkPhase::Interrupted;
    trip.show();
    QVERIFY(!trip.over());
    trip.steady();
    QCOMPARE(trip.lastCommand(), QStringLiteral("failOver orders"));
}

void JourneyWayTest::saysOnlyOnceThatItIsOver() {
    Trip trip;
    trip.journey.begin();
    trip.now.error = Error{ErrorKind::Storage, {"The journal cannot be written."}, {}, {}};
    trip.show();
    trip.show();
    trip.journey.interrupt();
    trip.plan();
    QCOMPARE(trip.ended, 1);
    QVERIFY(trip.session.commands().isEmpty());
}

namespace {

/// As far as the comparison.
void goComparing(Trip& trip) {
    trip.verifies = VerifyMode::Full;
    trip.journey.begin();
    trip.plan();
    trip.connected();
    trip.assessed();
    trip.attached();
    trip.steady();
}

} // namespace

void JourneyWayTest::comparesTheDataOnceItIsSteady() {
    Trip trip;
    goComparing(trip);
    QCOMPARE(trip.lastCommand(), QStringLiteral("startVerify full"));
    trip.comparing();
    trip.comparing();
    QCOMPARE(trip.session.commands().count(QStringLiteral("startVerify full")), 1);
    trip.compared(Verdict::Outcome::Undecided); // these are compared within the freeze
    trip.steady();
    QCOMPARE(trip.lastCommand(), QStringLiteral("failOver orders"));
}

void JourneyWayTest::goesOnComparingAfterTheLinkBroke() {
    Trip trip;
    goComparing(trip);
    trip.comparing();
    trip.now.replicate.link.phase = LinkPhase::Interrupted;
    trip.compared(Verdict::Outcome::Failed);
    QCOMPARE(trip.lastCommand(), QStringLiteral("startVerify full"));
    trip.steady();
    QCOMPARE(trip.lastCommand(), QStringLiteral("startVerify full on"));
}

void JourneyWayTest::comparesNoMoreThanAFewTimes() {
    Trip trip;
    goComparing(trip);
    for (int i = 0; i < 20 && trip.lastCommand().startsWith(QLatin1String("startVerify")); ++i) {
        trip.compared(Verdict::Outcome::Failed);
        trip.steady();
    }
    QCOMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
}

void JourneyWayTest::differencesAreNoSwitch() {
    Trip trip;
    goComparing(trip);
    trip.compared(Verdict::Outcome::Different, 3);
    QCOMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Aborted);
    QVERIFY2(trip.sentence.contains(
                 QLatin1String("differ between the source and Dragonfly: 3 of 1,000")),
             qPrintable(trip.sentence));
}

void JourneyWayTest::interruptedWhileItComparesItStopsThat() {
    Trip trip;
    goComparing(trip);
    trip.comparing();
    trip.journey.interrupt();
    QCOMPARE(trip.session.commands().mid(trip.session.commands().size() - 2),
             QStringList({QStringLiteral("stopVerify"), QStringLiteral("stopReplication")}));
}

QTEST_GUILESS_MAIN(JourneyWayTest)
#include "journey_way_test.moc"
