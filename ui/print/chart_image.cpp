// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/chart_image.h"

#include "report/svg_chart.h"

#include <QPainter>
#include <QSvgRenderer>

namespace ferryman {

namespace {

/// The chart names its colours by classes, as its page does.
QByteArray sheetOf(const Colours& colours) {
    return QStringLiteral("<style>"
                          ".grid{stroke:%1;stroke-width:1}"
                          ".axis{fill:%2;font-size:12px;font-family:Noto Sans,sans-serif}"
                          ".mark{fill:%2;font-size:12px;font-family:Noto Sans,sans-serif}"
                          ".series{fill:none;stroke-width:2;stroke-linejoin:round}"
                          ".s0{stroke:%3}.s1{stroke:%4;stroke-dasharray:6,4}"
                          ".alone{stroke-dasharray:none}"
                          ".limit{stroke:%5;stroke-width:1.5}"
                          ".bound{fill:%5;font-size:12px;font-family:Noto Sans,sans-serif}"
                          ".marker{stroke:%2;stroke-dasharray:2,3;stroke-width:1}"
                          "</style>")
        .arg(colours.line.name(), colours.muted.name(), colours.source.name(),
             colours.dragonfly.name(), colours.warning.name())
        .toUtf8();
}

} // namespace

QImage chartImage(const ReportChart& chart, const Wording& wording, const Colours& colours,
                  int width) {
    QByteArray svg = svgOf(chart, wording).toUtf8();
    if (!svg.startsWith("<svg ")) {
        return {};
    }
    svg.insert(4, " xmlns=\"http://www.w3.org/2000/svg\"");
    svg.insert(svg.indexOf('>') + 1, sheetOf(colours));
    QSvgRenderer renderer(svg);
    const QSizeF drawn = renderer.viewBoxF().size();
    if (!renderer.isValid() || drawn.isEmpty()) {
        return {};
    }
    QImage image(width, qRound(width * drawn.height() / drawn.width()), QImage::Format_RGB32);
    image.fill(colours.panel);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    return image;
}

} // namespace ferryman
