// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/history.h"

namespace ferryman::test {

/// What a history is to look like: a full sync without an offset on Dragonfly, then catching up,
/// then a lag that breathes below 64 kB.
struct HistoryShape {
    qint64 endMs = 0; ///< The last sample, UTC, ms.
    qint64 lengthMs = 0;
    qint64 syncMs = 0; ///< At its beginning Dragonfly has no offset.
    qint64 catchUpMs = 0;
    qint64 growsForMs = 0; ///< At its end the lag grows beyond the limit.
    qint64 everyMs = 250;
};

/// The same for the same shape, every time.
[[nodiscard]] std::shared_ptr<History> drawnHistory(const HistoryShape& shape);

} // namespace ferryman::test
