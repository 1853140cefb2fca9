// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "topology/topology.h"

namespace ferryman {

/// A replica as sentinelSelectSlave weighs it.
struct Candidate {
    redis::Address address;
    bool eligible = false;
    Message reason; ///< Why it would be chosen, why it is excluded, or what it lost by.
};

struct ReplicaChoice {
    redis::Address chosen; ///< Null: `SENTINEL FAILOVER` would answer NOGOODSLAVE.
    QList<Candidate> candidates;
};

/// Which replica this Sentinel would promote now, by the rules of sentinelSelectSlave and
/// compareSlavesForPromotion (sentinel.c, Redis 7.0.15).
[[nodiscard]] ReplicaChoice chooseReplica(const SentinelView& view);

} // namespace ferryman
