// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/step_rail.h"

#include "state_icon.h"
#include "step_name.h"
#include "widgets/panel.h"

#include <QAbstractButton>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace ferryman {

namespace {

std::pair<StateShape, Tone> signOf(StepStatus status, bool current) {
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

class StepButton final : public QAbstractButton {
public:
    StepButton(Step step, QWidget* parent)
        : QAbstractButton(parent)
        , m_step(step) {
        setCheckable(true);
        setObjectName(QStringLiteral("step%1").arg(static_cast<int>(step) + 1));
        setFocusPolicy(Qt::StrongFocus);
    }

    void setState(const StepState& state) {
        m_state = state;
        const QString title =
            QStringLiteral("%1 %2").arg(static_cast<int>(m_step) + 1).arg(nameOf(m_step));
        setText(title);
        setAccessibleName(QStringLiteral("%1: %2").arg(title, state.note.translated()));
        setToolTip(state.note.translated());
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
            painter.setPen(QPen(colours.text, 2));
            painter.drawRect(rect().adjusted(2, 2, -2, -2));
        }
        const auto [shape, tone] = signOf(m_state.status, isChecked());
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
        write(top + line + 2, small, colours.muted, m_state.note.translated());
    }

private:
    Step m_step;
    StepState m_state;
};

StepRail::StepRail(QWidget* parent)
    : QWidget(parent)
    , m_name(makeLabel({}, "strong", this))
    , m_group(makeLabel({}, "muted", this)) {
    setObjectName(QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(216);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 12, 0, 12);
    all->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 8, 10);
    head->setSpacing(1);
    head->addWidget(m_name);
    head->addWidget(m_group);
    all->addLayout(head);
    for (int i = 0; i < stepCount; ++i) {
        const auto step = static_cast<Step>(i);
        auto* button = new StepButton(step, this);
        button->setState({});
        connect(button, &QAbstractButton::clicked, this, [this, step] { emit chosen(step); });
        all->addWidget(button);
        m_buttons.append(button);
    }
    all->addStretch(1);
}

void StepRail::take(const Snapshot& snapshot) {
    m_name->setText(snapshot.plan.name.isEmpty() ? tr("New migration") : snapshot.plan.name);
    m_group->setText(snapshot.plan.group.isEmpty() ? tr("no group yet")
                                                   : tr("group %1").arg(snapshot.plan.group));
    for (int i = 0; i < stepCount; ++i) {
        m_buttons[i]->setState(snapshot.steps[static_cast<size_t>(i)]);
    }
}

void StepRail::setCurrent(Step step) {
    for (int i = 0; i < stepCount; ++i) {
        m_buttons[i]->setChecked(i == static_cast<int>(step));
    }
}

} // namespace ferryman
