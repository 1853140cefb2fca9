// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/version.h"

namespace ferryman {

QString version() {
    return QStringLiteral(FERRYMAN_VERSION);
}

} // namespace ferryman
