// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/wording.h"

namespace ferryman {

/// A report as the console speaks: in the language of its texts, with the desktop's numbers. Of the
/// thread of the windows; what it gives may be used on any.
[[nodiscard]] Wording consoleWording();

} // namespace ferryman
