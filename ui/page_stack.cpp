// SPDX-License-Identifier: GPL-3.0-or-later
#include "page_stack.h"

#include <QLayout>
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
    return currentWidget() ? currentWidget()->minimumSizeHint() : QSize();
}

bool PageStack::hasHeightForWidth() const {
    return currentWidget() != nullptr && currentWidget()->hasHeightForWidth();
}

/// The least that the page needs: it fills what there is.
int PageStack::heightForWidth(int width) const {
    const QLayout* layout = currentWidget() ? currentWidget()->layout() : nullptr;
    return layout != nullptr ? layout->totalMinimumHeightForWidth(width) : -1;
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
