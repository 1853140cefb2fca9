// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "replication/history.h"
#include "replication/link_state.h"

namespace ferryman {

/// Whether the replication is steady, and what comes of it if it goes on as it does.
struct Outlook {
    Message sentence; ///< Never empty: "Not steady: lag 1.2 MB and growing by 80 kB/s; ..."
    Message forecast; ///< "At this trend ..."; empty where nothing can be foretold.
};

/// How the lag moves, bytes a second, by least squares over the points since the last gap. Nothing
/// where they are too few, or span less than three seconds.
[[nodiscard]] std::optional<double> trendOf(const Points& lag);

/// The lag's points of the last half minute.
[[nodiscard]] Points recentLag(const History& history);

/// Pure: `lag` are recentLag()'s points; it may be empty.
[[nodiscard]] Outlook outlookOf(const LinkState& link, const Points& lag, const Policy& policy);

} // namespace ferryman
