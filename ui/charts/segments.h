// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/history.h"

namespace ferryman {

/// The unbroken runs of `points`, cut where y is NaN: a line series draws right across a NaN (line
/// charts of Qt Charts 6.4 know no gaps). With more than `most` runs the narrowest gaps are closed.
[[nodiscard]] QList<Points> splitAtGaps(const Points& points, qsizetype most);

/// The time in which samples were taken, ms since the epoch.
struct KnownTime {
    double fromMs = 0;
    double toMs = 0;
    double toleranceMs = 0; ///< At the ends a shorter time without a value is none.
};

/// The times without a value, as (from, to): before the first and after the last point, and from
/// the value before each NaN to the one after it.
[[nodiscard]] QList<std::pair<double, double>> gapsIn(const Points& points, const KnownTime& known);

/// Smallest and largest y that is a number; nothing where there is none.
[[nodiscard]] std::optional<std::pair<double, double>> extentOf(const Points& points);

} // namespace ferryman
