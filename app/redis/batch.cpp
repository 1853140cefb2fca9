// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/batch.h"

#include "redis/server_error.h"

#include <algorithm>

namespace ferryman::redis {

Batch::Batch(QList<Command> commands)
    : m_commands(std::move(commands))
    , m_missing(m_commands.size()) {
    m_replies.resize(m_commands.size());
}

void Batch::take(qsizetype index, Result<Value> reply) {
    m_replies[index] = std::move(reply);
    m_missing -= 1;
}

Result<QList<Value>> Batch::replies() const {
    const Error* error = nullptr;
    bool changed = false;
    for (qsizetype i = 0; i < m_replies.size(); ++i) {
        const Result<Value>& reply = m_replies[i];
        if (reply) {
            changed = changed ||
                      (m_commands[i].effect() == Command::Effect::Changes && !reply->isError());
        } else if (error == nullptr || reply.error().kind == ErrorKind::Indeterminate) {
            error = &reply.error();
        }
    }
    if (error == nullptr) {
        QList<Value> values;
        values.reserve(m_replies.size());
        for (const Result<Value>& reply : m_replies) {
            values.append(*reply);
        }
        return values;
    }
    if (changed && error->kind != ErrorKind::Indeterminate) {
        return failure(
            ErrorKind::Indeterminate,
            {QT_TRANSLATE_NOOP("core",
                               "The connection ended amid several commands, some of which had been "
                               "run: ask the server what is true.")},
            error->subject, error->message.english());
    }
    return tl::make_unexpected(*error);
}

Result<QList<Value>> execReplies(const QList<Value>& replies, const QList<Command>& commands,
                                 const QString& address) {
    static const Command multi{"MULTI"};
    static const Command exec{"EXEC"};
    for (qsizetype i = 0; i + 1 < replies.size();
         ++i) { // refused while queueing: EXEC then says only that it was
        if (replies[i].isError()) {
            return tl::make_unexpected(
                serverError(replies[i], i == 0 ? multi : commands[i - 1], address));
        }
    }
    const Value& outcome = replies.last();
    if (outcome.isError()) {
        return tl::make_unexpected(serverError(outcome, exec, address));
    }
    if (outcome.isNil()) {
        return failure(ErrorKind::Server,
                       {QT_TRANSLATE_NOOP("core", "%1 did not run the transaction."), {address}},
                       address);
    }
    if (outcome.items().size() != commands.size()) {
        return failure(
            ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "%1 did not answer each command of the transaction."),
             {address}},
            address, outcome.describe());
    }
    QList<Value> results = outcome.items();
    for (qsizetype i = 0; i < results.size(); ++i) {
        if (results[i].isError()) {
            results[i] = Value::error(commands[i].censored(results[i].bytes()));
        }
    }
    return results;
}

} // namespace ferryman::redis
