// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "step_name.h"
#include "widgets/banner.h"
#include "widgets/panel.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ferryman {

/// One step of the journey: a title, one sentence under it, a banner, and what the step is about.
/// It shows snapshots and gives commands to the session, and nothing else.
class WizardPage : public QWidget {
    Q_OBJECT
public:
    WizardPage(Session& session, Step step, const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] Step step() const { return m_step; }
    [[nodiscard]] QString title() const;

    /// Where the dialogs for what this page writes begin.
    void setFolder(const QString& folder) { m_folder = folder; }

    virtual void take(const Snapshot& snapshot) = 0;
    [[nodiscard]] virtual QString
    footer(const Snapshot& snapshot) const = 0; ///< What opens the next step, or what comes.
    /// Whether a button of the page leads on, rather than the step after it.
    [[nodiscard]] virtual bool leadsOnItself(const Snapshot&) const { return false; }
    [[nodiscard]] virtual QString help() const = 0; ///< F1: what this page is for.

protected:
    [[nodiscard]] Session& session() const { return m_session; }
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    [[nodiscard]] Banner* banner() const { return m_banner; }
    [[nodiscard]] const QString& folder() const { return m_folder; }
    void setSubtitle(const QString& text);
    /// A button at the right of the title; `name` is its object name.
    QPushButton* addAction(const QString& text, const char* name, bool accent = false);

    /// The error of the whole session, where there is one and the page has nothing of its own to
    /// say.
    void tellErrors(const Snapshot& snapshot, const std::optional<Error>& own);

private:
    void tellNotices(const Snapshot& snapshot);

    Session& m_session;
    Step m_step;
    QString m_folder;
    QLabel* m_title;
    QLabel* m_subtitle;
    QHBoxLayout* m_actions;
    Banner* m_standIn;
    Banner* m_banner;
    QPushButton* m_recover;
    QVBoxLayout* m_body;

public:
    void showStandIn(bool standIn);     ///< A migration against a stand-in says so on every page.
    void showRecovery(bool canRecover); ///< Whether an earlier switch can be taken up, as well.

signals:
    void recoveryAsked();
};

} // namespace ferryman
