// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/value.h"

namespace ferryman::redis {

/// One line of CLIENT LIST.
struct ClientLine {
    qint64 id = 0;
    Address address;
    QString name;
    QString user;
    QString library; ///< lib-name, with lib-ver after a space where given.
    QString flags;   ///< N, S (replica), M, P (pub/sub), ...
    qint64 ageSeconds = 0;
};

[[nodiscard]] Result<QList<ClientLine>> parseClientList(const Value& reply);

} // namespace ferryman::redis
