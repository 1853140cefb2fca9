// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connection.h"
#include "replication/target_listing.h"

namespace ferryman {

/// Resolves Dragonfly's host name and reads its ports, within 3 s. It never fails: what cannot be
/// read is left out.
[[nodiscard]] Future<TargetNames> readTargetNames(redis::Connection& target, QObject* context);

} // namespace ferryman
