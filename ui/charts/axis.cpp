// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/axis.h"

#include "base/byte_unit.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace ferryman {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;

double niceStep(double rough) {
    const double magnitude = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * magnitude * (1 + 1e-9)) {
            return factor * magnitude;
        }
    }
    return 10 * magnitude;
}

struct Prefix {
    double factor;
    int thousands;    ///< Of bytes.
    const char* bare; ///< Of an offset and of keys, which are counts and no sizes.
};

constexpr std::array<Prefix, 5> prefixes{{
    {1e12, 4, "T"},
    {1e9, 3, "G"},
    {1e6, 2, "M"},
    {1e3, 1, "k"},
    {1, 0, ""},
}};

const Prefix& prefixFor(double value) {
    for (const Prefix& prefix : prefixes) {
        if (std::abs(value) >= prefix.factor * (1 - 1e-9)) {
            return prefix;
        }
    }
    return prefixes.back();
}

int decimalsFor(double step) {
    const double digits = std::ceil(-std::log10(step) - 1e-9);
    return static_cast<int>(std::clamp(digits, 0.0, 12.0));
}

QString scaledText(double value, double step, Quantity quantity) {
    constexpr int mostDecimals = 4;
    const Prefix* prefix = &prefixFor(value);
    int decimals = decimalsFor(step / prefix->factor);
    if (decimals > mostDecimals) {
        prefix = &prefixes.back();
        decimals = decimalsFor(step);
    }
    const QString number = QLocale().toString(value / prefix->factor, 'f', decimals);
    const bool bare = quantity == Quantity::Offset || quantity == Quantity::Count;
    const QString unit =
        bare ? QString::fromLatin1(prefix->bare) : byteUnit(prefix->thousands, QLocale());
    QString text = unit.isEmpty() ? number : number + QLatin1Char(' ') + unit;
    return quantity == Quantity::BytesPerSecond ? text + QStringLiteral("/s") : text;
}

} // namespace

QList<double> ValueScale::ticks() const {
    QList<double> found;
    const auto count = static_cast<int>(std::lround((high - low) / step));
    for (int i = 0; i <= count; ++i) {
        found << low + i * step;
    }
    return found;
}

ValueScale niceScale(double low, double high, int mostTicks) {
    if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
        return {};
    }
    // Beside a number of this size a smaller difference would be lost in a double.
    const double smallest = std::max(1e-3, std::max(std::abs(low), std::abs(high)) * 1e-12);
    const double height = std::max(high - low, smallest);
    const double step = niceStep(height / std::max(1, mostTicks - 1));
    ValueScale scale{std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step,
                     step};
    if (scale.high - scale.low < step / 2) {
        scale.high = scale.low + step;
    }
    return scale;
}

QString tickText(double value, double step, Quantity quantity) {
    if (std::abs(value) < step * 1e-6) {
        value = 0;
    }
    if (quantity != Quantity::Seconds) {
        return scaledText(value, step, quantity);
    }
    return QCoreApplication::translate("charts", "%1 s")
        .arg(QLocale().toString(value, 'f', decimalsFor(step)));
}

qint64 niceTimeStep(qint64 spanMs, int mostTicks) {
    static constexpr std::array steps{
        second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second,
        minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
        hour,   2 * hour,   3 * hour,   6 * hour,    12 * hour,   24 * hour};
    const qint64 rough = spanMs / std::max(1, mostTicks);
    const auto* found = std::lower_bound(steps.begin(), steps.end(), rough);
    if (found != steps.end()) {
        return *found;
    }
    return (rough / steps.back() + 1) * steps.back();
}

QList<qint64> timeTicks(qint64 fromMs, qint64 toMs, int mostTicks) {
    QList<qint64> found;
    if (toMs <= fromMs) {
        return found;
    }
    const qint64 step = niceTimeStep(toMs - fromMs, mostTicks);
    const qint64 offset = QDateTime::fromMSecsSinceEpoch(fromMs).offsetFromUtc() * second;
    qint64 tick = (fromMs + offset) / step * step - offset;
    for (; tick <= toMs; tick += step) {
        if (tick >= fromMs) {
            found << tick;
        }
    }
    return found;
}

QString timeText(qint64 atMs, qint64 stepMs) {
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    if (stepMs >= hour && at.time() == QTime(0, 0)) { // where one day ends and another begins
        return QLocale().toString(at.date(), QLocale::ShortFormat);
    }
    return at.toString(stepMs < minute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

} // namespace ferryman
