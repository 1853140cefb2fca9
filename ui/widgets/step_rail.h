// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QWidget>

class QAction;
class QLabel;

namespace ferryman {

class RailButton;

/// All migrations, and the six steps of the chosen one with their states, at the left of every
/// page.
class StepRail final : public QWidget {
    Q_OBJECT
public:
    explicit StepRail(QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);
    void setCurrent(std::optional<Step> step); ///< Nothing: all migrations.
    /// What is always at hand stands at the bottom with its key, where the height allows it.
    void setActions(const QList<QAction*>& actions);

signals:
    void chosen(ferryman::Step step);
    void homeAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showSteps();

    QLabel* m_name;
    QLabel* m_group;
    RailButton* m_home = nullptr;
    QList<RailButton*> m_buttons;
    QWidget* m_actions = nullptr;
    std::array<StepState, stepCount> m_states;
};

} // namespace ferryman
