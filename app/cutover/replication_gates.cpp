// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate_collector.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr int detachSecondsASentinel = 10; // its INFO poll of the primary

Message linkValue(const LinkState& link) {
    if (link.sourceError) {
        return link.sourceError->sentence();
    }
    if (link.targetError) {
        return link.targetError->sentence();
    }
    if (!link.latest.linkUp) {
        return {QT_TRANSLATE_NOOP("core", "down")};
    }
    return link.latest.lineState.isEmpty()
               ? Message{QT_TRANSLATE_NOOP("core", "up, not listed by the source")}
               : Message{QT_TRANSLATE_NOOP("core", "up, %1"), {link.latest.lineState}};
}

/// While nothing breaks it, how long that is; else what breaks it.
Message steadyValue(const Steadiness& steadiness) {
    return steadiness.steady || steadiness.unbrokenMs > 0
               ? plain(formatDuration(steadiness.unbrokenMs))
               : steadiness.sentence;
}

Message streamValue(const Sample& sample, bool sameStream) {
    if (!sameStream) {
        return {QT_TRANSLATE_NOOP("core", "source %1, Dragonfly %2"),
                {sample.sourceReplid.left(8), sample.targetReplid.left(8)}};
    }
    return sample.syncInProgress || !sample.replicaOffset
               ? Message{QT_TRANSLATE_NOOP("core", "a full sync is under way")}
               : Message{QT_TRANSLATE_NOOP("core", "the same, no full sync")};
}

void judgeListing(Gates& gates) {
    const redis::Address& target = gates.e.target;
    gates.addReplication("replication.listed", {QT_TRANSLATE_NOOP("core", "Address of Dragonfly")},
                         target.isNull() ? whyUnlisted(gates.e.link) : plain(target.toString()),
                         {QT_TRANSLATE_NOOP("core", "listed by the source")}, !target.isNull());
    gates.because({QT_TRANSLATE_NOOP("core", "Sentinel learns of Dragonfly from the source's list: "
                                             "the address there must lead to it.")});
}

void judgeLink(Gates& gates) {
    const LinkState& link = gates.e.link;
    const Sample& sample = link.latest;
    const Policy& policy = gates.e.plan.policy;
    const Message unknown{QT_TRANSLATE_NOOP("core", "not known")};

    gates.addReplication("replication.link", {QT_TRANSLATE_NOOP("core", "Link to Dragonfly")},
                         linkValue(link), {QT_TRANSLATE_NOOP("core", "up, online")},
                         sample.linkUp && sample.lineState == QLatin1String("online") &&
                             !link.sourceError && !link.targetError);
    gates.addReplication("replication.steady", {QT_TRANSLATE_NOOP("core", "Steady, unbroken")},
                         steadyValue(link.steadiness),
                         {QT_TRANSLATE_NOOP("core", "at least %1"),
                          {formatDuration(qint64{policy.steadySeconds} * 1000)}},
                         link.steadiness.steady);
    gates.because(link.steadiness.sentence);
    gates.addReplication(
        "replication.lag-bytes", {QT_TRANSLATE_NOOP("core", "Lag in bytes")},
        sample.lagBytes ? plain(formatBytes(*sample.lagBytes)) : unknown,
        {QT_TRANSLATE_NOOP("core", "at most %1"), {formatBytes(policy.maxLagBytes)}},
        sample.lagBytes && *sample.lagBytes <= policy.maxLagBytes);
    gates.addReplication(
        "replication.lag-seconds", {QT_TRANSLATE_NOOP("core", "Last acknowledgement")},
        sample.ackAgeSeconds ? Message{QT_TRANSLATE_NOOP("core", "%1 s ago"),
                                       {QString::number(*sample.ackAgeSeconds)}}
                             : unknown,
        {QT_TRANSLATE_NOOP("core", "at most %1 s"), {QString::number(policy.maxLagSeconds)}},
        sample.ackAgeSeconds && *sample.ackAgeSeconds <= policy.maxLagSeconds);
    gates.because(
        {QT_TRANSLATE_NOOP("core", "Dragonfly tells the source about once a second how far "
                                   "it has come.")});
    const bool sameStream =
        !sample.sourceReplid.isEmpty() && sample.sourceReplid == sample.targetReplid;
    gates.addReplication("replication.stream", {QT_TRANSLATE_NOOP("core", "Replication stream")},
                         streamValue(sample, sameStream),
                         {QT_TRANSLATE_NOOP("core", "the same, no full sync")},
                         sameStream && !sample.syncInProgress && sample.replicaOffset.has_value());
    gates.because({QT_TRANSLATE_NOOP("core", "Only under the same replication id do the offsets of "
                                             "both sides count the same writes.")});
}

void judgeDrain(Gates& gates) {
    const auto expected = expectedDrainMs(gates.e.link.latest);
    const int budget = gates.e.plan.policy.freezeBudgetMs;
    const double limit = budget / 2.0;
    gates.addReplication("replication.drain", {QT_TRANSLATE_NOOP("core", "Expected drain")},
                         expected ? plain(formatMs(*expected))
                                  : Message{QT_TRANSLATE_NOOP("core", "not known")},
                         {QT_TRANSLATE_NOOP("core", "at most %1"), {formatMs(limit)}},
                         expected && *expected <= limit);
    gates.because(
        {QT_TRANSLATE_NOOP("core", "The limit is half of the freeze of %1."), {formatMs(budget)}});
}

Message outageValue(const std::optional<ExpectedOutage>& outage) {
    if (!outage) {
        return {QT_TRANSLATE_NOOP("core", "not known: a round trip or the drain was not measured")};
    }
    const Figure expected = formatDuration(std::llround(outage->ms));
    return outage->aligned
               ? Message{QT_TRANSLATE_NOOP("core", "about %1, aligned"), {expected}}
               : Message{QT_TRANSLATE_NOOP("core", "up to %1, not aligned"), {expected}};
}

/// Which case applies, and what it is reckoned from.
Message outageReason(const std::optional<ExpectedOutage>& outage) {
    if (!outage) {
        return {};
    }
    const MessageArguments roundTrips{formatMs(outage->sourceMs), formatMs(outage->targetMs),
                                      formatMs(outage->sentinelMs)};
    return outage->aligned
               ? Message{QT_TRANSLATE_NOOP("core",
                                           "The freeze is aligned with a Sentinel's look at "
                                           "Dragonfly; round trips: %1 to the source, %2 to "
                                           "Dragonfly, %3 to the slowest Sentinel."),
                         roundTrips}
               : Message{QT_TRANSLATE_NOOP("core",
                                           "The freeze cannot be aligned with a Sentinel's look at "
                                           "Dragonfly: drain and round trips (%1 to the source, %2 "
                                           "to Dragonfly, %3 to the slowest Sentinel) take longer "
                                           "than the moment lasts."),
                         roundTrips};
}

/// Detaching comes before the freeze, so that it makes the outage no longer.
Message priceOf(const GateEvidence& evidence) {
    const auto others = otherLiveReplicas(evidence);
    if (others.isEmpty() || evidence.pinned) {
        return {};
    }
    QStringList names;
    for (const redis::Address& other : others) {
        names.append(other.toString());
    }
    const int seconds = detachSecondsASentinel * std::max(1, evidence.topology.answering());
    return {QT_TRANSLATE_NOOP("core",
                              "Before it %1 will be detached, which takes about 10 s for each "
                              "Sentinel, %2 s in all: meanwhile reads there are stale, and there "
                              "is no other candidate should the source fail."),
            {names.join(QStringLiteral(", ")), QString::number(seconds)}};
}

RoundTrips roundTripsOf(const GateEvidence& evidence) {
    RoundTrips trips{evidence.sourceRoundTripMs,
                     evidence.targetRoundTripMs,
                     {},
                     exchangesToFreeze(fenceHoldsQueued(evidence.sourceIdentity))};
    for (const SentinelView& view : evidence.topology.sentinels) {
        if (view.answered()) {
            trips.slowestSentinelMs =
                std::max(trips.slowestSentinelMs.value_or(0), view.roundTripMs);
        }
    }
    return trips;
}

void judgeOutage(Gates& gates) {
    auto outage = expectedOutage(gates.e.link.latest, roundTripsOf(gates.e));
    if (outage) { // the alignment reckons with it, so it comes on top and costs no more
        outage->ms += expectedFrozenMs(gates.e);
    }
    const int budget = gates.e.plan.policy.freezeBudgetMs;
    gates.addReplication(
        "replication.outage", {QT_TRANSLATE_NOOP("core", "Expected outage at your round trip")},
        outageValue(outage), {QT_TRANSLATE_NOOP("core", "at most %1"), {formatDuration(budget)}},
        outage && outage->ms <= budget);
    gates.because(outageReason(outage));
    gates.list.last().price = priceOf(gates.e);
}

} // namespace

void judgeReplication(Gates& gates) {
    judgeListing(gates);
    judgeLink(gates);
    judgeDrain(gates);
    judgeOutage(gates);
}

} // namespace ferryman
