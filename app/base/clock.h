// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace ferryman {

using std::chrono::milliseconds;

/// The time, as a port: intervals are taken from the monotonic reading, moments shown to people
/// from the wall clock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::chrono::nanoseconds
    monotonic() const = 0;                           ///< Since an arbitrary start; never goes back.
    [[nodiscard]] virtual QDateTime utc() const = 0; ///< Wall clock, UTC, milliseconds.

    /// Monotonic reading in whole milliseconds.
    [[nodiscard]] qint64 monotonicMs() const {
        return std::chrono::duration_cast<milliseconds>(monotonic()).count();
    }
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
    [[nodiscard]] QDateTime utc() const override;
};

} // namespace ferryman
