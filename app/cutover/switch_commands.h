// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"
#include "plan/plan.h"
#include "redis/command.h"

namespace ferryman {

/// What stood in the settings before the switch changed them.
struct SettingsBefore {
    QByteArray fence = "0";            ///< min-replicas-to-write of the source.
    QByteArray sourcePriority = "100"; ///< replica-priority of the source.
    QByteArray targetPriority = "0";   ///< replica_priority of Dragonfly.
};

/// Whom the commands go to and what they bear.
struct SwitchScope {
    QString group;
    redis::Address source;
    redis::Address target;
    int freezeBudgetMs = 3000;
    bool clearsLogin = false; ///< Dragonfly was given masteruser and masterauth.
    SettingsBefore before;
};

// Every command of the switch that changes anything, in one place: sent, journalled and shown from
// here.

[[nodiscard]] redis::Command armCommand();
[[nodiscard]] redis::Command disarmCommand(const SettingsBefore& before);

/// The fence inside the freeze, so that nothing is acknowledged when the pause ends by itself; the
/// offset in the reply is M, and sync_full beside it tells whether a full sync has begun since.
[[nodiscard]] QList<redis::Command> freezeCommands(int freezeBudgetMs);
[[nodiscard]] QList<redis::Command> unfenceCommands(const SettingsBefore& before);
[[nodiscard]] redis::Command triggerCommand(const QString& group);

/// Read-only at once, and its clients driven to Sentinel. It becomes a replica of an address where
/// nobody listens: as a replica of Dragonfly a Redis 7.0 connects in a tight loop (measured), and
/// with a priority above 0 a Sentinel would promote it back if Dragonfly ended.
[[nodiscard]] QList<redis::Command> demoteCommands();
[[nodiscard]] QList<redis::Command> clearLoginCommands();
[[nodiscard]] redis::Command probeCommand(const QByteArray& id);

/// One change that is meant to be made, written before it is made.
struct Intent {
    QString id; ///< "arm", "fence", "pause", "failover", "parked-priority", "parked", "login";
                ///< never rename one.
    Phase phase = Phase::Gate;
    redis::Address where;
    QString command;
    QString undo; ///< Empty where nothing can or needs to be undone.
};

[[nodiscard]] QList<Intent> armIntents(const SwitchScope& scope);
[[nodiscard]] QList<Intent>
cutoverIntents(const SwitchScope& scope); ///< From Freeze to Demote, as one plan.

/// The whole switch as it will be sent, with what is only read as notes.
[[nodiscard]] QList<PlannedCommand> plannedCommands(const SwitchScope& scope);

} // namespace ferryman
