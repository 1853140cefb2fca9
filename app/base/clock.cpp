// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

namespace ferryman {

std::chrono::nanoseconds SystemClock::monotonic() const {
    return std::chrono::steady_clock::now().time_since_epoch();
}

QDateTime SystemClock::utc() const {
    return QDateTime::currentDateTimeUtc();
}

} // namespace ferryman
