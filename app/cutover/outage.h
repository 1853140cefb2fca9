// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

#include <optional>

namespace ferryman {

/// How long the drain will take at the present lag and rate, ms; nothing where one is not known.
[[nodiscard]] std::optional<double> expectedDrainMs(const Sample& sample);

/// The console's, ms; nothing where it was not measured.
struct RoundTrips {
    std::optional<double> sourceMs;
    std::optional<double> targetMs;
    std::optional<double> slowestSentinelMs; ///< Of those that answer.
    int exchangesToFreeze = 1;               ///< With the source, until the last offset is known.
};

/// For how long a client that follows Sentinel will have no acknowledgement.
struct ExpectedOutage {
    double ms = 0;
    bool aligned = false; ///< Else the wait until the Sentinel's next INFO is in it, up to 1 s.
    double sourceMs = 0;  ///< The round trips that it was computed from.
    double targetMs = 0;
    double sentinelMs = 0;
};

/// From what was measured on loopback, the round trips that the switch makes from the freeze on,
/// and the drain. Nothing where one of them is not known.
[[nodiscard]] std::optional<ExpectedOutage> expectedOutage(const Sample& sample,
                                                           const RoundTrips& trips);

} // namespace ferryman
