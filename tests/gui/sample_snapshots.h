// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman::test {

inline constexpr qint64 sampleNowMs = 1'772'590'061'000; ///< 2026-03-04 02:07:41 UTC

/// Connected, nothing attached; Dragonfly holds that many keys.
[[nodiscard]] Snapshot connectedSnapshot(qint64 keysOnDragonfly = 0);
[[nodiscard]] Snapshot replicatingSnapshot(LinkPhase phase);

/// Fourteen gates of all groups; those with the given ids are closed.
[[nodiscard]] QList<Gate> sampleGates(const QByteArrayList& closed = {});
[[nodiscard]] Snapshot readySnapshot(const QByteArrayList& closedGates = {});

/// Nothing opened yet; six migrations are on this machine, and of one the switch was left open.
[[nodiscard]] Snapshot homeSnapshot();

/// A switch that waits in `phase`, with what happened before it.
[[nodiscard]] Snapshot switchingSnapshot(Phase phase);
[[nodiscard]] Snapshot endedSnapshot(Ending ending);

} // namespace ferryman::test
