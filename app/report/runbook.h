// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "cutover/switch_state.h"

#include <QDateTime>

namespace ferryman {

/// What a change board reads before a switch.
struct Runbook {
    Plan plan;
    Topology topology; ///< As it is now.
    QList<Gate> gates; ///< As they are now; may be empty.
    QList<PlannedCommand> commands;
    QDateTime at; ///< UTC: when all of it was read.
};

/// Pure: as Markdown, in English: what is moved, the gates, the literal commands by phase with
/// where they run, and the ways back. Everything that a server said is escaped.
[[nodiscard]] QByteArray runbookOf(const Runbook& runbook);

} // namespace ferryman
