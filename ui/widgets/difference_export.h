// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "verify/difference.h"

namespace ferryman {

/// Writes them on a worker thread, whole or not at all: as CSV where the path ends in ".csv", else
/// as NDJSON. The answer is the path. Errors: Storage.
[[nodiscard]] Future<QString> writeDifferences(const QList<Difference>& differences,
                                               const QString& path);

} // namespace ferryman
