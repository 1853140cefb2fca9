// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/console_wording.h"

#include "translation.h"

namespace ferryman {

Wording consoleWording() {
    return {installedLanguage(), QLocale(),
            [](const Message& message) { return message.translated(); }};
}

} // namespace ferryman
