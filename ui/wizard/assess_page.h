// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

#include <QSet>

class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QTreeWidget;

namespace ferryman {

/// Step 2: what stands in the way, why, and the command that mends it.
class AssessPage final : public WizardPage {
    Q_OBJECT
public:
    explicit AssessPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    [[nodiscard]] QWidget* buildList();
    [[nodiscard]] QWidget* buildDetails();
    void fillList();
    void showSelected();
    void acceptSelected();
    [[nodiscard]] const Finding* selected() const;
    [[nodiscard]] QString headline(const AssessState& assess) const;

    QPushButton* m_checkAll;
    QTreeWidget* m_list = nullptr;
    QList<std::pair<Severity, QPushButton*>> m_filters;
    Panel* m_details = nullptr;
    QWidget* m_about = nullptr; ///< All but the title; hidden while no finding is chosen.
    QFormLayout* m_form = nullptr;
    QLabel* m_found = nullptr;
    QLabel* m_wanted = nullptr;
    QLabel* m_readWith = nullptr;
    QLabel* m_why = nullptr;
    QLabel* m_acceptedBecause = nullptr;
    QPlainTextEdit* m_mend = nullptr;
    QLineEdit* m_reason = nullptr;
    QPushButton* m_accept = nullptr;
    QPushButton* m_again = nullptr;
    QList<Finding> m_findings;
    QString m_shown; ///< Of what the list was filled last.
};

} // namespace ferryman
