// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figure_card.h"

#include "state_icon.h"
#include "widgets/kept_together.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int iconSize = 18;

} // namespace

FigureCard::FigureCard(const QString& title, const char* name, QWidget* parent, const char* role)
    : Panel(title, parent)
    , m_icon(new QLabel(this))
    , m_value(makeLabel(QStringLiteral("–"), role, this))
    , m_note(makeLabel({}, "muted", this)) {
    m_value->setObjectName(QLatin1String(name));
    m_value->setAccessibleName(title);
    m_icon->setFixedSize(iconSize, iconSize);
    m_icon->hide();
    m_note->hide();
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_icon, 0, Qt::AlignVCenter);
    line->addWidget(m_value, 1);
    body()->addLayout(line);
    body()->addWidget(m_note);
    body()->addStretch(1);
}

void FigureCard::tell(const QString& value, const QString& note, Tone tone) {
    m_value->setText(value);
    m_note->setText(keptTogether(note));
    m_note->setVisible(!note.isEmpty());
    m_tone = tone;
    drawIcon();
}

void FigureCard::drawIcon() {
    m_icon->setVisible(m_tone != Tone::Neutral);
    m_icon->setPixmap(statePixmap(shapeOf(m_tone), coloursOf(palette()).of(m_tone), iconSize,
                                  devicePixelRatioF()));
}

void FigureCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        drawIcon();
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
