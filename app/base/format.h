// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <variant>

namespace ferryman {

/// A figure as people read it: English where a record is written, in the reader's format where a
/// sentence that holds it is translated.
class Figure {
public:
    enum class Kind { Bytes, Rate, Count, Duration, Milliseconds, Decimal };

    Figure(Kind kind, qint64 amount)
        : m_kind(kind)
        , m_amount(amount) {}
    Figure(Kind kind, double amount, int decimals)
        : m_kind(kind)
        , m_amount(amount)
        , m_decimals(decimals) {}

    [[nodiscard]] QString in(const QLocale& locale) const;
    /// Never by itself: on its way to a Message it would stay English for every reader.
    [[nodiscard]] QString english() const { return in(QLocale(QLocale::English)); }

private:
    Kind m_kind;
    std::variant<qint64, double> m_amount;
    int m_decimals = 0; ///< Of a Decimal.
};

/// "812 B", "22.8 kB", "128 MB": powers of 1000, at most three digits before the unit.
[[nodiscard]] Figure formatBytes(qint64 bytes);
[[nodiscard]] QString formatBytes(qint64 bytes, const QLocale& locale);

/// "22.8 kB/s".
[[nodiscard]] Figure formatRate(double bytesPerSecond);
[[nodiscard]] QString formatRate(double bytesPerSecond, const QLocale& locale);

/// "48,562,774,905".
[[nodiscard]] Figure formatCount(qint64 count);
[[nodiscard]] QString formatCount(qint64 count, const QLocale& locale);

/// "1 key", "48,562 keys": for what is written in English alone; elsewhere a Message or tr() has
/// the forms of its language.
[[nodiscard]] QString counted(qint64 count, const char* one, const char* many);

/// The count as a translation takes it, to choose a plural form and never to be shown: without its
/// sign, and at most what an int holds.
[[nodiscard]] int formOf(qint64 count);

/// "0.35 s", "7.3 s", "42 s", "3 min 12 s", "2 h 5 min": from ten seconds on only what has passed
/// whole.
[[nodiscard]] Figure formatDuration(qint64 ms);
[[nodiscard]] QString formatDuration(qint64 ms, const QLocale& locale);

/// "3.4 ms", "412 ms": for the timeline.
[[nodiscard]] Figure formatMs(double ms);
[[nodiscard]] QString formatMs(double ms, const QLocale& locale);

/// "2.5"
[[nodiscard]] Figure formatDecimal(double value, int decimals);

} // namespace ferryman
