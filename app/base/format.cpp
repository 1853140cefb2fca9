// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace ferryman {

QString formatBytes(qint64 bytes, const QLocale& locale) {
    static constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
    double amount = static_cast<double>(bytes);
    size_t unit = 0;
    while (std::abs(amount) >= 999.5 && unit + 1 < units.size()) {
        amount /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 || std::abs(amount) >= 99.95 ? 0 : 1;
    return QStringLiteral("%1 %2").arg(locale.toString(amount, 'f', decimals),
                                       QLatin1String(units[unit]));
}

QString formatRate(double bytesPerSecond, const QLocale& locale) {
    return formatBytes(std::llround(bytesPerSecond), locale) + QStringLiteral("/s");
}

QString formatCount(qint64 count, const QLocale& locale) {
    return locale.toString(count);
}

QString counted(qint64 count, const char* one, const char* many) {
    return QStringLiteral("%1 %2").arg(formatCount(count),
                                       QLatin1String(formOf(count) == 1 ? one : many));
}

int formOf(qint64 count) {
    constexpr qint64 most = std::numeric_limits<int>::max();
    return static_cast<int>(std::abs(std::clamp(count, -most, most)));
}

QString formatDuration(qint64 ms, const QLocale& locale) {
    const double seconds = static_cast<double>(ms) / 1000;
    if (seconds < 9.95) {
        return QStringLiteral("%1 s").arg(locale.toString(seconds, 'f', seconds < 0.995 ? 2 : 1));
    }
    const qint64 whole = std::max<qint64>(ms / 1000, 10);
    if (whole < 60) {
        return QStringLiteral("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    }
    return QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString formatMs(double ms, const QLocale& locale) {
    return QStringLiteral("%1 ms").arg(locale.toString(ms, 'f', ms < 9.95 ? 1 : 0));
}

} // namespace ferryman
