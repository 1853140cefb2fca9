// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// What the journal is told before a report is made of it.
struct ReportSources {
    Topology after; ///< What the Sentinels say now.
    std::optional<ReportLoad> load;
    Journal* journal = nullptr;
};

/// Writes into the journal what only the session knows so far, and makes the report of what then
/// stands there: so it can be made again at any later time, from the journal alone. Errors:
/// Storage, where the journal cannot be read.
[[nodiscard]] Result<Report> makeReportOf(const Snapshot& snapshot, const ReportSources& sources);

/// The report of an earlier session, from the journal alone: no server is asked, and nothing is
/// written. Errors: Refused, where the plan has no journal; Storage.
[[nodiscard]] Result<Report> reportOfEarlier(const QString& folder, const QString& planId);

/// The history as it stands, for the charts of a report that may be made by another console.
void journalHistory(Journal& journal, const History& history);

} // namespace ferryman
