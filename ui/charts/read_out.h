// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

namespace ferryman {

/// All values of one moment in a line: "At 02:03:11: source 48,562,774,905, Dragonfly ..., lag
/// ...".
[[nodiscard]] QString readOut(const Sample& sample, qint64 newestMs);

/// "15:27:45", with its date where the newest sample is of another day.
[[nodiscard]] QString clockText(qint64 atMs, qint64 newestMs);

} // namespace ferryman
