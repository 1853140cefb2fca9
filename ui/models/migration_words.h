// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/migrations.h"
#include "theme.h"

namespace ferryman {

// How a migration stands, in the words of the page that lists all of them.

[[nodiscard]] QString shownName(const Migration& migration); ///< Its id where it has none.
[[nodiscard]] QString nameOf(MigrationState state);          ///< "interrupted"
[[nodiscard]] Tone toneOf(MigrationState state);
[[nodiscard]] QString lastEventOf(const Migration& migration); ///< "stopped in Drain"
[[nodiscard]] QString nextStepOf(const Migration& migration);  ///< "Recover"

/// Its switch is open, or ended so that somebody has to do something by hand.
[[nodiscard]] bool needsPersonNow(const Migration& migration);
/// Of one that is left, for the banner: what stands open, and what to do.
[[nodiscard]] QString sentenceOnLeft(const Migration& left);
[[nodiscard]] QString adviceOnLeft(const Migration& left);

} // namespace ferryman
