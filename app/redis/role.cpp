// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/role.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

tl::unexpected<Error> notARole(const Value& reply) {
    return failure(ErrorKind::Protocol,
                   {QT_TRANSLATE_NOOP("core", "The reply to ROLE has an unknown shape.")}, {},
                   reply.describe());
}

std::optional<qint64> numberAt(const QList<Value>& items, qsizetype index) {
    if (index >= items.size()) {
        return {};
    }
    const auto number = items[index].toInteger();
    return number ? std::optional(*number) : std::nullopt;
}

std::optional<Address> addressAt(const QList<Value>& items, qsizetype index) {
    const auto port = numberAt(items, index + 1);
    if (index >= items.size() || !items[index].isText() || !port || *port < 0 || *port > 65535) {
        return {};
    }
    return Address{printable(items[index].bytes()), static_cast<quint16>(*port)};
}

} // namespace

Result<RoleReply> parseRole(const Value& reply) {
    const QList<Value>& items = reply.items();
    if (items.isEmpty() || !items[0].isText()) {
        return notARole(reply);
    }
    RoleReply role;
    const QByteArray& name = items[0].bytes();
    if (name == "sentinel") {
        role.role = Role::Sentinel;
        return role;
    }
    if (name == "master") {
        role.role = Role::Primary;
        role.offset = numberAt(items, 1);
        const QList<Value> replicas = items.size() > 2 ? items[2].items() : items.value(1).items();
        for (const Value& replica : replicas) {
            const auto address = addressAt(replica.items(), 0);
            if (!address) {
                return notARole(reply);
            }
            role.replicas.append({*address, {}, numberAt(replica.items(), 2), {}});
        }
        return role;
    }
    const auto primary = addressAt(items, 1);
    if ((name != "slave" && name != "replica") || !primary || items.size() < 4 ||
        !items[3].isText()) {
        return notARole(reply);
    }
    role.role = Role::Replica;
    role.primary = *primary;
    role.linkState = printable(items[3].bytes(), 40);
    role.offset = numberAt(items, 4);
    return role;
}

} // namespace ferryman::redis
