// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/value.h"

#include <QStringList>

namespace ferryman::test {

/// The first reply in a recording of a real server, by its name without ".resp", such as
/// "df_replica_synced_INFO". The running test fails where there is none.
[[nodiscard]] redis::Value recording(const QString& name);

/// All replies in it, for those that hold several.
[[nodiscard]] QList<redis::Value> recordedReplies(const QString& name);

[[nodiscard]] QByteArray recordedBytes(const QString& name); ///< As they came.
[[nodiscard]] QStringList recordingNames();                  ///< All of them, sorted.

} // namespace ferryman::test
