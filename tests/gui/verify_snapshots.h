// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman::test {

/// One difference of each class, the first with a key that is no text.
[[nodiscard]] QList<Difference> sampleDifferences();

[[nodiscard]] Snapshot verifyReadySnapshot(); ///< Steady, nothing compared yet.
[[nodiscard]] Snapshot verifyingSnapshot();   ///< Two thirds done, two differences found.
[[nodiscard]] Snapshot slowedSnapshot();      ///< The same, slowed down by the governor.
[[nodiscard]] Snapshot brokenOffSnapshot();   ///< Stopped where verifyingSnapshot() is.
[[nodiscard]] Snapshot verifiedSnapshot(Verdict::Outcome outcome); ///< Of every key.
[[nodiscard]] Snapshot mendableSnapshot(); ///< Different, over a link that is up.
[[nodiscard]] Snapshot sampledSnapshot();  ///< A clean sample.
[[nodiscard]] Snapshot selfTestedSnapshot();

} // namespace ferryman::test
