// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QWidget>

class QAbstractButton;
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

signals:
    void chosen(ferryman::Step step);
    void homeAsked();

private:
    void showSteps();

    QLabel* m_name;
    QLabel* m_group;
    RailButton* m_home = nullptr;
    QList<RailButton*> m_buttons;
    std::array<StepState, stepCount> m_states;
};

} // namespace ferryman
