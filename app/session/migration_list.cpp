// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/migration_list.h"

#include "journal/journal.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>

namespace ferryman {

MigrationList::MigrationList(QString journals, QObject* parent)
    : QObject(parent)
    , m_places{std::move(journals), {}} {}

void MigrationList::look() {
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    const auto read = [places = m_places, known = m_state.all]() -> Result<QList<Migration>> {
        return migrationsIn(places, known);
    };
    whenDone<QList<Migration>>(QtConcurrent::run(read), this,
                               [this](const Result<QList<Migration>>& all) { found(*all); });
}

void MigrationList::look(const QStringList& planFiles) {
    m_places.planFiles = planFiles;
    look();
}

/// Only here is asked who holds a journal: that takes its lock for a moment, and the thread that
/// opens journals must not find it taken.
void MigrationList::found(QList<Migration> all) {
    for (Migration& migration : all) {
        const bool concerns = migration.isBegun() || migration.state == MigrationState::NeedsPerson;
        migration.held = concerns && Journal::isHeld(m_places.journals, migration.id);
        if (migration.held && migration.state == MigrationState::Interrupted) {
            migration.state = MigrationState::Switching;
        } else if (!migration.held && migration.state == MigrationState::Switching) {
            migration.state = MigrationState::Interrupted; // it was held when it was read
        }
    }
    m_state.read = true;
    m_state.all = std::move(all);
    m_looking = false;
    emit changed();
    if (std::exchange(m_lookAgain, false)) {
        look();
    }
}

void MigrationList::tell(const std::optional<Error>& error) {
    m_state.error = error;
    emit changed();
    look();
}

/// Whoever goes on with a migration, or takes up its switch, finds the plan that it was begun with.
std::optional<Error> MigrationList::whyNotKept(const Plan& plan) const {
    const auto known = std::ranges::find(m_state.all, plan.id, &Migration::id);
    const bool begun = known != m_state.all.end() && known->isBegun();
    if (!begun && !Journal::isHeld(m_places.journals, plan.id)) {
        return {};
    }
    return Error{
        ErrorKind::Refused,
        {QT_TRANSLATE_NOOP("core", "The plan “%1” has the identity of a migration that is under "
                                   "way, and is not kept beside it: finish that one first, or "
                                   "take the line \"id\" out of the file."),
         {plan.name}},
        plan.id,
        {}};
}

void MigrationList::keep(const Plan& plan) {
    static const QRegularExpression fileName(
        QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z"));
    if (!fileName.match(plan.id).hasMatch()) {
        tell(Error{ErrorKind::InvalidInput,
                   {QT_TRANSLATE_NOOP("core", "The plan's id names its journal and must be "
                                              "letters, digits and dashes.")},
                   {},
                   {}});
        return;
    }
    if (const auto refused = whyNotKept(plan)) {
        tell(refused);
        return;
    }
    if (!QDir().mkpath(m_places.plans())) {
        tell(Error{ErrorKind::Storage,
                   {QT_TRANSLATE_NOOP("core", "The folder %1 for plans cannot be made."),
                    {m_places.plans()}},
                   m_places.plans(),
                   {}});
        return;
    }
    QFile::setPermissions(m_places.plans(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const auto written =
        writePlan(plan, QStringLiteral("%1/%2.json").arg(m_places.plans(), plan.id));
    tell(written ? std::nullopt : std::optional(written.error()));
}

void MigrationList::forget(const QString& id) {
    const auto run = [places = m_places, id] { return forgetMigration(places, id); };
    whenDone<Done>(QtConcurrent::run(run), this, [this](const Result<Done>& forgotten) {
        tell(forgotten ? std::nullopt : std::optional(forgotten.error()));
    });
}

} // namespace ferryman
