// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// What a journey's progress is seen by: as long as it changes, nothing stalls.
class JourneyProgress {
public:
    /// Whether something went on since the snapshot before.
    [[nodiscard]] bool advance(const Snapshot& snapshot);

private:
    QString m_shown;
    qint64 m_targetOffset = -1;     ///< Of a link that catches up, the largest one.
    qint64 m_smallestLagBytes = -1; ///< -1: none was known.
};

} // namespace ferryman
