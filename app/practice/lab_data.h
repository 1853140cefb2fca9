// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/client.h"

namespace ferryman {

/// Writes exactly `keys` keys of every ordinary type into database 0, some with a TTL of hours: the
/// same ones each time. Afterwards the server's statistics start anew, so that nothing of the
/// filling shows in them.
[[nodiscard]] Future<Done> fillWithData(redis::Client& client, qint64 keys);

} // namespace ferryman
