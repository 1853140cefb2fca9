// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QTextBrowser;

namespace ferryman {

/// Step 6: what was done, proven, and what to do with the old primary; exported as HTML, Markdown
/// and JSON.
class ReportPage final : public WizardPage {
    Q_OBJECT
public:
    explicit ReportPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    struct Card {
        QLabel* value = nullptr;
        QLabel* note = nullptr;
    };

    Card addCard(class QHBoxLayout* row, const QString& title, const char* name);
    void showReport(const Report& report);
    void chooseFolder();

    QPushButton* m_refresh;
    QPushButton* m_export;
    Card m_result;
    Card m_outage;
    Card m_lost;
    Card m_primary;
    QTextBrowser* m_text;
    std::shared_ptr<const Report> m_shown;
};

} // namespace ferryman
