// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// What a person must hear whatever they are looking at, and can go on with: Sentinels that do not
/// answer any more, and what an earlier run on this plan may have left changed.
[[nodiscard]] QList<Error> noticesOf(const Snapshot& snapshot);

} // namespace ferryman
