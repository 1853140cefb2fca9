// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/replica_choice.h"

#include "base/format.h"

#include <algorithm>

namespace ferryman {

namespace {

using redis::SentinelEntry;

// Periods of sentinel.c, Redis 7.0.15, in ms.
constexpr qint64 pingPeriod = 1000;
constexpr qint64 infoPeriod = 10'000;
constexpr qint64 pingLimit = pingPeriod * 5;

qint64 infoLimit(const SentinelView& view) {
    return view.group.has("s_down") ? pingPeriod * 5 : infoPeriod * 3;
}

qint64 linkDownLimit(const SentinelView& view) {
    qint64 limit = view.downAfterMs() * 10;
    if (view.group.has("s_down")) {
        limit += view.group.number("s-down-time").value_or(0);
    }
    return limit;
}

/// The age of an INFO that never came is printed as 0 (addReplySentinelRedisInstance), and the name
/// of the primary as a question mark until INFO tells it.
bool wasNeverRead(const SentinelEntry& replica) {
    return replica.number("info-refresh") == 0 && replica.text("master-host") == QLatin1String("?");
}

/// Why sentinelSelectSlave passes over it; empty where it does not.
Message exclusion(const SentinelEntry& replica, const SentinelView& view) {
    if (replica.has("s_down") || replica.has("o_down")) {
        return {QT_TRANSLATE_NOOP("core", "excluded: the Sentinel holds it for down")};
    }
    if (replica.has("disconnected")) {
        return {QT_TRANSLATE_NOOP("core", "excluded: the Sentinel has no connection to it")};
    }
    if (const qint64 age = replica.number("last-ok-ping-reply").value_or(0); age > pingLimit) {
        return {
            QT_TRANSLATE_NOOP(
                "core", "excluded: its last valid answer to PING is %1 ms old, the limit is %2 ms"),
            {QString::number(age), QString::number(pingLimit)}};
    }
    if (replica.number("slave-priority") == 0) {
        return {QT_TRANSLATE_NOOP("core", "excluded: its priority is 0")};
    }
    if (wasNeverRead(replica)) {
        return {QT_TRANSLATE_NOOP("core", "excluded: the Sentinel has not read its INFO yet")};
    }
    if (const qint64 age = replica.number("info-refresh").value_or(0); age > infoLimit(view)) {
        return {
            QT_TRANSLATE_NOOP("core", "excluded: its last INFO is %1 ms old, the limit is %2 ms"),
            {QString::number(age), QString::number(infoLimit(view))}};
    }
    if (const qint64 down = replica.number("master-link-down-time").value_or(0);
        down > linkDownLimit(view)) {
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "excluded: its link to the primary has been down for %1 ms, the limit is %2 ms"),
            {QString::number(down), QString::number(linkDownLimit(view))}};
    }
    return {};
}

qint64 priorityOf(const SentinelEntry& replica) {
    return replica.number("slave-priority").value_or(100);
}

qint64 offsetOf(const SentinelEntry& replica) {
    return replica.number("slave-repl-offset").value_or(0);
}

/// compareSlavesForPromotion: lower priority, then higher offset, then smaller run id, where none
/// is the greatest.
bool goesBefore(const SentinelEntry& a, const SentinelEntry& b) {
    if (priorityOf(a) != priorityOf(b)) {
        return priorityOf(a) < priorityOf(b);
    }
    if (offsetOf(a) != offsetOf(b)) {
        return offsetOf(a) > offsetOf(b);
    }
    if (a.runId.isEmpty() || b.runId.isEmpty()) {
        return !a.runId.isEmpty();
    }
    return a.runId.compare(b.runId, Qt::CaseInsensitive) < 0;
}

Message whyItLost(const SentinelEntry& loser, const SentinelEntry& winner) {
    if (priorityOf(loser) != priorityOf(winner)) {
        return {
            QT_TRANSLATE_NOOP("core", "not chosen: its priority is %1, that of the chosen one %2"),
            {QString::number(priorityOf(loser)), QString::number(priorityOf(winner))}};
    }
    if (offsetOf(loser) != offsetOf(winner)) {
        return {
            QT_TRANSLATE_NOOP("core", "not chosen: its offset is %1, that of the chosen one %2"),
            {formatCount(offsetOf(loser)), formatCount(offsetOf(winner))}};
    }
    return {QT_TRANSLATE_NOOP(
        "core", "not chosen: all else is equal, and its run id is the greater or missing")};
}

} // namespace

ReplicaChoice chooseReplica(const SentinelView& view) {
    const SentinelEntry* best = nullptr;
    for (const SentinelEntry& replica : view.replicas) {
        if (exclusion(replica, view).isEmpty() && (best == nullptr || goesBefore(replica, *best))) {
            best = &replica;
        }
    }
    ReplicaChoice choice;
    for (const SentinelEntry& replica : view.replicas) {
        const Message excluded = exclusion(replica, view);
        if (!excluded.isEmpty()) {
            choice.candidates.append({replica.address, false, excluded});
        } else if (&replica == best) {
            choice.chosen = replica.address;
            choice.candidates.append(
                {replica.address, true, {QT_TRANSLATE_NOOP("core", "would be chosen now")}});
        } else if (best != nullptr) { // it is: this one could be chosen as well
            choice.candidates.append({replica.address, true, whyItLost(replica, *best)});
        }
    }
    return choice;
}

} // namespace ferryman
