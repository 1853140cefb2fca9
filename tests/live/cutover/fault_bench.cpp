// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault_bench.h"

#include <algorithm>
#include <csignal>

namespace ferryman::test {

using redis::Command;

namespace {

constexpr milliseconds struckWithin{60'000};
constexpr milliseconds endedWithin{
    240'000}; // the console gives up after 120 s without progress, and detaches Dragonfly for 60 s
constexpr milliseconds quietAfterMending{
    7'000}; // a Sentinel's tilt, shortened, and what it does then
constexpr milliseconds quietAfterEnd{3'000};
constexpr milliseconds lately{500};
constexpr milliseconds twoPrimariesEndWithin{15'000}; // Sentinel demotes one after 8 to 11 s
constexpr int sentinelCount = 3;

Policy quickPolicy() {
    Policy policy;
    policy.steadySeconds = 1;
    policy.freezeBudgetMs = 1'500;
    policy.maxLagBytes = 10'000'000; // a loaded test machine is no reason to wait
    return policy;
}

LabOptions smallLab(int extraReplicas) {
    LabOptions options;
    options.extraReplicas = extraReplicas;
    options.keys = 500;
    options.sentinels = sentinelCount;
    options.downAfterMs = wantedDownAfterMs(quickPolicy()); // no more, so that they act soon
    options.failoverTimeoutMs = 10'000;
    return options;
}

int fromEnvironment(const char* name, int otherwise) {
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
}

QString text(const QJsonObject& object, const char* field) {
    return object.value(QLatin1String(field)).toString();
}

/// A line of what the console tells, where it tells of the switch.
QString lineOf(const QJsonObject& event) {
    const QString kind = text(event, "event");
    const QString at = text(event, "at").section(u'T', 1);
    if (kind == QLatin1String("phase")) {
        return QStringLiteral("%1 == %2: %3").arg(at, text(event, "phase"), text(event, "text"));
    }
    if (kind == QLatin1String("command") && !text(event, "phase").isEmpty()) {
        return QStringLiteral("%1    %2 %3 %4 -> %5")
            .arg(at, text(event, "subject"), text(event, "command"), text(event, "outcome"),
                 text(event, "reply").left(120));
    }
    if (kind == QLatin1String("sentinel")) {
        return QStringLiteral("%1    %2 %3 %4")
            .arg(at, text(event, "subject"), text(event, "name"), text(event, "payload"));
    }
    if (kind == QLatin1String("error") || kind == QLatin1String("result")) {
        return QStringLiteral("%1 ** %2").arg(at, text(event, "message"));
    }
    return {};
}

/// That one such event names one of these phases.
bool tells(CtlProcess& console, const char* event, const QStringList& phases) {
    return std::ranges::any_of(
        console.events(QLatin1String(event)),
        [&](const QJsonObject& object) { return phases.contains(text(object, "phase")); });
}

QString timelineOf(CtlProcess& console) {
    QStringList lines;
    for (const QJsonObject& event : console.events()) {
        lines.append(lineOf(event));
    }
    lines.removeAll(QString());
    return lines.join(u'\n');
}

} // namespace

FaultBench::FaultBench(int extraReplicas)
    : m_lab(smallLab(extraReplicas))
    , m_faultLasts(fromEnvironment("FAULT_MATRIX_LASTS_MS", 8'000))
    , m_writesPerSecond(fromEnvironment("FAULT_MATRIX_WRITE_RATE", 1'000)) {}

FaultBench::~FaultBench() {
    mend(); // a stopped server would not end
}

bool FaultBench::start() {
    if (!m_lab.start()) {
        return false;
    }
    const Lab& lab = m_lab.practice().lab;
    for (const CuttingProxy* server : m_lab.servers()) {
        m_pids.insert(server, lab.pid(server->address()));
    }
    for (int i = 0; i < sentinelCount; ++i) {
        CuttingProxy& sentinel = m_lab.sentinel(i);
        m_pids.insert(&sentinel, lab.pid(sentinel.address()));
        // Only waits become shorter by it: for Arm, and for what a Sentinel does after its tilt.
        (void)m_lab.ask(
            sentinel,
            Command{"SENTINEL", "DEBUG", "INFO-PERIOD", "1000", "TILT-PERIOD", "5000"}.changes());
    }
    m_load = std::make_unique<WriteLoad>(m_lab.practice().load(m_writesPerSecond));
    m_load->start();
    m_load->markSwitch(); // all of what follows counts as its outage
    return QTest::qWaitFor(
        [this] { return m_load->figures().acknowledged > m_writesPerSecond / 4; },
        static_cast<int>(labPatience.count()));
}

// --- one cell ---

FaultOutcome FaultBench::run(const FaultCell& cell) {
    FaultOutcome outcome;
    QElapsedTimer all;
    all.start();
    setTraps(cell);
    Plan plan = planOf(m_lab.addresses());
    plan.policy = quickPolicy();
    m_plan = std::make_unique<PlanFile>(plan);
    startConsole({"migrate", m_plan->path(), "--confirm", plan.group, "--json"});
    if (cell.point.console == FaultPoint::Console::Killed) {
        startRecovery();
        outcome.recovered = true;
    }
    outcome.struck = waitForStrike(cell.point);
    if (outcome.struck && cell.point.place == FaultPoint::Place::Stream) {
        strike(cell.fault);
    }
    m_sinceStrike.start();
    waitForConsole(outcome);
    if (cell.fault == Fault::ConsoleKilled) {
        recover(outcome);
    }
    waitUntilQuiet();
    if (outcome.status == QLatin1String("attention")) { // what a person does then
        recover(outcome);
        waitUntilQuiet();
    }
    judge(outcome);
    outcome.tookMs = all.elapsed();
    return outcome;
}

FaultOutcome FaultBench::runWithoutConsole(Fault fault) {
    FaultOutcome outcome;
    outcome.struck = m_lab.practice().attachTarget() && m_lab.practice().sentinelsKnowTarget();
    watch();
    strike(fault);
    m_sinceStrike.start();
    waitUntilQuiet();
    judge(outcome);
    return outcome;
}

void FaultBench::startConsole(const QStringList& arguments) {
    m_ctl = std::make_unique<CtlProcess>(arguments, environment());
    m_consolePid = m_ctl->pid();
}

/// Of the console that a trap killed.
void FaultBench::startRecovery() {
    (void)waitFor(
        [this] {
            watchOnceAttached();
            return !m_ctl->isRunning();
        },
        struckWithin);
    startConsole({"recover", m_plan->path(), "--json"});
}

QProcessEnvironment FaultBench::environment() const {
    auto environment = CtlProcess::defaultEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.path());
    return environment;
}

bool FaultBench::waitFor(const std::function<bool()>& isSo, milliseconds time) {
    return QTest::qWaitFor(
        [&] {
            mendInTime();
            return isSo();
        },
        static_cast<int>(time.count()));
}

/// Once Dragonfly is a replica: before that it accepts every write, and may not hold a key.
void FaultBench::watch() {
    QList<redis::Address> watched;
    for (const CuttingProxy* server : m_lab.servers()) {
        watched.append(m_lab.behind(*server));
    }
    m_watch = std::make_unique<WritableWatch>(watched);
}

void FaultBench::watchOnceAttached() {
    if (!m_watch && tells(*m_ctl, "sample", {"steady", "catching-up"})) {
        watch();
    }
}

bool FaultBench::waitForStrike(const FaultPoint& point) {
    const auto isTime = [&] {
        watchOnceAttached();
        if (point.place != FaultPoint::Place::Stream) {
            return m_struck.load();
        }
        return m_watch && (point.words.isEmpty() ||
                           tells(*m_ctl, "phase", {QString::fromLatin1(point.words.first())}));
    };
    (void)waitFor([&] { return isTime() || !m_ctl->isRunning(); }, struckWithin);
    return isTime();
}

void FaultBench::waitForConsole(FaultOutcome& outcome) {
    outcome.consoleEnded = waitFor([this] { return !m_ctl->isRunning(); }, endedWithin);
    (void)m_ctl->finish(0);
    outcome.exitCode = m_ctl->exitCode();
    outcome.timeline = timelineOf(*m_ctl);
    const QJsonObject result = m_ctl->result();
    if (text(result, "event") == QLatin1String("result")) {
        outcome.status = text(result, "status");
        outcome.message = text(result, "message");
    }
}

void FaultBench::recover(FaultOutcome& outcome) {
    CtlProcess recovery({"recover", m_plan->path(), "--json"}, environment());
    outcome.consoleEnded = waitFor([&] { return !recovery.isRunning(); }, endedWithin);
    (void)recovery.finish(0);
    outcome.recovered = true;
    outcome.exitCode = recovery.exitCode();
    outcome.status = text(recovery.result(), "status");
    outcome.message = text(recovery.result(), "message") + recovery.standardError();
    outcome.timeline += QStringLiteral("\n--- recover ---\n") + timelineOf(recovery);
}

/// Until what may still come of the fault has come.
void FaultBench::waitUntilQuiet() {
    QElapsedTimer sinceEnd;
    sinceEnd.start();
    const auto isQuiet = [&] {
        return m_mended && m_sinceStrike.hasExpired((m_faultLasts + quietAfterMending).count()) &&
               sinceEnd.hasExpired(quietAfterEnd.count());
    };
    (void)waitFor(isQuiet, endedWithin);
    (void)waitFor([this] { return !m_watch || m_watch->accepting(lately).size() <= 1; },
                  twoPrimariesEndWithin);
}

// --- the fault ---

void FaultBench::setTraps(const FaultCell& cell) {
    const FaultPoint& point = cell.point;
    for (int i = 0; i < sentinelCount; ++i) {
        m_lab.sentinel(i).setTrap(
            {Speaker::Console, {"SENTINEL", "FAILOVER"}, Trap::Moment::Before, [this, i] {
                 m_leader = i;
             }});
    }
    const Trap trap{point.speaker, point.words, point.moment, [this, fault = cell.fault] {
                        if (!m_struck.exchange(true)) {
                            strike(fault);
                        }
                    }};
    if (point.after.isEmpty()) {
        lay(point.place, trap);
        return;
    }
    const auto then = [this, point, trap] {
        if (m_begun.exchange(true)) { // another Sentinel, told by whoever took the switch up
            return;
        }
        if (point.console == FaultPoint::Console::Interrupted) {
            ::kill(static_cast<pid_t>(m_consolePid.load()), SIGINT);
        } else if (point.console == FaultPoint::Console::Killed) {
            strikeConsole(true);
        }
        lay(point.place, trap);
    };
    switch (point.console) {
    case FaultPoint::Console::GoesOn:
        return lay(FaultPoint::Place::Source,
                   {Speaker::Console, point.after, Trap::Moment::Answered, then});
    case FaultPoint::Console::Interrupted: // before the answer, which would lead on to Drain
        return lay(FaultPoint::Place::Source,
                   {Speaker::Console, point.after, Trap::Moment::Before, then});
    case FaultPoint::Console::Killed:
        return lay(FaultPoint::Place::AnySentinel,
                   {Speaker::Console, point.after, Trap::Moment::Answered, then});
    }
}

void FaultBench::lay(FaultPoint::Place place, const Trap& trap) {
    switch (place) {
    case FaultPoint::Place::Stream:
        return;
    case FaultPoint::Place::Source:
        return m_lab.source().setTrap(trap);
    case FaultPoint::Place::Target:
        return m_lab.target().setTrap(trap);
    case FaultPoint::Place::Replica:
        return m_lab.replica(0).setTrap(trap);
    case FaultPoint::Place::AnySentinel:
        for (int i = 0; i < sentinelCount; ++i) {
            m_lab.sentinel(i).setTrap(trap);
        }
        return;
    }
}

/// In the thread of the proxy whose trap it is: nothing but signals and what proxies take from any
/// thread.
void FaultBench::strike(Fault fault) {
    CuttingProxy& leader = m_lab.sentinel(m_leader);
    CuttingProxy& other = m_lab.sentinel((m_leader + 1) % sentinelCount);
    switch (fault) {
    case Fault::ConsoleKilled:
    case Fault::ConsoleFrozen:
        return strikeConsole(fault == Fault::ConsoleKilled);
    case Fault::SourceKilled:
    case Fault::SourceFrozen:
        return strikeServer(m_lab.source(), fault == Fault::SourceKilled);
    case Fault::TargetKilled:
    case Fault::TargetFrozen:
        return strikeServer(m_lab.target(), fault == Fault::TargetKilled);
    case Fault::LeaderKilled:
    case Fault::LeaderFrozen:
        return strikeServer(leader, fault == Fault::LeaderKilled);
    case Fault::OtherKilled:
    case Fault::OtherFrozen:
        return strikeServer(other, fault == Fault::OtherKilled);
    case Fault::ConsoleSourceCut:
        return m_lab.source().cut(Speaker::Console);
    case Fault::ConsoleTargetCut:
        return m_lab.target().cut(Speaker::Console);
    case Fault::SourceTargetCut:
        return m_lab.source().cut(Speaker::Replication);
    }
}

void FaultBench::strikeConsole(bool kill) {
    ::kill(static_cast<pid_t>(m_consolePid.load()), kill ? SIGKILL : SIGSTOP);
}

void FaultBench::strikeServer(CuttingProxy& proxy, bool kill) {
    ::kill(-static_cast<pid_t>(m_pids.value(&proxy)), kill ? SIGKILL : SIGSTOP);
    if (kill) {
        proxy.refuse();
    }
}

void FaultBench::mendInTime() {
    if (!m_mended && m_sinceStrike.isValid() && m_sinceStrike.hasExpired(m_faultLasts.count())) {
        mend();
    }
}

void FaultBench::mend() {
    m_mended = true;
    for (auto it = m_pids.cbegin(); it != m_pids.cend(); ++it) {
        ::kill(-static_cast<pid_t>(it.value()), SIGCONT);
    }
    if (m_ctl && m_ctl->isRunning()) {
        ::kill(static_cast<pid_t>(m_consolePid.load()), SIGCONT);
    }
    for (CuttingProxy* proxy : m_lab.servers()) {
        proxy->mend();
    }
}

// --- the outcome ---

void FaultBench::judge(FaultOutcome& outcome) {
    FaultWitness witness(m_lab);
    witness.look(outcome);
    if (m_watch) {
        witness.judgeWatch(*m_watch, outcome);
    }
    FaultWitness::readJournals(m_home.filePath(QStringLiteral("ferryman/journals")), outcome);
    witness.lookForWrites(*m_load, outcome);
}

} // namespace ferryman::test
