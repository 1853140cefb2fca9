// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>

#include <optional>

QT_BEGIN_NAMESPACE
class QGraphicsView;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;
QT_END_NAMESPACE

namespace ferryman {

/// What a person does to a chart by mouse and by keyboard. Places are x in the view's coordinates.
class ChartGestures final : public QObject {
    Q_OBJECT
public:
    explicit ChartGestures(QGraphicsView* view);

    /// Where the chart stands in an area that scrolls, the wheel alone scrolls, and zooms with
    /// Ctrl.
    void setWheelScrolls(bool scrolls) { m_wheelScrolls = scrolls; }
    /// What can be done, for a tooltip and for those who do not see it.
    [[nodiscard]] static QString description();

signals:
    void pointedAt(double x);
    void pointerLeft();
    void steppedBy(int steps);    ///< Left and Right, Page Up and Page Down move the cross-hair.
    void draggedBy(double x);     ///< The mouse pulls the time along by so many pixels.
    void shiftedBy(double share); ///< The window moves by this share of itself; negative: back.
    void zoomedBy(double factor, std::optional<double> x); ///< Below 1: closer; by keyboard no x.
    void liveAsked();
    void focusChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool viewportEvent(QEvent* event);
    void moved(const QMouseEvent& event);
    [[nodiscard]] bool turned(const QWheelEvent& event);
    [[nodiscard]] bool pressed(const QKeyEvent& event);
    [[nodiscard]] bool shifted(int key);
    [[nodiscard]] bool stepped(int steps);
    [[nodiscard]] bool left();

    QGraphicsView* m_view;
    std::optional<QPointF> m_pressedAt;
    bool m_dragging = false;
    bool m_pointing = false;
    bool m_wheelScrolls = false;
};

} // namespace ferryman
