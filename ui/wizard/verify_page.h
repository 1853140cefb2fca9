// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QPlainTextEdit;
class QStackedWidget;

namespace ferryman {

class ConfirmBox;
class DifferenceView;
class SegmentBar;
class StateLine;
class VerifyControls;
class VerifyCountsView;
class VerifyFigures;

/// Step 4: whether both servers hold the same, what differs, and what was not looked at.
class VerifyPage final : public WizardPage {
    Q_OBJECT
public:
    explicit VerifyPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] bool leadsOnItself(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    [[nodiscard]] QWidget* buildFindings();
    void showButtons(const Snapshot& snapshot);
    void showFindings(const Snapshot& snapshot);
    void tellState(const Snapshot& snapshot);
    [[nodiscard]] bool tellSelfTest(const VerifyState& verify);
    void begin(bool goesOn);
    void askToSyncAgain();
    void chooseFile();
    void exportTo(const QString& path);

    QPushButton* m_selfTest;
    QPushButton* m_syncAgain;
    QPushButton* m_stop;
    QPushButton* m_start;
    QPushButton* m_resume;
    StateLine* m_state;
    ConfirmBox* m_confirm;
    VerifyControls* m_controls;
    VerifyFigures* m_figures;
    SegmentBar* m_segments = nullptr;
    QPushButton* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    DifferenceView* m_differences = nullptr;
    VerifyCountsView* m_counts = nullptr;
    QPlainTextEdit* m_notLookedAt = nullptr;

    QString m_written;                  ///< The file of the last export; empty: none.
    std::optional<Error> m_exportError; ///< Why that was not written.
    quint64 m_exports = 0;              ///< A newer one makes the older one's answer void.
};

} // namespace ferryman
