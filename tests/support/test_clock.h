// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

namespace ferryman::test {

/// A clock that stands until the test turns it.
class TestClock final : public Clock {
public:
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return m_monotonic; }
    [[nodiscard]] QDateTime utc() const override { return m_utc; }

    void advance(milliseconds time) {
        m_monotonic += time;
        m_utc = m_utc.addMSecs(time.count());
    }
    void setUtc(const QDateTime& moment) {
        m_utc = moment;
    } ///< As when someone sets the system's clock.

private:
    std::chrono::nanoseconds m_monotonic = std::chrono::hours{1};
    QDateTime m_utc = QDateTime::fromString(QStringLiteral("2026-01-02T03:04:05Z"), Qt::ISODate);
};

} // namespace ferryman::test
