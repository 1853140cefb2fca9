// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/server_facts.h"

#include "redis/reply_cursor.h"

namespace ferryman {

namespace {

const char* const absentKey = "ferryman:no-such-key";

bool isKnown(redis::ReplyCursor& replies) {
    const QByteArrayView reply = replies.whole();
    return !reply.isEmpty() && reply[0] != '-';
}

/// TIME: seconds and microseconds.
std::optional<qint64> clock(QByteArrayView reply) {
    redis::ReplyCursor cursor(reply);
    const std::optional<redis::ReplyItem> header = cursor.next();
    const std::optional<redis::ReplyItem> seconds = cursor.next();
    const std::optional<redis::ReplyItem> micros = cursor.next();
    if (!header || !header->isArray() || !seconds || !micros) {
        return {};
    }
    return seconds->text.toLongLong() * 1000 + micros->text.toLongLong() / 1000;
}

} // namespace

qint64 ServerFacts::totalKeys() const {
    qint64 total = 0;
    for (const qint64 count : keys) {
        total += count;
    }
    return total;
}

bool ServerFacts::cursorsLast() const {
    return identity.product == redis::Product::Redis || identity.product == redis::Product::Valkey;
}

QList<QByteArrayList> factCommands() {
    return {{"INFO", "server"},
            {"INFO", "replication"},
            {"INFO", "stats"},
            {"INFO", "keyspace"},
            {"TIME"},
            {"PEXPIRETIME", absentKey},
            {"HPEXPIRETIME", absentKey, "FIELDS", "1", "f"},
            {"SMISMEMBER", absentKey, "m"},
            {"JSON.GET", absentKey}};
}

ServerFacts factsFrom(QByteArrayView replies, qint64 nowMs) {
    redis::ReplyCursor cursor(replies);
    const auto info = [&cursor] {
        const std::optional<redis::ReplyItem> item = cursor.next();
        return redis::Info::parse(item && item->isText() ? item->text : QByteArrayView());
    };
    ServerFacts facts;
    const redis::Info server = info();
    facts.identity = redis::identify(server);
    facts.start = redis::serverStart(server, QDateTime::fromMSecsSinceEpoch(nowMs));
    facts.replication = redis::parseReplication(info());
    facts.fullSyncs = info().number("sync_full").value_or(0);
    for (const redis::KeyspaceLine& line : redis::parseKeyspace(info())) {
        if (line.keys > 0) {
            facts.keys.insert(line.database, line.keys);
        }
    }
    facts.clockAheadMs = clock(cursor.whole()).value_or(nowMs) - nowMs;
    facts.expireTime = isKnown(cursor);
    facts.fieldExpireTime = isKnown(cursor);
    facts.manyMembers = isKnown(cursor);
    facts.json = isKnown(cursor);
    return facts;
}

std::optional<qint64> streamOffset(const redis::ReplicationInfo& source) {
    return source.role == redis::Role::Replica ? source.replicaOffset : source.primaryOffset;
}

std::optional<qint64> appliedOffset(const redis::ReplicationInfo& target,
                                    const redis::ReplicationInfo& source,
                                    const redis::Address& targetAddress) {
    if (!target.replicaOffset || *target.replicaOffset > 0) {
        return target.replicaOffset;
    }
    const redis::ReplicaLine* own = source.find(targetAddress);
    if (own != nullptr) {
        return own->offset;
    }
    std::optional<qint64> slowest;
    for (const redis::ReplicaLine& line : source.replicas) {
        if (line.state == QLatin1String("online") && line.offset) {
            slowest = std::min(slowest.value_or(*line.offset), *line.offset);
        }
    }
    return slowest;
}

} // namespace ferryman
