// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"
#include "redis/value.h"

namespace ferryman::redis {

/// The replies to commands that were sent in one go, until the last of them is there.
class Batch {
public:
    explicit Batch(QList<Command> commands);

    void take(qsizetype index, Result<Value> reply);
    [[nodiscard]] bool isComplete() const { return m_missing == 0; }

    /// All replies, error replies as values. If one is missing, why: Indeterminate if a command
    /// that `changes()` was answered or may have been run, for then something may have changed.
    [[nodiscard]] Result<QList<Value>> replies() const;

private:
    QList<Command> m_commands;
    QList<Result<Value>> m_replies;
    qsizetype m_missing;
};

/// What EXEC answered, from all replies to MULTI, `commands`, EXEC; or the error that kept it from
/// being run.
[[nodiscard]] Result<QList<Value>>
execReplies(const QList<Value>& replies, const QList<Command>& commands, const QString& address);

} // namespace ferryman::redis
