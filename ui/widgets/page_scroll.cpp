// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page_scroll.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

namespace ferryman {

PageScroll::PageScroll(QWidget* page, QWidget* parent)
    : QScrollArea(parent) {
    setObjectName(page->objectName() + QStringLiteral("Scroll"));
    setFocusPolicy(Qt::NoFocus); // what it shows brings itself into sight when it is tabbed to
    setFrameShape(QFrame::NoFrame);
    setWidget(page);
    page->setAutoFillBackground(false); // which setWidget() turned on
    viewport()->setAutoFillBackground(false);
    page->installEventFilter(this);
}

QSize PageScroll::leastSize(int width) const {
    QLayout* layout = widget()->layout();
    const QSize least = layout->totalMinimumSize();
    const int wide = qMax(width, least.width());
    return {wide, layout->hasHeightForWidth() ? layout->totalMinimumHeightForWidth(wide)
                                              : least.height()};
}

void PageScroll::fit() {
    const QSize room = maximumViewportSize();
    QSize least = leastSize(room.width());
    if (least.height() > room.height()) { // its lines wrap beside the scroll bar
        least = leastSize(room.width() - verticalScrollBar()->sizeHint().width());
    }
    const QSize wanted(least.width(), qMax(least.height(), room.height()));
    if (widget()->size() != wanted) {
        widget()->resize(wanted);
    }
}

bool PageScroll::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        fit();
    }
    return QScrollArea::eventFilter(watched, event);
}

void PageScroll::resizeEvent(QResizeEvent* event) {
    fit();
    QScrollArea::resizeEvent(event);
}

} // namespace ferryman
