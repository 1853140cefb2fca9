// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/series_cache.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ferryman {

namespace {

constexpr qint64 narrowestMs = 250; ///< One sample.

/// After so many buckets without a value there is a gap, whatever the history says of it.
constexpr qint64 bucketsOfAGap = 16;

} // namespace

qint64 bucketWidthMs(qint64 spanMs, int buckets) {
    const qint64 least = spanMs / std::max(1, buckets) + 1;
    qint64 octave = narrowestMs;
    while (octave * 2 <= least) {
        octave *= 2;
    }
    for (int quarters = 4; quarters < 8; ++quarters) {
        if (octave * quarters / 4 >= least) {
            return octave * quarters / 4;
        }
    }
    return octave * 2;
}

const Points& SeriesCache::read(const History& history, const ChartWindow& window, qint64 lastMs,
                                int buckets) {
    const qint64 bucketMs = bucketWidthMs(window.spanMs(), buckets);
    const qint64 from = window.fromMs / bucketMs * bucketMs;
    if (goesOn(bucketMs, from, lastMs)) {
        // A gap at the very beginning is none: there is no line before it.
        const auto begins = [&](const QPointF& point) {
            return point.x() >= static_cast<double>(from) && std::isfinite(point.y());
        };
        m_points.erase(m_points.begin(), std::ranges::find_if(m_points, begins));
        readOn(history, from, lastMs);
    } else if (goesBack(bucketMs, from, lastMs)) {
        readBack(history, from, lastMs);
    } else {
        m_bucketMs = bucketMs;
        m_points = pointsFrom(history, from, lastMs);
    }
    m_fromMs = from;
    m_lastMs = lastMs;
    return m_points;
}

void SeriesCache::clear() {
    m_points = {};
    m_bucketMs = 0;
}

bool SeriesCache::goesOn(qint64 bucketMs, qint64 fromMs, qint64 lastMs) const {
    return bucketMs == m_bucketMs && fromMs >= m_fromMs && lastMs >= m_lastMs;
}

bool SeriesCache::goesBack(qint64 bucketMs, qint64 fromMs, qint64 lastMs) const {
    const bool overlaps = lastMs > m_fromMs && fromMs >= m_fromMs - (m_lastMs - m_fromMs);
    return bucketMs == m_bucketMs && fromMs <= m_fromMs && lastMs <= m_lastMs && overlaps;
}

void SeriesCache::readBack(const History& history, qint64 fromMs, qint64 lastMs) {
    if (lastMs < m_lastMs) { // what is left of a bucket that is cut has other extremes
        const auto isCut = [&](const QPointF& point) {
            return point.x() >= static_cast<double>(bucketStart(lastMs));
        };
        m_points.erase(std::ranges::find_if(m_points, isCut), m_points.end());
        m_lastMs = bucketStart(lastMs);
        readOn(history, fromMs, lastMs);
    }
    // Up to the first value that is known, so that a gap before it is seen.
    const std::optional<qint64> first = firstValueMs();
    if (!first) {
        m_points = pointsFrom(history, fromMs, lastMs);
        return;
    }
    const qint64 whole = std::min(lastMs, bucketStart(*first) + m_bucketMs - 1);
    const auto isKnown = [&](const QPointF& point) {
        return point.x() > static_cast<double>(whole);
    };
    m_points.erase(m_points.begin(), std::ranges::find_if(m_points, isKnown));
    m_points = pointsFrom(history, fromMs, whole) + m_points;
}

void SeriesCache::readOn(const History& history, qint64 fromMs, qint64 lastMs) {
    const qint64 newest = std::max(fromMs, bucketStart(m_lastMs) - bucketsOfAGap * m_bucketMs);
    const std::optional<qint64> value = lastValueMs();
    const qint64 start = value ? std::max(newest, bucketStart(*value)) : newest;
    bool gap = value && start > bucketStart(*value);

    const auto kept = std::ranges::find_if(
        m_points, [&](const QPointF& point) { return point.x() >= static_cast<double>(start); });
    gap = gap || (kept != m_points.end() && std::isnan(kept->y()));
    m_points.erase(kept, m_points.end());

    const Points added = pointsFrom(history, start, lastMs);
    if (gap && !added.isEmpty() && !m_points.isEmpty()) {
        m_points << QPointF(added.constFirst().x(), std::numeric_limits<double>::quiet_NaN());
    }
    m_points += added;
}

Points SeriesCache::pointsFrom(const History& history, qint64 fromMs, qint64 lastMs) const {
    const qint64 count = (lastMs - fromMs) / m_bucketMs + 1;
    // History takes the end as part of the range, a bucket ends before the next begins.
    Points points =
        history.view(m_series, fromMs, fromMs + count * m_bucketMs - 1, static_cast<int>(count));
    while (!points.isEmpty() && points.constLast().x() > static_cast<double>(lastMs)) {
        points.removeLast();
    }
    return points;
}

qint64 SeriesCache::bucketStart(qint64 atMs) const {
    return atMs / m_bucketMs * m_bucketMs;
}

std::optional<qint64> SeriesCache::firstValueMs() const {
    const auto value = std::ranges::find_if(
        m_points, [](const QPointF& point) { return std::isfinite(point.y()); });
    return value == m_points.cend() ? std::nullopt : std::optional(static_cast<qint64>(value->x()));
}

std::optional<qint64> SeriesCache::lastValueMs() const {
    const auto value = std::find_if(m_points.crbegin(), m_points.crend(),
                                    [](const QPointF& point) { return std::isfinite(point.y()); });
    return value == m_points.crend() ? std::nullopt
                                     : std::optional(static_cast<qint64>(value->x()));
}

} // namespace ferryman
