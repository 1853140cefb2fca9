// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// What the report needs beside the snapshot.
struct ReportSources {
    QDateTime begun;
    Topology before;
    Topology after;
    QList<Gate> gates; ///< At the moment of the confirmation.
    std::optional<ReportLoad> load;
    const Journal* journal = nullptr;
};

/// The migration as it stands, told. Errors: Storage, where the journal cannot be read.
[[nodiscard]] Result<Report> makeReportOf(const Snapshot& snapshot, const ReportSources& sources);

} // namespace ferryman
