// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"
#include "redis/sentinel_reply.h"

#include <QDateTime>

namespace ferryman {

/// What one Sentinel says of one group, or why it says nothing.
struct SentinelView {
    redis::Address address;
    QString id;                 ///< Its own run id (SENTINEL MYID, since 6.2), or as its peers say.
    std::optional<Error> error; ///< Set: it did not answer, and nothing below is known.
    redis::ServerIdentity identity;
    bool tilt = false; ///< `sentinel_tilt` of its INFO: it takes no decisions now.
    double roundTripMs = 0;
    redis::SentinelEntry group;           ///< SENTINEL MASTER.
    QList<redis::SentinelEntry> replicas; ///< SENTINEL REPLICAS.
    QList<redis::SentinelEntry> peers;    ///< SENTINEL SENTINELS.
    QDateTime readAt;                     ///< UTC.

    [[nodiscard]] bool answered() const { return !error.has_value(); }
    [[nodiscard]] redis::Address primary() const { return group.address; }
    [[nodiscard]] qint64 configEpoch() const { return group.number("config-epoch").value_or(-1); }
    [[nodiscard]] int quorum() const {
        return static_cast<int>(group.number("quorum").value_or(0));
    }
    [[nodiscard]] qint64 downAfterMs() const {
        return group.number("down-after-milliseconds").value_or(0);
    }
    [[nodiscard]] qint64 failoverTimeoutMs() const {
        return group.number("failover-timeout").value_or(0);
    }
    [[nodiscard]] QString failoverState() const {
        return group.text("failover-state");
    } ///< Empty: none in progress.
    [[nodiscard]] bool failoverInProgress() const { return group.has("failover_in_progress"); }
    [[nodiscard]] const redis::SentinelEntry* replica(const redis::Address& address) const;
};

/// A replica as the Sentinels see it together.
struct ReplicaView {
    redis::Address address;
    redis::ServerIdentity identity; ///< Where it was asked itself.
    bool live =
        false; ///< At least one answering Sentinel does not hold it for down or disconnected.
    bool announced = true;        ///< replica-announced.
    qint64 priority = 100;        ///< As the first answering Sentinel shows it.
    std::optional<qint64> offset; ///< slave-repl-offset.
    bool linkUp = false;
};

/// All Sentinels of a group made into one truth, or into named disagreements.
struct Topology {
    QString group;
    QList<SentinelView> sentinels;
    redis::Address primary; ///< Null while the answering Sentinels do not agree on it.
    QList<ReplicaView> replicas;
    int quorum = 0;
    qint64 configEpoch = -1;
    QList<Message> disagreements; ///< Empty: one truth.
    QDateTime readAt;             ///< UTC; of the oldest view among those that answered.

    [[nodiscard]] bool agreed() const { return disagreements.isEmpty() && !primary.isNull(); }
    [[nodiscard]] int answering() const;
    [[nodiscard]] qint64
    shortestDownAfterMs() const; ///< Of the answering Sentinels; 0 where none answers.
    [[nodiscard]] const ReplicaView* replica(const redis::Address& address) const;
};

/// Pure: what the views say together. An unreachable Sentinel is told in its view and is no
/// disagreement by itself.
[[nodiscard]] Topology merge(const QString& group, const QList<SentinelView>& views);

} // namespace ferryman
