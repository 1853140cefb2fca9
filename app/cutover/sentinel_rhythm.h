// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace ferryman {

/// When one Sentinel does what, learned from outside. It asks a replica for INFO every 10 s, once a
/// failover is under way at the first tick at which the last answer is older than 1 s; a failover
/// goes on by one state a tick; and at each tick it draws `hz` anew, from 10 to 19, so that the
/// next one comes 1000/hz ms later (sentinel.c and server.c of Redis 7.0.15; measured with 5.0 to
/// 7.4). Moments are of the monotonic clock.
class SentinelRhythm {
public:
    using Moment = std::chrono::nanoseconds;

    /// `info-refresh` of Dragonfly in SENTINEL REPLICAS: the age of its last INFO, ms.
    void sawInfoAge(Moment asked, Moment answered, qint64 ageMs);
    /// `hz` of the Sentinel's own INFO server.
    void sawHz(Moment asked, Moment answered, int hz);

    [[nodiscard]] bool knowsInfo() const { return m_info.has_value(); }
    /// ms since Dragonfly's last INFO there. Only where knowsInfo().
    [[nodiscard]] double infoAgeAt(Moment at) const;
    [[nodiscard]] Moment whenInfoIsOld(double ageMs) const;
    /// Unset until a tick was seen; it may have passed.
    [[nodiscard]] std::optional<Moment> nextTick() const { return m_nextTick; }

private:
    std::optional<Moment> m_info; ///< When Dragonfly's last INFO reached the Sentinel.
    std::optional<Moment> m_nextTick;
    int m_hz = 0;
};

/// How the switch shall meet the rhythm: FAILOVER reaches the Sentinel before its first tick, the
/// third tick sends SLAVEOF NO ONE, and an INFO of an answer older than 1 s follows it in the same
/// tick. An INFO before that tick would say slave, and the next one comes a whole second later.
struct AlignmentWish {
    double earliestMs = 0; ///< Age of the INFO at the first tick.
    double latestMs = 0;   ///< Two ticks take at most 200 ms.

    /// By the tick that follows: 0.30 s as measured.
    [[nodiscard]] static AlignmentWish best() { return {850, 893}; }
    /// Any that surely is no miss.
    [[nodiscard]] static AlignmentWish good() { return {760, 893}; }
};

/// Without knowing the ticks: FAILOVER arrives at this age, and none was a miss (82 switches on
/// Dragonfly 1.40.1, median 0.34 s).
inline constexpr double blindAgeMs = 780;

/// When Freeze shall leave so that FAILOVER, `lead` later, is there just before the next tick;
/// nothing where that tick is not wished for, or too near.
[[nodiscard]] std::optional<SentinelRhythm::Moment> freezeMoment(const SentinelRhythm& rhythm,
                                                                 SentinelRhythm::Moment now,
                                                                 std::chrono::nanoseconds lead,
                                                                 const AlignmentWish& wish);

} // namespace ferryman
