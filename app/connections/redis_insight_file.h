// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/imported_connection.h"

namespace ferryman {

/// The connections in an export of RedisInsight 2: a JSON array of objects, as its
/// `modules/database/models/export-database.ts` writes them. Keys that it may have beside those
/// that are read here are passed over; a key that is read has its type and its range. Errors:
/// InvalidInput with line and column, or with the JSON path ("[3].port").
[[nodiscard]] Result<QList<ImportedConnection>> connectionsFromRedisInsight(const QByteArray& json);

/// The same from a file of at most 4 MiB. Errors: Storage, too.
[[nodiscard]] Result<QList<ImportedConnection>> readRedisInsightFile(const QString& path);

} // namespace ferryman
