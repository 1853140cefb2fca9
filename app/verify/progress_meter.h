// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/verdict.h"

#include <QElapsedTimer>

#include <deque>

namespace ferryman {

/// The time, the rate and what is left of a verification.
class ProgressMeter {
public:
    void start() { m_elapsed.start(); }
    void setSecondsBefore(double seconds) { m_before = seconds; } ///< Of the runs that it resumes.
    [[nodiscard]] double seconds() const;

    /// Fills in seconds, rate and time left, from the counts and keysExpected. Asked at even
    /// intervals.
    void measure(VerifyProgress& progress);

private:
    QElapsedTimer m_elapsed;
    double m_before = 0;
    std::deque<std::pair<qint64, qint64>> m_seen; // ms, keys
};

} // namespace ferryman
