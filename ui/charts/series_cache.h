// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/history.h"

namespace ferryman {

/// The time that a chart shows, ms since the epoch.
struct ChartWindow {
    qint64 fromMs = 0;
    qint64 toMs = 0;

    [[nodiscard]] qint64 spanMs() const { return toMs - fromMs; }
    friend bool operator==(const ChartWindow&, const ChartWindow&) = default;
};

/// The width of a bucket when a span is cut into at most `buckets`: one of few widths, so that it
/// stays the same while a window grows.
[[nodiscard]] qint64 bucketWidthMs(qint64 spanMs, int buckets);

/// The points of one series, kept from one frame to the next: 24 hours are read once, and then only
/// what comes into the window, at its end or, while a person moves back, at its beginning. The
/// buckets stand at fixed moments and do not move with the window, so that a peak keeps its height
/// while it passes.
class SeriesCache {
public:
    explicit SeriesCache(Series series)
        : m_series(series) {}

    /// The points in the window, none after `lastMs`, at most two a bucket.
    [[nodiscard]] const Points& read(const History& history, const ChartWindow& window,
                                     qint64 lastMs, int buckets);
    void clear();

    [[nodiscard]] Series series() const { return m_series; }

private:
    [[nodiscard]] bool goesOn(qint64 bucketMs, qint64 fromMs, qint64 lastMs) const;
    [[nodiscard]] bool goesBack(qint64 bucketMs, qint64 fromMs, qint64 lastMs) const;
    void readBack(const History& history, qint64 fromMs, qint64 lastMs);
    void readOn(const History& history, qint64 fromMs, qint64 lastMs);
    [[nodiscard]] Points pointsFrom(const History& history, qint64 fromMs, qint64 lastMs) const;
    [[nodiscard]] qint64 bucketStart(qint64 atMs) const;
    [[nodiscard]] std::optional<qint64> firstValueMs() const;
    [[nodiscard]] std::optional<qint64> lastValueMs() const;

    Series m_series;
    Points m_points;
    qint64 m_bucketMs = 0;
    qint64 m_fromMs = 0;
    qint64 m_lastMs = 0;
};

} // namespace ferryman
