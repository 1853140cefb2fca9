// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "charts/chart_tools.h"
#include "charts/chart_window.h"

#include <QSize>

namespace ferryman {

class TimeChart;

/// The ending of the file's name, without its point.
[[nodiscard]] QString endingOf(ChartFile form);

/// The charts as they stand within `size`, in the colours of paper. They are drawn at once and
/// written on a worker thread, a picture at twice the size. It answers with the path; errors:
/// Storage.
[[nodiscard]] Future<QString> writeCharts(const QList<TimeChart*>& charts, const QSize& size,
                                          ChartFile form, const QString& path);

/// Every sample of the window as CSV (RFC 4180), numbers as in JSON, UTC, what is not known empty.
/// All of it on a worker thread, in bounded memory. It answers with the path; errors: Storage.
[[nodiscard]] Future<QString> writeSamples(std::shared_ptr<const History> history,
                                           const ChartWindow& window, const QString& path);

} // namespace ferryman
