// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"
#include "journal/journal_row.h"
#include "plan/plan.h"
#include "replication/link_state.h"
#include "verify/verdict.h"

#include <QDateTime>

namespace ferryman {

/// How a migration stands, as its journal tells; what is true now, the servers say.
enum class MigrationState {
    NotStarted,  ///< Nothing of it is open on any server.
    Blocked,     ///< Not begun, and a blocker was found that nobody mended.
    Left,        ///< Settings were changed and not put back; no switch is open.
    Replicating, ///< Dragonfly follows the source.
    Switching,   ///< A living console is within the switch.
    Interrupted, ///< The switch was left open by a console that lives no more.
    NeedsPerson, ///< The switch ended so.
    Aborted,     ///< The last switch was, and what it had changed was put back.
    Migrated,
    Unreadable, ///< `error` says why.
};

/// One migration of this machine: its plan, its journal, or both.
struct Migration {
    QString id; ///< The plan's, after which the journal is named.
    QString name;
    QString group;
    QString source;    ///< Address of the primary at the start; empty: not known yet.
    QString dragonfly; ///< Address; empty: not chosen yet.
    MigrationState state = MigrationState::NotStarted;
    bool open = false;             ///< Its switch is, and recover() takes it up.
    bool held = false;             ///< A living console, perhaps this one, has its journal open.
    QDateTime lastAt;              ///< UTC: when the journal or else the plan was written last.
    std::optional<Phase> phase;    ///< In which the open switch was seen last.
    bool mayRefuseWrites = false;  ///< The open switch came to where it freezes the source.
    std::optional<LinkPhase> link; ///< Of the replication, when it was seen last.
    bool follows = false;          ///< Dragonfly was made to follow the source, and not released.
    bool assessed = false;         ///< At least once.
    int blockers = 0;              ///< Open ones.
    std::optional<Verdict::Outcome> verified; ///< Of the data as it stands; nothing: not compared.
    int changes = 0;                          ///< Settings that were not put back.
    std::optional<double> freezeMs;           ///< How long no write was accepted.
    QString outcome;                          ///< English: how the last switch ended.
    QString journal;                          ///< Path; empty: none yet.
    QString planFile;         ///< Path; empty: the plan stands in the journal alone.
    bool kept = false;        ///< The plan file is one of Ferryman's own.
    std::optional<Plan> plan; ///< Nothing in a journal that was written without it.
    std::optional<Error> error;
    qint64 stamp = 0; ///< Of the journal's files: the same as long as nothing was written.

    /// Something stands changed on the servers, whoever works on it.
    [[nodiscard]] bool isBegun() const { return open || follows || changes > 0; }
    /// No living console works on it, and it was neither finished nor put back.
    [[nodiscard]] bool isLeft() const {
        return !held && (isBegun() || state == MigrationState::NeedsPerson);
    }
};

/// Pure: what the rows of a journal say; of the plan, unless `migration` has one already.
void takeJournal(Migration& migration, const QList<JournalRow>& rows);

/// Where a console looks for migrations.
struct MigrationPlaces {
    QString journals;
    QStringList planFiles; ///< Those that a person opened or saved.

    [[nodiscard]] QString plans() const { return journals + QStringLiteral("/plans"); }
    [[nodiscard]] QString deleted() const { return journals + QStringLiteral("/deleted"); }
};

/// All migrations of this machine, whoever holds them: those with an open switch first, then the
/// latest first. At most the 500 journals written last are looked at, each through a bounded
/// query; `known` are those of the last look, which are not read again while they stay as they
/// are. It reads files: not for a thread that must not wait.
[[nodiscard]] QList<Migration> migrationsIn(const MigrationPlaces& places,
                                            const QList<Migration>& known = {});

/// Moves the journal and the kept plan to the folder `deleted`; a plan file of a person's own
/// stays. Errors: Refused where a switch or a change is open, Dragonfly follows the source, or a
/// living console works on it; Storage.
[[nodiscard]] Result<Done> forgetMigration(const MigrationPlaces& places, const QString& id);

} // namespace ferryman
