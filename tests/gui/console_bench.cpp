// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console_bench.h"

#include "connections/connections.h"
#include "gui/guided_console.h"
#include "main_window.h"
#include "session/session_factory.h"
#include "settings/settings.h"
#include "widgets/banner.h"

#include <QFile>
#include <QPushButton>
#include <QTest>

#include <csignal>

namespace ferryman::test {

namespace {

/// Longer than any poll's deadline and than the freeze (3 s each), shorter than the Sentinels'
/// patience.
constexpr int sleepMs = 3'500;
constexpr int stepMs = 60'000;
constexpr int endMs = 120'000; ///< The way back and the settling have deadlines of 90 s.

} // namespace

ConsoleBench::ConsoleBench(const LabOptions& options)
    : lab(options) {}

bool ConsoleBench::start() {
    if (!lab.start()) {
        return false;
    }
    lab.hurrySentinels();
    Plan plan;
    plan.id = "5d0b7c1e-3f0a-4f6e-9a53-6a5b1c0f7a11";
    plan.name = "life";
    plan.group = lab.addresses().group;
    plan.sentinels = {redis::Endpoint{lab.addresses().sentinels.first(), {}, 0, false}};
    plan.dragonfly = redis::Endpoint{lab.addresses().target, {}, 0, false};
    plan.policy.steadySeconds = 1;
    m_load = std::make_unique<WriteLoad>(lab.load(500));
    m_load->start();
    return writePlan(plan, m_folder.filePath("plan.json")).has_value();
}

bool ConsoleBench::startConsole(const QStringList& at, const QString& what) {
    m_said.clear();
    m_console = std::make_unique<QProcess>();
    m_console->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const GuidedConsole console{m_folder.filePath("plan.json"), m_folder.path(), at, what};
    m_console->start(QCoreApplication::applicationFilePath(), console.arguments());
    return m_console->waitForStarted();
}

bool ConsoleBench::awaitStep(const QString& step) {
    return QTest::qWaitFor(
        [&] {
            m_said += m_console->readAllStandardOutput();
            return m_said.contains("at " + step.toLatin1() + '\n');
        },
        stepMs);
}

bool ConsoleBench::awaitEnd() {
    const bool ended =
        QTest::qWaitFor([&] { return m_console->state() == QProcess::NotRunning; }, endMs);
    m_said += m_console->readAllStandardOutput();
    if (!ended) {
        qWarning("the console has not ended: %s", m_said.constData());
    }
    return ended;
}

bool ConsoleBench::isStopped() const {
    QFile state(QStringLiteral("/proc/%1/stat").arg(m_console->processId()));
    return state.open(QIODevice::ReadOnly) && state.readAll().contains(") T ");
}

bool ConsoleBench::sleepOnce() {
    if (!QTest::qWaitFor([this] { return isStopped(); }, stepMs)) {
        return false;
    }
    QTest::qWait(sleepMs); // time that passes is what is tested here
    ::kill(static_cast<pid_t>(m_console->processId()), SIGCONT);
    return QTest::qWaitFor([this] { return !isStopped(); });
}

void ConsoleBench::terminate() {
    ::kill(static_cast<pid_t>(m_console->processId()), SIGTERM);
}

bool ConsoleBench::endedByItself() const {
    return m_console->exitStatus() == QProcess::NormalExit;
}

Migration ConsoleBench::migration() const {
    const QList<Migration> all =
        migrationsIn({m_folder.filePath("journals"), {m_folder.filePath("plan.json")}});
    return all.isEmpty() ? Migration() : all.first();
}

QString ConsoleBench::saidByTheNextStart() {
    return startAgain(false).banner;
}

NextStart ConsoleBench::recoveredByTheNextStart() {
    return startAgain(true);
}

NextStart ConsoleBench::startAgain(bool recovers) {
    Settings settings(m_folder.filePath("next.ini"));
    settings.set(Preference::RecentPlans, QStringList{m_folder.filePath("plan.json")});
    SessionOptions options;
    options.journalFolder = m_folder.filePath("journals");
    const auto session = makeSession(options);
    const auto connections = makeConnections();
    MainWindow window(*session, settings, *connections);
    window.showHome();
    window.show();
    NextStart next;
    const auto* banner = window.findChild<Banner*>("leftBanner");
    (void)QTest::qWaitFor([&] { return session->snapshot()->migrations.read; });
    (void)QTest::qWaitFor([&] { return !banner->text().isEmpty(); }, 1'000);
    next.banner = banner->text();
    if (recovers) {
        QTest::mouseClick(window.findChild<QPushButton*>("openLeftButton"), Qt::LeftButton);
        const auto cutover = [&] { return session->snapshot()->failOver.cutover; };
        (void)QTest::qWaitFor([&] { return cutover().ending != Ending::None; }, endMs);
        next.ending = cutover().ending;
    }
    return next;
}

bool ConsoleBench::isWritten(const redis::Address& primary) {
    const auto fence = lab.ask(primary, {"CONFIG", "GET", "min-replicas-to-write"});
    if (fence && fence->items().size() == 2 && // Dragonfly has no such setting
        fence->items().at(1).bytes() != QByteArray("0")) {
        return false;
    }
    const qint64 before = m_load->figures().acknowledged;
    return QTest::qWaitFor(
        [&] {
            const auto now = m_load->figures();
            return now.acknowledged > before + 50 && now.writingTo == primary;
        },
        static_cast<int>(patience.count()));
}

Result<LoadAudit> ConsoleBench::audit() {
    m_load->stop();
    return await(m_load->audit(), labPatience);
}

} // namespace ferryman::test
