// SPDX-License-Identifier: GPL-3.0-or-later
#include "state_icon.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace ferryman {

namespace {

/// Draws on a square of 16 by 16.
void drawShape(QPainter& painter, StateShape shape, const QColor& colour) {
    const QColor inner = colour.lightnessF() > 0.5F ? QColor(0x14, 0x17, 0x1c) : QColor(Qt::white);
    const auto stroke = [&](const QColor& pen, qreal width) {
        painter.setPen(QPen(pen, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
    };
    const auto fill = [&](const QPolygonF& polygon) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(polygon);
    };
    switch (shape) {
    case StateShape::Tick:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QRectF(1, 1, 14, 14));
        stroke(inner, 1.8);
        painter.drawPolyline(QPolygonF{{4.6, 8.3}, {7.0, 10.7}, {11.5, 5.6}});
        return;
    case StateShape::Cross:
        fill({{5, 1}, {11, 1}, {15, 5}, {15, 11}, {11, 15}, {5, 15}, {1, 11}, {1, 5}});
        stroke(inner, 1.8);
        painter.drawLine(QPointF(5.4, 5.4), QPointF(10.6, 10.6));
        painter.drawLine(QPointF(10.6, 5.4), QPointF(5.4, 10.6));
        return;
    case StateShape::Triangle:
        fill({{8, 1.5}, {15.2, 14.5}, {0.8, 14.5}});
        stroke(inner, 1.7);
        painter.drawLine(QPointF(8, 6), QPointF(8, 9.8));
        painter.drawPoint(QPointF(8, 12.3));
        return;
    case StateShape::Diamond:
        fill({{8, 0.8}, {15.2, 8}, {8, 15.2}, {0.8, 8}});
        stroke(inner, 1.6);
        painter.drawPolyline(
            QPolygonF{{6.3, 6.4}, {7.2, 5.2}, {8.8, 5.2}, {9.6, 6.5}, {8, 8.2}, {8, 9.2}});
        painter.drawPoint(QPointF(8, 11.6));
        return;
    case StateShape::Note:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2, 2);
        stroke(inner, 1.8);
        painter.drawPoint(QPointF(8, 4.8));
        painter.drawLine(QPointF(8, 7.6), QPointF(8, 11.4));
        return;
    case StateShape::Ring:
        stroke(colour, 1.6);
        painter.drawEllipse(QRectF(1.8, 1.8, 12.4, 12.4));
        return;
    case StateShape::Dot:
        stroke(colour, 1.6);
        painter.drawEllipse(QRectF(1.8, 1.8, 12.4, 12.4));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QRectF(4.8, 4.8, 6.4, 6.4));
        return;
    case StateShape::Lock:
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(2.5, 7, 11, 8), 1.2, 1.2);
        stroke(colour, 1.8);
        painter.drawArc(QRectF(4.8, 1.6, 6.4, 9), 0, 180 * 16);
        return;
    case StateShape::List:
        stroke(colour, 1.6);
        painter.drawRoundedRect(QRectF(1.8, 2.3, 12.4, 11.4), 1.2, 1.2);
        painter.drawLine(QPointF(1.8, 6), QPointF(14.2, 6));
        painter.drawLine(QPointF(1.8, 9.8), QPointF(14.2, 9.8));
        painter.drawLine(QPointF(6, 2.3), QPointF(6, 13.7));
        return;
    }
}

constexpr qreal actionSize = 0.82;

/// On a square of 16 by 16, with the painter's pen.
void drawAction(QPainter& painter, ActionShape shape) {
    switch (shape) {
    case ActionShape::Copy:
        painter.drawRoundedRect(QRectF(5.5, 5.5, 9, 9), 1, 1);
        painter.drawPolyline(
            QPolygonF{{10.5, 2.5}, {10.5, 1.5}, {1.5, 1.5}, {1.5, 10.5}, {2.5, 10.5}});
        return;
    case ActionShape::Save:
        painter.drawLine(QPointF(8, 1.5), QPointF(8, 10));
        painter.drawPolyline(QPolygonF{{4.5, 5}, {8, 1.5}, {11.5, 5}});
        painter.drawPolyline(QPolygonF{{1.8, 10}, {1.8, 14.2}, {14.2, 14.2}, {14.2, 10}});
        return;
    case ActionShape::Again:
        painter.drawArc(QRectF(2, 2, 12, 12), 40 * 16, 290 * 16);
        painter.drawPolyline(QPolygonF{{13.4, 1.2}, {13.2, 5}, {9.4, 4.8}});
        return;
    case ActionShape::Plus:
        painter.drawLine(QPointF(8, 2.5), QPointF(8, 13.5));
        painter.drawLine(QPointF(2.5, 8), QPointF(13.5, 8));
        return;
    }
}

class PaintedIconEngine : public QIconEngine {
public:
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
};

/// Drawn anew for every paint: a change of theme needs nobody who renews it.
class ActionIconEngine final : public PaintedIconEngine {
public:
    ActionIconEngine(ActionShape shape, bool onAccent)
        : m_shape(shape)
        , m_onAccent(onAccent) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QGuiApplication::palette();
        const QColor colour =
            mode == QIcon::Disabled
                ? palette.color(QPalette::Disabled, QPalette::ButtonText)
                : palette.color(QPalette::Active,
                                m_onAccent ? QPalette::BrightText : QPalette::ButtonText);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        // Smaller than its place, which ends where the text begins.
        painter->translate(rect.left(), rect.top() + rect.height() * (1 - actionSize) / 2);
        painter->scale(rect.width() * actionSize / 16.0, rect.height() * actionSize / 16.0);
        painter->setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        drawAction(*painter, m_shape);
        painter->restore();
    }

    [[nodiscard]] QIconEngine* clone() const override { return new ActionIconEngine(*this); }

private:
    ActionShape m_shape;
    bool m_onAccent;
};

class StateIconEngine final : public PaintedIconEngine {
public:
    StateIconEngine(StateShape shape, QColor colour)
        : m_shape(shape)
        , m_colour(colour) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode, QIcon::State) override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / 16.0, rect.height() / 16.0);
        drawShape(*painter, m_shape, m_colour);
        painter->restore();
    }

    [[nodiscard]] QIconEngine* clone() const override { return new StateIconEngine(*this); }

private:
    StateShape m_shape;
    QColor m_colour;
};

} // namespace

QIcon stateIcon(StateShape shape, const QColor& colour) {
    return QIcon(new StateIconEngine(shape, colour));
}

QIcon actionIcon(ActionShape shape, bool onAccent) {
    return QIcon(new ActionIconEngine(shape, onAccent));
}

QPixmap statePixmap(StateShape shape, const QColor& colour, int size, qreal pixelRatio) {
    return stateIcon(shape, colour).pixmap(QSize(size, size), pixelRatio);
}

StateShape shapeOf(Tone tone) {
    switch (tone) {
    case Tone::Good:
        return StateShape::Tick;
    case Tone::Warning:
        return StateShape::Triangle;
    case Tone::Bad:
        return StateShape::Cross;
    case Tone::Info:
        return StateShape::Note;
    case Tone::Neutral:
        return StateShape::Dot;
    case Tone::Muted:
        return StateShape::Ring;
    }
    return StateShape::Ring;
}

} // namespace ferryman
