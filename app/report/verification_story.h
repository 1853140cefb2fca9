// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/story.h"

namespace ferryman {

/// Verified how, for the first page: by every key, by a sample, by offset alone.
[[nodiscard]] StoryFigure verifiedFigure(const Report& report);

/// Of the last comparison and of the freeze; at most so many, the report's JSON holds all of them.
[[nodiscard]] QList<Difference> toldDifferences(const Report& report);
[[nodiscard]] QString toldKey(const Difference& difference); ///< Escaped, and cut where it is long.

} // namespace ferryman
