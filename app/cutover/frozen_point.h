// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/value.h"

namespace ferryman {

/// The last state of the source before the freeze ended its writes.
struct FrozenPoint {
    qint64 offset = 0; ///< M: master_repl_offset, bytes.
    QString replid;
    qint64 fullSyncs = 0; ///< sync_full of INFO stats.
};

/// Of the replies to INFO replication and INFO stats, as the last two of Freeze's transaction.
[[nodiscard]] Result<FrozenPoint> frozenPoint(const QList<redis::Value>& replies,
                                              const QString& source);

} // namespace ferryman
