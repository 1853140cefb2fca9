// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/console_wording.h"

#include "translation.h"

namespace ferryman {

Wording consoleWording() {
    const QLocale numbers;
    return {installedLanguage(),
            [numbers](const Message& message) { return message.translated(numbers); }, numbers};
}

} // namespace ferryman
