// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"
#include "widgets/panel.h"

class QPushButton;

namespace ferryman {

/// What became of the old primary, what to do with it, and what going back would cost.
class OldPrimaryPanel final : public Panel {
    Q_OBJECT
public:
    explicit OldPrimaryPanel(QWidget* parent = nullptr);

    void setReport(const Report& report);

signals:
    void stepsAsked(); ///< The section of the report that tells how to go back.

private:
    [[nodiscard]] QString sentenceFor(const Report& report) const;

    QLabel* m_sentence;
    QLabel* m_ask;
    QLabel* m_command;
    QPushButton* m_copy;
    QLabel* m_backTitle;
    QLabel* m_cost;
    QPushButton* m_steps;
};

} // namespace ferryman
