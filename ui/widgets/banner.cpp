// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/banner.h"

#include "state_icon.h"
#include "widgets/panel.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ferryman {

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_sentence(makeLabel({}, "strong", this))
    , m_more(makeLabel({}, "", this)) {
    setObjectName(QStringLiteral("banner"));
    m_sentence->setObjectName(QStringLiteral("bannerSentence"));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_sentence);
    texts->addWidget(m_more);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(16, 10, 12, 10);
    all->setSpacing(12);
    all->addWidget(m_icon, 0, Qt::AlignTop);
    all->addLayout(texts, 1);
    hide();
}

void Banner::tell(Tone tone, const QString& sentence, const QString& more) {
    const bool isNew = sentence != m_sentence->text() || isHidden();
    m_tone = tone;
    m_sentence->setText(sentence);
    m_more->setText(more);
    m_more->setVisible(!more.isEmpty());
    setAccessibleName(sentence);
    setAccessibleDescription(more);
    recolour();
    show();
    if (isNew) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void Banner::setAction(QPushButton* button) {
    auto* row = static_cast<QHBoxLayout*>(layout());
    if (hasLargeText(*this)) { // which needs the width: below the texts
        static_cast<QVBoxLayout*>(row->itemAt(1)->layout())->addWidget(button, 0, Qt::AlignLeft);
    } else {
        row->addWidget(button, 0, Qt::AlignVCenter);
    }
}

void Banner::clear() {
    hide();
    m_sentence->clear();
    m_more->clear();
}

QString Banner::text() const {
    return m_more->text().isEmpty() ? m_sentence->text()
                                    : m_sentence->text() + QStringLiteral(" ") + m_more->text();
}

void Banner::recolour() {
    m_icon->setPixmap(
        statePixmap(shapeOf(m_tone), coloursOf(palette()).of(m_tone), 18, devicePixelRatioF()));
    update();
}

void Banner::paintEvent(QPaintEvent*) {
    const Colours& colours = coloursOf(palette());
    QPainter painter(this);
    painter.setPen(colours.of(m_tone));
    painter.setBrush(colours.backOf(m_tone));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.fillRect(QRect(0, 0, 4, height()), colours.of(m_tone));
}

void Banner::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && !isHidden()) {
        recolour();
    }
    QFrame::changeEvent(event);
}

} // namespace ferryman
