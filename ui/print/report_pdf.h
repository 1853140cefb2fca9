// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

/// Writes the report to `path` as a PDF, A4, whole or not at all; on any thread but that of the
/// windows, as laying out a long one takes longer than they may stand still. Answers the path.
/// Errors: Storage.
[[nodiscard]] Result<QString> printPdf(const Report& report, const Wording& wording,
                                       const QString& path);

} // namespace ferryman
