// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/verify_pace.h"

#include "base/format.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr double burstMs = 100; // unused allowance that is kept
constexpr double slowest = 1.0 / 16;

void charge(double& freeAt, qint64 amount, qint64 perSecond, qint64 nowMs) {
    if (perSecond > 0) {
        freeAt =
            std::max(freeAt, double(nowMs) - burstMs) + double(amount) * 1000 / double(perSecond);
    }
}

} // namespace

VerifyPace::VerifyPace(const VerifyOptions& options)
    : m_limits(options.limits)
    , m_slowRoundTripMs(double(options.slowAboveRoundTrip.count()))
    , m_slowLagBytes(options.slowAboveLagBytes) {}

void VerifyPace::setLimits(const VerifyLimits& limits) {
    m_limits = limits;
    m_keysFreeAt = 0; // the old limit's debt is none of the new one's
    m_bytesFreeAt = 0;
}

bool VerifyPace::mayGo(qint64 nowMs) const {
    return waitMs(nowMs) <= 0;
}

qint64 VerifyPace::waitMs(qint64 nowMs) const {
    const double free = std::max({m_keysFreeAt, m_bytesFreeAt, m_restUntil});
    return std::max<qint64>(qint64(std::ceil(free - double(nowMs))), 0);
}

void VerifyPace::took(qint64 keys, qint64 nowMs) {
    charge(m_keysFreeAt, keys, m_limits.keysPerSecond, nowMs);
}

void VerifyPace::read(qint64 bytes, qint64 nowMs) {
    charge(m_bytesFreeAt, bytes, m_limits.bytesPerSecond, nowMs);
}

void VerifyPace::came(qint64 keys, qint64 bytes, qint64 tookMs, qint64 nowMs) {
    if (keys > 0) {
        const double each = double(bytes) / double(keys);
        // Larger ones count at once: memory is taken for what may come.
        m_bytesPerKey = each > m_bytesPerKey ? each : m_bytesPerKey * 0.9 + each * 0.1;
    }
    if (m_factor < 1) {
        constexpr double longestRestMs = 250;
        const double rest = double(std::max<qint64>(tookMs, 1)) * (1 / m_factor - 1);
        m_restUntil = double(nowMs) + std::min(rest, longestRestMs);
    }
}

void VerifyPace::observe(double roundTripMs, std::optional<qint64> lagBytes) {
    m_roundTripMs =
        m_roundTripMs <= 0 ? roundTripMs : std::min(roundTripMs, m_roundTripMs * 1.05 + 0.01);
    const bool slow = m_slowRoundTripMs > 0 && roundTripMs > m_slowRoundTripMs;
    const bool lags = m_slowLagBytes > 0 && lagBytes.value_or(0) > m_slowLagBytes;
    if (!slow && !lags) {
        m_factor = std::min(m_factor * 1.5, 1.0);
        if (m_factor >= 1) {
            m_reason = {};
        }
        return;
    }
    m_factor = std::max(m_factor / 2, slowest);
    if (slow) {
        m_reason = {QT_TRANSLATE_NOOP("core", "Slowed down: the source took %1 to answer."),
                    {formatMs(roundTripMs)}};
    } else {
        m_reason = {QT_TRANSLATE_NOOP("core", "Slowed down: the target lags %1 behind."),
                    {formatBytes(*lagBytes)}};
    }
}

qint64 VerifyPace::keysInFlight() const {
    constexpr double atRest = 8192;       // enough where the network takes no time
    constexpr double perRoundTrip = 4096; // more for each millisecond of it
    constexpr double most = 40'000;
    constexpr double bytesInFlight = 32.0 * 1024 * 1024;
    const double byTime = std::min(atRest + perRoundTrip * m_roundTripMs, most) * m_factor;
    return qint64(std::clamp(byTime, 64.0, std::max(bytesInFlight / m_bytesPerKey, 64.0)));
}

qint64 VerifyPace::largeInFlight() const {
    constexpr double most = 48; // each takes two pieces of half a megabyte
    return qint64(std::max(std::min(8 + 8 * m_roundTripMs, most) * m_factor, 1.0));
}

qint64 VerifyPace::keysPerScan() const {
    constexpr double most = 5000; // a server stands still for about a millisecond
    return qint64(std::min(1024 + 512 * m_roundTripMs, most));
}

} // namespace ferryman
