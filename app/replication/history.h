// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

#include <QList>
#include <QPointF>

#include <memory>

namespace ferryman {

enum class Series {
    SourceOffset,
    ReplicaOffset,
    LagBytes,
    LagSeconds,
    WriteRate,
    ApplyRate,
    SourceMemory,
    TargetMemory,
    SourceKeys,
    TargetKeys,
};

/// Something that happened, to be marked on the charts.
struct Marker {
    qint64 atMs = 0;
    QByteArray id; ///< "attached", "synced", "steady", "frozen", "promoted", ...
};

/// Points for a chart: x in ms since the epoch, y in the series' unit (bytes, seconds, bytes a
/// second, keys); NaN in y: a gap.
using Points = QList<QPointF>;

/// The samples of the last 24 hours, or of less. It may be read on any thread while the sampler
/// appends on another.
class History {
public:
    explicit History(qint64 keepMs = qint64{24} * 3600 * 1000);
    ~History();
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    void keep(qint64 keepMs); ///< From the next sample on.
    void append(const Sample& sample);
    void mark(const Marker& marker);

    /// At most `buckets` * 2 points of the range, each bucket as its minimum and its maximum so
    /// that no peak is lost; at most as many as there are samples. A bucket that a gap splits
    /// counts as two, with a NaN between them.
    [[nodiscard]] Points view(Series series, qint64 fromMs, qint64 toMs, int buckets) const;
    [[nodiscard]] std::optional<Sample> nearest(qint64 atMs) const; ///< For the cross-hair.
    /// The samples from `fromMs` to `toMs`, the oldest first, at most `most`.
    [[nodiscard]] QList<Sample> samples(qint64 fromMs, qint64 toMs, qsizetype most) const;
    [[nodiscard]] QList<Marker> markers() const;
    [[nodiscard]] qint64 firstMs() const; ///< 0 while empty.
    [[nodiscard]] qint64 lastMs() const;
    [[nodiscard]] qsizetype size() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
