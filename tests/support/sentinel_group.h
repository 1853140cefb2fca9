// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/topology.h"

#include <QMap>

namespace ferryman::test {

/// Names and values of one entry as sentinel.c (Redis 7.0.15) prints them.
using Fields = QMap<QByteArray, QByteArray>;

// A group that is in order: "orders", its primary 10.0.0.1:6379, Dragonfly 10.0.0.2:6380, and
// Sentinels 10.0.0.11:26379 and up. A test takes it and spoils one thing.

[[nodiscard]] redis::Address primaryAddress();
[[nodiscard]] redis::Address dragonflyAddress();
[[nodiscard]] redis::Address sentinelAddress(int number); ///< From 1 on.
[[nodiscard]] QString sentinelId(int number);

[[nodiscard]] Fields groupFields(int sentinels = 3);
[[nodiscard]] Fields dragonflyFields(); ///< As a replica that is followed well; it has no run id.
[[nodiscard]] Fields redisReplicaFields(const redis::Address& address);
[[nodiscard]] Fields peerFields(const redis::Address& address, const QString& id);

[[nodiscard]] Fields with(Fields fields, const Fields& changes);

[[nodiscard]] redis::Value entryReply(const Fields& fields); ///< As SENTINEL MASTER.
[[nodiscard]] redis::Value entriesReply(const QList<Fields>& entries);
[[nodiscard]] redis::SentinelEntry entry(const Fields& fields);

/// What Sentinel `number` of `sentinels` says; Dragonfly is the only replica.
[[nodiscard]] SentinelView healthyView(int number, int sentinels = 3);
[[nodiscard]] QList<SentinelView> healthyViews(int sentinels = 3);
[[nodiscard]] SentinelView silentView(int number);

} // namespace ferryman::test
