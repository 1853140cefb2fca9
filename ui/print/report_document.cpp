// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/report_document.h"

#include "print/chart_image.h"

#include <QTextDocument>
#include <QTextOption>
#include <QUrl>

namespace ferryman {

namespace {

QString nameOfImage(qsizetype index) {
    return QStringLiteral("chart-%1").arg(index);
}

} // namespace

QString documentSheet(const Colours& colours) {
    QString sheet = QStringLiteral(
        "h1{font-size:17pt;font-weight:600;margin-top:4px;margin-bottom:2px}"
        "h2{font-size:13pt;font-weight:600;margin-top:18px;"
        "margin-bottom:8px}h3{font-size:11pt;font-weight:600;margin-top:10px;margin-bottom:4px}"
        "p{margin-top:2px;margin-bottom:6px}.headline{font-size:12pt}"
        "table{border-collapse:collapse}"
        "td,th{padding-top:4px;padding-bottom:4px;padding-right:8px;padding-left:2px;"
        "border-bottom:1px solid @line;vertical-align:top}"
        "th{text-align:left;font-weight:600;color:@muted}"
        ".card{padding:8px;border:1px solid @line}.figure{font-size:14pt;font-weight:600}"
        ".muted{color:@muted}.good{color:@good}.bad{color:@bad}.warn{color:@warning}"
        ".phase{font-weight:600}.border{color:@warning;font-weight:600}"
        ".mono{font-family:'DejaVu Sans Mono',monospace;font-size:8pt}"
        ".key.s0{color:@source}.s0{color:@source}.s1{color:@dragonfly}"
        ".notice{background-color:@warningBack}li{margin-bottom:4px}");
    const std::pair<const char*, QColor> names[] = {
        {"@warningBack", colours.warningBack}, // before @warning
        {"@line", colours.line},
        {"@muted", colours.muted},
        {"@good", colours.good},
        {"@bad", colours.bad},
        {"@warning", colours.warning},
        {"@source", colours.source},
        {"@dragonfly", colours.dragonfly}};
    for (const auto& [name, colour] : names) {
        sheet.replace(QLatin1String(name), colour.name());
    }
    return sheet;
}

ReportDocument::ReportDocument(const Report& report, const Colours& colours, Wording wording)
    : m_report(report)
    , m_colours(colours)
    , m_wording(std::move(wording))
    , m_sections(htmlSections(report, m_wording, [](const ReportChart&, qsizetype index) {
        return QStringLiteral("<br><img src=\"%1\">").arg(nameOfImage(index));
    })) {}

QString ReportDocument::firstPage(Figures figures) const {
    return htmlFirstPage(m_report, m_wording, figures);
}

void ReportDocument::lay(QTextDocument& document, const QString& html, int imageWidth,
                         double pixelRatio) const {
    document.setDefaultStyleSheet(documentSheet(m_colours));
    QTextOption option = document.defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document.setDefaultTextOption(option);
    for (qsizetype i = 0; i < m_report.charts.size(); ++i) {
        if (!html.contains(nameOfImage(i))) {
            continue;
        }
        QImage image =
            chartImage(m_report.charts[i], m_wording, m_colours, qRound(imageWidth * pixelRatio));
        image.setDevicePixelRatio(pixelRatio);
        document.addResource(QTextDocument::ImageResource, QUrl(nameOfImage(i)), image);
    }
    document.setHtml(html);
}

} // namespace ferryman
