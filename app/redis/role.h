// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"

namespace ferryman::redis {

/// The reply to ROLE. On Dragonfly a replica answers `slave host "port" state` without an offset,
/// or with one
/// (`server_family.cc`), its state connecting, preparation, full_sync or online.
struct RoleReply {
    Role role = Role::Unknown;
    Address primary;              ///< As a replica.
    QString linkState;            ///< As a replica.
    std::optional<qint64> offset; ///< Where given.
    QList<ReplicaLine> replicas;  ///< As a primary.
};

[[nodiscard]] Result<RoleReply> parseRole(const Value& reply);

} // namespace ferryman::redis
