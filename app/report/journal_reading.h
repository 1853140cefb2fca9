// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

/// Pure: the report of what a journal tells, and of nothing else, so that it can be made at any
/// later time and says the same. Where a journal holds several runs on its plan it is of the last
/// one that sent anything to a server, or else of the last; a run that takes up what an earlier one
/// left open goes on with that one's. Its seal is the last of its rows; whether the chain is whole,
/// it does not know.
[[nodiscard]] Report reportOf(const QList<JournalRow>& rows);

} // namespace ferryman
