// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"
#include "report/wording.h"

namespace ferryman {

/// A chart as inline SVG: colours come from the page's classes, so that it follows light, dark and
/// print.
[[nodiscard]] QString styleOf(const ReportChart& chart, int series); ///< The classes of its line.
[[nodiscard]] QString svgOf(const ReportChart& chart, const Wording& wording = englishWording());

} // namespace ferryman
