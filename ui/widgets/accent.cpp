// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/accent.h"

#include <QPushButton>
#include <QStyle>

namespace ferryman {

bool setAccent(QPushButton& button, bool accent) {
    if (button.property("accent").toBool() == accent) {
        return false;
    }
    button.setProperty("accent", accent);
    button.style()->unpolish(&button); // the style sheet reads the property only then
    button.style()->polish(&button);
    return true;
}

} // namespace ferryman
