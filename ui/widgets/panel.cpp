// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel.h"

#include <QAbstractItemView>
#include <QFontInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int sideMargin = 12;

} // namespace

bool hasLargeText(const QWidget& widget) {
    constexpr int large = 16;
    return widget.fontInfo().pixelSize() >= large;
}

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // what a server said is never read as markup
    label->setWordWrap(true);
    label->setProperty("role", QString::fromLatin1(role));
    return label;
}

Panel::Panel(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_all(new QVBoxLayout(this))
    , m_titleRow(new QHBoxLayout)
    , m_body(new QVBoxLayout)
    , m_title(makeLabel(title, "panelTitle", this))
    , m_note(makeLabel({}, "muted", this)) {
    setProperty("panel", true);
    m_titleRow->addWidget(m_title, 1);
    m_titleRow->addWidget(m_note, 1);
    setNote({});
    m_all->setContentsMargins(0, 8, 0, 10);
    m_all->setSpacing(8);
    m_all->addLayout(m_titleRow);
    m_all->addLayout(m_body, 1);
    for (QLayout* part : {static_cast<QLayout*>(m_titleRow), static_cast<QLayout*>(m_body)}) {
        part->setContentsMargins(sideMargin, 0, sideMargin, 0);
    }
    m_body->setSpacing(6);
    setAccessibleName(title);
}

void Panel::setFlush(QAbstractItemView* table) {
    table->setProperty("flush", true);
    m_all->setContentsMargins(1, 8, 1, 1);
    m_body->setContentsMargins(0, 0, 0, 0);
}

void Panel::setTitle(const QString& title) {
    m_title->setText(title);
    setAccessibleName(title);
}

void Panel::setNote(const QString& note) {
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_title->setWordWrap(note.isEmpty()); // beside a note it keeps its line
    m_titleRow->setStretchFactor(m_title, note.isEmpty() ? 1 : 0);
}

} // namespace ferryman
