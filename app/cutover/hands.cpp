// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/hands.h"

#include "base/format.h"
#include "cutover/gate_collector.h"
#include "redis/client_list.h"
#include "redis/role.h"
#include "redis/socket_transport.h"

#include <QUuid>

#include <algorithm>
#include <cmath>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr milliseconds roleEvery{10};
constexpr milliseconds probeConnects{1000};
constexpr milliseconds prolongEvery{500};
constexpr int prolongByMs = 2000;
constexpr milliseconds drainAllowance{30};
constexpr int mostOfFreezeCompared = 4; // a quarter of it
constexpr auto fencedByFerryman = "999";
constexpr auto sentinelsName = "sentinel-"; // CLIENT SETNAME sentinel-<id>-cmd, sentinel.c

Message whyOf(const Error& error) {
    return Error{error.kind, error.message, {}, error.detail}.sentence();
}

Event doneWith(EffectKind of, qint64 offset = 0) {
    return {EventKind::Done, of, {}, offset, {}};
}

Event failedWith(EffectKind of, const Error& error) {
    return {outcomeOf(error) == Outcome::Refused ? EventKind::Refused : EventKind::Lost,
            of,
            whyOf(error),
            0,
            {}};
}

template <typename T>
Event eventOf(EffectKind of, const Result<T>& result) {
    return result ? doneWith(of) : failedWith(of, result.error());
}

/// The value in CONFIG GET's reply of name and value.
Result<QByteArray> configValue(const Value& reply, const QString& server, const char* name) {
    if (reply.items().size() == 2 && reply.items()[1].isText()) {
        return reply.items()[1].bytes();
    }
    return failure(ErrorKind::Refused,
                   {QT_TRANSLATE_NOOP(
                        "core", "%1 does not tell its setting %2, so it could not be put back: %3"),
                    {server, QString::fromLatin1(name), reply.describe()}},
                   server);
}

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
    , m_settlement(m_parties, record, m_source, m_target, m_bystanders) {
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
        m_clientsBefore = m_parties.resumed->clientsBefore;
        m_target.setListed(m_scope.target);
    }
    connect(&m_align, &AlignWatch::expects, this, &Hands::expectsMomentIn);
    m_prolong.setInterval(prolongEvery);
    m_prolong.setTimerType(Qt::PreciseTimer);
    m_prolong.callOnTimeout(this, &Hands::prolongPause);
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
        return freeze(answer);
    case EffectKind::WatchDrain:
        return watchDrain(answer);
    case EffectKind::CompareFrozen:
        return compareFrozen(answer);
    case EffectKind::Trigger:
        return trigger(answer);
    case EffectKind::WatchRole:
        return watchRole(answer);
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
        return unfence(answer);
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
        return m_role.stop();
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
    const QList<Command> questions{{"CLIENT", "ID"},
                                   {"CONFIG", "GET", "min-replicas-to-write"},
                                   {"CONFIG", "GET", "min-replicas-max-lag"},
                                   {"CONFIG", "GET", "replica-priority"},
                                   {"INFO", "replication"},
                                   {"INFO", "stats"},
                                   {"INFO", "server"}};
    const auto opened = m_source.open();
    const auto taken = andThen(opened, this, [this, questions](Done) {
        const auto asked = m_parties.clock->monotonic();
        return andThen(m_source.ask(questions, readDeadline), this,
                       [this, asked](const QList<Value>& replies) {
                           m_sourceRoundTrip = m_parties.clock->monotonic() - asked;
                           return takeBaseline(replies);
                       });
    });
    const auto known = andThen(taken, this, [this](Done) {
        return m_target.ask({Command{"INFO", "server"}}, readDeadline);
    });
    const auto prepared = andThen(known, this, [this](const QList<Value>& replies) -> Result<Done> {
        m_scope.targetStart = serverStart(replies.first(), m_parties.clock->utc());
        m_targetOpening = m_target.openings();
        return Done{};
    });
    const auto counted = andThen(prepared, this, [this](Done) { return countClients(); });
    answerDone(EffectKind::Prepare, counted, answer);
}

/// Two consoles would undo each other's steps: one could lift the fence of the other's switch.
Result<Done> Hands::refuseOtherConsole(const QList<redis::ClientLine>& clients) const {
    const QString own = QString::fromLatin1(m_parties.source->login().clientName);
    const QString prefix = QStringLiteral("ferryman:%1:").arg(m_parties.plan.id);
    for (const redis::ClientLine& client : clients) {
        if (client.name.startsWith(prefix) && client.name != own) {
            return failure(ErrorKind::Refused,
                           {QT_TRANSLATE_NOOP("core", "Another console has this migration open, on "
                                                      "%1 (%2): close it, then begin again."),
                            {client.name.sliced(prefix.size()), client.address.host}});
        }
    }
    return Done{};
}

/// Who may not list the clients may switch all the same: then there is no census.
Future<Done> Hands::countClients() {
    Promise<Done> promise;
    whenDone(m_source.ask({Command{"CLIENT", "LIST"}}, readDeadline), this,
             [this, promise](const Result<QList<Value>>& replies) {
                 const auto clients = replies.and_then(
                     [](const auto& good) { return redis::parseClientList(good.first()); });
                 if (!clients) {
                     promise.complete(Done{});
                     return;
                 }
                 m_clientsBefore = clientGroups(*clients);
                 m_record.counted(m_scope.source, *m_clientsBefore);
                 promise.complete(refuseOtherConsole(*clients));
             });
    return promise.future();
}

Result<Done> Hands::takeBaseline(const QList<Value>& replies) {
    const QString server = m_scope.source.toString();
    const auto fence = configValue(replies[1], server, "min-replicas-to-write");
    const auto fenceLag = configValue(replies[2], server, "min-replicas-max-lag");
    const auto priority = configValue(replies[3], server, "replica-priority");
    const auto point = frozenPoint({replies[4], replies[5]}, server);
    if (!fence || !fenceLag || !priority || !point) {
        return tl::make_unexpected(!fence      ? fence.error()
                                   : !fenceLag ? fenceLag.error()
                                   : !priority ? priority.error()
                                               : point.error());
    }
    if (*fenceLag == "0") {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "min-replicas-max-lag is 0 on %1, so that it ignores "
                                       "min-replicas-to-write and could not be fenced: set it to "
                                       "10, its default."),
             {server}},
            server);
    }
    if (*fence == fencedByFerryman) {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP(
                 "core", "%1 still refuses writes since an earlier switch: run there CONFIG SET "
                         "min-replicas-to-write 0, then begin again."),
             {server}},
            server);
    }
    const auto identity = redis::Info::parse(replies[6]);
    m_scope.sourceRun = identity ? identity->value("run_id") : QByteArray();
    m_scope.frozen.reset();
    m_scope.freezingClient = replies[0].number();
    m_freezingOpening = m_source.openings();
    m_scope.before.fence = *fence;
    m_scope.before.sourcePriority = *priority;
    m_baseline = *point;
    return Done{};
}

bool Hands::onFreezingConnection() const {
    return m_source.isOpen() && m_source.openings() == m_freezingOpening;
}

/// The time from sending Freeze to FAILOVER's arrival: two exchanges, half a one, and what the
/// drain takes as a rule.
void Hands::awaitMoment(const Answer& answer) {
    beginProbing();
    const auto lead = drainAllowance + m_frozenExpected + 3 * m_sourceRoundTrip;
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

void Hands::freeze(const Answer& answer) {
    if (!onFreezingConnection()) {
        answer({EventKind::Refused,
                EffectKind::Freeze,
                {QT_TRANSLATE_NOOP("core",
                                   "The connection to the source broke just before the freeze.")},
                0,
                {}});
        return;
    }
    const Deed deed{Phase::Freeze,
                    freezeCommands(m_scope),
                    true,
                    {QStringLiteral("fence"), QStringLiteral("pause")},
                    {}};
    whenDone(m_source.perform(deed), this, [this, answer](const Result<QList<Value>>& replies) {
        const auto point = replies.and_then([this](const QList<Value>& good) {
            return frozenPoint(good.last(2), m_scope.source.toString());
        });
        if (!point) {
            Event failed = failedWith(EffectKind::Freeze, point.error());
            failed.kind = replies ? EventKind::Lost : failed.kind; // it was run, and M is not known
            answer(failed);
            return;
        }
        m_frozen = *point;
        m_scope.frozen = m_frozen;
        m_record.frozen(m_scope.source, m_frozen);
        if (m_scope.pauses && !m_scope.fenceHolds) {
            m_pausedMs = m_scope.freezeBudgetMs;
            m_prolong.start();
        }
        if (m_frozen.replid != m_baseline.replid || m_frozen.fullSyncs != m_baseline.fullSyncs) {
            answer({EventKind::Lost,
                    EffectKind::Freeze,
                    {QT_TRANSLATE_NOOP("core", "A new full sync began just before the freeze.")},
                    0,
                    {}});
            return;
        }
        answer(doneWith(EffectKind::Freeze, m_frozen.offset));
    });
}

/// EVAL passes the fence of 6.2.0 to 6.2.6, so there the pause alone holds scripts back until
/// Demote: for as long as no Sentinel takes the paused source for down.
void Hands::prolongPause() {
    const qint64 most = m_shortestDownAfterMs - prolongByMs;
    if (m_pausedMs + prolongEvery.count() > most) {
        m_prolong.stop();
        return;
    }
    m_pausedMs += static_cast<int>(prolongEvery.count());
    const Deed deed{
        Phase::Promote,
        {Command{"CLIENT", "PAUSE", QByteArray::number(prolongByMs), "WRITE"}.changes()},
        false,
        {QStringLiteral("pause")},
        {}};
    whenDone(m_source.perform(deed), this, [](const Result<QList<Value>>&) {});
}

void Hands::watchDrain(const Answer& answer) {
    m_drain.start(m_frozen, m_scope.target, [answer](const Result<qint64>& offset) {
        answer(offset ? doneWith(EffectKind::WatchDrain, *offset)
                      : failedWith(EffectKind::WatchDrain, offset.error()));
    });
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

void Hands::watchRole(const Answer& answer) {
    m_role.start(
        roleEvery, [this] { return m_target.ask({Command{"ROLE"}}, readDeadline); },
        [this, answer](const Poll::Answer& replies) {
            const auto role =
                replies.and_then([](const auto& good) { return redis::parseRole(good.first()); });
            if (role && role->role ==
                            redis::Role::Primary) { // an error is silence, and silence is no answer
                m_role.stop();
                judgePromotion(answer);
            }
        });
}

/// One that was started anew says role:master as well, and may be empty. Over the connection of
/// Prepare it is the same run; else it is asked.
void Hands::judgePromotion(const Answer& answer) {
    if (m_target.isOpen() && m_target.openings() == m_targetOpening) {
        answer(doneWith(EffectKind::WatchRole));
        return;
    }
    whenDone(m_target.ask({Command{"INFO", "server"}}, readDeadline), this,
             [this, answer](const Result<QList<Value>>& replies) {
                 const auto start =
                     replies ? serverStart(replies->first(), m_parties.clock->utc()) : std::nullopt;
                 if (start && m_scope.targetStart && start->isSameRun(*m_scope.targetStart)) {
                     answer(doneWith(EffectKind::WatchRole));
                 } else {
                     answer({EventKind::Lost,
                             EffectKind::WatchRole,
                             {QT_TRANSLATE_NOOP("core", "Dragonfly was started anew.")},
                             0,
                             {}});
                 }
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
    m_prolong.stop();
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

/// By now every client that asks Sentinel has come.
Future<Message> Hands::countAgain() {
    if (!m_clientsBefore) {
        return ready<Message>(Message{
            QT_TRANSLATE_NOOP("core", "Who of the clients came is not known: the old primary did "
                                      "not tell who was connected.")});
    }
    return andThen(m_target.ask({Command{"CLIENT", "LIST"}}, readDeadline), this,
                   [this](const QList<Value>& replies) -> Result<Message> {
                       const auto clients = redis::parseClientList(replies.first());
                       if (!clients) {
                           return Message{QT_TRANSLATE_NOOP("core",
                                                            "Who of the clients came is not "
                                                            "known: Dragonfly did not "
                                                            "tell.")};
                       }
                       m_census = compare(*m_clientsBefore, clientGroups(*clients));
                       return ferryman::tell(*m_census);
                   });
}

/// Refused: an old server has to be parked anew. What Dragonfly does not tell now is no reason for
/// that.
void Hands::lastLook(const Answer& answer) {
    const auto looked = andThen(m_settlement.lastLook(), this, [this](const LastLook& held) {
        return andThen(countAgain(), this, [held](const Message& came) -> Result<LastLook> {
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

void Hands::unfence(const Answer& answer) {
    m_prolong.stop();
    Deed deed{Phase::Retreat,
              unfenceCommands(m_scope),
              true,
              {},
              {QStringLiteral("fence"), QStringLiteral("pause")}};
    if (m_scope.freezingClient != 0 &&
        !onFreezingConnection()) { // a freeze that is still on its way over the old one must not
                                   // come after this
        deed.commands.prepend(
            Command{"CLIENT", "KILL", "ID", QByteArray::number(m_scope.freezingClient)}.changes());
    }
    change(EffectKind::Unfence, m_source, deed, answer);
}

void Hands::disarm(const Answer& answer) {
    change(EffectKind::Disarm, m_target,
           {Phase::Retreat, {disarmCommand(m_scope.before)}, false, {}, {QStringLiteral("arm")}},
           answer);
}

} // namespace ferryman
