// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ferryman {

/// The version of this program, such as "0.1.0".
QString version();

} // namespace ferryman
