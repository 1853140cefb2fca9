// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/finding.h"

namespace ferryman {

/// The sentence of an assessment without a blocker: what could not be read is named.
[[nodiscard]] Message nothingBlocks(const QList<Finding>& findings);

} // namespace ferryman
