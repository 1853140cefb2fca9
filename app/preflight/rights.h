// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"

namespace ferryman {

/// The kinds of servers that Ferryman's user logs in to.
enum class Party { Source, Sentinel, Dragonfly };

/// One command that Ferryman sends, and the ACL rule that allows it.
struct Right {
    redis::Command trial;   ///< As it is sent, with words that change nothing should it be run.
    QByteArray rule;        ///< "+config|get".
    bool looksOnly = false; ///< Only the assessment reads with it: without it a check is unknown.
    bool queueOnly = false; ///< No words make it harmless: it may be queued, and never be run.
};

/// Everything that a migration needs, by the kind of server: the one place where this is said.
[[nodiscard]] const QList<Right>& neededRights(Party party);

/// `ACL SETUSER` that gives a user just that; an empty one is "default".
[[nodiscard]] redis::Command grant(Party party, const QString& user);

/// The line for a new user, as the README shows it; the password is left to whoever types it.
[[nodiscard]] QString grantLine(Party party);

} // namespace ferryman
