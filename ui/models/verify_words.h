// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "theme.h"

#include <QStringList>

namespace ferryman {

/// What a verification says, in one sentence and what belongs to it.
struct VerifyWords {
    Tone tone = Tone::Muted;
    QString sentence;
    QString more;
};

[[nodiscard]] VerifyWords wordsOf(const Snapshot& snapshot);

/// Whose counts a screen shows: of the run under way or broken off, else of the last verdict.
[[nodiscard]] VerifyCounts shownCounts(const VerifyState& verify);

/// What the numbers above do not speak of, a sentence each; first what this run left out, then what
/// no run compares.
[[nodiscard]] QStringList notLookedAt(const VerifyState& verify);
[[nodiscard]] qsizetype leftOutCount(const VerifyState& verify); ///< Sentences of this run alone.

} // namespace ferryman
