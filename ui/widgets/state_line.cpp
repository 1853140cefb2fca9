// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/state_line.h"

#include "state_icon.h"
#include "widgets/kept_together.h"
#include "widgets/panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace ferryman {

namespace {

constexpr int iconSize = 24;

} // namespace

StateLine::StateLine(QWidget* parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_sentence(makeLabel({}, "strong", this))
    , m_more(makeLabel({}, "muted", this)) {
    auto* texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(m_sentence);
    texts->addWidget(m_more);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addLayout(texts, 1);
    m_icon->setFixedSize(iconSize, iconSize);
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() * 1.25);
    larger.setBold(true);
    m_sentence->setFont(larger);
    drawIcon();
}

void StateLine::tell(Tone tone, const QString& sentence, const QString& more) {
    if (tone != m_tone) {
        m_tone = tone;
        drawIcon();
    }
    m_sentence->setText(sentence);
    m_more->setText(keptTogether(more));
    m_more->setVisible(!more.isEmpty());
    setAccessibleName(sentence);
}

QString StateLine::text() const {
    return m_sentence->text();
}

void StateLine::drawIcon() {
    m_icon->setPixmap(statePixmap(shapeOf(m_tone), coloursOf(palette()).of(m_tone), iconSize,
                                  devicePixelRatioF()));
}

void StateLine::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        drawIcon();
    }
    QWidget::changeEvent(event);
}

} // namespace ferryman
