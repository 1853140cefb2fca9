// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <optional>

namespace ferryman {

/// One reading of both sides at one moment. What was not said is not there, which a chart shows as
/// a gap.
struct Sample {
    qint64 atMs = 0; ///< UTC, ms since the epoch.

    // From the source's INFO:
    std::optional<qint64> sourceOffset;  ///< master_repl_offset, bytes.
    std::optional<qint64> ackedOffset;   ///< slaveN.offset of Dragonfly's line, bytes.
    std::optional<qint64> ackAgeSeconds; ///< slaveN.lag: seconds since its last acknowledgement.
    QString lineState; ///< slaveN.state: wait_bgsave, send_bulk, online; empty: not listed.
    std::optional<qint64> fullSyncs; ///< sync_full of INFO stats.
    QString sourceReplid;

    // From Dragonfly's INFO:
    bool linkUp = false;
    bool syncInProgress = false;
    std::optional<qint64>
        replicaOffset; ///< slave_repl_offset, bytes; present only in stable replication.
    std::optional<qint64> targetKeys;
    std::optional<qint64> sourceKeys;
    QString targetReplid;

    // From INFO memory, read once a second and kept until the next reading:
    std::optional<qint64> sourceMemoryBytes; ///< used_memory of the source.
    std::optional<qint64> targetMemoryBytes; ///< used_memory of Dragonfly.

    // Derived:
    std::optional<qint64> lagBytes; ///< sourceOffset - ackedOffset: computed on the primary.
    std::optional<double>
        lagSeconds; ///< Age of the acknowledged offset, by when the source passed it.
    std::optional<double> writeBytesPerSecond; ///< Growth of sourceOffset.
    std::optional<double> applyBytesPerSecond; ///< Growth of replicaOffset.
    std::optional<double> commandsPerSecond;   ///< instantaneous_ops_per_sec of the source.
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Sample)
