// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// Who is who in one snapshot, which has to outlive it: servers are known by Sentinel's, by the
/// plan's and by their own names, and what was read of them stands in three places.
class TopologyParties {
public:
    explicit TopologyParties(const Snapshot& snapshot)
        : m_snapshot(snapshot)
        , m_named(mostNamed())
        , m_source(sourceAddress()) {}

    [[nodiscard]] const redis::Address& named() const { return m_named; }
    [[nodiscard]] const redis::Address& source() const { return m_source; }
    [[nodiscard]] redis::Address target() const; ///< As Sentinel names it, if it does.
    [[nodiscard]] bool isTarget(const redis::Address& address) const;

    /// How many answering Sentinels name that server as the primary.
    [[nodiscard]] int naming(const redis::Address& address) const;
    [[nodiscard]] QStringList agreeingWith(const SentinelView& view) const; ///< Other Sentinels.

    /// What a server said when it was asked, and when it was tested; null: never. Dragonfly is
    /// asked by the plan's name for it.
    [[nodiscard]] const ServerView* viewOf(const redis::Address& address) const;
    [[nodiscard]] const EndpointStatus* testOf(const redis::Address& address) const;
    /// In bytes, by the primary's own list, whose offsets are of one moment.
    [[nodiscard]] std::optional<qint64> lagOf(const redis::Address& replica) const;

private:
    [[nodiscard]] redis::Address mostNamed() const;
    [[nodiscard]] redis::Address sourceAddress() const;

    const Snapshot& m_snapshot;
    redis::Address m_named; ///< The primary, by most of the answering Sentinels.
    redis::Address m_source;
};

} // namespace ferryman
