// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/series_cache.h"

namespace ferryman {

enum class ChartRange { Minute, FiveMinutes, Hour, All };

/// The window of `range` that ends at `lastMs`; while fewer samples than that are there it begins
/// with the first and leaves room for those to come.
[[nodiscard]] ChartWindow windowFor(ChartRange range, qint64 firstMs, qint64 lastMs);

/// Samples at even steps through the window, the newest first; at most about `rows`.
[[nodiscard]] QList<Sample> samplesIn(const History& history, const ChartWindow& window, int rows);

/// What the sample says of the series.
[[nodiscard]] std::optional<double> valueOf(Series series, const Sample& sample);

} // namespace ferryman
