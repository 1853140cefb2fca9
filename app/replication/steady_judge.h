// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "replication/link_state.h"

namespace ferryman {

/// Steady: link up, `slave_repl_offset` present, slaveN online, lag in bytes and in seconds within
/// the plan's limits, unbroken for `steadySeconds`, and no new full sync in that time.
class SteadyJudge {
public:
    explicit SteadyJudge(const Policy& policy);

    [[nodiscard]] Steadiness judge(const Sample& sample);
    void restart(); ///< The unbroken time begins anew.

private:
    [[nodiscard]] Message whatBreaks(const Sample& sample) const;
    [[nodiscard]] Message tooFarBehind(const Sample& sample) const;

    Policy m_policy;
    qint64 m_sinceMs = 0; ///< 0: it is broken now.
    std::optional<qint64> m_fullSyncs;
    qint64 m_largestLag = 0;
    std::optional<std::pair<qint64, qint64>> m_lagBefore; ///< ms, bytes: for the trend.
};

} // namespace ferryman
