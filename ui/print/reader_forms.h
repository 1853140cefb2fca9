// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "report/report.h"

#include <memory>

namespace ferryman {

/// "report.de.html": beside report.html, which is the record and stays English. Empty where the
/// console speaks English as well.
[[nodiscard]] QString translatedPageName();

/// Writes the forms that are for reading alone, in the console's language, into `folder`: the PDF,
/// and the page where it is not the record itself; each whole or not at all, on a thread of its
/// own. Answers their paths. Errors: Storage.
[[nodiscard]] Future<QStringList> writeReaderForms(std::shared_ptr<const Report> report,
                                                   const QString& folder);

} // namespace ferryman
