// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <memory>

namespace ferryman {

/// The report as this session can say it: it is made from the journal, which holds English
/// sentences, and those that the session still knows with their figures are put in their place, so
/// that they are said in the reader's language.
[[nodiscard]] std::shared_ptr<const Report> inLiveWords(const Report& report,
                                                        const Snapshot& snapshot);

} // namespace ferryman
