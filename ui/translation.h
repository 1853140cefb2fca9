// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

namespace ferryman {

/// Installs this program's and Qt's own texts for `locale` on the application, in place of those
/// that it installed before; English needs none. Windows hear of it as QEvent::LanguageChange.
void installTranslations(const QLocale& locale);

/// Of the texts that are installed, BCP 47: "de"; "en" where none are.
[[nodiscard]] QString installedLanguage();

} // namespace ferryman
