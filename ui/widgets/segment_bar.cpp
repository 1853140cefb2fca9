// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/segment_bar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace ferryman {

SegmentBar::SegmentBar(QWidget* parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
    , m_row(new QHBoxLayout(this)) {
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_row->addStretch(1);
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        // Tab goes to the chosen one alone.
        m_buttons->button(index)->setFocusPolicy(on ? Qt::StrongFocus : Qt::ClickFocus);
        if (on) {
            emit changed(index);
        }
    });
}

void SegmentBar::add(const QString& text, const char* name) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::ClickFocus);
    const auto index = int(m_buttons->buttons().size());
    m_row->insertWidget(index, button);
    m_buttons->addButton(button, index);
    button->setChecked(index == 0);
}

void SegmentBar::addAtEnd(QWidget* widget) {
    m_row->addWidget(widget);
}

void SegmentBar::setText(int index, const QString& text) {
    m_buttons->button(index)->setText(text);
}

void SegmentBar::choose(int index) {
    m_buttons->button(index)->setChecked(true);
}

int SegmentBar::chosen() const {
    return m_buttons->checkedId();
}

} // namespace ferryman
