// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/info.h"

#include "base/printable.h"

#include <algorithm>

namespace ferryman::redis {

namespace {

/// One part up to `separator`, which is taken off `rest` with it.
QByteArrayView takePart(QByteArrayView& rest, char separator) {
    const qsizetype end = rest.indexOf(separator);
    const QByteArrayView part = end < 0 ? rest : rest.first(end);
    rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    return part;
}

std::optional<qint64> toNumber(QByteArrayView text) {
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<quint16> toPort(QByteArrayView text) {
    const std::optional<qint64> number = toNumber(text);
    return number && *number > 0 && *number <= 65535 ? std::optional(quint16(*number))
                                                     : std::nullopt;
}

/// The number in "slave12" or "db3" after the prefix; names such as slave_priority have none.
std::optional<int> indexAfter(QByteArrayView name, qsizetype prefix) {
    const QByteArrayView digits = name.sliced(prefix);
    const bool allDigits =
        !digits.isEmpty() &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool ok = false;
    const int index = allDigits ? digits.toInt(&ok) : 0;
    return ok ? std::optional(index) : std::nullopt;
}

Address toAddress(const QByteArray& host, QByteArrayView port) {
    const std::optional<quint16> number = toPort(port);
    return number ? Address{printable(host), *number} : Address{};
}

ReplicaLine toReplicaLine(QByteArrayView text) {
    const QHash<QByteArray, QByteArray> pairs = parseInfoPairs(text);
    ReplicaLine line;
    line.address = toAddress(pairs.value("ip"), pairs.value("port"));
    line.state = printable(pairs.value("state"));
    line.offset = toNumber(pairs.value("offset"));
    line.lag = toNumber(pairs.value("lag"));
    return line;
}

Role toRole(const Info& info) {
    const QByteArray role = info.value("role");
    if (info.value("redis_mode") == "sentinel" || info.value("server_mode") == "sentinel") {
        return Role::Sentinel;
    }
    if (role == "master") {
        return Role::Primary;
    }
    // Dragonfly says "replica" with --info_replication_valkey_compatible=false, and before 1.18
    // (server_family.cc).
    return role == "slave" || role == "replica" ? Role::Replica : Role::Unknown;
}

QString productName(Product product) {
    switch (product) {
    case Product::Redis:
        return QStringLiteral("Redis");
    case Product::Valkey:
        return QStringLiteral("Valkey");
    case Product::Dragonfly:
        return QStringLiteral("Dragonfly");
    case Product::Sentinel:
        return QStringLiteral("Sentinel");
    case Product::Unknown:
        break;
    }
    return QStringLiteral("unknown server");
}

} // namespace

Result<Info> Info::parse(const Value& reply) {
    const Result<QByteArray> text = reply.toText();
    if (!text) {
        return tl::make_unexpected(text.error());
    }
    return parse(QByteArrayView(*text));
}

Info Info::parse(QByteArrayView text) {
    Info info;
    while (!text.isEmpty()) {
        QByteArrayView line = takePart(text, '\n').trimmed();
        if (line.isEmpty() || line.front() == '#' || line.indexOf(':') <= 0) {
            continue;
        }
        const QByteArray name = takePart(line, ':').toByteArray();
        if (!info.m_values.contains(name)) {
            info.m_order.append(name);
        }
        info.m_values.insert(name, line.toByteArray());
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
    std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(names),
                 [prefix](const QByteArray& name) { return name.startsWith(prefix); });
    return names;
}

QHash<QByteArray, QByteArray> parseInfoPairs(QByteArrayView text) {
    QHash<QByteArray, QByteArray> pairs;
    while (!text.isEmpty()) {
        QByteArrayView pair = takePart(text, ',');
        if (pair.contains('=')) {
            const QByteArray name = takePart(pair, '=').toByteArray();
            pairs.insert(name, pair.toByteArray());
        }
    }
    return pairs;
}

const ReplicaLine* ReplicationInfo::find(const Address& address) const {
    const auto found =
        std::find_if(replicas.begin(), replicas.end(),
                     [&address](const ReplicaLine& line) { return line.address == address; });
    return found == replicas.end() ? nullptr : &*found;
}

ReplicationInfo parseReplication(const Info& info) {
    ReplicationInfo replication;
    replication.role = toRole(info);
    replication.replid = printable(info.value("master_replid"));
    replication.primaryOffset = info.number("master_repl_offset");
    for (const QByteArray& name : info.namesWithPrefix("slave")) {
        if (indexAfter(name, 5)) {
            replication.replicas.append(toReplicaLine(info.value(name)));
        }
    }
    replication.primary = toAddress(info.value("master_host"), info.value("master_port"));
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
        const std::optional<int> database = indexAfter(name, 2);
        const QHash<QByteArray, QByteArray> pairs = parseInfoPairs(info.value(name));
        if (database && pairs.contains("keys")) {
            lines.append({*database, toNumber(pairs.value("keys")).value_or(0),
                          toNumber(pairs.value("expires")).value_or(0)});
        }
    }
    std::sort(lines.begin(), lines.end(),
              [](const KeyspaceLine& a, const KeyspaceLine& b) { return a.database < b.database; });
    return lines;
}

qint64 totalKeys(const Info& info) {
    qint64 total = 0;
    for (const KeyspaceLine& line : parseKeyspace(info)) {
        total += line.keys;
    }
    return total;
}

ServerIdentity identify(const Info& info) {
    ServerIdentity identity;
    identity.standIn = info.number("ferryman_stand_in").value_or(0) != 0;
    QByteArray version = info.value("redis_version");
    if (info.contains("dragonfly_version")) {
        identity.product = Product::Dragonfly;
        version = info.value("dragonfly_version");
        for (const char* prefix : {"df-", "v"}) {
            if (version.startsWith(prefix)) {
                version.remove(0, qsizetype(qstrlen(prefix)));
            }
        }
    } else if (toRole(info) == Role::Sentinel) {
        identity.product = Product::Sentinel;
    } else if (info.value("server_name") == "valkey" || info.contains("valkey_version")) {
        identity.product = Product::Valkey;
        version = info.contains("valkey_version") ? info.value("valkey_version") : version;
    } else if (!version.isEmpty()) {
        identity.product = Product::Redis;
    }
    identity.version = printable(version, 40);
    return identity;
}

QString ServerIdentity::describe() const {
    QString text = productName(product);
    if (!version.isEmpty()) {
        text += u' ' + version;
    }
    return standIn ? text + QStringLiteral(" (stand-in)") : text;
}

} // namespace ferryman::redis
