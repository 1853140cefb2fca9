// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "session/migrations.h"

#include <QObject>

namespace ferryman {

/// All migrations of this machine, as a screen shows them.
struct MigrationsState {
    bool read = false; ///< They were looked for, at least once.
    QList<Migration> all;
    std::optional<Error> error; ///< Why the last one was not kept or not deleted.
};

/// Looks for migrations on a thread of its own, one look at a time: journals may be large, and the
/// engine's thread must not wait for a disk while a switch runs.
class MigrationList : public QObject {
    Q_OBJECT
public:
    MigrationList(QString journals, QObject* parent);

    [[nodiscard]] const MigrationsState& state() const { return m_state; }

    void look();
    void look(const QStringList& planFiles); ///< From now on those plans are looked at, too.
    /// Among Ferryman's own plans; not in the place of one whose migration is under way.
    void keep(const Plan& plan);
    void forget(const QString& id); ///< See forgetMigration().

signals:
    void changed();

private:
    [[nodiscard]] std::optional<Error> whyNotKept(const Plan& plan) const;
    void found(QList<Migration> all);
    void tell(const std::optional<Error>& error);

    MigrationPlaces m_places;
    MigrationsState m_state;
    bool m_looking = false;
    bool m_lookAgain = false; ///< Something changed while a look was under way.
};

} // namespace ferryman
