// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QTreeView;

namespace ferryman {

class EmptyState;
class FindingModel;
class FindingView;

/// Step 2: what stands in the way, why, and the command that mends it.
class AssessPage final : public WizardPage {
    Q_OBJECT
public:
    explicit AssessPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QWidget* buildList();
    [[nodiscard]] QWidget* buildDetails();
    void showChips();
    void keepSelection();
    void showSelected();
    void tellState(const Snapshot& snapshot);
    [[nodiscard]] QString subtitleOf(const Snapshot& snapshot) const;

    QPushButton* m_checkAll;
    FindingModel* m_model = nullptr;
    EmptyState* m_none = nullptr;
    QTreeView* m_list = nullptr;
    QList<std::pair<Severity, QPushButton*>> m_chips;
    FindingView* m_details = nullptr;
    SnapshotPtr m_shown;
    QString m_chosenId; ///< Of the finding beside the list, also while it is filtered out.
    QString m_chosenSubject;
};

} // namespace ferryman
