// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QHBoxLayout;
class QListWidget;
class QTextBrowser;

namespace ferryman {

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

private:
    struct Card {
        QLabel* icon = nullptr;
        QLabel* value = nullptr;
        QLabel* note = nullptr;
        Tone tone = Tone::Neutral;
    };

    [[nodiscard]] QString exportNote() const;
    [[nodiscard]] Card addCard(QHBoxLayout* row, const QString& title, const char* name);
    void fill(Card& card, const QString& value, const QString& note, Tone tone);
    [[nodiscard]] QWidget* buildDocument();
    [[nodiscard]] QWidget* buildSide();
    void showFigures(const Snapshot& snapshot);
    void showContents();
    void showSection();
    void tellState(const Snapshot& snapshot);
    void chooseFolder();
    void exportTo(const QString& folder);
    void recolour();

    QPushButton* m_refresh;
    QPushButton* m_export;
    QList<Card> m_cards; ///< Result, outage, lost, primary.
    QListWidget* m_contents = nullptr;
    QTextBrowser* m_text = nullptr;
    OldPrimaryPanel* m_oldPrimary = nullptr;
    ReportFiles* m_files = nullptr;
    std::shared_ptr<const Report> m_shown;
};

} // namespace ferryman
