// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/runbook.h"
#include "session/snapshot.h"

namespace ferryman {

/// What a switch would meet and send, judged from what was only read.
struct DryRun {
    Runbook runbook;    ///< Gates as they are now, and the literal commands.
    QStringList closed; ///< Gates that would block, although replication were started and steady.
};

/// Pure: from an assessed snapshot. Nothing is sent for it; settings whose present value only the
/// switch itself reads are shown with their defaults in the ways back.
[[nodiscard]] DryRun dryRunOf(const Snapshot& snapshot);

} // namespace ferryman
