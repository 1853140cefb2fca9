// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

namespace ferryman {

/// Installs this program's and Qt's own texts for `locale` on the application, in place of those
/// that it installed before; a language that has none gets English, whose catalogue holds the forms
/// of what is counted; QLocale() is from then on how numbers and dates are written. Windows hear of
/// it as QEvent::LanguageChange.
void installTranslations(const QLocale& locale);

/// Of the texts that are installed, BCP 47: "de"; "en" where none are.
[[nodiscard]] QString installedLanguage();

} // namespace ferryman
