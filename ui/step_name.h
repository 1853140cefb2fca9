// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// The name of a step as the rail, the buttons and the menu show it.
[[nodiscard]] QString nameOf(Step step);

} // namespace ferryman
