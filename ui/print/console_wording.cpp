// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/console_wording.h"

#include "translation.h"

namespace ferryman {

Wording consoleWording() {
    return {installedLanguage(),
            [numbers = QLocale()](const Message& message) { return message.translated(numbers); }};
}

} // namespace ferryman
