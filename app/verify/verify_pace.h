// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"
#include "verify/verify_options.h"

#include <optional>

namespace ferryman {

/// How fast a verification may go: the limits that a person gave, and the governor, which spares a
/// source that answers slowly and a replica that lags. Times are monotonic milliseconds.
class VerifyPace {
public:
    explicit VerifyPace(const VerifyOptions& options);

    void setLimits(const VerifyLimits& limits);
    [[nodiscard]] bool mayGo(qint64 nowMs) const;
    [[nodiscard]] qint64 waitMs(qint64 nowMs) const; ///< Until mayGo().
    void took(qint64 keys, qint64 nowMs);            ///< So many keys were sent for.
    void read(qint64 bytes, qint64 nowMs);           ///< So much came.
    /// A batch of keys came whole, after so long.
    void came(qint64 keys, qint64 bytes, qint64 tookMs, qint64 nowMs);

    void observe(double roundTripMs, std::optional<qint64> lagBytes); ///< A look at both servers.
    [[nodiscard]] double factor() const { return m_factor; }          ///< 1: full speed.
    [[nodiscard]] Message reason() const { return m_reason; } ///< Why it is below 1, or empty.

    [[nodiscard]] qint64 keysInFlight() const;  ///< So many at most.
    [[nodiscard]] qint64 largeInFlight() const; ///< Of those that are read piece by piece.
    [[nodiscard]] qint64 keysPerScan() const;   ///< COUNT of SCAN.

private:
    VerifyLimits m_limits;
    double m_slowRoundTripMs;
    qint64 m_slowLagBytes;
    double m_keysFreeAt = 0; // when the next may be taken
    double m_bytesFreeAt = 0;
    double m_restUntil = 0;
    double m_factor = 1;
    double m_roundTripMs = 0; // the quickest of late: that of the network
    double m_bytesPerKey = 400;
    Message m_reason;
};

} // namespace ferryman
