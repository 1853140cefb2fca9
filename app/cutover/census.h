// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"
#include "redis/client_list.h"

#include <QJsonObject>

#include <optional>

namespace ferryman {

/// The clients of one host under one name: a pool's connections are one group, and their ports
/// change.
struct ClientGroup {
    QString host;
    QString name;    ///< Of CLIENT SETNAME; may be empty.
    QString library; ///< lib-name and lib-ver; empty before Redis 7.2.
    int connections = 0;

    friend bool operator==(const ClientGroup&, const ClientGroup&) = default;
};

/// Who was connected to the old primary before the switch, and who of them came to Dragonfly.
struct Census {
    int before = 0;             ///< Connections to the old primary.
    int after = 0;              ///< Connections to Dragonfly, also of clients that are new.
    QList<ClientGroup> missing; ///< None of the group came.
    QList<ClientGroup> fewer;   ///< Some did; `connections` are those that did not: a pool opens
                                ///< its connections when it needs them.

    friend bool operator==(const Census&, const Census&) = default;
};

/// The applications' connections in CLIENT LIST by group: no replicas, no Sentinels
/// (`sentinel-<id>-cmd`, sentinel.c), none of Ferryman's own, no subscriber of a Sentinel.
[[nodiscard]] QList<ClientGroup> clientGroups(const QList<redis::ClientLine>& clients);
[[nodiscard]] Census compare(const QList<ClientGroup>& before, const QList<ClientGroup>& after);

/// As it is journalled: at most `censusGroupsKept` groups, and how many connections there were.
inline constexpr qsizetype censusGroupsKept = 200;
[[nodiscard]] QJsonObject toJson(const QList<ClientGroup>& groups);
[[nodiscard]] QList<ClientGroup> clientGroupsFromJson(const QJsonObject& json);
[[nodiscard]] QJsonObject toJson(const Census& census);

/// One sentence: how many came, and who is missing.
[[nodiscard]] Message tell(const Census& census);
[[nodiscard]] QString describe(const ClientGroup& group); ///< "10.0.0.9 orders (jedis 5.1): 4"

} // namespace ferryman
