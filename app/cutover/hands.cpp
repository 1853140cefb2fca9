// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/hands.h"

namespace ferryman {

using redis::Value;

Hands::Hands(SwitchParties parties, SwitchRecord& record, QObject* parent)
    : QObject(parent)
    , m_parties(std::move(parties))
    , m_record(record)
    , m_source(m_parties.source->login(), record, *m_parties.clock)
    , m_target(m_parties.target->login(), record, *m_parties.clock)
    , m_sentinels(m_parties.group, record, *m_parties.clock)
    , m_drain(m_source, m_target)
    , m_look(m_sentinels, m_source, m_target, *m_parties.clock)
    , m_align(*m_parties.clock)
    , m_bystanders(record, *m_parties.clock)
    , m_settlement(m_parties, record, m_source, m_target, m_bystanders)
    , m_freezer(m_source, record)
    , m_promotion(m_target, *m_parties.clock)
    , m_clients(m_source, m_target, record, QStringLiteral("ferryman:%1:").arg(m_parties.plan.id)) {
    m_scope.group = m_parties.group;
    m_scope.source = m_parties.source->address();
    m_scope.target = m_parties.target->address();
    m_scope.freezeBudgetMs = m_parties.plan.policy.freezeBudgetMs;
    if (const QString& prefix = m_parties.plan.policy.probePrefix; !prefix.isEmpty()) {
        m_scope.probeKey = prefix.toUtf8() + m_parties.plan.id.toUtf8();
    }
    m_scope.oldPrimary = m_parties.plan.policy.oldPrimary;
    m_scope.otherReplicas = m_parties.plan.policy.otherReplicas;
    m_scope.clearsLogin = m_parties.gaveLogin;
    connect(&m_sentinels, &SentinelRing::published, this, &Hands::published);
    if (m_parties.resumed) {
        const SwitchScope planned = m_scope;
        m_scope = m_parties.resumed->scope;
        m_scope.freezeBudgetMs = planned.freezeBudgetMs;
        m_scope.clearsLogin = planned.clearsLogin;
        m_scope.oldPrimary = planned.oldPrimary;
        m_scope.otherReplicas = planned.otherReplicas;
        m_clients.resume(m_parties.resumed->clientsBefore);
        m_target.setListed(m_scope.target);
    }
    connect(&m_align, &AlignWatch::expects, this, &Hands::expectsMomentIn);
}

Hands::~Hands() = default;

void Hands::perform(EffectKind kind, const MachineState& state, const Answer& answer) {
    const auto done = [kind, answer] { answer(doneWith(kind)); };
    switch (kind) {
    case EffectKind::JudgeGates:
        return judge(state, answer);
    case EffectKind::WriteIntents:
        return writeIntents(state, answer);
    case EffectKind::Pin:
        return answerDone(kind, m_bystanders.pin(), answer);
    case EffectKind::Forget:
        return answerDone(kind, m_settlement.forget(m_scope, state.phase), answer);
    case EffectKind::WatchAlone:
        m_ringWatch = kind;
        return m_sentinels.watchAlone(m_scope.target, done);
    case EffectKind::Arm:
        return arm(answer);
    case EffectKind::WatchArm:
        m_ringWatch = kind;
        return m_sentinels.watchChoice(m_scope.target, done);
    case EffectKind::Prepare:
        return prepare(answer);
    case EffectKind::AwaitMoment:
        return awaitMoment(answer);
    case EffectKind::Freeze:
        return m_freezer.freeze(m_scope, m_shortestDownAfterMs, answer);
    case EffectKind::WatchDrain:
        return watchDrain(answer);
    case EffectKind::CompareFrozen:
        return compareFrozen(answer);
    case EffectKind::Trigger:
        return trigger(answer);
    case EffectKind::WatchRole:
        return m_promotion.start(m_scope.targetStart, answer);
    case EffectKind::LookAround:
        return lookAround(answer);
    case EffectKind::Demote:
        return demote(answer);
    case EffectKind::WatchSentinels:
        m_ringWatch = kind;
        return m_sentinels.watchAgreement(m_scope.target, done);
    case EffectKind::Probe:
        return probe(answer);
    case EffectKind::WatchCalm:
        m_ringWatch = kind;
        return m_sentinels.watchCalm(done);
    case EffectKind::ClearLogin:
        return answerDone(kind, m_settlement.clearLogin(), answer);
    case EffectKind::Park:
        return answerDone(kind, m_settlement.park(m_scope), answer);
    case EffectKind::LastLook:
        return lastLook(answer);
    case EffectKind::Gather:
        return gather(answer);
    case EffectKind::CallOff:
        return answerDone(kind, m_sentinels.callOff(), answer);
    case EffectKind::CutOff:
        return cutOff(answer);
    case EffectKind::Unfence:
        return m_freezer.unfence(m_scope, answer);
    case EffectKind::Disarm:
        return disarm(answer);
    case EffectKind::Unpin:
        return answerDone(kind, m_bystanders.unpin(m_scope), answer);
    case EffectKind::StartDeadline:
        return; // the runner's own
    }
}

void Hands::drop(EffectKind kind) {
    switch (kind) {
    case EffectKind::WatchAlone:
    case EffectKind::WatchArm:
    case EffectKind::WatchSentinels:
    case EffectKind::WatchCalm:
        if (m_ringWatch == kind) {
            m_sentinels.stopWatching();
        }
        return;
    case EffectKind::WriteIntents:
        m_intending = false;
        return;
    case EffectKind::AwaitMoment:
        return m_align.stop();
    case EffectKind::WatchDrain:
        return m_drain.stop();
    case EffectKind::WatchRole:
        return m_promotion.stop();
    default:
        return; // it ends by itself, and nobody listens
    }
}

void Hands::answerDone(EffectKind kind, const Future<Done>& done, const Answer& answer) {
    whenDone(done, this,
             [kind, answer](const Result<Done>& result) { answer(eventOf(kind, result)); });
}

void Hands::change(EffectKind kind, Line& line, const Deed& deed, const Answer& answer) {
    whenDone(line.perform(deed), this, [kind, answer](const Result<QList<Value>>& replies) {
        answer(eventOf(kind, replies));
    });
}

} // namespace ferryman
