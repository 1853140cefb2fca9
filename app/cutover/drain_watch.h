// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"
#include "cutover/poll.h"
#include "redis/info.h"

namespace ferryman {

/// What one reading says of the drain: the offset that proves it, nothing yet, or why it cannot be
/// had any more.
using DrainVerdict = Result<std::optional<qint64>>;

/// Dragonfly's own INFO replication. `>=` and not `==`: hellos of Sentinels and PINGs go on
/// (replication.c, Redis 7.0.15).
[[nodiscard]] DrainVerdict judgeTargetDrain(const FrozenPoint& frozen,
                                            const redis::ReplicationInfo& target);

/// The source's INFO replication and sync_full: what Dragonfly acknowledged, for Dragonfly
/// before 1.39 shows no offset.
[[nodiscard]] DrainVerdict judgeSourceDrain(const FrozenPoint& frozen,
                                            const redis::ReplicationInfo& source,
                                            std::optional<qint64> fullSyncs,
                                            const redis::Address& target);

/// Asks both sides until one proves that Dragonfly has everything, or that it cannot.
class DrainWatch : public QObject {
    Q_OBJECT
public:
    DrainWatch(Line& source, Line& target, QObject* parent = nullptr);

    void start(const FrozenPoint& frozen, const redis::Address& targetAsListed,
               std::function<void(Result<qint64>)> done);
    void stop();

private:
    void take(const DrainVerdict& verdict);

    Line& m_source;
    Line& m_target;
    Poll m_sourcePoll;
    Poll m_targetPoll;
    FrozenPoint m_frozen;
    redis::Address m_targetAsListed;
    std::function<void(Result<qint64>)> m_done;
};

} // namespace ferryman
