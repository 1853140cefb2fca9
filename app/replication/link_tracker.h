// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/history.h"
#include "replication/link_state.h"
#include "replication/steady_judge.h"
#include "replication/target_listing.h"

namespace ferryman {

/// Makes the state of the link from one sample after the other; it asks nobody and knows no clock.
class LinkTracker {
public:
    explicit LinkTracker(const Policy& policy, History& history);

    void attaching(qint64 nowMs); ///< REPLICAOF is about to be sent.
    void take(const Sample& sample);
    void stopping(); ///< REPLICAOF NO ONE is about to be sent.
    void stopped();  ///< Dragonfly is out of the group.
    void missed() { ++m_state.missed; }
    void listing(const TargetListing& listing);
    void errors(const std::optional<Error>& source, const std::optional<Error>& target);

    /// Full sync after full sync without steady replication between them: Dragonfly would go on for
    /// ever (replica.cc).
    [[nodiscard]] bool loops() const { return m_state.phase == LinkPhase::Looping; }
    [[nodiscard]] const LinkState& state() const { return m_state; }

private:
    [[nodiscard]] LinkPhase phaseFor(const Sample& sample) const;
    [[nodiscard]] bool isSyncingAgain(LinkPhase phase) const;
    void followSync(const Sample& sample);
    void countRounds(const Sample& sample);
    void sayLooping(const char* sentence);
    void enter(LinkPhase phase, const Sample& sample);

    History& m_history;
    SteadyJudge m_judge;
    LinkState m_state;
    bool m_attached = false;
    std::optional<qint64> m_fullSyncsAtStart;
    std::optional<qint64>
        m_fullSyncsWhenSteady; ///< Or when it was attached: rounds are counted from here.
    std::optional<qint64> m_lastFullSyncs;
    qint64 m_syncBegunMs = 0;
    std::optional<std::pair<qint64, qint64>> m_keysBefore; ///< ms, keys: for the rate.
};

} // namespace ferryman
