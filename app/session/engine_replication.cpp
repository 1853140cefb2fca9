// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine.h"
#include "session/logins.h"

namespace ferryman {

LinkPlan Engine::linkPlan() const {
    LinkPlan link;
    link.primary = m_connector.state().topology.primary;
    link.policy = m_now.plan.policy;
    link.target = m_connector.targetNames();
    const redis::Login source = sourceLogin(m_now.plan, m_secrets, link.primary);
    link.sourceUser = source.endpoint.user;
    link.sourcePassword = source.password;
    link.group = m_connector.group();
    link.samplingMs = m_watchOptions.sampling.count();
    link.historyMs = m_watchOptions.history.count();
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
                 if (attached && m_replication->isLoadedAnew()) {
                     m_verification.dataReplaced();
                 }
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

bool Engine::maySyncAgain() const {
    const ReplicateState& replicate = m_now.replicate;
    const bool up =
        replicate.link.phase == LinkPhase::CatchingUp || replicate.link.phase == LinkPhase::Steady;
    return m_replication && up && !replicate.starting && !replicate.stopping &&
           !m_now.switchRunning() && m_now.failOver.cutover.ending != Ending::Migrated &&
           !m_logbook.leftSwitch() && !m_verification.state().running;
}

void Engine::syncAgain() {
    if (refuseDuringSwitch() || !maySyncAgain() || !openJournal()) {
        return;
    }
    m_switch.reset(); // none may begin over a link that is about to be emptied
    m_now.failOver.gates.clear();
    m_now.replicate.starting = true;
    m_now.replicate.error.reset();
    touch();
    whenDone(m_replication->syncAgain(), m_replication.get(),
             [this](const Result<Done>& begun) { syncedAgain(begun); });
}

/// Where it was refused, Dragonfly replicates as before (replica.cc).
void Engine::syncedAgain(const Result<Done>& begun) {
    m_now.replicate.starting = false;
    if (begun || begun.error().kind == ErrorKind::Indeterminate) {
        m_verification.dataReplaced();
    }
    if (!begun) {
        m_now.replicate.error = begun.error();
        m_logbook.failed(RowKind::Replication, begun.error());
    }
    if (m_now.replicate.stopping) {
        withdraw();
    } else {
        prepareSwitch();
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

} // namespace ferryman
