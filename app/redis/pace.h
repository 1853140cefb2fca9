// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace ferryman::redis {

/// Spreads writes evenly over time. What could not be sent while there was nobody to send to is not
/// made up for: a writer that comes back after an outage goes on at its rate instead of flooding
/// the new primary.
class Pace {
public:
    Pace(double perSecond, int burst)
        : m_perSecond(perSecond)
        , m_most(std::max(static_cast<double>(burst), perSecond * 0.02)) {}

    void advanceTo(std::chrono::nanoseconds now) {
        if (m_last.count() > 0) {
            const double seconds = std::chrono::duration<double>(now - m_last).count();
            m_due = std::min(m_due + seconds * m_perSecond, m_most);
        }
        m_last = now;
    }
    [[nodiscard]] bool isDue() const { return m_due >= 1; }
    void take() { m_due -= 1; }

private:
    double m_perSecond;
    double m_most;
    double m_due = 0;
    std::chrono::nanoseconds m_last{0};
};

} // namespace ferryman::redis
