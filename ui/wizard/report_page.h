// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QHBoxLayout;
class QListWidget;
class QTextBrowser;

namespace ferryman {

class EmptyState;
class FigureCard;
class OldPrimaryPanel;
class ReportFiles;

/// Step 6: what was done, proven, and what to do with the old primary; exported as HTML, PDF,
/// Markdown and JSON.
class ReportPage final : public WizardPage {
    Q_OBJECT
public:
    explicit ReportPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QString exportNote() const;
    [[nodiscard]] FigureCard* addCard(QHBoxLayout* row, const QString& title, const char* name,
                                      const char* role = "figure");
    [[nodiscard]] QWidget* buildDocument();
    [[nodiscard]] QWidget* buildSide();
    void showFigures();
    void showVerified();
    [[nodiscard]] bool isTrusted() const;
    void showContents();
    void showSection();
    void tellState(const Snapshot& snapshot);
    void chooseFolder();
    void exportTo(const QString& folder);

    QPushButton* m_refresh;
    QPushButton* m_export;
    EmptyState* m_none;
    QWidget* m_filled;          ///< All that stands there once there is a report.
    QList<FigureCard*> m_cards; ///< Result, outage, lost, verified, primary.
    QListWidget* m_contents = nullptr;
    QTextBrowser* m_text = nullptr;
    OldPrimaryPanel* m_oldPrimary = nullptr;
    ReportFiles* m_files = nullptr;
    std::shared_ptr<const Report> m_made;  ///< As it is recorded.
    std::shared_ptr<const Report> m_shown; ///< In the words that this session knows.
};

} // namespace ferryman
