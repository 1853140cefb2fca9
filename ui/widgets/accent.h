// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPushButton;

namespace ferryman {

/// Makes it the one button that leads on, or one beside it.
/// \returns whether it was not so before.
bool setAccent(QPushButton& button, bool accent);

} // namespace ferryman
