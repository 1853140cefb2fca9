// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

#include <QElapsedTimer>
#include <QTimer>

class QLineEdit;

namespace ferryman {

class CommandPreview;
class DryRunView;
class GateList;
class PageStack;
class SwitchView;

/// Step 5: the gates with their evidence, the literal commands, a dry run, the typed confirmation,
/// and then the switch itself.
class FailOverPage final : public WizardPage {
    Q_OBJECT
public:
    explicit FailOverPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    [[nodiscard]] QWidget* buildReady();
    [[nodiscard]] QWidget* buildConfirmation();
    [[nodiscard]] static QString whatItCosts(const Snapshot& snapshot);
    void showGates(const Snapshot& snapshot);
    void showSwitch(const Snapshot& snapshot);
    void showEvidence();
    void beginDryRun();
    void endDryRun(const Snapshot& snapshot);
    void showConfirmation();
    void confirm();
    void tick();
    [[nodiscard]] bool mayFailOver() const;

    QPushButton* m_back; ///< From an aborted switch, or a dry run, to the gates.
    PageStack* m_stack;
    GateList* m_gates = nullptr;
    CommandPreview* m_preview = nullptr;
    QLineEdit* m_typed = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_failOver = nullptr;
    SwitchView* m_switch = nullptr;
    QPushButton* m_tryDry = nullptr;
    DryRunView* m_dryRun = nullptr;

    std::optional<qint64> m_dryRunAtMs; ///< Under way since then, UTC.
    bool m_showsDryRun = false;
    QString m_group;
    bool m_allOpen = false;
    bool m_sent = false;       ///< Confirmed, and no snapshot has shown it yet.
    bool m_wantsGates = false; ///< A person went back to the gates after an abort.
    qint64 m_takenAtMs = 0;    ///< The snapshot's time, UTC; ages go on from there.
    QElapsedTimer m_sinceTaken;
    QTimer m_ticker;
};

} // namespace ferryman
