// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/transition.h"

namespace ferryman::test {

// The machine as one line of text, so that a table of it can be read and compared.

[[nodiscard]] QString text(const Event& event);
[[nodiscard]] QString text(const Effect& effect);
[[nodiscard]] QString text(const QList<Effect>& effects);
[[nodiscard]] QString text(const MachineState& state); ///< Phase, what was changed, how it ended.

} // namespace ferryman::test
