// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/imported_connection.h"

namespace ferryman {

/// Whether every line of a clipboard's text, and at least one, begins as a Redis URL does.
[[nodiscard]] bool holdsRedisUrls(const QString& text);

/// redis:// and rediss:// URLs, a line each, in which a password may stand: it is taken out, and no
/// error ever repeats it. Errors: InvalidInput with the line; more than 64 KiB or 100 lines.
[[nodiscard]] Result<QList<ImportedConnection>> connectionsFromUrls(const QString& text);

} // namespace ferryman
