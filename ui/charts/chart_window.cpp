// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_window.h"

#include "charts/axis.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 samplingMs = 250;
constexpr qint64 minuteMs = 60'000;
constexpr qint64 shortestMs = 10'000;

/// A young history is not squeezed into a corner: the axis grows by whole minutes up to the range.
qint64 grown(qint64 rangeMs, qint64 recordedMs) {
    return std::clamp((recordedMs / minuteMs + 1) * minuteMs, minuteMs, rangeMs);
}

qint64 spanOf(ChartRange range, qint64 recordedMs) {
    switch (range) {
    case ChartRange::Minute:
        return minuteMs;
    case ChartRange::FiveMinutes:
        return grown(5 * minuteMs, recordedMs);
    case ChartRange::Hour:
        return grown(60 * minuteMs, recordedMs);
    case ChartRange::All:
        return std::max(shortestMs, recordedMs);
    }
    return shortestMs;
}

template <typename Number>
std::optional<double> asDouble(const std::optional<Number>& number) {
    return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
}

} // namespace

ChartWindow windowFor(ChartRange range, qint64 firstMs, qint64 lastMs) {
    const qint64 span = spanOf(range, lastMs - firstMs);
    const qint64 from = std::max(firstMs, lastMs - span);
    return {from, from + span};
}

QList<Sample> samplesIn(const History& history, const ChartWindow& window, int rows) {
    const qint64 step =
        window.spanMs() <= rows * samplingMs ? samplingMs : niceTimeStep(window.spanMs(), rows);
    const qint64 newest = std::min(window.toMs, history.lastMs());
    const qint64 oldest = std::max(window.fromMs, history.firstMs());
    QList<Sample> samples;
    for (qint64 at = newest / step * step; at >= oldest; at -= step) {
        const std::optional<Sample> sample = history.nearest(at);
        if (sample && (samples.isEmpty() || sample->atMs < samples.constLast().atMs)) {
            samples << *sample;
        }
    }
    return samples;
}

std::optional<double> valueOf(Series series, const Sample& sample) {
    switch (series) {
    case Series::SourceOffset:
        return asDouble(sample.sourceOffset);
    case Series::ReplicaOffset:
        return asDouble(sample.replicaOffset);
    case Series::LagBytes:
        return asDouble(sample.lagBytes);
    case Series::LagSeconds:
        return sample.lagSeconds;
    case Series::WriteRate:
        return sample.writeBytesPerSecond;
    case Series::ApplyRate:
        return sample.applyBytesPerSecond;
    case Series::SourceMemory:
        return asDouble(sample.sourceMemoryBytes);
    case Series::TargetMemory:
        return asDouble(sample.targetMemoryBytes);
    case Series::SourceKeys:
        return asDouble(sample.sourceKeys);
    case Series::TargetKeys:
        return asDouble(sample.targetKeys);
    }
    return {};
}

} // namespace ferryman
