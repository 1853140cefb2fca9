// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"
#include "session/snapshot.h"

namespace ferryman {

/// For whoever helps: versions, the desktop as this program sees it, the plan, how steps and
/// servers stand, and the last lines of the log. English; names of hosts are in it, passwords
/// never.
[[nodiscard]] QString diagnosticsOf(const Snapshot& snapshot, const MessageLog& log);

} // namespace ferryman
