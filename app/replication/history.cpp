// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/history.h"

#include <QReadWriteLock>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>

namespace ferryman {

namespace {

constexpr qint64 gapAfterMs =
    3000; ///< A pause between two samples that is longer is drawn as a gap.
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr size_t seriesCount = 10;

/// A sample without its texts: 24 h at 4 Hz take 345,600 of them.
struct Record {
    qint64 atMs = 0;
    std::array<double, seriesCount> values{};
    double acked = nothing;
};

template <typename T>
double orNothing(const std::optional<T>& value) {
    return value ? static_cast<double>(*value) : nothing;
}

Record recordOf(const Sample& sample) {
    return {sample.atMs,
            {orNothing(sample.sourceOffset), orNothing(sample.replicaOffset),
             orNothing(sample.lagBytes), orNothing(sample.lagSeconds),
             orNothing(sample.writeBytesPerSecond), orNothing(sample.applyBytesPerSecond),
             orNothing(sample.sourceMemoryBytes), orNothing(sample.targetMemoryBytes),
             orNothing(sample.sourceKeys), orNothing(sample.targetKeys)},
            orNothing(sample.ackedOffset)};
}

std::optional<qint64> toWhole(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(static_cast<qint64>(value));
}

std::optional<double> toOptional(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

Sample sampleOf(const Record& record) {
    Sample sample;
    sample.atMs = record.atMs;
    sample.sourceOffset = toWhole(record.values[0]);
    sample.replicaOffset = toWhole(record.values[1]);
    sample.lagBytes = toWhole(record.values[2]);
    sample.lagSeconds = toOptional(record.values[3]);
    sample.writeBytesPerSecond = toOptional(record.values[4]);
    sample.applyBytesPerSecond = toOptional(record.values[5]);
    sample.sourceMemoryBytes = toWhole(record.values[6]);
    sample.targetMemoryBytes = toWhole(record.values[7]);
    sample.sourceKeys = toWhole(record.values[8]);
    sample.targetKeys = toWhole(record.values[9]);
    sample.ackedOffset = toWhole(record.acked);
    return sample;
}

/// One stretch of time of a chart, reduced to its extremes.
class Bucket {
public:
    void take(double x, double y) {
        if (m_empty || y < m_low.y()) {
            m_low = {x, y};
        }
        if (m_empty || y > m_high.y()) {
            m_high = {x, y};
        }
        m_empty = false;
    }

    void flushTo(Points& points) {
        if (m_empty) {
            return;
        }
        const bool lowFirst = m_low.x() <= m_high.x();
        points.append(lowFirst ? m_low : m_high);
        if (m_low != m_high) {
            points.append(lowFirst ? m_high : m_low);
        }
        m_empty = true;
    }

private:
    QPointF m_low;
    QPointF m_high;
    bool m_empty = true;
};

} // namespace

class History::Private {
public:
    explicit Private(qint64 keep)
        : keepMs(keep) {}

    [[nodiscard]] auto firstAtOrAfter(qint64 atMs) const {
        return std::ranges::lower_bound(records, atMs, {}, &Record::atMs);
    }

    mutable QReadWriteLock lock;
    qint64 keepMs;
    std::deque<Record> records;
    QList<Marker> markers;
};

History::History(qint64 keepMs)
    : d(std::make_unique<Private>(keepMs)) {}

History::~History() = default;

void History::keep(qint64 keepMs) {
    const QWriteLocker locker(&d->lock);
    d->keepMs = keepMs;
}

void History::append(const Sample& sample) {
    const QWriteLocker locker(&d->lock);
    if (!d->records.empty() && sample.atMs < d->records.back().atMs) {
        return; // the wall clock was set back: time goes on once it has caught up
    }
    d->records.push_back(recordOf(sample));
    while (d->records.front().atMs < sample.atMs - d->keepMs) {
        d->records.pop_front();
    }
}

void History::mark(const Marker& marker) {
    const QWriteLocker locker(&d->lock);
    d->markers.append(marker);
    d->markers.removeIf([&](const Marker& old) { return old.atMs < marker.atMs - d->keepMs; });
}

Points History::view(Series series, qint64 fromMs, qint64 toMs, int buckets) const {
    const QReadLocker locker(&d->lock);
    Points points;
    if (toMs <= fromMs || buckets <= 0) {
        return points;
    }
    const auto column = static_cast<size_t>(series);
    Bucket bucket;
    qint64 current = -1;
    qint64 splitIn = -1;
    qint64 lastMs = 0;
    bool gap = false;
    auto record = d->firstAtOrAfter(fromMs);
    if (record != d->records.begin()) { // a range that begins in a gap knows of it
        const auto before = std::prev(record);
        gap = std::isnan(before->values[column]);
        lastMs = gap ? 0 : before->atMs;
    }
    for (; record != d->records.end() && record->atMs <= toMs; ++record) {
        const double value = record->values[column];
        gap = gap || std::isnan(value) || (lastMs != 0 && record->atMs - lastMs > gapAfterMs);
        if (std::isnan(value)) {
            continue;
        }
        const qint64 index = (record->atMs - fromMs) * buckets / (toMs - fromMs + 1);
        // One gap a bucket: a server that answers now and then must not undo the reduction.
        const bool split = gap && index != splitIn;
        if (index != current || split) {
            bucket.flushTo(points);
            current = index;
        }
        if (split) {
            splitIn = index;
            if (!points.isEmpty()) {
                points.append({static_cast<double>(record->atMs), nothing});
            }
        }
        gap = false;
        lastMs = record->atMs;
        bucket.take(static_cast<double>(record->atMs), value);
    }
    bucket.flushTo(points);
    return points;
}

std::optional<Sample> History::nearest(qint64 atMs) const {
    const QReadLocker locker(&d->lock);
    if (d->records.empty()) {
        return {};
    }
    auto after = d->firstAtOrAfter(atMs);
    if (after == d->records.end()) {
        return sampleOf(d->records.back());
    }
    if (after != d->records.begin() && atMs - std::prev(after)->atMs < after->atMs - atMs) {
        --after;
    }
    return sampleOf(*after);
}

QList<Sample> History::samples(qint64 fromMs, qint64 toMs, qsizetype most) const {
    const QReadLocker locker(&d->lock);
    QList<Sample> found;
    for (auto record = d->firstAtOrAfter(fromMs);
         record != d->records.end() && record->atMs <= toMs && found.size() < most; ++record) {
        found << sampleOf(*record);
    }
    return found;
}

QList<Marker> History::markers() const {
    const QReadLocker locker(&d->lock);
    return d->markers;
}

qint64 History::firstMs() const {
    const QReadLocker locker(&d->lock);
    return d->records.empty() ? 0 : d->records.front().atMs;
}

qint64 History::lastMs() const {
    const QReadLocker locker(&d->lock);
    return d->records.empty() ? 0 : d->records.back().atMs;
}

qsizetype History::size() const {
    const QReadLocker locker(&d->lock);
    return static_cast<qsizetype>(d->records.size());
}

} // namespace ferryman
