// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/hands.h"

#include "base/format.h"
#include "cutover/config_value.h"
#include "cutover/gate_collector.h"
#include "redis/client_list.h"
#include "redis/socket_transport.h"

#include <QUuid>

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
constexpr auto sentinelsName = "sentinel-"; // CLIENT SETNAME sentinel-<id>-cmd, sentinel.c

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
        event.why = {QT_TRANSLATE_NOOP("core", "Compared within the freeze: %1 keys, no "
                                               "difference; not compared in time: %2."),
                     {formatCount(result->compared), formatCount(result->unread)}};
    } else if (result->compared > 0) {
        event.why = {
            QT_TRANSLATE_NOOP("core", "Compared within the freeze: %1 keys, no difference."),
            {formatCount(result->compared)}};
    }
    return event;
}

/// A login for the same server under the address that a Sentinel uses for it.
redis::Login under(const redis::Address& address, redis::Login login) {
    if (login.endpoint.tls && login.tls.serverName.isEmpty()) {
        login.tls.serverName = login.endpoint.address.host;
    }
    login.endpoint.address = address;
    return login;
}

} // namespace

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
    m_shortestDownAfterMs = evidence.topology.shortestDownAfterMs();
    gatherBystanders(otherLiveReplicas(evidence));
    gatherSentinels(evidence.topology);
}

void Hands::gatherBystanders(const QList<redis::Address>& others) {
    QList<redis::Login> logins;
    for (const redis::Address& other : others) {
        logins.append(under(other, m_parties.source->login()));
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

/// The source and Dragonfly are opened by the first question, and one of them may be gone.
void Hands::gather(const Answer& answer) {
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

/// The time from sending Freeze to FAILOVER's arrival: two exchanges, half a one, and what the
/// drain takes as a rule.
void Hands::awaitMoment(const Answer& answer) {
    beginProbing();
    const auto lead = drainAllowance + m_frozenExpected + 3 * m_longestTrip;
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
        return under(address, address == target ? toTarget : toSource);
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

// --- from the freeze on ---

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

void Hands::lookAround(const Answer& answer) {
    m_look.start(m_scope, [answer](const Look& look) {
        answer({EventKind::Done, EffectKind::LookAround, {}, 0, look});
    });
}

/// Its config file is written right behind: a supervisor that starts it anew must not get a
/// writable primary. That fails where it has none, which is no failure of the demotion.
void Hands::demote(const Answer& answer) {
    m_freezer.demoted();
    const Deed deed{Phase::Demote,
                    demoteCommands(m_scope),
                    true,
                    {QStringLiteral("parked-priority"), QStringLiteral("parked")},
                    {QStringLiteral("pause")}};
    whenDone(m_source.perform(deed), this, [this, answer](const Result<QList<Value>>& replies) {
        if (replies) {
            whenDone(keepSettings(m_source, Phase::Demote), this, [](const Result<Done>&) {});
        }
        const bool wasShutDown = !replies && redis::nothingListens(replies.error()) &&
                                 m_scope.toldToEnd.contains(m_scope.source);
        answer(wasShutDown ? doneWith(EffectKind::Demote) : eventOf(EffectKind::Demote, replies));
    });
}

void Hands::probe(const Answer& answer) {
    whenDone(m_sentinels.primary(), this, [this, answer](const Result<redis::Address>& named) {
        if (!named) {
            answer(failedWith(EffectKind::Probe, named.error()));
        } else if (*named != m_scope.target) {
            answer({EventKind::Refused,
                    EffectKind::Probe,
                    {QT_TRANSLATE_NOOP("core", "A Sentinel names %1 again."), {named->toString()}},
                    0,
                    {}});
        } else {
            writeProbe(*named, answer);
        }
    });
}

void Hands::writeProbe(const redis::Address& named, const Answer& answer) {
    m_probe =
        std::make_unique<Line>(under(named, m_parties.target->login()), m_record, *m_parties.clock);
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    change(EffectKind::Probe, *m_probe, {Phase::Confirm, {probeCommand(id)}, false, {}, {}},
           answer);
}

/// Refused: an old server has to be parked anew. What Dragonfly does not tell now is no reason for
/// that.
void Hands::lastLook(const Answer& answer) {
    const auto looked = andThen(m_settlement.lastLook(), this, [this](const LastLook& held) {
        return andThen(m_clients.countAgain(), this,
                       [held](const Message& came) -> Result<LastLook> {
                           LastLook look = held;
                           look.sentence = {"%1 %2", {held.sentence, came}};
                           return look;
                       });
    });
    whenDone(looked, this, [answer](const Result<LastLook>& look) {
        Event event = eventOf(EffectKind::LastLook, look);
        if (!look) {
            event.kind = EventKind::Lost;
        } else if (!look->strays.isEmpty()) {
            event.kind = EventKind::Refused;
            event.why = {QT_TRANSLATE_NOOP("core", "a Sentinel made this old server follow another "
                                                   "again: %1"),
                         {look->strays.join(QStringLiteral(", "))}};
        } else {
            event.why = look->sentence;
        }
        answer(event);
    });
}

// --- the way back ---

void Hands::cutOff(const Answer& answer) {
    const auto listed = m_target.ask({Command{"CLIENT", "LIST"}}, readDeadline);
    const auto ended = andThen(listed, this, [this](const QList<Value>& replies) -> Future<Done> {
        const auto clients = redis::parseClientList(replies.first());
        if (!clients) {
            return ready<Done>(tl::make_unexpected(clients.error()));
        }
        Deed deed{Phase::Retreat, {}, false, {}, {}};
        for (const redis::ClientLine& client : *clients) {
            if (client.name.startsWith(QLatin1String(sentinelsName))) {
                deed.commands.append(
                    Command{"CLIENT", "KILL", "ID", QByteArray::number(client.id)}.changes());
            }
        }
        if (deed.commands.isEmpty()) {
            return ready<Done>(Done{});
        }
        return andThen(m_target.perform(deed), this,
                       [](const QList<Value>&) -> Result<Done> { return Done{}; });
    });
    answerDone(EffectKind::CutOff, ended, answer);
}

void Hands::disarm(const Answer& answer) {
    change(EffectKind::Disarm, m_target,
           {Phase::Retreat, {disarmCommand(m_scope.before)}, false, {}, {QStringLiteral("arm")}},
           answer);
}

} // namespace ferryman
