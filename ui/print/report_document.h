// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/html_sections.h"
#include "theme.h"

class QTextDocument;

namespace ferryman {

/// The style sheet of a report's sections for QTextDocument, in the colours of a theme.
[[nodiscard]] QString documentSheet(const Colours& colours);

/// Lays `html` (of report/html_sections.h) out in the document; images of charts that it names are
/// added as resources, drawn so wide in pixels and shown so wide in the document's units.
class ReportDocument {
public:
    ReportDocument(const Report& report, const Colours& colours, Wording wording);

    [[nodiscard]] const QList<HtmlSection>& sections() const { return m_sections; }
    [[nodiscard]] QString firstPage(Figures figures = Figures::Shown) const;
    void lay(QTextDocument& document, const QString& html, int imageWidth, double pixelRatio) const;

private:
    const Report& m_report;
    const Colours& m_colours;
    Wording m_wording;
    QList<HtmlSection> m_sections;
};

} // namespace ferryman
