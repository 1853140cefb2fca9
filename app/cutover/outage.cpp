// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/outage.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr double leastBytesPerSecond = 1e6; // an idle link's rate says nothing of what it can do
constexpr double idleBytesPerSecond = 1e4;  // hellos, PINGs and a few writes
constexpr double ackPeriodMs = 1000;        // Dragonfly acknowledges once a second

// Measured on loopback with Dragonfly 1.40.1: the median of 82 switches that were aligned by the
// age of the Sentinel's INFO alone, and the longest of those that were not.
constexpr double alignedMs = 340;
constexpr double unalignedMs = 1100;
// Align sends Freeze three round trips to the source, those of further exchanges and this for the
// drain ahead of the moment.
constexpr double drainAllowanceMs = 30;
constexpr double borneLateMs = 40;        // an INFO age of 820 instead of 780 ms: 1 in 100 misses
constexpr double demoteHeadStartMs = 100; // Dragonfly is primary before the Sentinel notices it

} // namespace

std::optional<double> expectedDrainMs(const Sample& sample) {
    const bool shown = sample.replicaOffset.value_or(0) > 0; // 0 before Dragonfly 1.39
    if (!sample.sourceOffset || (!shown && !sample.ackedOffset)) {
        return {};
    }
    const qint64 behind = std::max(
        *sample.sourceOffset - (shown ? *sample.replicaOffset : *sample.ackedOffset), qint64{0});
    const double extra = shown ? 0 : ackPeriodMs;
    if (behind == 0) {
        return extra;
    }
    const double written = sample.writeBytesPerSecond.value_or(0);
    const double applied = sample.applyBytesPerSecond.value_or(written);
    const bool idle = std::max(written, applied) < idleBytesPerSecond;
    const double rate = idle ? leastBytesPerSecond : applied;
    return rate > 0 ? std::optional(static_cast<double>(behind) / rate * 1000 + extra)
                    : std::nullopt;
}

std::optional<ExpectedOutage> expectedOutage(const Sample& sample, const RoundTrips& trips) {
    const auto drain = expectedDrainMs(sample);
    if (!drain || !trips.sourceMs || !trips.targetMs || !trips.slowestSentinelMs) {
        return {};
    }
    ExpectedOutage outage;
    outage.sourceMs = *trips.sourceMs;
    outage.targetMs = *trips.targetMs;
    outage.sentinelMs = *trips.slowestSentinelMs;
    // From when the source runs the freeze: its reply, Dragonfly's offset, FAILOVER on its way.
    const double furtherExchanges = (trips.exchangesToFreeze - 1) * outage.sourceMs;
    const double untilTrigger =
        outage.sourceMs / 2 + furtherExchanges + *drain + outage.targetMs + outage.sentinelMs / 2;
    const double roundTripsReckoned = 2.5 * outage.sourceMs + furtherExchanges;
    outage.aligned = untilTrigger - roundTripsReckoned - drainAllowanceMs <= borneLateMs;
    const double early = std::max(roundTripsReckoned - untilTrigger, 0.0);
    const double demote = std::max(outage.targetMs + outage.sourceMs / 2 - demoteHeadStartMs, 0.0);
    outage.ms = (outage.aligned ? alignedMs + early : unalignedMs) + untilTrigger + demote;
    return outage;
}

} // namespace ferryman
