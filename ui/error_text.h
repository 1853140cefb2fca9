// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

namespace ferryman {

/// An error in the reader's language: "subject: sentence (detail)", without what it says already.
[[nodiscard]] QString textOf(const Error& error);

} // namespace ferryman
