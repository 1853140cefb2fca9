// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"
#include "replication/sample.h"

#include <deque>

namespace ferryman {

/// What both sides said at one moment; nothing where a side did not answer.
struct Reading {
    qint64 atMs = 0;                   ///< UTC, ms.
    std::optional<redis::Info> source; ///< INFO replication, stats and, in some readings, keyspace.
    std::optional<redis::Info> target; ///< INFO replication and, in some readings, keyspace.
};

/// Makes samples of readings; what is derived (lag in seconds, rates) rests on the readings before.
class SampleMaker {
public:
    /// `target` is Dragonfly's address as it is connected to; see lineOf() for how it is found
    /// among the source's replicas.
    explicit SampleMaker(redis::Address target);

    [[nodiscard]] Sample make(const Reading& reading);

private:
    struct Passed {
        qint64 atMs = 0;
        qint64 offset = 0;
    };

    void readSource(const redis::Info& info, Sample& sample);
    void readTarget(const redis::Info& info, Sample& sample);
    void derive(Sample& sample);
    [[nodiscard]] std::optional<double> ageOf(qint64 offset, qint64 nowMs) const;

    redis::Address m_target;
    std::deque<Passed> m_passed; ///< When the source passed which offset.
    std::optional<Sample> m_before;
    std::optional<qint64> m_sourceKeys;
    std::optional<qint64> m_targetKeys;
};

/// Dragonfly's line among the source's replicas: the one at its very address; else, since it may be
/// listed under another of its addresses (REPLCONF ip-address, NAT), the only one with its port.
/// Null where there is none.
[[nodiscard]] const redis::ReplicaLine* lineOf(const redis::ReplicationInfo& source,
                                               const redis::Address& target);

} // namespace ferryman
