// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "redis/command.h"

namespace ferryman::redis {

/// An error reply as an Error: by its first word Auth (NOAUTH, WRONGPASS, a password where none is
/// set), Permission (NOPERM), Unreachable (DENIED, too many clients), else Server; the detail is
/// the server's text without secrets. `command` may be empty where the server spoke unasked.
[[nodiscard]] Error serverError(const Command& command, const QByteArray& reply,
                                const QString& address);

} // namespace ferryman::redis
