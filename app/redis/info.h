// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/value.h"

#include <QHash>
#include <QList>

#include <optional>

namespace ferryman::redis {

/// The reply to INFO: `name:value` lines in `# Section`s. Lookups go over all sections, as
/// Sentinel's own parser does.
class Info {
public:
    [[nodiscard]] static Result<Info> parse(const Value& reply);
    [[nodiscard]] static Info parse(QByteArrayView text);

    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] QByteArray value(QByteArrayView name) const; ///< Empty where absent.
    [[nodiscard]] std::optional<qint64>
    number(QByteArrayView name) const; ///< Nothing where absent or not a number.
    [[nodiscard]] QList<QByteArray>
    namesWithPrefix(QByteArrayView prefix) const; ///< In the order of the reply.
    [[nodiscard]] bool isEmpty() const { return m_values.isEmpty(); }

private:
    QHash<QByteArray, QByteArray> m_values;
    QList<QByteArray> m_order;
};

/// "a=1,b=2" as INFO writes it for slaveN and dbN.
[[nodiscard]] QHash<QByteArray, QByteArray> parseInfoPairs(QByteArrayView text);

enum class Role { Unknown, Primary, Replica, Sentinel };

/// slaveN of a primary's INFO replication.
struct ReplicaLine {
    Address address;
    QString state;                ///< wait_bgsave, send_bulk, online (Redis 7.0.15 replication.c).
    std::optional<qint64> offset; ///< Bytes acknowledged; Dragonfly as primary gives none.
    std::optional<qint64> lag;    ///< Seconds since the last acknowledgement.
};

/// INFO replication of either side.
struct ReplicationInfo {
    Role role = Role::Unknown;
    QString replid;
    std::optional<qint64> primaryOffset; ///< master_repl_offset; Dragonfly prints none.
    QList<ReplicaLine> replicas;

    // As a replica:
    Address primary;     ///< master_host and master_port.
    bool linkUp = false; ///< master_link_status:up; on Dragonfly true already during a full sync.
    bool syncInProgress = false; ///< master_sync_in_progress.
    std::optional<qint64>
        replicaOffset; ///< slave_repl_offset; on Dragonfly present only once the full sync ended.
    std::optional<qint64> priority;       ///< slave_priority.
    std::optional<qint64> secondsSinceIo; ///< master_last_io_seconds_ago.

    [[nodiscard]] const ReplicaLine* find(const Address& address) const;
};

[[nodiscard]] ReplicationInfo parseReplication(const Info& info);

/// Keys of all databases (`# Keyspace`), by index.
struct KeyspaceLine {
    int database = 0;
    qint64 keys = 0;
    qint64 expires = 0;
};
[[nodiscard]] QList<KeyspaceLine> parseKeyspace(const Info& info);
[[nodiscard]] qint64 totalKeys(const Info& info);

/// Who answers. Dragonfly prints `dragonfly_version:df-v1.40.1` beside `redis_version:7.4.0`;
/// Valkey `server_name:valkey`.
enum class Product { Unknown, Redis, Valkey, Dragonfly, Sentinel };
struct ServerIdentity {
    Product product = Product::Unknown;
    QString version; ///< "7.0.15", "1.40.1".
    bool standIn =
        false; ///< Ferryman's own practice stand-in; said on every page and in the report.
    [[nodiscard]] QString
    describe() const; ///< "Redis 7.0.15", "Dragonfly 1.40.1", "Dragonfly 1.40.1 (stand-in)".
};
[[nodiscard]] ServerIdentity identify(const Info& info);

} // namespace ferryman::redis
