// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

#include <QHash>

namespace ferryman {

/// What the charts are drawn from: the points of each series, reduced, and what happened meanwhile.
struct ChartSamples {
    QHash<Series, Points> points;
    QList<Marker> markers;

    [[nodiscard]] bool isEmpty() const { return points.isEmpty(); }
};

/// Each series as at most `buckets` minima and maxima.
[[nodiscard]] ChartSamples reduced(const History& history, int buckets);
[[nodiscard]] QList<ReportChart> chartsOf(const ChartSamples& samples, const Policy& limits);

/// As rows for the journal, a series a row, and back.
[[nodiscard]] QList<JournalRow> rowsOf(const ChartSamples& samples);
void takeSamples(ChartSamples& samples,
                 const JournalRow& row); ///< A later row replaces the series.

} // namespace ferryman
