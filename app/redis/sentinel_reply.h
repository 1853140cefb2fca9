// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/value.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace ferryman::redis {

/// One entry of SENTINEL MASTERS, REPLICAS or SENTINELS: a flat list of names and values, typed
/// where Ferryman reads it. Fields as printed by addReplySentinelRedisInstance of sentinel.c
/// (Redis 7.0.15); times in ms.
struct SentinelEntry {
    QHash<QByteArray, QByteArray> fields; ///< All of them, as said.

    QString name;
    Address address;
    QString runId;
    QSet<QString>
        flags; ///< s_down, o_down, master, slave, sentinel, disconnected, failover_in_progress, ...

    [[nodiscard]] bool has(const char* flag) const { return flags.contains(QLatin1String(flag)); }
    [[nodiscard]] std::optional<qint64> number(QByteArrayView field) const;
    [[nodiscard]] QString text(QByteArrayView field) const;

    // Of a group (SENTINEL MASTER): config-epoch, quorum, num-slaves, num-other-sentinels,
    // down-after-milliseconds, failover-timeout, parallel-syncs, failover-state,
    // link-pending-commands. Of a replica: slave-priority, slave-repl-offset, master-link-status,
    // master-link-down-time, master-host, master-port, info-refresh, role-reported,
    // last-ok-ping-reply, replica-announced.
};

/// Of SENTINEL MASTER: a failover is under way at this Sentinel.
[[nodiscard]] bool failsOver(const SentinelEntry& group);

[[nodiscard]] Result<SentinelEntry> parseSentinelEntry(const Value& reply); ///< SENTINEL MASTER.
[[nodiscard]] Result<QList<SentinelEntry>>
parseSentinelEntries(const Value& reply); ///< MASTERS, REPLICAS, SENTINELS.

/// "master mymaster 10.0.0.1 6379" or "slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379",
/// and the five words of +switch-master; empty group where the payload has neither form.
struct SentinelEventSubject {
    QString group;
    Address instance;      ///< Whom the event is about; for +switch-master the new primary.
    Address formerPrimary; ///< Of +switch-master alone.
};
[[nodiscard]] SentinelEventSubject parseEventPayload(const QString& name, const QString& payload);

} // namespace ferryman::redis
