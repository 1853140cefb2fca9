// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ferryman {

/// Opens a console of its own on the practice lab. False where the program cannot be started.
[[nodiscard]] bool startPractice();

} // namespace ferryman
