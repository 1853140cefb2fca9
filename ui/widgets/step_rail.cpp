// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/step_rail.h"

#include "models/migration_model.h"
#include "state_icon.h"
#include "step_name.h"
#include "widgets/panel.h"

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace ferryman {

namespace {

/// As which shape, and in which tone.
using Sign = std::pair<StateShape, Tone>;

Sign signOf(StepStatus status, bool current) {
    switch (status) {
    case StepStatus::Locked:
        return {StateShape::Lock, Tone::Muted};
    case StepStatus::ToDo:
        return {current ? StateShape::Dot : StateShape::Ring, Tone::Neutral};
    case StepStatus::Running:
        return {StateShape::Dot, Tone::Neutral};
    case StepStatus::Attention:
        return {StateShape::Triangle, Tone::Warning};
    case StepStatus::Done:
        return {StateShape::Tick, Tone::Good};
    }
    return {StateShape::Ring, Tone::Muted};
}

} // namespace

class RailButton final : public QAbstractButton {
public:
    RailButton(const QString& name, QWidget* parent)
        : QAbstractButton(parent) {
        setCheckable(true);
        setObjectName(name);
        setFocusPolicy(Qt::StrongFocus);
    }

    void setState(const QString& title, const QString& note, const Sign& sign) {
        m_note = note;
        m_sign = sign;
        setText(title);
        setAccessibleName(QStringLiteral("%1: %2").arg(title, note));
        setToolTip(QStringLiteral("%1: %2").arg(title, note).toHtmlEscaped()); // may be elided
        update();
    }

    [[nodiscard]] QSize sizeHint() const override { return {200, fontMetrics().height() * 2 + 20}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {150, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Colours& colours = coloursOf(palette());
        QPainter painter(this);
        if (isChecked()) {
            painter.fillRect(rect(), colours.panel);
            painter.fillRect(QRect(0, 0, 3, height()), colours.text);
        }
        if (hasFocus()) {
            painter.setPen(QPen(colours.focus, 2));
            painter.drawRect(rect().adjusted(2, 2, -2, -2));
        }
        const auto [shape, tone] = m_sign;
        painter.drawPixmap(QPoint(16, (height() - 20) / 2),
                           statePixmap(shape, colours.of(tone), 20, devicePixelRatioF()));
        const int left = 48;
        const int line = fontMetrics().height();
        const int top = (height() - 2 * line - 2) / 2;
        QFont bold = font();
        bold.setBold(isChecked());
        const auto write = [&](int y, const QFont& used, const QColor& colour,
                               const QString& words) {
            painter.setFont(used);
            painter.setPen(colour);
            const QFontMetrics metrics(used);
            painter.drawText(QRect(left, y, width() - left - 6, line),
                             Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(words, Qt::ElideRight, width() - left - 6));
        };
        write(top, bold, colours.text, text());
        QFont small = font();
        small.setPointSizeF(font().pointSizeF() * 0.9);
        write(top + line + 2, small, colours.muted, m_note);
    }

private:
    QString m_note;
    Sign m_sign{StateShape::Ring, Tone::Muted};
};

/// An action of a menu and its key. The menu and the key are the ways of the keyboard to it.
class RailLink final : public QAbstractButton {
public:
    RailLink(QAction& action, QWidget* parent)
        : QAbstractButton(parent)
        , m_key(action.shortcut().toString(QKeySequence::NativeText)) {
        static const QRegularExpression mnemonic(QStringLiteral("\\(&.\\)|&|…"));
        const QString words = action.text().remove(mnemonic);
        setText(words);
        setAccessibleName(words);
        setFocusPolicy(Qt::NoFocus);
        setAttribute(Qt::WA_Hover);
        connect(this, &QAbstractButton::clicked, &action, &QAction::trigger);
    }

    [[nodiscard]] QSize sizeHint() const override { return {200, fontMetrics().height() + 9}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {150, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Colours& colours = coloursOf(palette());
        QPainter painter(this);
        if (underMouse()) {
            painter.fillRect(rect(), colours.selection);
        }
        const QRect row = rect().adjusted(16, 0, -14, 0);
        QFont small = font();
        small.setPointSizeF(font().pointSizeF() * 0.9);
        const QFontMetrics metrics(small);
        painter.setFont(small);
        painter.setPen(colours.muted);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, m_key);
        const int room = row.width() - metrics.horizontalAdvance(m_key) - 8;
        painter.setFont(font());
        painter.setPen(colours.text);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, room));
    }

private:
    QString m_key;
};

StepRail::StepRail(QWidget* parent)
    : QWidget(parent)
    , m_name(makeLabel({}, "strong", this))
    , m_group(makeLabel({}, "muted", this)) {
    setObjectName(QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(216); // with large text too: the page beside it wants the room
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 12, 0, 12);
    all->setSpacing(0);
    m_home = new RailButton(QStringLiteral("homeButton"), this);
    connect(m_home, &QAbstractButton::clicked, this, &StepRail::homeAsked);
    all->addWidget(m_home);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 10, 8, 10);
    head->setSpacing(1);
    head->addWidget(m_name);
    head->addWidget(m_group);
    all->addLayout(head);
    for (int i = 0; i < stepCount; ++i) {
        const auto step = static_cast<Step>(i);
        auto* button = new RailButton(QStringLiteral("step%1").arg(i + 1), this);
        connect(button, &QAbstractButton::clicked, this, [this, step] { emit chosen(step); });
        all->addWidget(button);
        m_buttons.append(button);
    }
    all->addStretch(1);
    take({});
}

void StepRail::setActions(const QList<QAction*>& actions) {
    delete m_actions;
    m_actions = new QFrame(this);
    m_actions->setObjectName(QStringLiteral("railActions"));
    auto* all = new QVBoxLayout(m_actions);
    all->setContentsMargins(0, 6, 1, 0);
    all->setSpacing(0);
    for (QAction* action : actions) {
        all->addWidget(new RailLink(*action, m_actions));
    }
    layout()->addWidget(m_actions);
    m_actions->hide();
}

/// Hidden rather than squeezed: the steps come first, and each of these has its key.
void StepRail::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_actions != nullptr) {
        int wanted = m_actions->sizeHint().height();
        for (int i = 0; i < layout()->count(); ++i) {
            const QLayoutItem* item = layout()->itemAt(i);
            wanted += item->widget() == m_actions ? 0 : item->sizeHint().height();
        }
        const QMargins margins = layout()->contentsMargins();
        m_actions->setVisible(wanted + margins.top() + margins.bottom() <= height());
    }
}

void StepRail::take(const Snapshot& snapshot) {
    m_states = snapshot.steps;
    m_name->setText(snapshot.plan.name.isEmpty() ? tr("New migration") : snapshot.plan.name);
    m_group->setText(snapshot.plan.group.isEmpty() ? tr("no group yet")
                                                   : tr("group %1").arg(snapshot.plan.group));
    const QList<Migration> all = migrationsNow(snapshot);
    const qsizetype left = leftMigrations(all).size();
    m_home->setState(tr("Migrations"),
                     left > 0 ? tr("%1, left open: %2").arg(all.size()).arg(left)
                              : tr("on this machine: %1").arg(all.size()),
                     left > 0 ? Sign{StateShape::Triangle, Tone::Warning}
                              : Sign{StateShape::List, Tone::Neutral});
    showSteps();
}

void StepRail::showSteps() {
    for (int i = 0; i < stepCount; ++i) {
        const StepState& state = m_states[static_cast<size_t>(i)];
        m_buttons[i]->setState(QStringLiteral("%1 %2").arg(i + 1).arg(nameOf(static_cast<Step>(i))),
                               state.note.translated(),
                               signOf(state.status, m_buttons[i]->isChecked()));
    }
}

void StepRail::setCurrent(std::optional<Step> step) {
    m_home->setChecked(!step);
    for (int i = 0; i < stepCount; ++i) {
        m_buttons[i]->setChecked(step && i == static_cast<int>(*step));
    }
    showSteps();
}

} // namespace ferryman
