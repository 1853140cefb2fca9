// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_gestures.h"

#include <QGraphicsView>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyleHints>
#include <QWheelEvent>

#include <cmath>
#include <utility>

namespace ferryman {

namespace {

constexpr int pageOfSteps = 20;
constexpr double keyZoom = 2;
constexpr double wheelZoom = 1.25;
constexpr double notch = 120; ///< Of a wheel, in eighths of a degree.
constexpr double shiftShare = 0.25;
constexpr double wheelShare = 0.1;
constexpr double toTheBeginning = -1e6; ///< Windows: the window stops where the samples begin.

} // namespace

ChartGestures::ChartGestures(QGraphicsView* view)
    : QObject(view)
    , m_view(view) {
    view->setMouseTracking(true);
    view->viewport()->setMouseTracking(true);
    view->installEventFilter(this);
    view->viewport()->installEventFilter(this);
}

QString ChartGestures::description() {
    return tr(
        "Left and Right read the values at one moment. Plus and Minus zoom, Shift with Left "
        "and Right moves through time, Home leads to the beginning and End back to live. With "
        "the mouse: turn the wheel, drag, double-click for live.");
}

bool ChartGestures::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view->viewport()) {
        return viewportEvent(event);
    }
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        return pressed(*static_cast<QKeyEvent*>(event));
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        emit focusChanged();
    }
    return false;
}

bool ChartGestures::viewportEvent(QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (const auto* mouse = static_cast<QMouseEvent*>(event);
            mouse->button() == Qt::LeftButton) {
            m_pressedAt = mouse->position();
        }
        return false;
    case QEvent::MouseMove:
        moved(*static_cast<QMouseEvent*>(event));
        return false;
    case QEvent::MouseButtonRelease:
        m_pressedAt.reset();
        m_dragging = false;
        m_view->viewport()->unsetCursor();
        return false;
    case QEvent::MouseButtonDblClick:
        emit liveAsked();
        return true;
    case QEvent::Leave:
        (void)left();
        return false;
    case QEvent::Wheel:
        return turned(*static_cast<QWheelEvent*>(event));
    default:
        return false;
    }
}

void ChartGestures::moved(const QMouseEvent& event) {
    if (m_pressedAt && !m_dragging &&
        std::abs(event.position().x() - m_pressedAt->x()) >=
            QGuiApplication::styleHints()->startDragDistance()) {
        m_dragging = true;
        m_view->viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_dragging) {
        emit draggedBy(event.position().x() - m_pressedAt->x());
        m_pressedAt = event.position();
    }
    m_pointing = true;
    emit pointedAt(event.position().x());
}

bool ChartGestures::left() {
    emit pointerLeft();
    return std::exchange(m_pointing, false); // else Escape is for whatever lies around the chart
}

bool ChartGestures::stepped(int steps) {
    m_pointing = true;
    emit steppedBy(steps);
    return true;
}

bool ChartGestures::turned(const QWheelEvent& event) {
    const QPoint angle = event.angleDelta();
    if (angle.x() != 0 && std::abs(angle.x()) > std::abs(angle.y())) {
        emit shiftedBy(-wheelShare * angle.x() / notch);
        return true;
    }
    const bool zooms = !m_wheelScrolls || event.modifiers().testFlag(Qt::ControlModifier);
    if (angle.y() == 0 || !zooms) {
        return false;
    }
    emit zoomedBy(std::pow(wheelZoom, -angle.y() / notch), event.position().x());
    return true;
}

bool ChartGestures::shifted(int key) {
    if (key != Qt::Key_Left && key != Qt::Key_Right) {
        return false;
    }
    emit shiftedBy(key == Qt::Key_Left ? -shiftShare : shiftShare);
    return true;
}

bool ChartGestures::pressed(const QKeyEvent& event) {
    if (event.modifiers().testFlag(Qt::ShiftModifier) && shifted(event.key())) {
        return true;
    }
    switch (event.key()) {
    case Qt::Key_Left:
        return stepped(-1);
    case Qt::Key_Right:
        return stepped(1);
    case Qt::Key_PageUp:
        return stepped(-pageOfSteps);
    case Qt::Key_PageDown:
        return stepped(pageOfSteps);
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift on many keyboards
        emit zoomedBy(1 / keyZoom, {});
        return true;
    case Qt::Key_Minus:
        emit zoomedBy(keyZoom, {});
        return true;
    case Qt::Key_Home:
        emit shiftedBy(toTheBeginning);
        return true;
    case Qt::Key_End:
        emit liveAsked();
        return true;
    case Qt::Key_Escape:
        return left();
    default:
        return false;
    }
}

} // namespace ferryman
