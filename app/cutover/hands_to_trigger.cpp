// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "cutover/config_value.h"
#include "cutover/gate_collector.h"
#include "cutover/hands.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr milliseconds probeConnects{1000};
constexpr milliseconds drainAllowance{30};
constexpr milliseconds proofKeptWithin{15}; // within that allowance
constexpr int mostOfFreezeCompared = 4;     // a quarter of it

Event closedGate(const QList<Gate>& gates) {
    const auto closed = std::ranges::find_if(gates, [](const Gate& gate) { return !gate.open; });
    return {EventKind::Refused,
            EffectKind::JudgeGates,
            {QT_TRANSLATE_NOOP("core", "The gate \"%1\" is closed: %2; wanted: %3."),
             {closed->title, closed->value, closed->wanted}},
            0,
            {}};
}

/// Only a difference turns back: what was not compared is as it was before.
Event comparedEvent(const Result<FrozenOutcome>& result) {
    Event event = doneWith(EffectKind::CompareFrozen);
    if (!result) {
        event.kind = EventKind::Lost;
        event.why = whyOf(result.error());
    } else if (result->differing > 0) {
        event.kind = EventKind::Refused;
        event.why = {QT_TRANSLATE_NOOP("core", "Within the freeze keys differ: %1, such as %2."),
                     {formatCount(result->differing), result->first}};
    } else if (result->unread > 0) {
        event.why = {
            Plural{QT_TRANSLATE_N_NOOP("core", "Compared within the freeze: %1 keys, no "
                                               "difference; not compared in time: %2."),
                   "Compared within the freeze: %1 key, no difference; not compared in time: %2.",
                   result->compared},
            {formatCount(result->compared), formatCount(result->unread)}};
    } else if (result->compared > 0) {
        event.why = {Plural{QT_TRANSLATE_N_NOOP(
                                "core", "Compared within the freeze: %1 keys, no difference."),
                            "Compared within the freeze: %1 key, no difference.", result->compared},
                     {formatCount(result->compared)}};
    }
    return event;
}

} // namespace

// --- before the freeze ---

void Hands::judge(const MachineState& state, const Answer& answer) {
    const bool armed = state.armed != Certainty::No;
    const bool pinned = state.phase != Phase::Gate;
    whenDone(m_parties.evidence(), this,
             [this, armed, pinned, answer](const Result<GateEvidence>& read) {
                 if (!read) {
                     answer(failedWith(EffectKind::JudgeGates, read.error()));
                     return;
                 }
                 GateEvidence evidence = *read;
                 evidence.armed = armed;
                 evidence.pinned = pinned;
                 evidence.journalWritable =
                     evidence.journalWritable && !m_parties.journal->failure();
                 evidence.nowMs = m_parties.clock->utc().toMSecsSinceEpoch();
                 m_gates = judgeGates(evidence);
                 m_frozenExpected = milliseconds(std::llround(expectedFrozenMs(evidence)));
                 m_record.judged(m_gates);
                 if (allOpen(m_gates)) {
                     takeEvidence(evidence);
                     Event open = doneWith(EffectKind::JudgeGates);
                     open.othersLive = !m_bystanders.isEmpty();
                     answer(open);
                 } else {
                     answer(closedGate(m_gates));
                 }
             });
}

void Hands::takeEvidence(const GateEvidence& evidence) {
    m_scope.target = evidence.target;
    m_target.setListed(evidence.target);
    if (std::exchange(m_gathered, true)) {
        return;
    }
    m_scope.pauses = pausesWrites(evidence.sourceIdentity);
    m_scope.fenceHolds = fenceHoldsScripts(evidence.sourceIdentity);
    m_scope.fenceHoldsQueued = fenceHoldsQueued(evidence.sourceIdentity);
    m_shortestDownAfterMs = evidence.topology.shortestDownAfterMs();
    gatherBystanders(otherLiveReplicas(evidence));
    gatherSentinels(evidence.topology);
}

void Hands::gatherBystanders(const QList<redis::Address>& others) {
    QList<redis::Login> logins;
    for (const redis::Address& other : others) {
        logins.append(m_parties.source->login().at(other));
    }
    m_bystanders.setLogins(logins);
}

void Hands::gatherSentinels(const Topology& topology) {
    QList<SentinelView> views = topology.sentinels;
    const auto reluctance = [](const SentinelView& view) {
        return std::tuple(!view.answered() || view.tilt, view.roundTripMs);
    };
    std::ranges::sort(views, std::less(), reluctance);
    QList<redis::Login> logins;
    for (const SentinelView& view : views) {
        if (const redis::Connection* known = m_parties.sentinels->connection(view.address)) {
            logins.append(known->login());
        }
    }
    m_sentinels.gather(logins);
}

/// The source and Dragonfly are opened by the first question, and one of them may be gone. A
/// Sentinel that was reset a moment ago names no other, so those of the journal are asked as well.
void Hands::gather(const Answer& answer) {
    m_parties.sentinels->meet(m_scope.sentinels);
    whenDone(m_parties.sentinels->read(m_scope.group), this,
             [this, answer](const Result<Topology>& topology) {
                 if (!topology) {
                     answer(failedWith(EffectKind::Gather, topology.error()));
                     return;
                 }
                 gatherSentinels(*topology);
                 m_sentinels.setTellable(m_scope.sentinels);
                 for (const redis::Address& told : m_parties.resumed->told) {
                     m_sentinels.markTold(told);
                 }
                 QList<redis::Address> others;
                 for (const PinnedReplica& other : std::as_const(m_scope.others)) {
                     others.append(other.address);
                 }
                 gatherBystanders(others);
                 readVersion(answer);
             });
}

/// A source that is silent is taken for one whose fence scripts pass: that is the safe side.
void Hands::readVersion(const Answer& answer) {
    whenDone(m_source.ask({Command{"INFO", "server"}}, readDeadline), this,
             [this, answer](const Result<QList<Value>>& replies) {
                 const auto info = replies.and_then(
                     [](const auto& list) { return redis::Info::parse(list.first()); });
                 m_scope.fenceHolds = info && fenceHoldsScripts(redis::identify(*info));
                 answer(doneWith(EffectKind::Gather));
             });
}

void Hands::writeIntents(const MachineState& state, const Answer& answer) {
    m_intending = true;
    answerDone(EffectKind::WriteIntents,
               state.phase == Phase::Pin   ? intendToPin()
               : state.phase == Phase::Arm ? intendToArm()
                                           : intendToSwitch(),
               answer);
}

Future<Done> Hands::intendToSwitch() {
    m_scope.sentinels.clear();
    for (const Line* sentinel : m_sentinels.lines()) {
        m_scope.sentinels.append(sentinel->address());
    }
    m_sentinels.setTellable(m_scope.sentinels);
    return m_record.intend(cutoverIntents(m_scope), m_scope);
}

Future<Done> Hands::intendToPin() {
    return andThen(m_bystanders.read(), this,
                   [this](const QList<PinnedReplica>& others) -> Future<Done> {
                       if (!m_intending) {
                           return ready<Done>(failure(ErrorKind::Cancelled, {}));
                       }
                       m_scope.others = others;
                       return m_record.intend(pinIntents(m_scope), m_scope);
                   });
}

Future<Done> Hands::intendToArm() {
    const auto read = m_target.ask({Command{"CONFIG", "GET", "replica_priority"}}, readDeadline);
    return andThen(read, this, [this](const QList<Value>& replies) -> Future<Done> {
        const auto old =
            configValue(replies.first(), m_target.address().toString(), "replica_priority");
        if (!old) {
            return ready<Done>(tl::make_unexpected(old.error()));
        }
        if (!m_intending) { // it was stopped meanwhile, and its result stands in the journal
            return ready<Done>(failure(ErrorKind::Cancelled, {}));
        }
        m_scope.before.targetPriority = *old;
        return m_record.intend(armIntents(m_scope), m_scope);
    });
}

void Hands::arm(const Answer& answer) {
    change(EffectKind::Arm, m_target,
           {Phase::Arm, {armCommand()}, false, {QStringLiteral("arm")}, {}}, answer);
}

void Hands::prepare(const Answer& answer) {
    if (comparesFrozen() && m_parties.frozen.open) {
        m_parties.frozen.open();
    }
    const auto opened = m_source.open();
    const auto taken = andThen(opened, this, [this](Done) {
        const auto asked = m_parties.clock->monotonic();
        return andThen(m_source.ask(Freezer::questions(), readDeadline), this,
                       [this, asked](const QList<Value>& replies) {
                           m_longestTrip = m_parties.clock->monotonic() - asked;
                           return m_freezer.takeBaseline(replies, m_scope);
                       });
    });
    const auto prepared = andThen(taken, this, [this](Done) {
        const auto asked = m_parties.clock->monotonic();
        return andThen(m_target.ask({Command{"INFO", "server"}}, readDeadline), this,
                       [this, asked](const QList<Value>& replies) -> Result<Done> {
                           const std::chrono::nanoseconds trip =
                               m_parties.clock->monotonic() - asked;
                           m_longestTrip = std::max(m_longestTrip, trip);
                           m_scope.targetStart =
                               redis::serverStart(replies.first(), m_parties.clock->utc());
                           m_promotion.prepared();
                           return Done{};
                       });
    });
    const auto counted = andThen(prepared, this, [this](Done) { return m_clients.countBefore(); });
    answerDone(EffectKind::Prepare, counted, answer);
}

/// The time from sending Freeze to FAILOVER's arrival: the exchanges of the freeze, one more, half
/// a one, and what the drain takes as a rule.
void Hands::awaitMoment(const Answer& answer) {
    beginProbing();
    const int trips = exchangesToFreeze(m_scope.fenceHoldsQueued) + 2;
    const auto lead = drainAllowance + m_frozenExpected + trips * m_longestTrip;
    m_align.start(m_sentinels.lines(), m_scope.group, m_scope.target, lead,
                  [this, answer](const redis::Address& leader) {
                      m_sentinels.lead(leader);
                      m_leader = leader;
                      answer(doneWith(EffectKind::AwaitMoment));
                  });
}

/// Its logins are those of the switch: a client of the group may have others.
void Hands::beginProbing() {
    if (m_scope.probeKey.isEmpty() || m_outage) {
        return;
    }
    redis::PrimaryFinder::Group group;
    group.name = m_scope.group;
    group.connectDeadline = probeConnects;
    for (const Line* sentinel : m_sentinels.lines()) {
        group.sentinels.append(sentinel->login());
    }
    group.server = [target = m_scope.target, toTarget = m_parties.target->login(),
                    toSource = m_parties.source->login()](const redis::Address& address) {
        return (address == target ? toTarget : toSource).at(address);
    };
    m_outage = std::make_unique<OutageProbe>(group, m_scope.probeKey, *m_parties.clock);
    m_record.sent({}, {Phase::Align, {OutageProbe::command(m_scope.probeKey, 0)}, false, {}, {}});
    m_outage->start();
}

std::optional<ProbeFigures> Hands::endProbing() {
    if (!m_outage) {
        return {};
    }
    m_outage->stop();
    return m_outage->figures();
}

// --- frozen ---

void Hands::watchDrain(const Answer& answer) {
    m_drain.start(m_scope.frozen.value_or(FrozenPoint{}), m_scope.target,
                  [this, answer](const Result<qint64>& offset) {
                      if (offset) {
                          keepProof(*offset, answer);
                      } else {
                          answer(failedWith(EffectKind::WatchDrain, offset.error()));
                      }
                  });
}

/// Whoever takes the switch up after this console was killed must know that Dragonfly had all; a
/// slow disk must not prolong the freeze for it.
void Hands::keepProof(qint64 offset, const Answer& answer) {
    const auto once = std::make_shared<bool>(false);
    const auto proven = [offset, answer, once] {
        if (!std::exchange(*once, true)) {
            answer(doneWith(EffectKind::WatchDrain, offset));
        }
    };
    whenDone(m_record.drained(m_scope.target), this, [proven](const Result<Done>&) { proven(); });
    QTimer::singleShot(proofKeptWithin, Qt::PreciseTimer, this, proven);
}

bool Hands::comparesFrozen() const {
    return m_parties.frozen.compare && frozenBudgetMs() > 0;
}

int Hands::frozenBudgetMs() const {
    const Policy& policy = m_parties.plan.policy;
    return std::min(policy.verifyFrozenMs, policy.freezeBudgetMs / mostOfFreezeCompared);
}

void Hands::compareFrozen(const Answer& answer) {
    whenDone(m_parties.frozen.compare(milliseconds(frozenBudgetMs())), this,
             [answer](const Result<FrozenOutcome>& result) { answer(comparedEvent(result)); });
}

void Hands::trigger(const Answer& answer) {
    whenDone(m_sentinels.trigger(), this, [this, answer](const Result<redis::Address>& told) {
        m_leader = told.value_or(m_leader);
        answer(eventOf(EffectKind::Trigger, told));
    });
}

} // namespace ferryman
