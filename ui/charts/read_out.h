// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

#include <QStringList>

namespace ferryman {

/// All values of one moment in a line: "At 02:03:11: source 48,562,774,905, Dragonfly ..., lag
/// ...". What happened then stands first: a mark may have no room for its name.
[[nodiscard]] QString readOut(const Sample& sample, qint64 newestMs,
                              const QStringList& happened = {});

/// "15:27:45", with its date where the newest sample is of another day.
[[nodiscard]] QString clockText(qint64 atMs, qint64 newestMs);

} // namespace ferryman
