// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/frozen_point.h"

#include "redis/info.h"

namespace ferryman {

Result<FrozenPoint> frozenPoint(const QList<redis::Value>& replies, const QString& source) {
    if (replies.size() != 2) {
        return failure(
            ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "%1 answered the freeze in an unknown shape."), {source}},
            source);
    }
    const auto replicationInfo = redis::Info::parse(replies[0]);
    const auto stats = redis::Info::parse(replies[1]);
    if (!replicationInfo || !stats) {
        return tl::make_unexpected(replicationInfo ? stats.error() : replicationInfo.error());
    }
    const redis::ReplicationInfo replication = redis::parseReplication(*replicationInfo);
    const auto fullSyncs = stats->number("sync_full");
    if (replication.role != redis::Role::Primary || !replication.primaryOffset ||
        replication.replid.isEmpty() || !fullSyncs) {
        return failure(
            ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP(
                 "core", "%1 does not answer as a primary with an offset: it is none any more."),
             {source}},
            source);
    }
    return FrozenPoint{*replication.primaryOffset, replication.replid, *fullSyncs};
}

} // namespace ferryman
