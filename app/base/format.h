// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace ferryman {

// Figures as people read them. Core writes English (QLocale::c() with thousands separators); ui/
// gives its own locale.

/// "22.8 kB", "1.2 MB": powers of 1000, three significant digits; below 1000 "812 B".
[[nodiscard]] QString formatBytes(qint64 bytes, const QLocale& locale = QLocale(QLocale::English));

/// "22.8 kB/s".
[[nodiscard]] QString formatRate(double bytesPerSecond,
                                 const QLocale& locale = QLocale(QLocale::English));

/// "48,562,774,905".
[[nodiscard]] QString formatCount(qint64 count, const QLocale& locale = QLocale(QLocale::English));

/// "0.35 s", "12.4 s", "3 min 12 s", "2 h 5 min".
[[nodiscard]] QString formatDuration(qint64 ms, const QLocale& locale = QLocale(QLocale::English));

/// "412 ms": for the timeline.
[[nodiscard]] QString formatMs(double ms, const QLocale& locale = QLocale(QLocale::English));

} // namespace ferryman
