// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"
#include "report/wording.h"

namespace ferryman {

/// One section of a report as HTML: classes say what things are, a style sheet how they look. It is
/// kept to what QTextDocument lays out as well, so that page and PDF are written from one text.
struct HtmlSection {
    QString id;    ///< Also its anchor.
    QString title; ///< Plain text.
    QString body;
};

/// Draws a chart: inline SVG in a page, an image elsewhere.
using DrawChart = std::function<QString(const ReportChart& chart, qsizetype index)>;

/// What a manager reads: title, headline, figures, summary. Without the figures for whoever shows
/// them beside it.
enum class Figures { Shown, Left };
[[nodiscard]] QString htmlFirstPage(const Report& report, const Wording& wording,
                                    Figures figures = Figures::Shown);
/// All that follows, in order; everything that a server said is escaped.
[[nodiscard]] QList<HtmlSection> htmlSections(const Report& report, const Wording& wording,
                                              const DrawChart& draw);

} // namespace ferryman
