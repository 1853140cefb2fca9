// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

/// What a comparison of an exported report with its journal came to.
struct ReportCheck {
    bool good = false;
    Message sentence; ///< That it is unaltered, or what was altered.
};

/// Compares a report that was exported to `folder` with the rows of the journal, whose chain was
/// walked: by its hash, and word by word where this version of Ferryman wrote it. Errors: Storage,
/// where there is no report.json that can be read.
[[nodiscard]] Result<ReportCheck> checkReport(const QString& folder, const QList<JournalRow>& rows,
                                              const ChainCheck& chain);

} // namespace ferryman
