// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/empty_state.h"

#include "widgets/panel.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int iconSize = 32;
constexpr int margin = 12;
constexpr int spacing = 6;
constexpr int lineCharacters = 62; ///< A line that is longer is read with the finger.

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_heading(makeLabel({}, "heading", this))
    , m_sentence(makeLabel({}, "muted", this)) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(margin, margin, margin, margin);
    all->setSpacing(spacing);
    all->addStretch(1);
    for (QLabel* label : {m_icon, m_heading, m_sentence}) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    }
    const int widest = m_sentence->fontMetrics().averageCharWidth() * lineCharacters;
    for (QLabel* label : {m_icon, m_heading, m_sentence}) {
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(label, lineCharacters);
        row->addStretch(1);
        label->setMaximumWidth(widest);
        all->addLayout(row);
    }
    all->addStretch(1);
    drawIcon();
}

EmptyState* EmptyState::over(QAbstractItemView* view) {
    auto* state = new EmptyState(view->viewport());
    state->setAttribute(Qt::WA_TransparentForMouseEvents);
    view->viewport()->installEventFilter(state);
    const QAbstractItemModel* model = view->model();
    const auto look = [state, model] { state->setVisible(model->rowCount() == 0); };
    connect(model, &QAbstractItemModel::modelReset, state, look);
    connect(model, &QAbstractItemModel::rowsInserted, state, look);
    connect(model, &QAbstractItemModel::rowsRemoved, state, look);
    look();
    return state;
}

void EmptyState::tell(StateShape shape, const QString& heading, const QString& sentence) {
    m_heading->setText(heading);
    m_sentence->setText(sentence);
    fit();
    setAccessibleName(heading);
    setAccessibleDescription(sentence);
    if (shape != m_shape) {
        m_shape = shape;
        drawIcon();
    }
}

/// Where the room is short the heading says enough, and needs no air around it.
void EmptyState::fit() {
    const int wide = qMin(m_sentence->maximumWidth(), width() - 2 * margin);
    const int alone = m_heading->heightForWidth(wide);
    const int air = qBound(0, (height() - alone) / 2, margin);
    layout()->setContentsMargins(margin, air, margin, air);
    const int heading = alone + 2 * margin;
    const int both = heading + spacing + m_sentence->heightForWidth(wide);
    m_sentence->setVisible(!m_sentence->text().isEmpty() && both <= height());
    m_icon->setVisible(both + spacing + iconSize <= height());
}

void EmptyState::resizeEvent(QResizeEvent* event) {
    fit();
    QWidget::resizeEvent(event);
}

void EmptyState::drawIcon() {
    m_icon->setPixmap(
        statePixmap(m_shape, coloursOf(palette()).muted, iconSize, devicePixelRatioF()));
}

bool EmptyState::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void EmptyState::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        drawIcon();
    }
    QWidget::changeEvent(event);
}

} // namespace ferryman
