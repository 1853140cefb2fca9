// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>

class QWidget;

namespace ferryman {

class Settings;

/// What is done with plans of the list without opening one: duplicate, export, import, delete.
/// What would take the ground from under a migration that is under way is refused, with why.
class PlanActions final : public QObject {
    Q_OBJECT
public:
    /// Its dialogs stand above `page`.
    PlanActions(Session& session, Settings& settings, QWidget* page);

    void duplicate(const Migration& migration); ///< One that has its plan.
    void exportPlan(const Migration& migration);
    void importPlans();
    void askBeforeDeleting(const Migration& migration);

    void take(const MigrationsState& migrations);

signals:
    void told(const QString& sentence); ///< Why something was not done; empty: nothing is amiss.

private:
    void importFrom(const QStringList& paths);
    [[nodiscard]] QString whyNotDeleted(const Migration& migration) const;
    void deleteMigration(const Migration& asked);

    Session& m_session;
    Settings& m_settings;
    QWidget* m_page;
    std::optional<Migration> m_deleted; ///< As long as its journal may still be refused to go.
};

} // namespace ferryman
