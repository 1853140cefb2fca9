// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/check.h"

#include <algorithm>
#include <array>

namespace ferryman {

namespace {

/// What clients and other operators can change at any moment; whether every Sentinel answers is not
/// among them, since a gate of its own judges that by quorum and majority.
constexpr std::array volatileChecks{
    "sentinel.agreement",    "sentinel.state", "source.role",
    "source.functions",      "source.modules", "source.hash-field-ttl",
    "source.database-index", "target.role",    "target.empty",
};

} // namespace

bool Check::isVolatile() const {
    const QString own = id();
    return std::ranges::any_of(volatileChecks,
                               [&own](const char* each) { return own == QLatin1String(each); });
}

} // namespace ferryman
