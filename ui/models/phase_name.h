// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"

namespace ferryman {

/// The phase's name for a person: "Freeze".
[[nodiscard]] QString nameOf(Phase phase);

} // namespace ferryman
