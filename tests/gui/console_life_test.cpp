// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console_bench.h"
#include "gui/guided_console.h"
#include "support/writable_watch.h"

#include <QApplication>
#include <QDate>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const QStringList stepsBefore{"connect", "assess", "full-sync", "steady", "verify"};

/// The phases of a switch; of them Pin has something to do only beside another replica.
const QStringList phases{"pin",     "arm",     "recheck", "align",   "freeze", "drain",
                         "trigger", "promote", "demote",  "confirm", "settle"};
const QStringList undoable{"pin", "arm", "recheck", "align"};
const QStringList irrevocable{"promote", "demote", "confirm", "settle"};

const QStringList ways{"close", "end", "kill", "sleep"};

constexpr int cellsADay = 2;
constexpr qint64 changesItsMindWithinMs = 500;
constexpr std::chrono::milliseconds lately{500};

int seed() {
    bool given = false;
    const int value = qEnvironmentVariableIntValue("CONSOLE_LIFE_SEED", &given);
    return given ? value : QDate::currentDate().dayOfYear();
}

/// What the journal may say in the end of a switch that went on in this phase for some moments
/// before the console was told; nothing else than these.
QList<MigrationState> endingsOf(const QString& phase, const QString& what) {
    if (irrevocable.contains(phase)) {
        return {MigrationState::Migrated};
    }
    if (undoable.contains(phase) && what != u"sleep") { // on waking it finds what is true
        return {MigrationState::Aborted};
    }
    return {MigrationState::Aborted, MigrationState::Migrated};
}

} // namespace

/// The console as a process: closed, ended with the session, killed or put to sleep at each step
/// and in each phase of the switch. Nothing is lost, one server accepts writes, no source is left
/// frozen, and the next start says where it stands. What befalls the servers meanwhile is the fault
/// matrix's.
class ConsoleLifeTest : public QObject {
    Q_OBJECT

private slots:
    // The normal run:
    void asleepAtSomeStepsBeforeTheSwitch(); ///< First: what was attached stays so.
    void endedBeforeTheSwitch_data();
    void endedBeforeTheSwitch();
    void today_data();
    void today();
    // The matrix:
    void asleepAtEachStepBeforeTheSwitch();
    void closedInTheSwitch_data() { addPhases(); }
    void closedInTheSwitch() { befall("close"); }
    void endedInTheSwitch_data() { addPhases(); }
    void endedInTheSwitch() { befall("end"); }
    void killedInTheSwitch_data() { addPhases(); }
    void killedInTheSwitch() { befall("kill"); }
    void asleepInTheSwitch_data() { addPhases(); }
    void asleepInTheSwitch() { befall("sleep"); }
    void cleanupTestCase();

private:
    static void addPhases();
    void befall(const char* what);
    void runCell(const QString& phase, const QString& what);
    [[nodiscard]] static NextStart takenUp(ConsoleBench& bench, bool begun);
    void sleepAt(const QStringList& steps);
    [[nodiscard]] ConsoleBench& ground();

    std::unique_ptr<ConsoleBench> m_ground;
};

/// On one lab before the switch: what a console leaves is what the next one finds.
ConsoleBench& ConsoleLifeTest::ground() {
    if (!m_ground) {
        LabOptions options;
        options.keys = 4'000;
        options.snapshotDelayUs = 250; // a second of full sync
        m_ground = std::make_unique<ConsoleBench>(options);
        if (!m_ground->start()) {
            QTest::qFail("the lab does not start", __FILE__, __LINE__);
        }
    }
    return *m_ground;
}

void ConsoleLifeTest::cleanupTestCase() {
    if (m_ground) {
        const auto audit = m_ground->audit();
        VERIFY_VALUE(audit);
        qInfo("%lld writes acknowledged, %lld lost", audit->figures.acknowledged, audit->lost);
        QVERIFY(audit->figures.acknowledged > 0);
        QCOMPARE(audit->lost, 0);
    }
    m_ground.reset();
}

void ConsoleLifeTest::sleepAt(const QStringList& steps) {
    ConsoleBench& bench = ground();
    QVERIFY(bench.startConsole(steps, "sleep"));
    for (const QString& step : steps) {
        QVERIFY2(bench.awaitStep(step), bench.said().constData());
        QVERIFY(bench.sleepOnce());
    }
    QVERIFY2(bench.awaitStep("verified"), bench.said().constData()); // and it has gone on
    QVERIFY(bench.isWritten(bench.lab.addresses().source));
    bench.terminate();
    QVERIFY(bench.awaitEnd());
    QVERIFY(bench.endedByItself());
    QCOMPARE(bench.migration().state, MigrationState::Replicating);
}

void ConsoleLifeTest::asleepAtSomeStepsBeforeTheSwitch() {
    QStringList steps = stepsBefore;
    std::rotate(steps.begin(), steps.begin() + seed() % steps.size(), steps.end());
    steps = steps.first(2);
    std::ranges::sort(steps, {}, [](const QString& step) { return stepsBefore.indexOf(step); });
    qInfo("asleep at %s; CONSOLE_LIFE_SEED chooses others", qPrintable(steps.join(u' ')));
    sleepAt(steps);
}

void ConsoleLifeTest::asleepAtEachStepBeforeTheSwitch() {
    m_ground.reset(); // a full sync again
    sleepAt(stepsBefore);
}

void ConsoleLifeTest::endedBeforeTheSwitch_data() {
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("what");
    for (const char* step : {"connect", "assess", "steady", "verify"}) {
        for (const char* what : {"close", "end", "kill"}) {
            QTest::addRow("%s at %s", what, step) << QString(step) << QString(what);
        }
    }
}

/// What is attached stays attached, and no Sentinel may choose it.
void ConsoleLifeTest::endedBeforeTheSwitch() {
    QFETCH(QString, step);
    QFETCH(QString, what);
    ConsoleBench& bench = ground();
    QVERIFY(bench.startConsole({step}, what));
    QVERIFY(bench.awaitEnd());
    QVERIFY2(bench.said().contains("at " + step.toLatin1()), bench.said().constData());
    QVERIFY2(!bench.said().contains("asked: "), bench.said().constData());
    QCOMPARE(bench.endedByItself(), what != "kill");
    QVERIFY(bench.isWritten(bench.lab.addresses().source));
    const auto priority =
        bench.lab.ask(bench.lab.addresses().target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(priority);
    QCOMPARE(priority->items().value(1).bytes(), QByteArray("0"));
    QVERIFY(bench.migration().isLeft());
    const QString said = bench.saidByTheNextStart();
    QVERIFY2(said.contains("Dragonfly follows the source, and nobody watches it"),
             qPrintable(said));
}

void ConsoleLifeTest::addPhases() {
    QTest::addColumn<QString>("phase");
    for (const QString& phase : phases) {
        QTest::newRow(qPrintable(phase)) << phase;
    }
}

void ConsoleLifeTest::befall(const char* what) {
    QFETCH(QString, phase);
    runCell(phase, QString::fromLatin1(what));
}

void ConsoleLifeTest::today_data() {
    QTest::addColumn<QString>("phase");
    QTest::addColumn<QString>("what");
    qInfo("cells of seed %d; CONSOLE_LIFE_SEED chooses others", seed());
    const QStringList quick = phases.sliced(1); // Pin takes its time
    for (int i = 0; i < cellsADay; ++i) {
        // Each of the 40 once in 20 days.
        const int cell = seed() * cellsADay + i;
        const QString& phase = quick.at(cell % quick.size());
        const QString& what = ways.at((cell + cell / quick.size()) % ways.size());
        QTest::addRow("%s at %s", qPrintable(what), qPrintable(phase)) << phase << what;
    }
}

void ConsoleLifeTest::today() {
    QFETCH(QString, phase);
    QFETCH(QString, what);
    runCell(phase, what);
}

/// What the next start says of a switch whose console was killed, and what it makes of it.
NextStart ConsoleLifeTest::takenUp(ConsoleBench& bench, bool begun) {
    if (!begun) {
        const QString said = bench.saidByTheNextStart();
        QTest::qVerify(said.contains("Dragonfly follows the source, and nobody watches it"),
                       "saidByTheNextStart", qPrintable(said), __FILE__, __LINE__);
        return {said, Ending::None};
    }
    NextStart next = bench.recoveredByTheNextStart();
    for (const char* words : {"was left open", "The console stopped in"}) {
        QTest::qVerify(next.banner.contains(words), words, qPrintable(next.banner), __FILE__,
                       __LINE__);
    }
    QTest::qVerify(next.ending == Ending::Migrated || next.ending == Ending::Aborted,
                   "recoveredByTheNextStart", toString(next.ending), __FILE__, __LINE__);
    return next;
}

void ConsoleLifeTest::runCell(const QString& phase, const QString& what) {
    LabOptions options;
    options.keys = 1'000;
    options.extraReplicas = phase == u"pin" ? 1 : 0;
    ConsoleBench bench(options);
    QVERIFY(bench.start());
    const LabAddresses& at = bench.lab.addresses();
    QVERIFY(bench.startConsole({phase}, what));
    QVERIFY2(bench.awaitStep("verified"), bench.said().constData());
    const WritableWatch watch({at.source, at.target});
    QVERIFY2(bench.awaitStep(phase), bench.said().constData());
    if (what == u"sleep") {
        QVERIFY(bench.sleepOnce());
        QVERIFY2(bench.awaitStep("ended"), bench.said().constData());
        bench.terminate();
    }
    QVERIFY(bench.awaitEnd());
    QCOMPARE(bench.endedByItself(), what != u"kill");

    NextStart next;
    bool begun = true;
    if (what == u"kill") {
        begun = bench.migration().open;
        QVERIFY(begun || undoable.contains(phase));
        next = takenUp(bench, begun);
    }
    const Migration ended = bench.migration();
    QVERIFY(!ended.open);
    // Killed before anything was announced, it is as before the switch.
    const auto endings = begun ? endingsOf(phase, what) : QList{MigrationState::Replicating};
    QVERIFY2(endings.contains(ended.state), qPrintable(ended.outcome));
    const bool migrated = ended.state == MigrationState::Migrated;
    if (what == u"close") {
        const bool toldOfAbort = bench.said().contains("can still be aborted");
        QVERIFY2(toldOfAbort || bench.said().contains("can no longer be undone"),
                 bench.said().constData());
        QVERIFY(toldOfAbort || migrated);
        // Whoever was told of an abort sees that it came too late.
        QCOMPARE(bench.said().contains("stays\n"), toldOfAbort && migrated);
    }

    const redis::Address primary = migrated ? at.target : at.source;
    QVERIFY(bench.isWritten(primary));
    QTRY_COMPARE(watch.accepting(lately), QList{primary});
    const auto audit = bench.audit();
    VERIFY_VALUE(audit);
    QVERIFY(bothWritable(watch.seen(), changesItsMindWithinMs).isEmpty());
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
    if (what != u"kill") {
        next.banner = bench.saidByTheNextStart();
        QVERIFY2(!next.banner.contains("was left open"), qPrintable(next.banner));
    }
    qInfo("%s in %s: %s, %lld writes acknowledged, %lld lost; the next start: %s", qPrintable(what),
          qPrintable(phase), migrated ? "migrated" : "put back", audit->figures.acknowledged,
          audit->lost, qPrintable(next.banner));
}

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    if (const auto console = GuidedConsole::from(QApplication::arguments())) {
        return console->run();
    }
    ConsoleLifeTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "console_life_test.moc"
