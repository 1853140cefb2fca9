// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/frozen_point.h"
#include "cutover/switch_state.h"
#include "plan/plan.h"
#include "redis/command.h"
#include "redis/server_start.h"

#include <QHash>

namespace ferryman {

/// min-replicas-to-write of a fenced source: more replicas than Redis will ever have here.
inline constexpr auto fencedMinimum = "999";

/// A Redis replica beside Dragonfly, with its settings before it was pinned.
struct PinnedReplica {
    redis::Address address;
    QByteArray priority = "100"; ///< replica-priority.
    QByteArray fence = "0";      ///< min-replicas-to-write; changed when it is parked.
};

/// What stood in the settings before the switch changed them.
struct SettingsBefore {
    QByteArray fence = "0";            ///< min-replicas-to-write of the source.
    QByteArray sourcePriority = "100"; ///< replica-priority of the source.
    QByteArray targetPriority = "0";   ///< replica_priority of Dragonfly.
    QByteArray sourceReadOnly = "yes"; ///< replica-read-only of the source.
};

/// Whom the commands go to and what they bear.
struct SwitchScope {
    QString group;
    redis::Address source;
    redis::Address target;
    int freezeBudgetMs = 3000;
    QByteArray probeKey;    ///< Of the probe writer; empty: none is wanted.
    bool pauses = true;     ///< CLIENT PAUSE ... WRITE is there; before Redis 6.2 the fence alone
                            ///< freezes, and clients see errors instead of waiting.
    bool fenceHolds = true; ///< EVAL respects the fence: not before 6.0.17, nor in 6.2.0 to 6.2.6.
    bool fenceHoldsQueued =
        true;                 ///< EXEC respects it for what was queued before: not before 6.0.6.
    bool clearsLogin = false; ///< Dragonfly was given masteruser and masterauth.
    OldPrimary oldPrimary = OldPrimary::Park;
    OtherReplicas otherReplicas = OtherReplicas::Park;
    QList<PinnedReplica> others;
    // Of an earlier console:
    QList<redis::Address> toldToEnd;               ///< Those that it sent SHUTDOWN.
    QHash<redis::Address, QString> notKept;        ///< What those said that refused CONFIG REWRITE.
    std::optional<redis::ServerStart> targetStart; ///< Of the Dragonfly that was prepared.
    qint64 freezingClient = 0;         ///< CLIENT ID of the connection that Freeze goes over.
    QByteArray sourceRun;              ///< run_id of the source that was prepared.
    std::optional<FrozenPoint> frozen; ///< Once Freeze has answered.
    QList<redis::Address> sentinels;   ///< Those that may be told: no other ever is.
    SettingsBefore before;
};

// Every command of the switch that changes anything, in one place: sent, journalled and shown from
// here.

/// Detached: it follows an address where nobody listens, and no Sentinel would choose it.
[[nodiscard]] QList<redis::Command> pinCommands();
[[nodiscard]] QList<redis::Command> unpinCommands(const PinnedReplica& before,
                                                  const redis::Address& primary);

[[nodiscard]] redis::Command armCommand();
[[nodiscard]] redis::Command disarmCommand(const SettingsBefore& before);

/// The fence inside the freeze, so that nothing is acknowledged when the pause ends by itself; the
/// offset in the reply is M, and sync_full beside it tells whether a full sync has begun since.
[[nodiscard]] QList<redis::Command> freezeCommands(const SwitchScope& scope);
/// Where EXEC passes the fence: ends those clients, and tells again where the source stands then.
/// What is queued behind the fence is refused.
[[nodiscard]] QList<redis::Command> discardCommands(const QList<qint64>& clientIds);
[[nodiscard]] QList<redis::Command> unfenceCommands(const SwitchScope& scope);
[[nodiscard]] redis::Command triggerCommand(const QString& group);

/// Read-only at once, whatever replica-read-only says there (with "no" a replica accepts writes,
/// and min-replicas-to-write binds primaries alone: server.c, checkGoodReplicasStatus), and its
/// clients driven to Sentinel. It becomes a replica of an address where
/// nobody listens: as a replica of Dragonfly a Redis 7.0 connects in a tight loop (measured), and
/// with a priority above 0 a Sentinel would promote it back if Dragonfly ended.
[[nodiscard]] QList<redis::Command> demoteCommands(const SwitchScope& scope);

/// Where nobody listens: what follows it follows nobody, and is read-only.
[[nodiscard]] redis::Address parkedAddress();

/// An isolated primary that refuses every write: it asks for nobody and logs nothing, and once its
/// config file says so, a restart changes nothing (measured: a Redis 7.0 that follows an address
/// where nobody listens logs 3 to 13 lines a second). Otherwise it stays a replica of nobody, which
/// is read-only as well: where scripts pass the fence, or the plan leaves it, or a Sentinel still
/// lists it, which would make an isolated primary a replica of Dragonfly (sentinel.c,
/// +convert-to-slave).
[[nodiscard]] QList<redis::Command> parkCommands(bool asPrimary);
[[nodiscard]] redis::Command keepCommand();     ///< CONFIG REWRITE.
[[nodiscard]] redis::Command shutdownCommand(); ///< With its data saved, for a way back.
[[nodiscard]] QList<redis::Command> clearLoginCommands();
[[nodiscard]] redis::Command probeCommand(const QByteArray& id);

/// One change that is meant to be made, written before it is made.
struct Intent {
    QString id; ///< "kept", "pinned-priority", "pinned", "other-fence", "arm", "fence", "pause",
                ///< "failover", "parked-read-only", "parked-priority", "parked", "shutdown",
                ///< "clear-login"; never rename one.
    Phase phase = Phase::Gate;
    redis::Address where;
    QString command;
    QString undo;           ///< Empty where nothing can or needs to be undone.
    QByteArray before = {}; ///< The setting's value until then; empty where it is none.
};

[[nodiscard]] QList<Intent> pinIntents(const SwitchScope& scope);
[[nodiscard]] QList<Intent> armIntents(const SwitchScope& scope);
[[nodiscard]] QList<Intent>
cutoverIntents(const SwitchScope& scope); ///< From Freeze to Demote, as one plan.
[[nodiscard]] QList<Intent>
settleIntents(const SwitchScope& scope); ///< Beyond what the plans before it announce.

/// The whole switch as it will be sent, with what is only read as notes.
[[nodiscard]] QList<PlannedCommand> plannedCommands(const SwitchScope& scope);

} // namespace ferryman
