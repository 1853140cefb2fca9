// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace ferryman {

/// What the values of a chart are.
enum class Quantity { Offset, Bytes, BytesPerSecond, Seconds, Count };

/// The y axis: it begins and ends at a tick, and every tick is 1, 2 or 5 times a power of ten from
/// the next.
struct ValueScale {
    double low = 0;
    double high = 1;
    double step = 1;

    [[nodiscard]] QList<double> ticks() const;
    friend bool operator==(const ValueScale&, const ValueScale&) = default;
};

/// The scale that holds `low` to `high` with at most about `mostTicks` ticks; a range without
/// height, or one that is no number, is given some.
[[nodiscard]] ValueScale niceScale(double low, double high, int mostTicks);

/// The text of a tick, with as many decimals as it takes to differ from the next tick.
[[nodiscard]] QString tickText(double value, double step, Quantity quantity);

/// Milliseconds between two ticks of a time axis: a round number of seconds, minutes or hours.
[[nodiscard]] qint64 niceTimeStep(qint64 spanMs, int mostTicks);

/// The moments, in ms since the epoch, that are round in local time and lie in the range.
[[nodiscard]] QList<qint64> timeTicks(qint64 fromMs, qint64 toMs, int mostTicks);

/// Local time as short as the step allows: with seconds only where the step has them.
[[nodiscard]] QString timeText(qint64 atMs, qint64 stepMs);

} // namespace ferryman
