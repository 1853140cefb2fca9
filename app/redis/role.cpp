// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/role.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

tl::unexpected<Error> noRole(const Value& reply) {
    return failure(
        ErrorKind::Protocol,
        {QT_TRANSLATE_NOOP("core",
                           "The server's reply to ROLE has a shape that Ferryman does not know.")},
        {}, reply.describe());
}

/// Host and port of an item's list; servers write the port as text (Redis for replicas, Dragonfly
/// always) or as a number.
Result<Address> addressAt(const QList<Value>& items, qsizetype host) {
    const Result<QByteArray> name = items[host].toText();
    const Result<qint64> port = items[host + 1].toInteger();
    if (!name || !port || *port < 0 || *port > 65535) {
        return noRole(Value::array(items));
    }
    return Address{printable(*name), quint16(*port)};
}

/// [ip, port, offset] of Redis, [ip, port, state] of Dragonfly (server_family.cc).
Result<ReplicaLine> replicaOf(const Value& row) {
    if (row.items().size() < 2) {
        return noRole(row);
    }
    const Result<Address> address = addressAt(row.items(), 0);
    if (!address) {
        return tl::make_unexpected(address.error());
    }
    ReplicaLine line;
    line.address = *address;
    if (row.items().size() > 2) {
        const Value& third = row.items()[2];
        if (const Result<qint64> offset = third.toInteger()) {
            line.offset = *offset;
        } else {
            line.state = printable(third.bytes());
        }
    }
    return line;
}

Result<RoleReply> primary(const Value& reply) {
    RoleReply role;
    role.role = Role::Primary;
    for (const Value& item : reply.items().sliced(1)) {
        if (item.type() == Value::Type::Integer) {
            role.offset = item.number();
        }
        for (const Value& row : item.items()) {
            const Result<ReplicaLine> line = replicaOf(row);
            if (!line) {
                return tl::make_unexpected(line.error());
            }
            role.replicas.append(*line);
        }
    }
    return role;
}

Result<RoleReply> replica(const Value& reply) {
    const QList<Value>& items = reply.items();
    if (items.size() < 4 || !items[3].isText()) {
        return noRole(reply);
    }
    const Result<Address> address = addressAt(items, 1);
    if (!address) {
        return tl::make_unexpected(address.error());
    }
    RoleReply role;
    role.role = Role::Replica;
    role.primary = *address;
    role.linkState = printable(items[3].bytes());
    if (items.size() > 4) {
        if (const Result<qint64> offset = items[4].toInteger();
            offset && *offset >= 0) { // Redis: -1 before the first sync
            role.offset = *offset;
        }
    }
    return role;
}

} // namespace

Result<RoleReply> parseRole(const Value& reply) {
    if (reply.items().isEmpty() || !reply.items().first().isText()) {
        return noRole(reply);
    }
    const QByteArray& name = reply.items().first().bytes();
    if (name == "master") {
        return primary(reply);
    }
    if (name == "slave" || name == "replica") {
        return replica(reply);
    }
    if (name == "sentinel") {
        RoleReply role;
        role.role = Role::Sentinel;
        return role;
    }
    return noRole(reply);
}

} // namespace ferryman::redis
