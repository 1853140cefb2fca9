// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"
#include "redis/client_list.h"

namespace ferryman {

/// Those lines of CLIENT LIST that are links of Sentinels: sentinel.c names them
/// "sentinel-<8 digits of its id>-cmd" and "-pubsub".
[[nodiscard]] Result<QList<redis::ClientLine>> sentinelClients(const Result<redis::Value>& list);

/// ACL LIST by user: the rules of each.
[[nodiscard]] Result<QMap<QByteArray, QByteArrayList>> aclUsers(const Result<redis::Value>& list);

/// The answers are CLIENT LIST of the source and of every Sentinel.
[[nodiscard]] QList<Finding> judgeClients(const Facts& facts, const Answers& clientLists);

/// The answers are ACL LIST of the source and of Dragonfly, and CLIENT LIST of the source.
[[nodiscard]] QList<Finding> judgeUsers(const Facts& facts, const Answers& answers);
[[nodiscard]] QList<Finding> judgeConfigParity(const Facts& facts);
[[nodiscard]] QList<Finding> judgePersistence(const Facts& facts);

} // namespace ferryman
