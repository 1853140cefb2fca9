// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QMetaType>

namespace ferryman {

/// What may be changed while a verification runs. 0: no limit.
struct VerifyLimits {
    qint64 keysPerSecond = 0;
    qint64 bytesPerSecond = 0; ///< Replies of both servers together.

    friend bool operator==(const VerifyLimits&, const VerifyLimits&) = default;
};

struct VerifyOptions {
    enum class Mode { Full, Sample };
    enum class Link {
        Replica,  ///< The target replicates from the source: differences are fenced by offset.
        Unlinked, ///< Two servers by themselves: whatever differs twice is a difference.
        Detect,   ///< Replica where the target says that it is one, even if its link is down.
    };

    Mode mode = Mode::Full;
    qint64 sampleKeys = 20'000; ///< Keys that a sample reads, drawn at random.
    Link link = Link::Replica;
    VerifyLimits limits;
    milliseconds expiryTolerance{1000};
    int connections = 2; ///< To each server; two more are taken for the control of both.

    /// The governor slows down above these. A round trip is measured by a PING that waits behind
    /// whatever the server does; the lag is the source's offset less the target's.
    milliseconds slowAboveRoundTrip{100};
    qint64 slowAboveLagBytes = qint64{8} * 1024 * 1024;

    milliseconds fenceDeadline{10'000}; ///< For the target to reach the source's offset.
    int attempts = 6;            ///< Readings of a key that keeps changing before it is undecided.
    milliseconds firstPause{50}; ///< Before the second attempt; twice as long before each further.

    qsizetype listedDifferences = 10'000; ///< Kept in the verdict; all are counted and told.
    qsizetype keptKeys = 20'000;          ///< Of undecided and of lately written ones, each.
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::VerifyLimits)
