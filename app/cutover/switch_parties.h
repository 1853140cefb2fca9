// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "cutover/machine.h"
#include "cutover/open_intents.h"
#include "cutover/switch_commands.h"
#include "journal/journal.h"
#include "topology/sentinels.h"

#include <functional>

namespace ferryman {

/// A switch that an earlier console left open, as its journal tells it.
struct ResumedSwitch {
    SwitchScope scope;
    MachineState machine;       ///< What may have been changed; the servers say what is true.
    QList<redis::Address> told; ///< The Sentinels that were told to fail over.
    std::optional<QList<ClientGroup>> clientsBefore;
    QList<OpenIntent> open; ///< The latest first.
};

/// What comparing keys within the freeze gave.
struct FrozenOutcome {
    qint64 compared = 0;
    qint64 unread = 0; ///< The time ended before these, or they cannot be compared.
    qint64 differing = 0;
    QString first; ///< A key that differs, fit to be shown.
    double ms = 0;
};

/// Compares keys once more between Drain and Trigger. It only reads.
struct FrozenComparison {
    std::function<void()> open; ///< Ahead of the freeze.
    /// Answers within the budget. Errors: the connections; then nothing more is known than before.
    std::function<Future<FrozenOutcome>(milliseconds budget)> compare;
};

/// Everything that one switch acts on. All of it outlives the switch.
struct SwitchParties {
    Plan plan;
    QString group;
    redis::Connection* source = nullptr; ///< For its login: the switch acts over lines of its own.
    redis::Connection* target = nullptr;
    Sentinels* sentinels = nullptr;
    Journal* journal = nullptr;
    const Clock* clock = nullptr;
    /// Fresh evidence for the gates, read when asked; `armed` is set by the switch.
    std::function<Future<GateEvidence>()> evidence;
    bool gaveLogin =
        false; ///< Ferryman gave Dragonfly masteruser and masterauth: Settle clears them.
    FrozenComparison frozen; ///< Empty: nothing is compared.
    std::optional<ResumedSwitch> resumed;
    std::optional<SwitchTimings>
        timings; ///< Unset: those that follow from the plan's freezeBudgetMs.
};

} // namespace ferryman
