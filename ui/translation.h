// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

namespace ferryman {

/// Installs this program's and Qt's own texts for `locale` on the application; English needs none.
void installTranslations(const QLocale& locale);

} // namespace ferryman
