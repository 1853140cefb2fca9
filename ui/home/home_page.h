// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ferryman {

class Banner;
class Connections;
class FirstTimePanel;
class MigrationTable;
class PlanActions;
class Settings;

/// All migrations of this machine, before the six steps of one of them: an interrupted switch
/// stands first and says what to do.
class HomePage final : public QWidget {
    Q_OBJECT
public:
    HomePage(Session& session, Settings& settings, Connections& connections,
             QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);
    void takeFocus();            ///< To the table, or where there is none to the first action.
    void open(const Plan& plan); ///< Asks first where another one is being replicated.
    void refuse(const QString& sentence); ///< Told until the next action here; empty: nothing is.
    [[nodiscard]] static QString title();
    [[nodiscard]] static QString help();

signals:
    void opened();        ///< The session has the plan: its first step is next.
    void recoveryBegun(); ///< Of the switch that was left open.
    void planFileAsked(); ///< A person wants to choose a file to open.
    void openRefused();   ///< The page says why: it wants to be seen.
    void practiceAsked(); ///< A person wants to rehearse on a lab.

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildHead(QVBoxLayout* all);
    void buildBanner(QVBoxLayout* all);
    void look();
    void tellLeft(const QList<Migration>& left);
    void tellTrouble(const Snapshot& snapshot);
    void tellFirstTime();
    void openMigration(const Migration& migration);
    void openLeft();
    void change(const Plan& plan, bool recovers);
    void changeNow(const Plan& plan, bool recovers);

    Session& m_session;
    Settings& m_settings;
    Connections& m_connections;
    QLabel* m_subtitle = nullptr;
    Banner* m_trouble = nullptr;
    Banner* m_banner = nullptr; ///< Of what was left.
    QPushButton* m_openLeft = nullptr;
    QPushButton* m_fresh = nullptr;
    FirstTimePanel* m_firstTime = nullptr;
    MigrationTable* m_table = nullptr;
    PlanActions* m_actions = nullptr;
    std::optional<Migration> m_left; ///< The one that the banner tells of.
    QString m_problem;               ///< What the last action here could not do.
    QTimer m_lookAgain;              ///< Other consoles write journals too.
};

} // namespace ferryman
