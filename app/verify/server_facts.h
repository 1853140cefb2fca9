// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/server_start.h"

#include <QMap>

namespace ferryman {

/// What one server is and can do, as far as comparing needs it.
struct ServerFacts {
    redis::ServerIdentity identity;
    std::optional<redis::ServerStart> start; ///< Nothing where it does not tell.
    redis::ReplicationInfo replication;
    QMap<int, qint64> keys; ///< By database; empty ones are left out.
    qint64 fullSyncs = 0;   ///< sync_full: how often it was copied as a whole.

    qint64 clockAheadMs = 0; ///< Of this machine's clock; as exact as a round trip.

    bool expireTime = false;      ///< PEXPIRETIME: Redis 7.0, Dragonfly.
    bool fieldExpireTime = false; ///< HPEXPIRETIME: Redis 7.4, Dragonfly.
    bool manyMembers = false;     ///< SMISMEMBER: Redis 6.2, Dragonfly.
    bool json = false;            ///< JSON.GET: the module, Dragonfly.

    [[nodiscard]] qint64 totalKeys() const;
    /// Whether a cursor of SCAN stays good while the process lives. Redis keeps nothing for it and
    /// promises that; a Dragonfly's is only good while its table does not grow.
    [[nodiscard]] bool cursorsLast() const;
};

/// The commands whose replies factsFrom() takes, in one go; all of them read, and of keys only one
/// that does not exist.
[[nodiscard]] QList<QByteArrayList> factCommands();
[[nodiscard]] ServerFacts factsFrom(QByteArrayView replies, qint64 nowMs);

/// The place in the stream that the source of data has come to: a primary's own offset, on a
/// replica the one it has applied.
[[nodiscard]] std::optional<qint64> streamOffset(const redis::ReplicationInfo& source);

/// The place that the target has applied. A Dragonfly before 1.39 says 0: then what the source
/// heard from it, by the address or, where that is another one, the slowest online replica.
[[nodiscard]] std::optional<qint64> appliedOffset(const redis::ReplicationInfo& target,
                                                  const redis::ReplicationInfo& source,
                                                  const redis::Address& targetAddress);

} // namespace ferryman
