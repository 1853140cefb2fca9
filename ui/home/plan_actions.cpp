// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/plan_actions.h"

#include "home/recent_plans.h"
#include "models/migration_model.h"
#include "models/migration_words.h"
#include "settings/settings.h"

#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QUuid>

#include <algorithm>

namespace ferryman {

PlanActions::PlanActions(Session& session, Settings& settings, QWidget* page)
    : QObject(page)
    , m_session(session)
    , m_settings(settings)
    , m_page(page) {}

void PlanActions::duplicate(const Migration& migration) {
    emit told({});
    Plan copy = *migration.plan;
    copy.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    copy.name = tr("%1 (copy)").arg(shownName(migration));
    m_session.keepPlan(copy);
}

void PlanActions::exportPlan(const Migration& migration) {
    if (!migration.plan) {
        return;
    }
    auto* dialog = new QFileDialog(
        m_page, tr("Export plan"),
        QDir(m_settings.text(Preference::PlanFolder)).filePath(QStringLiteral("plan.json")),
        tr("Plans (*.json)"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, plan = *migration.plan](const QString& path) {
                const auto written = writePlan(plan, path);
                emit told(written ? QString() : written.error().translated());
            });
    dialog->open();
}

void PlanActions::importPlans() {
    auto* dialog = new QFileDialog(m_page, tr("Import plans"),
                                   m_settings.text(Preference::PlanFolder), tr("Plans (*.json)"));
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, &PlanActions::importFrom);
    dialog->open();
}

void PlanActions::importFrom(const QStringList& paths) {
    const QList<Migration> all = migrationsNow(*m_session.snapshot());
    QStringList problems;
    for (const QString& path : paths) {
        const auto plan = readPlan(path);
        if (!plan) {
            problems << plan.error().translated();
            continue;
        }
        const auto known = std::ranges::find(all, plan->id, &Migration::id);
        if (known != all.end() && (known->isBegun() || known->held)) {
            problems << tr("%1 is not imported: it is the plan of “%2”, which is under way. Finish "
                           "that one first, or take the line \"id\" out of the file.")
                            .arg(path, shownName(*known));
        } else {
            m_session.keepPlan(*plan);
        }
    }
    emit told(problems.join(u'\n'));
}

QString PlanActions::whyNotDeleted(const Migration& migration) const {
    if (migration.open || (migration.isBegun() && !migration.follows)) {
        return tr("“%1” is open: its journal says what stands changed on the servers. Open it and "
                  "finish it first.")
            .arg(shownName(migration));
    }
    if (migration.follows) {
        return tr("“%1” is open: Dragonfly follows the source. Open it and finish it first, or "
                  "release Dragonfly: Stop replication, in Replicate.")
            .arg(shownName(migration));
    }
    if (migration.held) {
        return tr("A console works on “%1”: end it there first.").arg(shownName(migration));
    }
    return m_session.snapshot()->switchRunning()
               ? tr("A switch is under way: delete once it has ended.")
               : QString();
}

void PlanActions::askBeforeDeleting(const Migration& migration) {
    const QString refused = whyNotDeleted(migration);
    emit told(refused);
    if (!refused.isEmpty()) {
        return;
    }
    QStringList what;
    if (!migration.journal.isEmpty() || migration.kept) {
        what << tr("Its plan and journal move to the folder “deleted” beside the journals.");
    }
    if (!migration.planFile.isEmpty() && !migration.kept) {
        what << tr("The file %1 stays where it is.").arg(migration.planFile);
    }
    what << tr("Nothing changes on any server.");
    auto* box = new QMessageBox(QMessageBox::Question, tr("Delete a migration"),
                                tr("Delete “%1” from this list?").arg(shownName(migration)),
                                QMessageBox::NoButton, m_page);
    box->setObjectName(QStringLiteral("deleteBox"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(what.join(u' '));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(box->addButton(tr("&Keep"), QMessageBox::RejectRole));
    connect(box->addButton(tr("&Delete"), QMessageBox::DestructiveRole), &QPushButton::clicked,
            this, [this, migration] { deleteMigration(migration); });
    box->open();
}

/// As it stands now: while the question was open, another console may have begun with it.
void PlanActions::deleteMigration(const Migration& asked) {
    const QList<Migration> all = migrationsNow(*m_session.snapshot());
    const auto listed = std::ranges::find(all, asked.id, &Migration::id);
    const Migration& migration = listed == all.end() ? asked : *listed;
    const QString refused = whyNotDeleted(migration);
    emit told(refused);
    if (!refused.isEmpty()) {
        return;
    }
    m_deleted = migration;
    m_session.forgetMigration(migration.id);
    take(m_session.snapshot()->migrations);
}

/// The journal goes first, and may be refused to: then the list keeps the plan, too.
void PlanActions::take(const MigrationsState& migrations) {
    if (!m_deleted) {
        return;
    }
    const auto listed = std::ranges::find(migrations.all, m_deleted->id, &Migration::id);
    if (listed != migrations.all.end() && !listed->journal.isEmpty()) {
        return;
    }
    const Migration gone = *std::exchange(m_deleted, std::nullopt);
    if (!gone.planFile.isEmpty() && !gone.kept) {
        forgetPlan(m_settings, gone.planFile);
        m_session.listMigrations(recentPlans(m_settings));
    }
}

} // namespace ferryman
