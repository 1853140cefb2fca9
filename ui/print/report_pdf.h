// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "report/report.h"

#include <memory>

namespace ferryman {

/// Writes the report to `path` as a PDF, A4, whole or not at all, on a thread of its own: laying
/// out a long one takes longer than a window may stand still. Answers the path. Errors: Storage.
[[nodiscard]] Future<QString> writePdf(std::shared_ptr<const Report> report, const QString& path);

} // namespace ferryman
