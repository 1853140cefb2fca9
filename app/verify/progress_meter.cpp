// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/progress_meter.h"

#include <algorithm>

namespace ferryman {

double ProgressMeter::seconds() const {
    return m_before + (m_elapsed.isValid() ? double(m_elapsed.elapsed()) / 1000 : 0);
}

void ProgressMeter::measure(VerifyProgress& progress) {
    constexpr size_t kept = 13; // three seconds of quarters
    const qint64 keys = progress.counts.keysCompared;
    const qint64 now = m_elapsed.isValid() ? m_elapsed.elapsed() : 0;
    m_seen.emplace_back(now, keys);
    if (m_seen.size() > kept) {
        m_seen.pop_front();
    }
    progress.seconds = seconds();
    const auto& [since, keysThen] = m_seen.front();
    if (now > since) {
        progress.keysPerSecond = double(keys - keysThen) * 1000 / double(now - since);
    }
    if (progress.keysPerSecond > 0) {
        const qint64 left = std::max<qint64>(progress.keysExpected - keys, 0);
        progress.etaMs = qint64(double(left) * 1000 / progress.keysPerSecond);
    }
}

} // namespace ferryman
