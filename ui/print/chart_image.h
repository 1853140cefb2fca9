// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"
#include "theme.h"

#include <QImage>

namespace ferryman {

/// A chart of the report as a picture so wide, in pixels, for what shows no inline SVG. Null where
/// there is nothing to draw. It may be called on any thread.
[[nodiscard]] QImage chartImage(const ReportChart& chart, const Wording& wording,
                                const Colours& colours, int width);

} // namespace ferryman
