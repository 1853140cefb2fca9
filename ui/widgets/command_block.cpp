// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_block.h"

#include "state_icon.h"
#include "theme.h"
#include "widgets/panel.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace ferryman {

namespace {

constexpr int frameHeight = 20; ///< Frame, padding and the document's margin, both sides.
constexpr double documentMargin = 4;
constexpr int headSpacing = 8;
constexpr int leastWidth = 200;

} // namespace

CommandBlock::CommandBlock(const QString& heading, const char* name, QWidget* parent)
    : QWidget(parent)
    , m_note(makeLabel({}, "muted", this))
    , m_copy(new QPushButton(actionIcon(ActionShape::Copy), tr("Copy"), this))
    , m_text(new QPlainTextEdit(this)) {
    m_text->setObjectName(QLatin1String(name));
    m_text->setAccessibleName(heading);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(fixedFont());
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->document()->setDocumentMargin(documentMargin);
    m_text->viewport()->installEventFilter(this);
    m_copy->setObjectName(QLatin1String(name) + QStringLiteral("Copy"));
    m_copy->setAccessibleName(tr("Copy: %1").arg(heading));
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text() + QLatin1Char('\n')); });
    QLabel* title = makeLabel(heading, "strong", this);
    title->setWordWrap(false);
    auto* head = new QHBoxLayout;
    head->setSpacing(headSpacing);
    head->addWidget(title);
    head->addWidget(m_note, 1);
    head->addWidget(m_copy);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(4);
    all->addLayout(head);
    all->addWidget(m_text);
}

void CommandBlock::setNote(const QString& note) {
    m_note->setText(note);
}

QString CommandBlock::text() const {
    return m_text->toPlainText();
}

void CommandBlock::setPlaceholder(const QString& sentence) {
    m_text->setPlaceholderText(sentence);
    m_copy->setEnabled(!text().isEmpty());
    fit();
}

void CommandBlock::setText(const QString& text) {
    m_copy->setEnabled(!text.isEmpty());
    if (text != m_text->toPlainText()) { // Else a selection would be lost with every snapshot.
        m_text->setPlainText(text);
        fit();
    }
}

void CommandBlock::setMostLines(int lines) {
    m_mostLines = lines;
    fit();
}

void CommandBlock::fit() {
    const QFontMetrics metrics = m_text->fontMetrics();
    const int room = m_text->viewport()->width() - 2 * static_cast<int>(documentMargin);
    const QString shown = text().isEmpty() ? m_text->placeholderText() : text();
    const QRect wrapped = metrics.boundingRect(QRect(0, 0, qMax(room, leastWidth), 100'000),
                                               Qt::TextWordWrap | Qt::TextWrapAnywhere, shown);
    const int lines = qBound(1, wrapped.height() / metrics.lineSpacing(), m_mostLines);
    const int height = lines * metrics.lineSpacing() + frameHeight;
    if (height != m_text->height()) {
        m_text->setFixedHeight(height);
    }
}

bool CommandBlock::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fit(); // its lines wrap anew
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ferryman
