// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page_stack.h"

#include <QLayout>
#include <QResizeEvent>
#include <QScrollArea>

#include <chrono>

namespace ferryman {

namespace {

/// Long enough for the window's first paint and for what a person does first.
constexpr std::chrono::milliseconds prepareEvery{30};

} // namespace

PageStack::PageStack(QWidget* parent)
    : QStackedWidget(parent) {
    connect(this, &QStackedWidget::currentChanged, this, &QWidget::updateGeometry);
    m_prepare.setInterval(prepareEvery);
    m_prepare.callOnTimeout(this, &PageStack::prepareNext);
}

QSize PageStack::sizeHint() const {
    return currentWidget() ? currentWidget()->sizeHint() : QSize();
}

QSize PageStack::minimumSizeHint() const {
    const QWidget* page = currentWidget();
    if (page == nullptr) {
        return {};
    }
    QSize least = page->minimumSizeHint();
    const QLayout* layout = page->layout();
    if (layout != nullptr && layout->hasHeightForWidth()) {
        const int wide = qMax(width(), least.width());
        least.setHeight(m_scrolled ? layout->totalHeightForWidth(wide)
                                   : layout->totalMinimumHeightForWidth(wide));
    }
    return least;
}

/// A layout would ask QStackedLayout for it, which asks all pages, and for more than their least.
bool PageStack::hasHeightForWidth() const {
    return false;
}

void PageStack::resizeEvent(QResizeEvent* event) {
    QStackedWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        updateGeometry(); // its lines wrap elsewhere
    }
}

void PageStack::showEvent(QShowEvent* event) {
    QStackedWidget::showEvent(event);
    m_prepare.start();
}

void PageStack::prepareNext() {
    if (m_prepared >= count()) {
        m_prepare.stop();
        return;
    }
    QWidget* page = widget(m_prepared++);
    if (const auto* scroll = qobject_cast<QScrollArea*>(page)) {
        page = scroll->widget(); // a scroll area's own size hint asks nothing of what is in it
    }
    (void)page->minimumSizeHint(); // styles all that is in it
}

} // namespace ferryman
