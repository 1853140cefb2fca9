// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections.h"
#include "main_window.h"
#include "session/session_factory.h"
#include "session_end.h"
#include "settings/settings.h"
#include "support/practice_lab.h"
#include "widgets/banner.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QLabel>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Longer than any poll's deadline (3 s), and shorter than the Sentinels' patience.
constexpr int sleepMs = 3'500;

/// How a console is used in this test: it goes through the journey by itself, and at the steps of
/// `at` something befalls it.
struct Journey {
    QStringList at;
    QString what; ///< "close", "end", "kill" or "sleep".
};

/// The console's side, in a process of its own: the window and the engine as the program has them,
/// and somebody who goes through all steps.
class Guide : public QObject {
public:
    Guide(Session& session, MainWindow& window, Journey journey)
        : m_session(session)
        , m_window(window)
        , m_journey(std::move(journey)) {
        connect(&session, &Session::changed, this, [this](const SnapshotPtr& now) { guide(*now); });
        connect(&session, &Session::journalled, this, [this](const JournalRow& row) {
            // A snapshot comes too late for it: the freeze lasts some ten milliseconds.
            const bool frozen = row.kind == RowKind::Reply &&
                                QJsonDocument(row.data).toJson().contains("CLIENT PAUSE");
            reach(frozen, "frozen");
        });
    }

private:
    void once(bool mayBegin, const char* name, const std::function<void()>& begin) {
        if (mayBegin && !m_begun.contains(QLatin1String(name))) {
            m_begun.append(QLatin1String(name));
            begin();
        }
    }

    void guide(const Snapshot& now) {
        const SwitchState& cutover = now.failOver.cutover;
        const LinkPhase link = now.replicate.link.phase;
        once(!now.plan.sentinels.isEmpty(), "connect", [this] { m_session.connectAll(); });
        once(now.connect.usable, "assess", [this] { m_session.assess(); });
        once(now.connect.usable && now.assess.ran && !now.assess.running, "replicate",
             [this] { m_session.startReplication(true); });
        once(link == LinkPhase::Steady && now.verify.cannotStart.isEmpty(), "verify",
             [this, &now] { m_session.startVerify(now.verify.request); });
        const bool verified = now.verify.last != nullptr && !now.verify.running; // by this one
        const bool opens = !now.failOver.gates.isEmpty() && allOpen(now.failOver.gates);
        if (verified && opens && !cutover.running && cutover.ending == Ending::None &&
            !m_journey.at.isEmpty()) {
            failOver(now.plan.group);
        }

        reach(now.connect.running || now.connect.usable, "connect"); // it may take no time
        reach(now.assess.running, "assess");
        reach(link == LinkPhase::FullSync, "full-sync");
        reach(link == LinkPhase::Steady, "steady");
        reach(now.verify.running, "verify");
        reach(verified, "verified");
        reach(cutover.running && cutover.phase == Phase::Arm, "arm");
        reach(cutover.running && cutover.irrevocable, "promote");
        reach(cutover.ending != Ending::None, "ended");
    }

    /// A gate that closes just then refuses it; a person would press again.
    void failOver(const QString& group) {
        if (!m_asked.isValid() || m_asked.elapsed() > 2'000) {
            m_asked.start();
            m_session.failOver(group);
        }
    }

    void reach(bool isThere, const char* name) {
        const QString step = QString::fromLatin1(name);
        if (!isThere || m_reached.contains(step)) {
            return;
        }
        m_reached.append(step);
        std::printf("at %s\n", name);
        std::fflush(stdout);
        if (m_journey.at.removeAll(step) > 0) {
            befall();
        }
    }

    void befall() {
        if (m_journey.what == "close") {
            m_window.close();
        } else if (m_journey.what == "end") {
            ::raise(SIGTERM);
        } else if (m_journey.what == "kill") { // a session that does not wait
            ::raise(SIGKILL);
        } else {
            ::raise(SIGSTOP);
        }
    }

    Session& m_session;
    MainWindow& m_window;
    Journey m_journey;
    QElapsedTimer m_asked;
    QStringList m_begun;
    QStringList m_reached;
};

int runConsole(int argc, char** argv) {
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments(); // --console PLAN FOLDER STEPS WHAT
    const QString folder = arguments[3];
    Settings settings(folder + "/settings.ini");
    SessionOptions options;
    options.journalFolder = folder + "/journals";
    const auto session = makeSession(options);
    const auto connections = makeConnections();
    MainWindow window(*session, settings, *connections);
    new SessionEnd(window);
    Guide guide(*session, window, {arguments[4].split(','), arguments[5]});
    window.openPlan(arguments[2]);
    window.show();
    return QApplication::exec();
}

} // namespace

/// The console as a process: closed, ended with the session or put to sleep at each step. Nothing
/// is lost, no source is left frozen, and the next start says where it stands. What befalls the
/// servers meanwhile, and a console that dies within the switch, is the fault matrix's.
class ConsoleLifeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { begin(); }
    void cleanupTestCase() { end(); }
    // On one lab, in this order: what a console leaves is what the next one finds.
    void asleepAtEachStepBeforeTheSwitch();
    void endedBeforeTheSwitch_data();
    void endedBeforeTheSwitch();
    void endedWhileItCanBeUndone();
    void asleepWithinTheFreeze();
    void endedWhenItCannotBeUndone();

private:
    void begin(); ///< With a lab, its load and a folder for journals of their own.
    void end();   ///< Nothing that was acknowledged may be lost.
    void start(const QString& steps, const QString& what);
    [[nodiscard]] bool awaitStep(const QString& step, int timeoutMs = 60'000);
    [[nodiscard]] bool awaitEnd(int timeoutMs = 60'000);
    void sleepOnce();
    [[nodiscard]] bool isStopped() const;
    [[nodiscard]] Migration migration() const;
    [[nodiscard]] QString saidByTheNextStart();
    void verifyNotFrozen(const redis::Address& primary);

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<WriteLoad> m_load;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_console;
    QByteArray m_said;
    bool m_migrated = false;
};

void ConsoleLifeTest::begin() {
    m_folder = std::make_unique<QTemporaryDir>();
    LabOptions options;
    options.keys = 4'000;
    options.snapshotDelayUs = 250; // a second of full sync
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    m_lab->hurrySentinels();
    Plan plan;
    plan.id = "5d0b7c1e-3f0a-4f6e-9a53-6a5b1c0f7a11";
    plan.name = "life";
    plan.group = m_lab->addresses().group;
    plan.sentinels = {redis::Endpoint{m_lab->addresses().sentinels.first(), {}, 0, false}};
    plan.dragonfly = redis::Endpoint{m_lab->addresses().target, {}, 0, false};
    plan.policy.steadySeconds = 1;
    VERIFY_VALUE(writePlan(plan, m_folder->filePath("plan.json")));
    m_load = std::make_unique<WriteLoad>(m_lab->load(500));
    m_load->start();
}

void ConsoleLifeTest::end() {
    m_console.reset();
    m_load->stop();
    const auto audit = await(m_load->audit(), labPatience);
    VERIFY_VALUE(audit);
    qInfo("%lld writes acknowledged, %lld lost", audit->figures.acknowledged, audit->lost);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
    m_load.reset();
    m_lab.reset();
}

void ConsoleLifeTest::start(const QString& steps, const QString& what) {
    m_said.clear();
    m_console = std::make_unique<QProcess>();
    m_console->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_console->start(QCoreApplication::applicationFilePath(),
                     {"--console", m_folder->filePath("plan.json"), m_folder->path(), steps, what});
    QVERIFY(m_console->waitForStarted());
}

bool ConsoleLifeTest::awaitStep(const QString& step, int timeoutMs) {
    return QTest::qWaitFor(
        [&] {
            m_said += m_console->readAllStandardOutput();
            return m_said.contains("at " + step.toLatin1() + '\n');
        },
        timeoutMs);
}

bool ConsoleLifeTest::awaitEnd(int timeoutMs) {
    const bool ended =
        QTest::qWaitFor([&] { return m_console->state() == QProcess::NotRunning; }, timeoutMs);
    m_said += m_console->readAllStandardOutput();
    if (!ended) {
        qWarning("the console has not ended: %s", m_said.constData());
    }
    return ended;
}

bool ConsoleLifeTest::isStopped() const {
    QFile state(QStringLiteral("/proc/%1/stat").arg(m_console->processId()));
    return state.open(QIODevice::ReadOnly) && state.readAll().contains(") T ");
}

void ConsoleLifeTest::sleepOnce() {
    QTRY_VERIFY_WITH_TIMEOUT(isStopped(), 10'000);
    QTest::qWait(sleepMs); // time that passes is what is tested here
    ::kill(static_cast<pid_t>(m_console->processId()), SIGCONT);
    QTRY_VERIFY(!isStopped());
}

Migration ConsoleLifeTest::migration() const {
    const QList<Migration> all =
        migrationsIn({m_folder->filePath("journals"), {m_folder->filePath("plan.json")}});
    return all.isEmpty() ? Migration() : all.first();
}

/// The start page of one more console on the same folder.
QString ConsoleLifeTest::saidByTheNextStart() {
    Settings settings(m_folder->filePath("next.ini"));
    settings.set(Preference::RecentPlans, QStringList{m_folder->filePath("plan.json")});
    SessionOptions options;
    options.journalFolder = m_folder->filePath("journals");
    const auto session = makeSession(options);
    const auto connections = makeConnections();
    MainWindow window(*session, settings, *connections);
    window.showHome();
    window.show();
    const auto* banner = window.findChild<Banner*>("leftBanner");
    (void)QTest::qWaitFor([&] { return session->snapshot()->migrations.read; });
    (void)QTest::qWaitFor([&] { return !banner->text().isEmpty(); }, 1'000);
    return banner->text();
}

void ConsoleLifeTest::verifyNotFrozen(const redis::Address& primary) {
    const auto fence = m_lab->ask(primary, {"CONFIG", "GET", "min-replicas-to-write"});
    if (fence && fence->items().size() == 2) { // Dragonfly has no such setting
        QCOMPARE(fence->items().value(1).bytes(), QByteArray("0"));
    }
    const qint64 before = m_load->figures().acknowledged;
    QTRY_VERIFY_WITH_TIMEOUT(m_load->figures().acknowledged > before + 50, 10'000);
    QCOMPARE(m_load->figures().writingTo, primary);
}

void ConsoleLifeTest::asleepAtEachStepBeforeTheSwitch() {
    start("connect,assess,full-sync,steady,verify", "sleep");
    for (const char* step : {"connect", "assess", "full-sync", "steady", "verify"}) {
        QVERIFY2(awaitStep(step), m_said.constData());
        sleepOnce();
    }
    QVERIFY2(awaitStep("verified"), m_said.constData()); // and it has gone on
    verifyNotFrozen(m_lab->addresses().source);
    ::kill(static_cast<pid_t>(m_console->processId()), SIGTERM);
    QVERIFY(awaitEnd(10'000));
    QCOMPARE(m_console->exitStatus(), QProcess::NormalExit);
    QCOMPARE(migration().state, MigrationState::Replicating);
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
    start(step, what);
    QVERIFY(awaitEnd());
    QVERIFY2(m_said.contains("at " + step.toLatin1()), m_said.constData());
    QCOMPARE(m_console->exitStatus() == QProcess::NormalExit, what != "kill");
    verifyNotFrozen(m_lab->addresses().source);
    const auto priority =
        m_lab->ask(m_lab->addresses().target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(priority);
    QCOMPARE(priority->items().value(1).bytes(), QByteArray("0"));
    QVERIFY(migration().isLeft());
    const QString said = saidByTheNextStart();
    QVERIFY2(said.contains("Dragonfly follows the source, and nobody watches it"),
             qPrintable(said));
}

void ConsoleLifeTest::endedWhileItCanBeUndone() {
    start("arm", "end");
    QVERIFY(awaitEnd());
    QVERIFY2(m_said.contains("at arm\n") && m_said.contains("at ended\n"), m_said.constData());
    QCOMPARE(m_console->exitStatus(), QProcess::NormalExit);
    verifyNotFrozen(m_lab->addresses().source);
    QVERIFY(!migration().open);
    QCOMPARE(migration().state, MigrationState::Aborted); // so its row says
}

/// On waking it finds what is true: put back, or brought to its end.
void ConsoleLifeTest::asleepWithinTheFreeze() {
    start("frozen", "sleep");
    QVERIFY2(awaitStep("frozen"), m_said.constData());
    sleepOnce();
    QVERIFY2(awaitStep("ended"), m_said.constData());
    m_migrated = migration().state == MigrationState::Migrated;
    qInfo("after a sleep of %d ms within the freeze: %s", sleepMs,
          m_migrated ? "migrated" : "put back");
    verifyNotFrozen(m_migrated ? m_lab->addresses().target : m_lab->addresses().source);
    ::kill(static_cast<pid_t>(m_console->processId()), SIGTERM);
    QVERIFY(awaitEnd(10'000));
    QVERIFY(!migration().open);
}

void ConsoleLifeTest::endedWhenItCannotBeUndone() {
    if (m_migrated) { // the failover had been sent when the console fell asleep
        end();
        begin();
    }
    start("promote", "end");
    QVERIFY(awaitEnd());
    QVERIFY2(m_said.contains("at promote\n") && m_said.contains("at ended\n"), m_said.constData());
    QCOMPARE(m_console->exitStatus(), QProcess::NormalExit);
    QCOMPARE(migration().state, MigrationState::Migrated);
    verifyNotFrozen(m_lab->addresses().target);
    QCOMPARE(saidByTheNextStart(), QString());
}

int main(int argc, char** argv) {
    if (argc > 5 && QByteArrayView(argv[1]) == "--console") {
        return runConsole(argc, argv);
    }
    QApplication app(argc, argv);
    ConsoleLifeTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "console_life_test.moc"
