// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_parties.h"
#include "journal/journal_row.h"

namespace ferryman {

/// The switch that a journal leaves open, so that another console can take it up; nothing where
/// none was begun, or where it ended with everything done or put back. What the journal announced
/// counts as perhaps done: only the outcomes are written without waiting for the disk. Pure.
[[nodiscard]] std::optional<ResumedSwitch> resumption(const QList<JournalRow>& rows);

} // namespace ferryman
