// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// Pure: where each step of the journey stands, judged by everything else in the snapshot.
[[nodiscard]] std::array<StepState, stepCount> stepStates(const Snapshot& snapshot);

} // namespace ferryman
