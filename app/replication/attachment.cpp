// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/attachment.h"

#include "base/format.h"
#include "redis/info.h"

#include <algorithm>

namespace ferryman {

namespace {

using redis::Command;
using redis::Value;

constexpr milliseconds askDeadline{3000};
constexpr milliseconds attachDeadline{
    25'000}; // Dragonfly's REPLICAOF waits up to 20 s for a connection (replica.cc)

Error notADragonflyReply(const Value& reply) {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "Dragonfly's reply has an unknown shape: %1"),
             {reply.describe()}},
            {},
            {}};
}

Error couldNotAttach(const Error& error, const redis::Address& primary) {
    if (error.kind != ErrorKind::Server) {
        return error;
    }
    return {ErrorKind::Server,
            {QT_TRANSLATE_NOOP("core", "Dragonfly could not attach to %1: %2. It must reach that "
                                       "address, and log in there if "
                                       "a password is wanted."),
             {primary.toString(), error.detail}},
            error.subject,
            error.detail};
}

Command setting(const char* name, const QByteArray& value) {
    return Command{"CONFIG", "SET", name, value}.changes();
}

Command withoutPriority() { // a new replica must not be promoted before somebody wants it
    return setting("replica_priority", "0");
}

Command loginPassword(const QByteArray& password) {
    return setting("masterauth", password).blotting(3);
}

Command replicaOf(const redis::Address& primary) {
    return Command{"REPLICAOF", primary.host.toUtf8(), QByteArray::number(primary.port)}.changes();
}

/// The value in CONFIG GET's reply of name and value; `otherwise` where it may not be read.
QByteArray configValue(const Value& reply, const QByteArray& otherwise) {
    return reply.items().size() == 2 ? reply.items()[1].bytes() : otherwise;
}

} // namespace

QList<Command> attachCommands(const LinkPlan& plan) {
    QList<Command> all{withoutPriority()};
    if (!plan.sourcePassword.isEmpty()) {
        all.append(setting("masteruser", plan.sourceUser.toUtf8()));
        all.append(loginPassword(plan.sourcePassword.reveal()));
    }
    all.append(replicaOf(plan.primary));
    return all;
}

QList<Command> syncAgainCommands(const LinkPlan& plan) {
    return {withoutPriority(), replicaOf(plan.primary)};
}

Attachment::Attachment(const LinkPlan& plan, redis::Connection* target, LinkWitness witness,
                       QObject* parent)
    : QObject(parent)
    , m_plan(plan)
    , m_target(target)
    , m_witness(std::move(witness)) {}

Future<Attachment::Outcome> Attachment::attach(bool replaceTargetData) {
    const auto state = m_target->pipeline({{"INFO", "replication"},
                                           {"INFO", "keyspace"},
                                           {"CONFIG", "GET", "replica_priority"},
                                           {"CONFIG", "GET", "masteruser"},
                                           {"CONFIG", "GET", "masterauth"}},
                                          askDeadline);
    return andThen(state, this,
                   [this, replaceTargetData](const QList<Value>& replies) -> Future<Outcome> {
                       const auto attached = judgeTarget(replies, replaceTargetData);
                       if (!attached) {
                           return ready<Outcome>(tl::make_unexpected(attached.error()));
                       }
                       readSettings(replies);
                       if (*attached) { // a second REPLICAOF, even to the same address, empties
                                        // Dragonfly and begins anew (replica.cc)
                           return sendAll({stepOf(linkchange::priority, withoutPriority())},
                                          Outcome::AlreadyAttached);
                       }
                       return sendAll(allSteps(), Outcome::Attached);
                   });
}

/// What an earlier run changed counts as changed by this one: what stood there before both is what
/// is put back.
void Attachment::readSettings(const QList<Value>& replies) {
    m_now.priority = configValue(replies[2], "100");
    m_now.user = configValue(replies[3], {});
    m_now.password = Secret(configValue(replies[4], {}));
    m_changed.clear();
    if (m_plan.before.login) {
        m_changed = {stepOf(linkchange::user, setting("masteruser", m_now.user)),
                     stepOf(linkchange::password, loginPassword(m_now.password.reveal()))};
    }
}

Attachment::Step Attachment::stepOf(QLatin1String id, const Command& command) const {
    if (id == linkchange::priority) {
        const QByteArray before = m_plan.before.priority.value_or(m_now.priority);
        return {id, command, setting("replica_priority", before), before};
    }
    if (id == linkchange::user) {
        const QByteArray before = m_plan.before.login ? QByteArray() : m_now.user;
        return {id, command, setting("masteruser", before), {}};
    }
    if (id == linkchange::password) {
        return {id,
                command,
                loginPassword(m_plan.before.login ? QByteArray() : m_now.password.reveal()),
                {}};
    }
    return {id, command, Command{"REPLICAOF", "NO", "ONE"}.changes(), {}};
}

/// Nothing where somebody gave Dragonfly this very login already: then it is not Ferryman's to
/// clear.
QList<Attachment::Step> Attachment::loginSteps() const {
    const QByteArray user = m_plan.sourceUser.toUtf8();
    const bool given = m_now.user == user && m_now.password == m_plan.sourcePassword;
    if (m_plan.sourcePassword.isEmpty() || given) {
        return {};
    }
    return {stepOf(linkchange::user, setting("masteruser", user)), // also an empty one: a user of
                                                                   // before would be tried
            stepOf(linkchange::password, loginPassword(m_plan.sourcePassword.reveal()))};
}

QList<Attachment::Step> Attachment::allSteps() const {
    return QList<Step>{stepOf(linkchange::priority, withoutPriority())} + loginSteps() +
           QList<Step>{stepOf(linkchange::link, replicaOf(m_plan.primary))};
}

QString Attachment::undoTextOf(const Step& step) const {
    return step.id == linkchange::link && !m_plan.group.isEmpty()
               ? QStringLiteral("%1, then SENTINEL RESET %2 on every Sentinel")
                     .arg(step.undo.text(), m_plan.group)
               : step.undo.text();
}

Result<bool> Attachment::judgeTarget(const QList<Value>& replies, bool replaceTargetData) {
    const auto replicationInfo = redis::Info::parse(replies[0]);
    const auto keyspaceInfo = redis::Info::parse(replies[1]);
    if (!replicationInfo || !keyspaceInfo) {
        return tl::make_unexpected(notADragonflyReply(replicationInfo ? replies[1] : replies[0]));
    }
    const auto replication = redis::parseReplication(*replicationInfo);
    if (replication.role == redis::Role::Unknown) {
        return tl::make_unexpected(notADragonflyReply(replies[0]));
    }
    if (replication.role == redis::Role::Replica) {
        if (replication.primary == m_plan.primary) {
            return true;
        }
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP(
                 "core", "Dragonfly is a replica of %1 already: end that first with REPLICAOF NO "
                         "ONE."),
             {replication.primary.toString()}},
            m_target->address().toString());
    }
    const qint64 keys = redis::totalKeys(*keyspaceInfo);
    if (keys > 0 && !replaceTargetData) {
        return failure(
            ErrorKind::Refused,
            {Plural{QT_TRANSLATE_N_NOOP(
                        "core",
                        "Dragonfly holds %1 keys, and attaching would delete them: empty it, or "
                        "allow them to be replaced."),
                    "Dragonfly holds %1 key, and attaching would delete it: empty it, or allow it "
                    "to be replaced.",
                    keys},
             {formatCount(keys)}},
            m_target->address().toString());
    }
    return false;
}

Future<Attachment::Outcome> Attachment::sendAll(const QList<Step>& steps, Outcome outcome) {
    Promise<Outcome> promise;
    sendNext(steps, outcome, promise);
    return promise.future();
}

void Attachment::sendNext(const QList<Step>& left, Outcome outcome,
                          const Promise<Outcome>& promise) {
    if (left.isEmpty()) {
        promise.complete(outcome);
        return;
    }
    const Step& step = left.first();
    const auto announced = m_witness.announced(
        m_target->address(), {step.id, step.command.text(), undoTextOf(step), step.before});
    whenDone(announced, this, [this, left, outcome, promise](const Result<Done>& written) {
        if (written) {
            send(left, outcome, promise);
        } else {
            giveUp(written.error(), promise);
        }
    });
}

void Attachment::send(const QList<Step>& left, Outcome outcome, const Promise<Outcome>& promise) {
    const Step& step = left.first();
    const bool attaches = step.id == linkchange::link;
    whenDone(sendShown(step.command, attaches ? attachDeadline : askDeadline, {{step.id}, {}}),
             this, [this, left, outcome, promise](const Result<Value>& reply) {
                 if (reply) {
                     keep(left.first());
                     sendNext(left.mid(1), outcome, promise);
                 } else {
                     giveUp(couldNotAttach(reply.error(), m_plan.primary), promise);
                 }
             });
}

/// The priority is put back last: until then nobody can choose what is no replica any more.
void Attachment::keep(const Step& done) {
    m_changed.removeIf([&](const Step& each) { return each.id == done.id; });
    if (done.id == linkchange::priority) {
        m_changed.prepend(done);
    } else {
        m_changed.append(done);
    }
}

void Attachment::giveUp(const Error& error, const Promise<Outcome>& promise) {
    if (error.kind == ErrorKind::Indeterminate || !m_target->isOpen()) {
        promise.complete(tl::make_unexpected(error)); // priority 0 stays, which is the safe one
        return;
    }
    whenDone(restore(), this, [error, promise](const Result<Done>&) {
        promise.complete(tl::make_unexpected(error)); // what was not put back is in the journal
    });
}

/// What attach() announced stands as it is, so neither command announces or restores anything.
Future<Done> Attachment::syncAgain() {
    const auto state =
        m_target->pipeline({{"INFO", "replication"}, {"INFO", "keyspace"}}, askDeadline);
    const auto held = andThen(state, this, [this](const QList<Value>& replies) -> Future<Value> {
        const auto follows = judgeTarget(replies, true);
        if (!follows) {
            return ready<Value>(tl::make_unexpected(follows.error()));
        }
        if (!*follows) {
            return ready<Value>(failure(
                ErrorKind::Refused,
                {QT_TRANSLATE_NOOP("core", "Dragonfly does not follow %1 any more: start the "
                                           "replication again."),
                 {m_plan.primary.toString()}},
                m_target->address().toString()));
        }
        return sendShown(withoutPriority(), askDeadline, {});
    });
    const Promise<Done> promise;
    whenDone(andThen(held, this,
                     [this](const Value&) {
                         return sendShown(replicaOf(m_plan.primary), attachDeadline, {});
                     }),
             this, [this, promise](const Result<Value>& reply) {
                 promise.complete(
                     reply ? Result<Done>(Done{})
                           : tl::make_unexpected(couldNotAttach(reply.error(), m_plan.primary)));
             });
    return promise.future();
}

Future<Done> Attachment::detach() {
    // A Sentinel may attach it again, so it counts as put back only with the settings.
    return andThen(sendShown(Command{"REPLICAOF", "NO", "ONE"}.changes(), attachDeadline, {}), this,
                   [](const Value&) -> Result<Done> { return Done{}; });
}

Future<Done> Attachment::restore() {
    m_changed.removeIf([](const Step& step) { return step.id == linkchange::link; });
    Promise<Done> promise;
    restoreNext(promise);
    return promise.future();
}

void Attachment::restoreNext(const Promise<Done>& promise) {
    if (m_changed.isEmpty()) {
        promise.complete(Done{});
        return;
    }
    const Step step = m_changed.last();
    QStringList restores{step.id};
    if (m_changed.size() == 1) {
        restores.append(linkchange::link);
    }
    whenDone(sendShown(step.undo, askDeadline, {{}, restores}), this,
             [this, promise](const Result<Value>& reply) {
                 if (!reply) {
                     promise.complete(tl::make_unexpected(reply.error()));
                     return;
                 }
                 m_changed.removeLast();
                 restoreNext(promise);
             });
}

Future<Value> Attachment::sendShown(const Command& command, milliseconds deadline,
                                    const LinkWitness::Meaning& meaning) {
    m_witness.before(m_target->address(), command, meaning);
    const auto reply = m_target->send(command, deadline);
    whenDone(reply, this, [this, command, meaning](const Result<Value>& answer) {
        m_witness.after(m_target->address(), command, meaning, answer);
    });
    return reply;
}

} // namespace ferryman
