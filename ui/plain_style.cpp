// SPDX-License-Identifier: GPL-3.0-or-later
#include "plain_style.h"

#include "state_icon.h"
#include "theme.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

namespace ferryman {

namespace {

void drawFocusFrame(const QStyleOption& option, QPainter& painter) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(coloursOf(option.palette).focus, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

void drawCheckBox(const QStyleOption& option, QPainter& painter) {
    const bool enabled = (option.state & QStyle::State_Enabled) != 0;
    const QPalette& palette = option.palette;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette.color(enabled ? QPalette::Dark : QPalette::Mid), 1));
    painter.setBrush(palette.color(QPalette::Base));
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(box, 2, 2);
    if ((option.state & QStyle::State_On) != 0) {
        const QColor text =
            palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::WindowText);
        painter.setPen(QPen(text, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&](double x, double y) {
            return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
        };
        painter.drawPolyline(QPolygonF{at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.28)});
    }
    painter.restore();
}

constexpr int cellMargin = 4; ///< At the left and right of a cell's text.

/// The lists of choice fields and of the report's contents are no tables.
bool isTable(const QWidget* widget) {
    return qobject_cast<const QTreeView*>(widget) != nullptr ||
           qobject_cast<const QTableView*>(widget) != nullptr;
}

/// Rows are told apart by a line as thin as can be, which leads the eye to a far column.
void drawRowLine(const QStyleOption& option, QPainter& painter) {
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     coloursOf(option.palette).line);
}

} // namespace

PlainStyle::PlainStyle()
    : QProxyStyle(QStringLiteral("Fusion")) {}

void PlainStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    switch (element) {
    case PE_FrameFocusRect:
        if (qobject_cast<const QPushButton*>(widget) == nullptr) { // has a border of its own
            drawFocusFrame(*option, *painter);
        }
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(*option, *painter);
        return;
    case PE_PanelItemViewRow:
    case PE_PanelItemViewItem:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (isTable(widget)) {
            drawRowLine(*option, *painter);
        }
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

int PlainStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                            const QWidget* widget) const {
    return metric == PM_FocusFrameHMargin && isTable(widget)
               ? cellMargin
               : QProxyStyle::pixelMetric(metric, option, widget);
}

/// The signs of the pages, where a platform would draw its own.
QIcon PlainStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                               const QWidget* widget) const {
    const Colours& colours =
        coloursOf(widget != nullptr ? widget->palette() : QGuiApplication::palette());
    switch (which) {
    case SP_MessageBoxInformation:
        return stateIcon(StateShape::Note, colours.of(Tone::Info));
    case SP_MessageBoxQuestion:
        return stateIcon(StateShape::Diamond, colours.of(Tone::Info));
    case SP_MessageBoxWarning:
        return stateIcon(StateShape::Triangle, colours.of(Tone::Warning));
    case SP_MessageBoxCritical:
        return stateIcon(StateShape::Cross, colours.of(Tone::Bad));
    default:
        return QProxyStyle::standardIcon(which, option, widget);
    }
}

} // namespace ferryman
