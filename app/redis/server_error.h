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

} // namespace ferryman::redis
