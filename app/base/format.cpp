// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include "base/byte_unit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace ferryman {

namespace {

constexpr int unitCount = 6;

/// As CLDR abbreviates them: no catalogue, since core writes figures where none is installed.
struct TimeUnits {
    const char* seconds;
    const char* minutesAndSeconds;
    const char* hoursAndMinutes;
};

TimeUnits timeUnits(const QLocale& locale) {
    switch (locale.language()) {
    case QLocale::Japanese:
        return {"%1秒", "%1分%2秒", "%1時間%2分"};
    case QLocale::Chinese:
        return {"%1秒", "%1分%2秒", "%1小时%2分"};
    default:
        return {"%1 s", "%1 min %2 s", "%1 h %2 min"};
    }
}

/// A value that rounds to nothing is nothing: "-0.0" makes a reader wonder.
QString decimal(double value, int decimals, const QLocale& locale) {
    const bool isNothing = std::abs(value) * std::pow(10.0, decimals) < 0.5;
    return locale.toString(isNothing ? 0.0 : value, 'f', decimals);
}

} // namespace

QString Figure::in(const QLocale& locale) const {
    const auto whole = [this] { return std::get<qint64>(m_amount); };
    const auto real = [this] { return std::get<double>(m_amount); };
    switch (m_kind) {
    case Kind::Bytes:
        return formatBytes(whole(), locale);
    case Kind::Rate:
        return formatRate(real(), locale);
    case Kind::Count:
        return formatCount(whole(), locale);
    case Kind::Duration:
        return formatDuration(whole(), locale);
    case Kind::Milliseconds:
        return formatMs(real(), locale);
    case Kind::Decimal:
        return decimal(real(), m_decimals, locale);
    }
    return {};
}

Figure formatBytes(qint64 bytes) {
    return {Figure::Kind::Bytes, bytes};
}

QString byteUnit(int thousands, const QLocale& locale) {
    static constexpr std::array<const char*, unitCount> usual{"B", "kB", "MB", "GB", "TB", "PB"};
    static constexpr std::array<const char*, unitCount> french{"o", "ko", "Mo", "Go", "To", "Po"};
    const auto& units = locale.language() == QLocale::French ? french : usual;
    return QLatin1String(units.at(static_cast<size_t>(thousands)));
}

QString formatBytes(qint64 bytes, const QLocale& locale) {
    double amount = static_cast<double>(bytes);
    int unit = 0;
    while (std::abs(amount) >= 999.5 && unit + 1 < unitCount) {
        amount /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 || std::abs(amount) >= 99.95 ? 0 : 1;
    return QStringLiteral("%1 %2").arg(locale.toString(amount, 'f', decimals),
                                       byteUnit(unit, locale));
}

Figure formatRate(double bytesPerSecond) {
    return {Figure::Kind::Rate, bytesPerSecond, 0};
}

QString formatRate(double bytesPerSecond, const QLocale& locale) {
    return formatBytes(std::llround(bytesPerSecond), locale) + QStringLiteral("/s");
}

Figure formatCount(qint64 count) {
    return {Figure::Kind::Count, count};
}

QString formatCount(qint64 count, const QLocale& locale) {
    return locale.toString(count);
}

QString counted(qint64 count, const char* one, const char* many) {
    return QStringLiteral("%1 %2").arg(formatCount(count).english(),
                                       QLatin1String(formOf(count) == 1 ? one : many));
}

int formOf(qint64 count) {
    constexpr qint64 most = std::numeric_limits<int>::max();
    return static_cast<int>(std::abs(std::clamp(count, -most, most)));
}

Figure formatDuration(qint64 ms) {
    return {Figure::Kind::Duration, ms};
}

QString formatDuration(qint64 ms, const QLocale& locale) {
    const TimeUnits units = timeUnits(locale);
    const double seconds = static_cast<double>(ms) / 1000;
    if (seconds < 9.95) {
        return QString::fromUtf8(units.seconds)
            .arg(decimal(seconds, seconds < 0.995 ? 2 : 1, locale));
    }
    const qint64 whole = std::max<qint64>(ms / 1000, 10);
    if (whole < 60) {
        return QString::fromUtf8(units.seconds).arg(whole);
    }
    if (whole < 3600) {
        return QString::fromUtf8(units.minutesAndSeconds).arg(whole / 60).arg(whole % 60);
    }
    return QString::fromUtf8(units.hoursAndMinutes).arg(whole / 3600).arg(whole % 3600 / 60);
}

Figure formatMs(double ms) {
    return {Figure::Kind::Milliseconds, ms, 0};
}

QString formatMs(double ms, const QLocale& locale) {
    return QStringLiteral("%1 ms").arg(decimal(ms, std::abs(ms) < 9.95 ? 1 : 0, locale));
}

Figure formatDecimal(double value, int decimals) {
    return {Figure::Kind::Decimal, value, decimals};
}

} // namespace ferryman
