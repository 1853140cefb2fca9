// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_window.h"

#include <optional>

namespace ferryman {

/// The time of which there are samples, ms since the epoch.
struct Recorded {
    qint64 firstMs = 0;
    qint64 lastMs = 0;
};

/// Which stretch of time the charts show: the newest one and so on with every sample (live), or
/// one that stands still. Pure.
class TimeView {
public:
    void setRange(ChartRange range); ///< What is newest in the view stays its end.
    void hold(qint64 lastMs);        ///< Stands still; what comes after is not shown.
    void goLive();

    /// `factor` below 1 shows less. What stands at `aroundMs` stays there; without it the end does.
    void zoom(double factor, std::optional<qint64> aroundMs, const Recorded& recorded);
    /// Moves by so many ms, no further than there are samples; at the newest it is live again.
    void shift(double byMs, const Recorded& recorded);
    /// The shortest move that has this moment in the view.
    void include(qint64 atMs, const Recorded& recorded);

    [[nodiscard]] bool isLive() const { return !m_endMs; }
    [[nodiscard]] std::optional<ChartRange> range() const; ///< Nothing: zoomed to another span.
    [[nodiscard]] ChartWindow window(const Recorded& recorded) const;
    /// The newest moment that is shown: the last sample, or the end of what stands still.
    [[nodiscard]] qint64 newestMs(const Recorded& recorded) const;

private:
    void end(qint64 endMs, bool mayBeLive, const Recorded& recorded);

    ChartRange m_range = ChartRange::FiveMinutes;
    bool m_zoomed = false;
    std::optional<qint64> m_spanMs; ///< Where it is not the range's own.
    std::optional<qint64> m_endMs;  ///< Stands still.
};

} // namespace ferryman
