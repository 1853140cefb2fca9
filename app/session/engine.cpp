// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine.h"

#include "session/report_maker.h"
#include "session/secret_reading.h"
#include "session/steps.h"

namespace ferryman {

namespace {

constexpr milliseconds publishAfter{40};
constexpr milliseconds refreshEvery{500};  // the gates want evidence younger than 2 s
constexpr milliseconds recheckEvery{3000}; // and findings younger than 10 s

} // namespace

Engine::Engine(const SessionOptions& options)
    : m_options(options)
    , m_publishSoon(this) // children go along to the engine's thread
    , m_refresh(this)
    , m_recheck(this)
    , m_connector(m_clock, this)
    , m_watch(m_clock,
              {[this] { return m_connector.servers(); },
               [this](const redis::Address& server) { return m_connector.loginFor(server); }},
              this)
    , m_logbook(m_clock, options.journalFolder, this)
    , m_migrations(m_logbook.folder(), this)
    , m_assessor(m_clock, m_connector, m_logbook, this)
    , m_verification(
          m_clock, m_connector, m_logbook, [this] { return openJournal(); }, this)
    , m_setup(m_clock, m_logbook, this)
    , m_ears(this) {
    m_publishSoon.setSingleShot(true);
    m_publishSoon.setInterval(publishAfter);
    m_publishSoon.callOnTimeout(this, &Engine::publish);
    m_refresh.setInterval(refreshEvery);
    m_refresh.callOnTimeout(&m_connector, &Connector::refresh);
    m_refresh.callOnTimeout(this, [this] { m_watch.look(m_now.switchRunning()); });
    m_recheck.setInterval(recheckEvery);
    m_recheck.callOnTimeout(this, &Engine::checkAgainBeforeSwitch);
    connect(&m_connector, &Connector::changed, this, [this] {
        judge();
        touch();
    });
    connect(&m_connector, &Connector::finished, this, &Engine::connectionEnded);
    connect(&m_watch, &GroupWatch::changed, this, &Engine::touch);
    connect(&m_verification, &Verification::changed, this, &Engine::touch);
    connect(&m_setup, &GroupSetup::changed, this, &Engine::touch);
    connect(&m_migrations, &MigrationList::changed, this, &Engine::touch);
    connect(&m_logbook, &Logbook::journalled, this, &Engine::journalled);
    connect(&m_ears, &SentinelEars::event, this, &Engine::sentinelEvent);
    connect(&m_ears, &SentinelEars::event, this, [this](const redis::SentinelEvent& event) {
        if (event.name == QLatin1String("+switch-master")) { // seen as it happens
            m_connector.refresh();
            m_watch.look(true);
        }
    });
    for (const auto signal : {&Assessor::changed, &Assessor::finished}) {
        connect(&m_assessor, signal, this, [this] {
            judge();
            touch();
        });
    }
}

Engine::~Engine() = default;

void Engine::start() {
    if (m_options.practice) {
        startPractice();
    } else {
        m_migrations.look();
    }
    publish();
}

void Engine::take(const std::function<void(Engine&)>& command) {
    ++m_now.commandsTaken;
    command(*this);
    touch();
}

void Engine::startPractice() {
    m_now.practice = true;
    m_practice = std::make_unique<PracticeGround>(m_options);
    connect(m_practice.get(), &PracticeGround::progress, this, [this](const Message& message) {
        m_now.practiceNote = message;
        touch();
    });
    connect(m_practice.get(), &PracticeGround::ready, this, [this](const Plan& plan) {
        m_now.practiceNote = {};
        setPlan(plan, m_practice->secrets());
    });
    connect(m_practice.get(), &PracticeGround::failed, this, [this](const Error& error) {
        m_now.error = error;
        touch();
    });
    m_practice->start();
}

void Engine::touch() {
    if (!m_publishSoon.isActive()) {
        m_publishSoon.start();
    }
}

void Engine::publish() {
    ++m_now.number;
    observe();
    m_now.steps = stepStates(m_now);
    emit snapshotMade(std::make_shared<const Snapshot>(m_now));
}

void Engine::observe() {
    m_now.atMs = m_clock.utc().toMSecsSinceEpoch();
    m_now.connect = m_connector.state();
    m_now.connect.servers = m_watch.servers();
    m_now.connect.rawInfo = m_watch.rawInfo();
    m_now.migrations = m_migrations.state();
    m_now.setup = m_setup.state();
    m_now.assess = m_assessor.state();
    m_now.load = m_practice ? m_practice->figures() : std::nullopt;
    for (const EndpointStatus& endpoint : std::as_const(m_now.connect.endpoints)) {
        m_now.standIn = m_now.standIn || endpoint.identity.standIn;
    }
    m_verification.see(m_now);
    m_now.verify = m_verification.state();
    m_now.replicate.maySyncAgain = maySyncAgain();
    m_now.leftOpen = m_logbook.leftOpen();
    m_now.failOver.canRecover = m_logbook.leftSwitch().has_value();
    if (const Journal* journal = m_logbook.journal()) {
        m_now.journalRows = journal->count();
        m_now.journalPath = journal->path();
        if (const auto failure = journal->failure()) {
            m_now.error = failure;
        }
    }
}

bool Engine::refuseDuringSwitch() {
    if (!m_now.switchRunning()) {
        return false;
    }
    m_now.error =
        Error{ErrorKind::Refused,
              {QT_TRANSLATE_NOOP("core", "A switch is under way: wait until it has ended.")},
              {},
              {}};
    touch();
    return true;
}

void Engine::setWatchOptions(const WatchOptions& options) {
    m_watchOptions = options;
    m_verification.setUsualLimits(options.verifyLimits);
    if (m_replication) {
        m_replication->setSampling(options.sampling, options.history);
    }
}

void Engine::keepOutOfLog(const EnteredSecrets& secrets) const {
    if (m_options.log == nullptr) {
        return;
    }
    for (const auto& secret : {secrets.sentinels, secrets.source, secrets.dragonfly}) {
        if (secret) {
            m_options.log->keepOut(*secret);
        }
    }
}

void Engine::setPlan(const Plan& plan, const EnteredSecrets& secrets) {
    keepOutOfLog(secrets); // also where the plan is refused: they were typed
    if (refuseDuringSwitch()) {
        return;
    }
    ++m_planGeneration;
    m_refresh.stop();
    m_recheck.stop();
    m_switch.reset();
    m_withdrawal.reset();
    m_replication.reset();
    m_ears.listen({});
    m_logbook.close();
    m_watch.clear();
    m_connector.clear();
    m_assessor.clear(plan);
    m_setup.clear();
    m_loadSeen.reset();
    m_secrets = secrets;
    Snapshot fresh;
    fresh.number = m_now.number;
    fresh.commandsTaken = m_now.commandsTaken;
    fresh.practice = m_now.practice;
    fresh.plan = plan;
    m_now = fresh;
    m_recovering = false;
    m_logbook.lookBack(plan.id);
    m_verification.clear(plan);
    touch();
}

void Engine::setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                        bool registers) {
    if (refuseDuringSwitch() || (registers && !openJournal())) {
        return;
    }
    m_now.error.reset();
    Plan plan = m_now.plan;
    plan.group = setup.group;
    plan.sentinels = sentinels;
    whenDone(readSecrets(plan, m_secrets, this), this,
             [this, plan, setup, registers,
              generation = m_planGeneration](const Result<EnteredSecrets>& secrets) {
                 if (generation != m_planGeneration) {
                     return;
                 }
                 if (secrets) {
                     keepOutOfLog(*secrets);
                     m_setup.start(plan, *secrets, setup, registers);
                 } else {
                     m_now.error = secrets.error();
                 }
                 touch();
             });
}

void Engine::connectAll() {
    if (refuseDuringSwitch()) {
        return;
    }
    m_now.error.reset();
    const quint64 generation = m_planGeneration;
    whenDone(readSecrets(m_now.plan, m_secrets, this), this,
             [this, generation](const Result<EnteredSecrets>& secrets) {
                 if (generation != m_planGeneration) {
                     return;
                 }
                 if (!secrets) {
                     m_now.error = secrets.error();
                     touch();
                     return;
                 }
                 openWith(*secrets);
             });
}

void Engine::openWith(const EnteredSecrets& secrets) {
    m_secrets = secrets;
    keepOutOfLog(secrets); // those of the environment and the keychain too
    m_switch.reset();      // they hold pointers into the connector
    m_withdrawal.reset();
    m_replication.reset();
    m_now.replicate.starting = false;
    m_now.replicate.stopping = false;
    m_ears.listen({});
    m_watch.clear();
    m_connector.start(m_now.plan, secrets);
}

void Engine::connectionEnded() {
    if (std::exchange(m_recovering, false)) {
        recover();
    }
    if (!m_connector.state().usable) {
        touch();
        return;
    }
    if (m_now.plan.group.isEmpty()) {
        m_now.plan.group = m_connector.group();
    }
    m_now.replicate.commands = attachCommands(linkPlan());
    m_now.replicate.syncAgainCommands = syncAgainCommands(linkPlan());
    m_refresh.start();
    m_watch.look(true);
    touch();
}

void Engine::assess(const QString& onlyCheck) {
    if (!refuseDuringSwitch()) {
        m_assessor.assess(onlyCheck);
    }
}

void Engine::acceptFinding(const QString& id, const QString& subject, const QString& because) {
    QStringList& ofPlan = m_now.plan.policy.acceptFindings; // for whoever exports the plan
    if (m_assessor.accept(id, subject, because) && !ofPlan.contains(id)) {
        ofPlan.append(id);
    }
}

void Engine::mendFinding(const QString& id, const QString& subject) {
    if (m_connector.state().usable && !refuseDuringSwitch() && openJournal()) {
        m_assessor.mend(id, subject);
    }
}

void Engine::undoMend(const QString& id, const QString& subject) {
    if (m_connector.state().usable && !refuseDuringSwitch() && openJournal()) {
        m_assessor.undo(id, subject);
    }
}

bool Engine::openJournal() {
    observe();
    const auto opened = m_logbook.open(m_now);
    if (!opened) {
        m_now.error = opened.error();
        touch();
    }
    return opened.has_value();
}

void Engine::makeReport() {
    if (m_logbook.journal() == nullptr) {
        takeReport(reportOfEarlier(m_logbook.folder(), m_now.plan.id));
        return;
    }
    ReportSources sources;
    sources.load = m_loadSeen;
    sources.journal = m_logbook.journal();
    const quint64 generation = m_planGeneration;
    whenDone(m_connector.readTopology(), this,
             [this, sources, generation](const Result<Topology>& after) mutable {
                 if (generation != m_planGeneration) {
                     return;
                 }
                 sources.after = after.value_or(m_connector.state().topology);
                 observe();
                 takeReport(makeReportOf(m_now, sources));
             });
}

void Engine::takeReport(const Result<Report>& report) {
    if (report) {
        m_now.report.report = std::make_shared<const Report>(*report);
        m_now.report.error.reset();
    } else {
        m_now.report.error = report.error();
    }
    touch();
}

/// Not while a switch runs: its thread has other things to do than to ask who holds a journal.
void Engine::listMigrations(const QStringList& planFiles) {
    if (!m_now.switchRunning() && !m_options.practice) {
        m_migrations.look(planFiles);
    }
}

void Engine::keepPlan(const Plan& plan) {
    if (!refuseDuringSwitch()) {
        m_migrations.keep(plan);
    }
}

void Engine::forgetMigration(const QString& id) {
    if (!refuseDuringSwitch()) {
        m_migrations.forget(id); // the one that is open here is held, and refused as such
    }
}

void Engine::exportReport(const QString& folder) {
    if (!m_now.report.report) {
        return;
    }
    const auto files = writeReport(*m_now.report.report, folder);
    if (files) {
        m_now.report.files = *files;
        m_now.report.error.reset();
    } else {
        m_now.report.error = files.error();
    }
    touch();
}

} // namespace ferryman
