// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace ferryman {

class FigureCard;
class Panel;
class SwitchTimeline;

/// A switch while it runs and after it has ended: what it waits for, how much of the freeze's
/// budget is used, what was measured, and what happened.
class SwitchView final : public QWidget {
    Q_OBJECT
public:
    explicit SwitchView(QWidget* parent = nullptr);

    void setState(const SwitchState& state, int freezeBudgetMs);
    void setNow(qint64 nowMs); ///< UTC, ms: what is left of deadline and budget is counted to it.

signals:
    void abortAsked();

private:
    [[nodiscard]] QWidget* buildCards();
    [[nodiscard]] QWidget* buildProgress();
    void showCards() const;
    void showOffset() const;
    void showAbort();
    void showWaiting(qint64 nowMs);
    void showBudget(qint64 nowMs);
    [[nodiscard]] std::optional<qint64> frozenAtMs() const;

    SwitchState m_state;
    int m_budgetMs = 0;
    QWidget* m_cards = nullptr;
    FigureCard* m_freeze = nullptr;
    FigureCard* m_promoted = nullptr;
    FigureCard* m_sentinels = nullptr;
    FigureCard* m_offset = nullptr;
    Panel* m_progress = nullptr;
    QLabel* m_waiting = nullptr;
    QProgressBar* m_budget = nullptr;
    QPushButton* m_abort = nullptr;
    SwitchTimeline* m_timeline = nullptr;
};

} // namespace ferryman
