// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QWidget>

class QAbstractButton;
class QLabel;

namespace ferryman {

/// The six steps with their states, at the left of every page.
class StepRail final : public QWidget {
    Q_OBJECT
public:
    explicit StepRail(QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);
    void setCurrent(Step step);

signals:
    void chosen(ferryman::Step step);

private:
    QLabel* m_name;
    QLabel* m_group;
    QList<class StepButton*> m_buttons;
};

} // namespace ferryman
