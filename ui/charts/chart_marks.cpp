// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_marks.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr double tickLength = 4;
constexpr double textGap = 4;
constexpr double triangle = 4;
constexpr double mostBeyondPlot = 6; ///< Of a marker's name, to the left: then axis texts begin.

QPen thin(const QColor& colour, Qt::PenStyle style = Qt::SolidLine) {
    QPen pen(colour, 1, style);
    pen.setCosmetic(true);
    return pen;
}

/// How many texts of such a width stand side by side without touching.
int mostTimeTicks(const ChartScene& scene, const QFontMetricsF& metrics) {
    const double width = metrics.horizontalAdvance(QStringLiteral("00:00:00")) * 1.4;
    return std::max(1, static_cast<int>(scene.plot.width() / width));
}

} // namespace

double ChartScene::xAt(double atMs) const {
    const double span = static_cast<double>(std::max<qint64>(1, toMs - fromMs));
    return plot.left() + (atMs - static_cast<double>(fromMs)) / span * plot.width();
}

double ChartScene::yAt(double value) const {
    return plot.bottom() - (value - scale.low) / (scale.high - scale.low) * plot.height();
}

qint64 ChartScene::timeAt(double x) const {
    const double share = (x - plot.left()) / std::max(1.0, plot.width());
    return fromMs + static_cast<qint64>(share * static_cast<double>(toMs - fromMs));
}

double ChartScene::gapTextY(double textHeight) const {
    const double high = yAt(scale.high - scale.step / 2);
    const double low = yAt(scale.low + scale.step / 2);
    if (quantity == Quantity::Offset) {
        return high; // Below it the source's line comes up from the left.
    }
    const bool onLimit = limit && std::abs(yAt(*limit) - textHeight / 2 - low) < textHeight * 1.5;
    return onLimit ? high : low;
}

ChartBackdrop::ChartBackdrop(const ChartScene& scene, QGraphicsItem* parent)
    : QGraphicsItem(parent)
    , m_scene(scene) {
    setZValue(-0.5);
}

QRectF ChartBackdrop::boundingRect() const {
    return parentItem()->boundingRect();
}

void ChartBackdrop::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->setFont(m_scene.font);
    painter->setRenderHint(QPainter::Antialiasing, false);
    paintGaps(*painter);
    paintValueAxis(*painter);
    paintTimeAxis(*painter);
}

void ChartBackdrop::paintGaps(QPainter& painter) const {
    const QFontMetricsF metrics(painter.font());
    for (const auto& [from, to] : m_scene.gaps) {
        const double left = std::max(m_scene.plot.left(), m_scene.xAt(from));
        const double right = std::min(m_scene.plot.right(), m_scene.xAt(to));
        if (right <= left) {
            continue;
        }
        const QRectF shade(left, m_scene.plot.top(), right - left, m_scene.plot.height());
        painter.fillRect(shade, m_scene.colours.sunken);
        const double width = metrics.horizontalAdvance(m_scene.gapText) + 2 * textGap;
        if (width < shade.width()) {
            const double y = m_scene.gapTextY(metrics.height());
            const QRectF box(shade.center().x() - width / 2, y - metrics.height() / 2, width,
                             metrics.height());
            painter.setPen(m_scene.colours.muted);
            painter.drawText(box, Qt::AlignCenter, m_scene.gapText);
        }
    }
}

void ChartBackdrop::paintValueAxis(QPainter& painter) const {
    const QFontMetricsF metrics(painter.font());
    for (const double tick : m_scene.scale.ticks()) {
        const double y = m_scene.yAt(tick);
        painter.setPen(thin(m_scene.colours.line));
        painter.drawLine(QPointF(m_scene.plot.left(), y), QPointF(m_scene.plot.right(), y));
        painter.setPen(m_scene.colours.muted);
        const QRectF box(0, y - metrics.height() / 2, m_scene.plot.left() - tickLength - textGap,
                         metrics.height());
        painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                         tickText(tick, m_scene.scale.step, m_scene.quantity));
    }
    painter.setPen(thin(m_scene.colours.control));
    painter.drawLine(m_scene.plot.topLeft(), m_scene.plot.bottomLeft());
}

void ChartBackdrop::paintTimeAxis(QPainter& painter) const {
    const QFontMetricsF metrics(painter.font());
    const double bottom = m_scene.plot.bottom();
    const double end = boundingRect().right();
    const int most = mostTimeTicks(m_scene, metrics);
    const qint64 step = niceTimeStep(m_scene.toMs - m_scene.fromMs, most);
    for (const qint64 tick : timeTicks(m_scene.fromMs, m_scene.toMs, most)) {
        const double x = m_scene.xAt(static_cast<double>(tick));
        painter.setPen(thin(m_scene.colours.control));
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + tickLength));
        const QString text = timeText(tick, step);
        const double half = metrics.horizontalAdvance(text) / 2 + 1;
        const QRectF box(std::min(x - half, end - 2 * half), bottom + tickLength + 1, 2 * half,
                         metrics.height());
        painter.setPen(m_scene.colours.muted);
        painter.drawText(box, Qt::AlignCenter, text);
    }
    painter.setPen(thin(m_scene.colours.control));
    painter.drawLine(m_scene.plot.bottomLeft(), m_scene.plot.bottomRight());
}

ChartMarks::ChartMarks(const ChartScene& scene, QGraphicsItem* parent)
    : QGraphicsItem(parent)
    , m_scene(scene) {
    setZValue(1000); // Before whatever Qt Charts draws: its own layers end at about 20.
}

QRectF ChartMarks::boundingRect() const {
    return parentItem()->boundingRect();
}

void ChartMarks::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->setFont(m_scene.font);
    paintLimit(*painter);
    paintMarkers(*painter);
    paintCrossHair(*painter);
}

void ChartMarks::paintLimit(QPainter& painter) const {
    if (!m_scene.limit) {
        return;
    }
    const double y = m_scene.yAt(*m_scene.limit);
    if (y < m_scene.plot.top() || y > m_scene.plot.bottom()) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(thin(m_scene.colours.text, Qt::DotLine));
    painter.drawLine(QPointF(m_scene.plot.left(), y), QPointF(m_scene.plot.right(), y));

    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(m_scene.limitText) + 2 * textGap;
    const bool above = y - metrics.height() >= m_scene.plot.top();
    const QRectF box(m_scene.plot.left() + textGap, above ? y - metrics.height() : y + 1, width,
                     metrics.height());
    QColor veil = m_scene.colours.panel;
    veil.setAlphaF(0.75F);
    painter.fillRect(box, veil);
    painter.setPen(m_scene.colours.text);
    painter.drawText(box, Qt::AlignCenter, m_scene.limitText);
}

void ChartMarks::paintMarkers(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QFontMetricsF metrics(painter.font());
    const double top = m_scene.plot.top();
    double free = m_scene.plot.right();
    // From the newest: where two names collide the older one gives way.
    for (auto marker = m_scene.markers.crbegin(); marker != m_scene.markers.crend(); ++marker) {
        if (marker->atMs < m_scene.fromMs || marker->atMs > m_scene.toMs) {
            continue;
        }
        const double x = m_scene.xAt(static_cast<double>(marker->atMs));
        painter.setPen(thin(m_scene.colours.control));
        painter.drawLine(QPointF(x, top - triangle), QPointF(x, m_scene.plot.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_scene.colours.control);
        painter.drawPolygon(QPolygonF{QPointF(x - triangle, top - 2 * triangle),
                                      QPointF(x + triangle, top - 2 * triangle),
                                      QPointF(x, top - triangle)});

        const double width = metrics.horizontalAdvance(marker->name) + 2;
        double left = x + triangle + 2;
        if (left + width > free) {
            left = x - triangle - 2 - width;
        }
        if (left + width > free || left < m_scene.plot.left() - mostBeyondPlot) {
            free = std::min(free, x - triangle);
            continue;
        }
        painter.setPen(m_scene.colours.text);
        painter.drawText(QRectF(left, top - metrics.height() - 1, width, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, marker->name);
        free = std::min(left, x) - triangle - 2;
    }
}

void ChartMarks::paintCrossHair(QPainter& painter) const {
    if (!m_scene.crossHairMs || *m_scene.crossHairMs < m_scene.fromMs ||
        *m_scene.crossHairMs > m_scene.toMs) {
        return;
    }
    const double x = m_scene.xAt(static_cast<double>(*m_scene.crossHairMs));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(thin(m_scene.colours.text));
    painter.drawLine(QPointF(x, m_scene.plot.top()), QPointF(x, m_scene.plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setBrush(m_scene.colours.panel);
    for (const auto& [value, colour] : m_scene.crossHairValues) {
        const double y = std::clamp(m_scene.yAt(value), m_scene.plot.top(), m_scene.plot.bottom());
        painter.setPen(QPen(colour, 2));
        painter.drawEllipse(QPointF(x, y), 4, 4);
    }
}

} // namespace ferryman
