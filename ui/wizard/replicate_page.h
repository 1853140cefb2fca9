// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QCheckBox;
class QPlainTextEdit;
class QProgressBar;
class QStackedWidget;

namespace ferryman {

class ChartBoard;
class StageRow;
class StateLine;

/// Step 3: attach Dragonfly to the source, watch the full sync, and see whether the link is steady.
class ReplicatePage final : public WizardPage {
    Q_OBJECT
public:
    explicit ReplicatePage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    [[nodiscard]] QWidget* buildQuestion();
    [[nodiscard]] QWidget* buildStart();
    [[nodiscard]] QWidget* buildWatch();
    [[nodiscard]] QWidget* buildLoad();

    void showStart(const Snapshot& snapshot);
    void showWatch(const Snapshot& snapshot);
    void showLoad(const SyncProgress& sync, bool syncing);
    void showHeadline(const Snapshot& snapshot);
    void showButtons(const Snapshot& snapshot);

    QPushButton* m_stop;
    QPushButton* m_again;
    StateLine* m_state;
    StageRow* m_stages;
    QStackedWidget* m_stack;

    QWidget* m_question = nullptr;

    QPlainTextEdit* m_commands = nullptr;
    Banner* m_keysWarning = nullptr;
    QCheckBox* m_replace = nullptr;
    QPushButton* m_start = nullptr;

    QWidget* m_load = nullptr;
    QLabel* m_loadText = nullptr;
    QProgressBar* m_progress = nullptr;
    ChartBoard* m_charts = nullptr;

    LinkPhase m_phase = LinkPhase::Detached;
    bool m_wantsAgain = false; ///< A person asked for the start after a stop.
};

} // namespace ferryman
