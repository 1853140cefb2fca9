// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine.h"
#include "session/logins.h"
#include "session/report_maker.h"

namespace ferryman {

namespace {

constexpr milliseconds priorityPatience{20'000};
constexpr milliseconds askAgainAfter{1000};

} // namespace

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
    const auto close = [this, ending] {
        m_logbook.takeStock(m_replication != nullptr && ending != Ending::Migrated);
        closeSwitch(ending);
    };
    if (ending == Ending::Migrated) {
        givePriorityBack(QDeadlineTimer(priorityPatience), close);
    } else {
        close();
    }
}

/// A primary is chosen by nobody, so that Dragonfly's replica_priority may stand as it did before
/// all of this. One that does not answer is waited for; what stays open stands in the journal, with
/// its undo. With another plan meanwhile it is over: the journal and the connection are gone.
void Engine::givePriorityBack(QDeadlineTimer patience, const std::function<void()>& then) {
    const auto before = m_logbook.linkBefore().priority;
    if (!before) {
        then();
        return;
    }
    redis::Connection* target = m_leftTarget ? m_leftTarget.get() : m_connector.target();
    const LinkWitness witness = m_logbook.linkWitness();
    const LinkWitness::Meaning meaning{{}, {linkchange::priority}};
    const auto command = redis::Command{"CONFIG", "SET", "replica_priority", *before}.changes();
    const quint64 generation = m_planGeneration;
    witness.before(target->address(), command, meaning);
    const auto reply = target->send(command);
    whenDone(reply, this, [=, this](const Result<redis::Value>& answer) {
        if (generation != m_planGeneration) {
            return;
        }
        witness.after(target->address(), command, meaning, answer);
        const bool refused = !answer && answer.error().kind == ErrorKind::Server;
        if (answer || refused) {
            then();
        } else if (patience.hasExpired()) {
            m_now.error = Error{
                ErrorKind::Unreachable,
                {QT_TRANSLATE_NOOP("core", "The switch is done, but Dragonfly %1 has not answered "
                                           "since: see that it runs. One setting is still to be "
                                           "put back there: %2"),
                 {target->address().toString(), command.text()}},
                target->address().toString(),
                answer.error().english()};
            then();
        } else {
            QTimer::singleShot(askAgainAfter, this, [=, this] {
                if (generation == m_planGeneration) {
                    givePriorityBack(patience, then);
                }
            });
        }
    });
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

} // namespace ferryman
