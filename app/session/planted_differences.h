// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"
#include "verify/difference.h"

#include <optional>

namespace ferryman {

/// Something that differs between two servers on purpose, or looks as if it did.
struct Planted {
    QString what;
    KeyName name;
    std::optional<DifferenceClass> kind; ///< Nothing: equal in meaning, and no difference.
    QList<redis::Command> onSource;
    QList<redis::Command> onTarget;
};

/// One of each way in which data can be damaged or look damaged, with commands that Redis 5 knows.
/// `nowMs` is the servers' time.
[[nodiscard]] QList<Planted> plantedDifferences(qint64 nowMs);

/// Expiries of single fields, for servers that know them (Redis 7.4).
[[nodiscard]] QList<Planted> plantedFieldExpiries(qint64 nowMs);

/// A database that the target does not have.
[[nodiscard]] Planted plantedDatabase(int database);

} // namespace ferryman
