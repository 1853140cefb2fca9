// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace ferryman {

/// "B", "kB", "MB" to "PB", or as French says it "o", "ko", "Mo", of as many thousands (0 to 5).
[[nodiscard]] QString byteUnit(int thousands, const QLocale& locale);

} // namespace ferryman
