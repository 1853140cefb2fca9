// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ferryman {

/// For a text that wraps: a figure and its unit stay in one line.
[[nodiscard]] QString keptTogether(QString text);

} // namespace ferryman
