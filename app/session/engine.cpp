// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine.h"

#include "session/logins.h"
#include "session/report_maker.h"
#include "session/secret_reading.h"
#include "session/steps.h"

#include <algorithm>

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
    , m_logbook(m_clock, options.journalFolder, this)
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
    m_recheck.setInterval(recheckEvery);
    m_recheck.callOnTimeout(this, &Engine::checkAgainBeforeSwitch);
    connect(&m_connector, &Connector::changed, this, [this] {
        judge();
        touch();
    });
    connect(&m_connector, &Connector::finished, this, &Engine::connectionEnded);
    connect(&m_verification, &Verification::changed, this, &Engine::touch);
    connect(&m_setup, &GroupSetup::changed, this, &Engine::touch);
    connect(&m_logbook, &Logbook::journalled, this, &Engine::journalled);
    connect(&m_ears, &SentinelEars::event, this, &Engine::sentinelEvent);
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
        m_now.leftMigrations = m_logbook.leftByOthers();
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
    m_now.setup = m_setup.state();
    m_now.assess = m_assessor.state();
    m_now.load = m_practice ? m_practice->figures() : std::nullopt;
    for (const EndpointStatus& endpoint : std::as_const(m_now.connect.endpoints)) {
        m_now.standIn = m_now.standIn || endpoint.identity.standIn;
    }
    m_verification.see(m_now);
    m_now.verify = m_verification.state();
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

void Engine::setPlan(const Plan& plan, const EnteredSecrets& secrets) {
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
    m_switch.reset(); // they hold pointers into the connector
    m_withdrawal.reset();
    m_replication.reset();
    m_now.replicate.starting = false;
    m_now.replicate.stopping = false;
    m_ears.listen({});
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
    m_refresh.start();
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

LinkPlan Engine::linkPlan() const {
    LinkPlan link;
    link.primary = m_connector.state().topology.primary;
    link.policy = m_now.plan.policy;
    link.target = m_connector.targetNames();
    const redis::Login source = sourceLogin(m_now.plan, m_secrets, link.primary);
    link.sourceUser = source.endpoint.user;
    link.sourcePassword = source.password;
    link.group = m_connector.group();
    return link;
}

void Engine::startReplication(bool replaceTargetData) {
    if (!m_connector.state().usable || m_now.replicate.starting || m_now.replicate.stopping ||
        refuseDuringSwitch() || !openJournal()) {
        return;
    }
    m_now.replicate.starting = true;
    m_now.replicate.error.reset();
    LinkPlan plan = linkPlan();
    plan.before = m_logbook.linkBefore();
    adoptReplication(std::make_unique<Replication>(plan, m_connector.source(), m_connector.target(),
                                                   m_clock, m_logbook.linkWitness()));
    listenToSentinels();
    touch();
    whenDone(m_replication->attach(replaceTargetData || m_now.plan.policy.replaceTargetData),
             m_replication.get(), [this](const Result<Done>& attached) {
                 m_now.replicate.starting = false;
                 const bool mayBeAttached =
                     attached || attached.error().kind == ErrorKind::Indeterminate;
                 if (m_now.replicate.stopping && mayBeAttached) {
                     withdraw();
                 } else if (attached) {
                     m_logbook.takeStock(true);
                     m_replication->watch();
                     prepareSwitch();
                 } else {
                     if (!std::exchange(m_now.replicate.stopping, false)) {
                         m_now.replicate.error = attached.error();
                     }
                     m_logbook.failed(RowKind::Replication, attached.error());
                     if (!mayBeAttached) { // and nobody may end what this run did not begin
                         m_replication.release()->deleteLater();
                     }
                 }
                 touch();
             });
}

void Engine::adoptReplication(std::unique_ptr<Replication> replication) {
    m_switch.reset();
    m_withdrawal.reset();
    m_replication = std::move(replication);
    m_loopStopped = false;
    m_now.replicate.history = m_replication->history();
    connect(m_replication.get(), &Replication::changed, this, &Engine::watchReplication);
}

void Engine::watchReplication(const LinkState& link) {
    if (link.phase != m_now.replicate.link.phase) {
        m_logbook.entered(link);
    }
    m_now.replicate.link = link;
    if (link.phase == LinkPhase::Looping && !m_now.switchRunning() &&
        !std::exchange(m_loopStopped, true)) {
        stopReplication(); // Dragonfly would go on for ever (replica.cc)
    }
    judge();
    touch();
}

void Engine::stopReplication() {
    if (!m_replication || m_now.replicate.stopping || refuseDuringSwitch() ||
        m_now.failOver.cutover.ending == Ending::Migrated) {
        return;
    }
    if (m_logbook.leftSwitch()) { // what it left may hang on the link
        m_now.error =
            Error{ErrorKind::Refused,
                  {QT_TRANSLATE_NOOP("core", "A switch was left open: take it up first.")},
                  {},
                  {}};
        touch();
        return;
    }
    m_now.replicate.stopping = true;
    m_now.replicate.error.reset();
    touch();
    if (!m_now.replicate.starting) { // else once REPLICAOF has its answer
        withdraw();
    }
}

void Engine::withdraw() {
    m_switch.reset(); // without a link there is nothing to switch
    m_now.failOver.gates.clear();
    m_withdrawal = std::make_unique<Withdrawal>(
        Withdrawal::Parties{m_replication.get(), m_connector.source(), m_connector.target(),
                            m_connector.sentinels(), m_connector.group(), m_logbook.witness()});
    whenDone(m_withdrawal->run(), m_withdrawal.get(),
             [this](const Result<Done>& ended) { endReplication(ended); });
}

void Engine::endReplication(const Result<Done>& ended) {
    m_now.replicate.stopping = false;
    m_now.replicate.error = ended ? std::nullopt : std::optional(ended.error());
    if (!ended) {
        m_logbook.failed(RowKind::Replication, ended.error());
    }
    touch();
}

void Engine::listenToSentinels() {
    QList<redis::Login> logins;
    for (const redis::Address& address : m_connector.sentinels()->addresses()) {
        logins.append(peerLogin(m_now.plan, m_secrets, address));
    }
    m_ears.listen(logins);
}

GateEvidence Engine::evidence() const {
    GateEvidence evidence;
    evidence.plan = m_now.plan;
    evidence.link = m_now.replicate.link;
    evidence.data = m_verification.evidence();
    evidence.topology = m_connector.state().topology;
    evidence.findings = m_assessor.findings();
    const SwitchState& cutover = m_now.failOver.cutover;
    if (!cutover.running || cutover.phase == Phase::Gate) { // none is read again from Pin on
        evidence.findingsReadAtMs = m_assessor.volatileReadAtMs();
    }
    for (const EndpointStatus& endpoint : m_connector.state().endpoints) {
        const bool measured = endpoint.tested && !endpoint.error;
        const auto roundTrip = measured ? std::optional(endpoint.roundTripMs) : std::nullopt;
        if (endpoint.role == EndpointStatus::Role::Source) {
            evidence.source = endpoint.address;
            evidence.sourceIdentity = endpoint.identity;
            evidence.sourceSeenAtMs = endpoint.testedAtMs;
            evidence.sourceRoundTripMs = roundTrip;
        } else if (endpoint.role == EndpointStatus::Role::Dragonfly) {
            evidence.targetRoundTripMs = roundTrip;
        }
    }
    evidence.target = m_now.replicate.link.listed;
    evidence.assessedAtMs = m_assessor.assessedAtMs();
    evidence.journalWritable = m_logbook.isWritable();
    evidence.nowMs = m_clock.utc().toMSecsSinceEpoch();
    return evidence;
}

void Engine::judge() {
    if (!m_switch || m_now.failOver.cutover.ending == Ending::Migrated) {
        return;
    }
    const GateEvidence now = evidence();
    m_now.failOver.gates = judgeGates(now);
    m_now.failOver.preview = m_switch->preview(now);
}

SwitchParties Engine::switchParties() {
    SwitchParties parties;
    parties.plan = m_now.plan;
    parties.group = m_connector.group();
    parties.source = m_connector.source();
    parties.target = m_connector.target();
    parties.sentinels = m_connector.sentinels();
    parties.journal = m_logbook.journal();
    parties.clock = &m_clock;
    parties.gaveLogin = m_logbook.linkBefore().login;
    parties.frozen = m_verification.frozenComparison();
    parties.evidence = [this] {
        return andThen(m_connector.readTopology(), this,
                       [this](const Topology& topology) -> Result<GateEvidence> {
                           GateEvidence fresh = evidence();
                           fresh.topology = topology;
                           return fresh;
                       });
    };
    return parties;
}

void Engine::prepareSwitch() {
    adoptSwitch(switchParties());
    m_recheck.start();
}

/// What clients and other operators can change is looked at again while the switch waits for its
/// confirmation; once it runs, nothing but the switch is asked of the servers.
void Engine::checkAgainBeforeSwitch() {
    const LinkPhase link = m_now.replicate.link.phase;
    const Ending ending = m_now.failOver.cutover.ending;
    const bool waits = m_switch && !m_now.switchRunning() &&
                       (ending == Ending::None || ending == Ending::Aborted) &&
                       (link == LinkPhase::CatchingUp || link == LinkPhase::Steady);
    if (!waits || m_rechecking || m_assessor.isMending() || !m_assessor.ran()) {
        return;
    }
    m_rechecking = true;
    whenDone(m_assessor.refreshVolatile(), this,
             [this](const Result<Done>&) { m_rechecking = false; });
}

void Engine::adoptSwitch(SwitchParties parties) {
    m_switch = std::make_unique<Switch>(std::move(parties));
    connect(m_switch.get(), &Switch::changed, this, &Engine::watchSwitch);
    connect(m_switch.get(), &Switch::refused, this, [this](const Message& because) {
        m_now.failOver.refused = because;
        touch();
    });
    connect(m_switch.get(), &Switch::finished, this, &Engine::switchEnded);
}

void Engine::watchSwitch(const SwitchState& state) {
    const SwitchState before = std::exchange(m_now.failOver.cutover, state);
    const auto begins = [&](Phase phase) { return state.phase == phase && before.phase != phase; };
    const qint64 nowMs = m_clock.utc().toMSecsSinceEpoch();
    if (!m_replication) {
        touch();
        return; // one that was taken up again
    }
    if (begins(Phase::Drain)) {
        m_replication->history()->mark({nowMs, "frozen"});
    } else if (begins(Phase::Demote)) { // promoted: there is nothing to replicate from any more
        m_replication->history()->mark({nowMs, "promoted"});
        m_replication->unwatch();
    }
    touch();
}

void Engine::failOver(const QString& typedGroup) {
    if (!m_switch || m_now.switchRunning()) {
        return;
    }
    if (m_now.failOver.cutover.ending == Ending::Aborted) {
        prepareSwitch(); // an aborted switch has put everything back: it may be tried again
        m_now.failOver.cutover = {};
    }
    judge();
    m_now.failOver.refused = {};
    if (m_assessor.isMending()) {
        m_now.failOver.refused = {
            QT_TRANSLATE_NOOP("core", "A finding is being mended: wait until it has ended.")};
        return;
    }
    if (m_replication && m_logbook.journal() != nullptr) {
        journalHistory(*m_logbook.journal(), *m_replication->history());
    }
    if (m_practice) {
        m_practice->markSwitch();
    }
    m_switch->confirm(typedGroup);
}

void Engine::recover() {
    if (refuseDuringSwitch()) {
        return;
    }
    if (m_connector.sentinels() == nullptr || m_connector.state().running) {
        m_recovering = true;
        if (!m_connector.state().running) {
            connectAll();
        }
        return;
    }
    m_now.failOver.recovered = false;
    if (!openJournal()) {
        return;
    }
    if (const auto left = m_logbook.leftSwitch()) {
        resumeSwitch(*left);
    } else {
        m_now.failOver.recovered = true;
    }
    touch();
}

/// The primary that Sentinel names may be Dragonfly by now: the old one is whom the journal names.
void Engine::resumeSwitch(const ResumedSwitch& left) {
    m_switch.reset();
    m_withdrawal.reset();
    m_replication.reset();
    m_leftSource =
        std::make_unique<redis::Connection>(sourceLogin(m_now.plan, m_secrets, left.scope.source));
    m_leftTarget = std::make_unique<redis::Connection>(targetLogin(m_now.plan, m_secrets));
    listenToSentinels();
    SwitchParties parties = switchParties();
    parties.group = left.scope.group;
    parties.source = m_leftSource.get();
    parties.target = m_leftTarget.get();
    parties.resumed = left;
    adoptSwitch(std::move(parties));
    m_now.failOver.cutover = {};
    m_switch->resume();
}

void Engine::abortSwitch() {
    if (!m_switch) {
        return;
    }
    if (const auto aborted = m_switch->abort(); !aborted) {
        m_now.error = aborted.error();
        touch();
    }
}

void Engine::switchEnded(Ending ending) {
    m_now.failOver.cutover = m_switch->state();
    if (ending == Ending::Migrated && m_replication) {
        m_replication->unwatch(); // there is no replication any more: the last reading stays
    }
    m_connector.refresh();
    const quint64 generation = m_planGeneration;
    const auto given = ending == Ending::Migrated ? givePriorityBack() : ready<Done>(Done{});
    whenDone(given, this, [this, ending, generation](const Result<Done>&) {
        if (generation == m_planGeneration) { // a refusal stands in the journal, with its undo
            m_logbook.takeStock(m_replication != nullptr && ending != Ending::Migrated);
            closeSwitch(ending);
        }
    });
}

/// A primary is chosen by nobody, so that Dragonfly's replica_priority may stand as it did before
/// all of this.
Future<Done> Engine::givePriorityBack() {
    const auto before = m_logbook.linkBefore().priority;
    if (!before) {
        return ready<Done>(Done{});
    }
    redis::Connection* target = m_leftTarget ? m_leftTarget.get() : m_connector.target();
    const LinkWitness witness = m_logbook.linkWitness();
    const LinkWitness::Meaning meaning{{}, {linkchange::priority}};
    const auto command = redis::Command{"CONFIG", "SET", "replica_priority", *before}.changes();
    witness.before(target->address(), command, meaning);
    const auto reply = target->send(command);
    whenDone(reply, this, [=](const Result<redis::Value>& answer) {
        witness.after(target->address(), command, meaning, answer);
    });
    return andThen(reply, this, [](const redis::Value&) -> Result<Done> { return Done{}; });
}

void Engine::closeSwitch(Ending ending) {
    if (ending != Ending::Migrated || !m_practice || !m_practice->figures()) {
        makeReport();
        return;
    }
    touch();
    whenDone(m_practice->finish(), this, [this](const Result<ReportLoad>& load) {
        if (load) {
            m_loadSeen = *load;
        } else {
            m_now.error = load.error();
        }
        makeReport();
    });
}

void Engine::makeReport() {
    if (m_logbook.journal() == nullptr) {
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
                 auto report = makeReportOf(m_now, sources);
                 if (report) {
                     m_now.report.report = std::make_shared<const Report>(std::move(*report));
                     m_now.report.error.reset();
                 } else {
                     m_now.report.error = report.error();
                 }
                 touch();
             });
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
