// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// Something that whoever does not look at the screen should hear.
struct TurningPoint {
    QString sentence;
    bool wantsPerson = false; ///< Something is to be decided or done, or it has all ended.

    friend bool operator==(const TurningPoint&, const TurningPoint&) = default;
};

/// What changed between two snapshots of one migration, in the order in which to tell it; nothing
/// where another migration was opened.
[[nodiscard]] QList<TurningPoint> turningPoints(const Snapshot& before, const Snapshot& now);

} // namespace ferryman
