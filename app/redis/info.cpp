// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/info.h"

#include "base/printable.h"

#include <algorithm>

namespace ferryman::redis {

namespace {

std::optional<qint64> toNumber(const QByteArray& text) {
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

std::optional<qint64> numberOf(const QHash<QByteArray, QByteArray>& pairs, const QByteArray& name) {
    return pairs.contains(name) ? toNumber(pairs.value(name)) : std::nullopt;
}

Address addressOf(const QByteArray& host, std::optional<qint64> port) {
    if (host.isEmpty() || !port || *port <= 0 || *port > 65535) {
        return {};
    }
    return {printable(host), static_cast<quint16>(*port)};
}

bool endsInDigits(QByteArrayView name, qsizetype from) {
    return name.size() > from && std::all_of(name.begin() + from, name.end(), [](char character) {
               return character >= '0' && character <= '9';
           });
}

Role roleOf(const QByteArray& text) {
    if (text == "master") {
        return Role::Primary;
    }
    // Dragonfly before v1.18, or with --info_replication_valkey_compatible=false, says "replica"
    // (server_family.cc).
    return text == "slave" || text == "replica" ? Role::Replica : Role::Unknown;
}

} // namespace

Result<Info> Info::parse(const Value& reply) {
    const auto text = reply.toText();
    if (!text) {
        return tl::make_unexpected(text.error());
    }
    return parse(QByteArrayView(*text));
}

Info Info::parse(QByteArrayView text) {
    Info info;
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = text.indexOf('\n', start);
        if (end < 0) {
            end = text.size();
        }
        const QByteArrayView line = text.sliced(start, end - start).trimmed();
        start = end + 1;
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || line.startsWith('#')) {
            continue;
        }
        const QByteArray name = line.first(colon).toByteArray();
        if (!info.m_values.contains(name)) {
            info.m_order.append(name);
        }
        info.m_values.insert(name, line.sliced(colon + 1).toByteArray());
    }
    return info;
}

bool Info::contains(QByteArrayView name) const {
    return m_values.contains(name.toByteArray());
}

QByteArray Info::value(QByteArrayView name) const {
    return m_values.value(name.toByteArray());
}

std::optional<qint64> Info::number(QByteArrayView name) const {
    return toNumber(value(name));
}

QList<QByteArray> Info::namesWithPrefix(QByteArrayView prefix) const {
    QList<QByteArray> names;
    for (const QByteArray& name : m_order) {
        if (name.startsWith(prefix)) {
            names.append(name);
        }
    }
    return names;
}

QHash<QByteArray, QByteArray> parseInfoPairs(QByteArrayView text) {
    QHash<QByteArray, QByteArray> pairs;
    for (const QByteArray& pair : text.toByteArray().split(',')) {
        const qsizetype equals = pair.indexOf('=');
        if (equals > 0) {
            pairs.insert(pair.left(equals), pair.mid(equals + 1));
        }
    }
    return pairs;
}

const ReplicaLine* ReplicationInfo::find(const Address& address) const {
    const auto same = std::ranges::find(replicas, address, &ReplicaLine::address);
    return same == replicas.end() ? nullptr : &*same;
}

ReplicationInfo parseReplication(const Info& info) {
    ReplicationInfo replication;
    replication.role = roleOf(info.value("role"));
    replication.replid = printable(info.value("master_replid"));
    replication.primaryOffset = info.number("master_repl_offset");
    for (const QByteArray& name : info.namesWithPrefix("slave")) {
        if (!endsInDigits(name, 5)) {
            continue;
        }
        const auto pairs = parseInfoPairs(info.value(name));
        ReplicaLine line;
        line.address = addressOf(pairs.value("ip"), numberOf(pairs, "port"));
        line.state = printable(pairs.value("state"));
        line.offset = numberOf(pairs, "offset");
        line.lag = numberOf(pairs, "lag");
        replication.replicas.append(line);
    }
    replication.primary = addressOf(info.value("master_host"), info.number("master_port"));
    replication.linkUp = info.value("master_link_status") == "up";
    replication.syncInProgress = info.number("master_sync_in_progress").value_or(0) != 0;
    replication.replicaOffset = info.number("slave_repl_offset");
    replication.priority = info.number("slave_priority");
    replication.secondsSinceIo = info.number("master_last_io_seconds_ago");
    return replication;
}

QList<KeyspaceLine> parseKeyspace(const Info& info) {
    QList<KeyspaceLine> lines;
    for (const QByteArray& name : info.namesWithPrefix("db")) {
        if (!endsInDigits(name, 2)) {
            continue;
        }
        const auto pairs = parseInfoPairs(info.value(name));
        lines.append({static_cast<int>(name.mid(2).toLongLong()),
                      numberOf(pairs, "keys").value_or(0), numberOf(pairs, "expires").value_or(0)});
    }
    return lines;
}

qint64 totalKeys(const Info& info) {
    qint64 keys = 0;
    for (const KeyspaceLine& line : parseKeyspace(info)) {
        keys += line.keys;
    }
    return keys;
}

QString ServerIdentity::describe() const {
    QString name;
    switch (product) {
    case Product::Unknown:
        name = QStringLiteral("unknown server");
        break;
    case Product::Redis:
        name = QStringLiteral("Redis");
        break;
    case Product::Valkey:
        name = QStringLiteral("Valkey");
        break;
    case Product::Dragonfly:
        name = QStringLiteral("Dragonfly");
        break;
    case Product::Sentinel:
        name = QStringLiteral("Sentinel");
        break;
    }
    if (!version.isEmpty()) {
        name += QStringLiteral(" ") + version;
    }
    return standIn ? name + QStringLiteral(" (stand-in)") : name;
}

ServerIdentity identify(const Info& info) {
    ServerIdentity identity;
    identity.standIn = info.value("ferryman_stand_in") == "1";
    const bool isValkey = info.value("server_name") == "valkey";
    if (info.contains("dragonfly_version")) {
        QByteArray version = info.value("dragonfly_version");
        if (version.startsWith("df-v")) {
            version.remove(0, 4);
        }
        identity.product = Product::Dragonfly;
        identity.version = printable(version, 40);
        return identity;
    }
    identity.version = printable(info.value(isValkey ? "valkey_version" : "redis_version"), 40);
    if (info.value("redis_mode") == "sentinel" || info.value("server_mode") == "sentinel") {
        identity.product = Product::Sentinel;
    } else if (isValkey) {
        identity.product = Product::Valkey;
    } else if (info.contains("redis_version")) {
        identity.product = Product::Redis;
    }
    return identity;
}

} // namespace ferryman::redis
