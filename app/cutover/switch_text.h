// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/machine.h"
#include "cutover/switch_commands.h"

namespace ferryman {

// What the switch says to people.

[[nodiscard]] Message
waitingFor(const MachineState& machine); ///< Empty where it waits for nothing.

/// What a piece of work came to, for the timeline; empty where a person need not read it.
[[nodiscard]] Message tell(const Event& event, const MachineState& after);

/// How it ended; `undo` is SwitchRecord::undoText().
[[nodiscard]] Message outcomeOf(const MachineState& machine, const SwitchScope& scope,
                                const SwitchFigures& figures, const QString& undo);

} // namespace ferryman
