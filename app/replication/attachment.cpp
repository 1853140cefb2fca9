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

Command withoutPriority() { // a new replica must not be promoted before somebody wants it
    return Command{"CONFIG", "SET", "replica_priority", "0"}.changes();
}

} // namespace

QList<Command> attachCommands(const LinkPlan& plan) {
    QList<Command> all{withoutPriority()};
    if (!plan.sourcePassword.isEmpty()) {
        if (!plan.sourceUser.isEmpty()) {
            all.append(Command{"CONFIG", "SET", "masteruser", plan.sourceUser.toUtf8()}.changes());
        }
        all.append(
            Command{"CONFIG", "SET", "masterauth", plan.sourcePassword.reveal()}.changes().blotting(
                3));
    }
    all.append(
        Command{"REPLICAOF", plan.primary.host.toUtf8(), QByteArray::number(plan.primary.port)}
            .changes());
    return all;
}

Attachment::Attachment(const LinkPlan& plan, redis::Connection* target, redis::Witness witness,
                       QObject* parent)
    : QObject(parent)
    , m_plan(plan)
    , m_target(target)
    , m_witness(std::move(witness)) {}

Future<Attachment::Outcome> Attachment::attach(bool replaceTargetData) {
    const auto state = m_target->pipeline(
        {{"INFO", "replication"}, {"INFO", "keyspace"}, {"CONFIG", "GET", "replica_priority"}},
        askDeadline);
    return andThen(state, this,
                   [this, replaceTargetData](const QList<Value>& replies) -> Future<Outcome> {
                       const auto attached = judgeTarget(replies, replaceTargetData);
                       if (!attached) {
                           return ready<Outcome>(tl::make_unexpected(attached.error()));
                       }
                       if (*attached) { // a second REPLICAOF, even to the same address, empties
                                        // Dragonfly and begins anew (replica.cc)
                           return sendAll({withoutPriority()}, Outcome::AlreadyAttached);
                       }
                       return sendAll(attachCommands(m_plan), Outcome::Attached);
                   });
}

Result<bool> Attachment::judgeTarget(const QList<Value>& replies, bool replaceTargetData) {
    const auto replicationInfo = redis::Info::parse(replies[0]);
    const auto keyspaceInfo = redis::Info::parse(replies[1]);
    if (!replicationInfo || !keyspaceInfo) {
        return tl::make_unexpected(notADragonflyReply(replicationInfo ? replies[1] : replies[0]));
    }
    if (replies[2].items().size() == 2) {
        m_priorityBefore = replies[2].items()[1].bytes();
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
            {QT_TRANSLATE_NOOP(
                 "core", "Dragonfly holds %1 keys, and attaching would delete them: empty it, or "
                         "allow them to be replaced."),
             {formatCount(keys)}},
            m_target->address().toString());
    }
    return false;
}

Future<Attachment::Outcome> Attachment::sendAll(const QList<Command>& commands, Outcome outcome) {
    Promise<Outcome> promise;
    m_changed.clear();
    sendNext(commands, outcome, promise);
    return promise.future();
}

void Attachment::sendNext(const QList<Command>& left, Outcome outcome,
                          const Promise<Outcome>& promise) {
    if (left.isEmpty()) {
        promise.complete(outcome);
        return;
    }
    const bool attaches = left.first().name() == "REPLICAOF";
    whenDone(sendShown(left.first(), attaches ? attachDeadline : askDeadline), this,
             [this, left, outcome, promise](const Result<Value>& reply) {
                 if (reply) {
                     m_changed.append(left.first().words().value(2));
                     sendNext(left.mid(1), outcome, promise);
                 } else {
                     putBack(couldNotAttach(reply.error(), m_plan.primary), promise);
                 }
             });
}

void Attachment::putBack(const Error& error, const Promise<Outcome>& promise) {
    const bool unsure = error.kind == ErrorKind::Indeterminate || !m_target->isOpen();
    if (unsure || m_changed.isEmpty()) {
        promise.complete(tl::make_unexpected(error)); // priority 0 stays, which is the safe one
        return;
    }
    const QByteArray setting = m_changed.takeLast();
    const QByteArray before = setting == "replica_priority" ? m_priorityBefore : QByteArray();
    whenDone(sendShown(Command{"CONFIG", "SET", setting, before}.changes(), askDeadline), this,
             [this, error, promise](const Result<Value>&) { putBack(error, promise); });
}

Future<Done> Attachment::detach() {
    return andThen(sendShown(Command{"REPLICAOF", "NO", "ONE"}.changes(), attachDeadline), this,
                   [](const Value&) -> Result<Done> { return Done{}; });
}

Future<Value> Attachment::sendShown(const Command& command, milliseconds deadline) {
    m_witness.before(m_target->address(), command);
    const auto reply = m_target->send(command, deadline);
    whenDone(reply, this, [this, command](const Result<Value>& answer) {
        m_witness.after(m_target->address(), command, answer);
    });
    return reply;
}

} // namespace ferryman
