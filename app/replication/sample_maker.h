// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"
#include "replication/sample.h"
#include "replication/target_listing.h"

#include <deque>

namespace ferryman {

/// What both sides said at one moment; nothing where a side did not answer.
struct Reading {
    qint64 atMs = 0; ///< UTC, ms.
    std::optional<redis::Info>
        source; ///< INFO replication, stats; in some readings keyspace and memory.
    std::optional<redis::Info> target; ///< INFO replication; in some readings keyspace and memory.
};

/// Makes samples of readings; what is derived (lag in seconds, rates) rests on the readings before.
class SampleMaker {
public:
    explicit SampleMaker(TargetNames target);

    [[nodiscard]] Sample make(const Reading& reading);
    [[nodiscard]] const TargetListing& listing() const { return m_listing; }

private:
    struct Passed {
        qint64 atMs = 0;
        qint64 offset = 0;
    };

    void readSource(const redis::Info& info, const redis::ReplicationInfo& source, Sample& sample);
    void readTarget(const redis::Info& info, const redis::ReplicationInfo& target, Sample& sample);
    void derive(Sample& sample);
    [[nodiscard]] std::optional<double> ageOf(qint64 offset, qint64 nowMs) const;

    TargetListing m_listing;
    std::deque<Passed> m_passed; ///< When the source passed which offset.
    std::optional<Sample> m_before;
    std::optional<qint64> m_sourceKeys;
    std::optional<qint64> m_targetKeys;
    std::optional<qint64> m_sourceMemory;
    std::optional<qint64> m_targetMemory;
};

} // namespace ferryman
