// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"
#include "redis/value.h"

namespace ferryman::redis {

/// An error reply as an Error: of kind Auth (NOAUTH, WRONGPASS), Unreachable (protected mode, too
/// many clients), Permission (NOPERM) or Server, with what to do about it. The detail is the
/// server's text, bounded, printable and without the command's secrets.
[[nodiscard]] Error serverError(const Value& reply, const Command& command, const QString& address);

/// The same for a reply to the login, where a refusal of AUTH is told by what is wrong with the
/// login.
[[nodiscard]] Error loginError(const Value& reply, const Command& command, const QString& address);

/// What became of a command whose reply cannot come any more: a change that was written may have
/// been run, which is Indeterminate; of every other the cause is all.
[[nodiscard]] Error lostReply(const Command& command, const Error& cause, bool written);

} // namespace ferryman::redis
