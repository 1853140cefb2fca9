// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/chart_samples.h"

#include <QJsonArray>

#include <array>
#include <cmath>
#include <limits>

namespace ferryman {

namespace {

/// Their names in the journal: never rename one.
constexpr std::array<std::pair<Series, const char*>, 10> seriesNames{{
    {Series::SourceOffset, "source-offset"},
    {Series::ReplicaOffset, "replica-offset"},
    {Series::LagBytes, "lag-bytes"},
    {Series::LagSeconds, "lag-seconds"},
    {Series::WriteRate, "write-rate"},
    {Series::ApplyRate, "apply-rate"},
    {Series::SourceMemory, "source-memory"},
    {Series::TargetMemory, "target-memory"},
    {Series::SourceKeys, "source-keys"},
    {Series::TargetKeys, "target-keys"},
}};
constexpr QLatin1String markersName{"markers"};
constexpr QLatin1String fromName{"fromMs"};
constexpr QLatin1String pointsName{"points"};

/// Times are counted from the first point, so that a row stays small.
QJsonObject recordOf(const Points& points) {
    const double from = points.first().x();
    QJsonArray array;
    for (const QPointF& point : points) {
        array.append(QJsonArray{point.x() - from,
                                std::isnan(point.y()) ? QJsonValue() : QJsonValue(point.y())});
    }
    return {{fromName, from}, {pointsName, array}};
}

Points pointsOf(const QJsonObject& record) {
    const double from = record.value(fromName).toDouble();
    const QJsonArray array = record.value(pointsName).toArray();
    Points points;
    points.reserve(array.size());
    for (const QJsonValue& each : array) {
        points.append({from + each[0].toDouble(),
                       each[1].toDouble(std::numeric_limits<double>::quiet_NaN())});
    }
    return points;
}

} // namespace

ChartSamples reduced(const History& history, int buckets) {
    ChartSamples samples;
    for (const auto& [series, name] : seriesNames) {
        const Points points = history.view(series, history.firstMs(), history.lastMs(), buckets);
        if (!points.isEmpty()) {
            samples.points.insert(series, points);
        }
    }
    samples.markers = history.markers();
    return samples;
}

QList<ReportChart> chartsOf(const History& history, const Policy& limits, int buckets) {
    return chartsOf(reduced(history, buckets), limits);
}

QList<ReportChart> chartsOf(const ChartSamples& samples, const Policy& limits) {
    if (samples.isEmpty()) {
        return {};
    }
    const Message source{QT_TRANSLATE_NOOP("core", "source")};
    const Message dragonfly{QT_TRANSLATE_NOOP("core", "Dragonfly")};
    const auto points = [&](Series series) { return samples.points.value(series); };
    QList<ReportChart> charts{
        {{QT_TRANSLATE_NOOP("core", "Replication offset")},
         QStringLiteral("bytes"),
         {{source, points(Series::SourceOffset)}, {dragonfly, points(Series::ReplicaOffset)}},
         samples.markers},
        {{QT_TRANSLATE_NOOP("core", "Lag in bytes")},
         QStringLiteral("bytes"),
         {{dragonfly, points(Series::LagBytes)}},
         samples.markers,
         static_cast<double>(limits.maxLagBytes)},
        {{QT_TRANSLATE_NOOP("core", "Lag in seconds")},
         QStringLiteral("seconds"),
         {{dragonfly, points(Series::LagSeconds)}},
         samples.markers,
         static_cast<double>(limits.maxLagSeconds)},
        {{QT_TRANSLATE_NOOP("core", "Write and apply rate")},
         QStringLiteral("bytes/s"),
         {{source, points(Series::WriteRate)}, {dragonfly, points(Series::ApplyRate)}},
         samples.markers},
    };
    // Journals of before these were read have none of them.
    const auto addPair = [&](const Message& title, const char* unit, Series left, Series right) {
        if (!points(left).isEmpty() || !points(right).isEmpty()) {
            charts << ReportChart{title,
                                  QString::fromLatin1(unit),
                                  {{source, points(left)}, {dragonfly, points(right)}},
                                  samples.markers};
        }
    };
    addPair({QT_TRANSLATE_NOOP("core", "Memory")}, "bytes", Series::SourceMemory,
            Series::TargetMemory);
    addPair({QT_TRANSLATE_NOOP("core", "Keys")}, "keys", Series::SourceKeys, Series::TargetKeys);
    return charts;
}

QList<JournalRow> rowsOf(const ChartSamples& samples) {
    QList<JournalRow> rows;
    for (const auto& [series, name] : seriesNames) {
        const Points points = samples.points.value(series);
        if (!points.isEmpty()) {
            rows.append({0, {}, RowKind::Samples, QLatin1String(name), recordOf(points)});
        }
    }
    QJsonArray markers;
    for (const Marker& marker : samples.markers) {
        markers.append(QJsonObject{{QStringLiteral("atMs"), marker.atMs},
                                   {QStringLiteral("id"), QString::fromUtf8(marker.id)}});
    }
    if (!rows.isEmpty()) {
        rows.append({0, {}, RowKind::Samples, markersName, {{markersName, markers}}});
    }
    return rows;
}

void takeSamples(ChartSamples& samples, const JournalRow& row) {
    for (const auto& [series, name] : seriesNames) {
        if (row.subject == QLatin1String(name)) {
            samples.points.insert(series, pointsOf(row.data));
        }
    }
    if (row.subject != markersName) {
        return;
    }
    samples.markers.clear();
    for (const QJsonValue& each : row.data.value(markersName).toArray()) {
        samples.markers.append({each[QLatin1String("atMs")].toInteger(),
                                each[QLatin1String("id")].toString().toUtf8()});
    }
}

} // namespace ferryman
