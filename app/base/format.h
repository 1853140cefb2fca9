// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace ferryman {

// Figures as people read them. Core writes English; ui/ gives its own locale.

/// "812 B", "22.8 kB", "128 MB": powers of 1000, at most three digits before the unit.
[[nodiscard]] QString formatBytes(qint64 bytes, const QLocale& locale = QLocale(QLocale::English));

/// "22.8 kB/s".
[[nodiscard]] QString formatRate(double bytesPerSecond,
                                 const QLocale& locale = QLocale(QLocale::English));

/// "48,562,774,905".
[[nodiscard]] QString formatCount(qint64 count, const QLocale& locale = QLocale(QLocale::English));

/// "1 key", "48,562 keys": for what is written in English alone; elsewhere a Message or tr() has
/// the forms of its language.
[[nodiscard]] QString counted(qint64 count, const char* one, const char* many);

/// The count as a translation takes it, to choose a plural form and never to be shown: without its
/// sign, and at most what an int holds.
[[nodiscard]] int formOf(qint64 count);

/// "0.35 s", "7.3 s", "42 s", "3 min 12 s", "2 h 5 min": from ten seconds on only what has passed
/// whole.
[[nodiscard]] QString formatDuration(qint64 ms, const QLocale& locale = QLocale(QLocale::English));

/// "3.4 ms", "412 ms": for the timeline.
[[nodiscard]] QString formatMs(double ms, const QLocale& locale = QLocale(QLocale::English));

} // namespace ferryman
