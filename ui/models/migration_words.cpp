// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migration_words.h"

#include "base/format.h"
#include "models/migration_model.h"
#include "models/phase_name.h"

#include <QLocale>

namespace ferryman {

namespace {

constexpr int mostBlockers = 99; ///< More of them are not counted out in a cell.

QString linkText(LinkPhase phase) {
    switch (phase) {
    case LinkPhase::Attaching:
    case LinkPhase::FullSync:
        return MigrationModel::tr("full sync");
    case LinkPhase::CatchingUp:
        return MigrationModel::tr("catching up");
    case LinkPhase::Steady:
        return MigrationModel::tr("steady");
    case LinkPhase::Interrupted:
        return MigrationModel::tr("link down");
    case LinkPhase::Looping:
        return MigrationModel::tr("endless full syncs");
    case LinkPhase::Detached:
    case LinkPhase::Stopped:
        return MigrationModel::tr("stopped");
    }
    return {};
}

QString eventBeforeReplication(const Migration& migration) {
    if (migration.journal.isEmpty()) {
        return MigrationModel::tr("plan saved");
    }
    if (migration.link == LinkPhase::Stopped) {
        return MigrationModel::tr("replication stopped");
    }
    return migration.assessed ? MigrationModel::tr("no blocker is open")
                              : MigrationModel::tr("nothing is open");
}

QString eventOfReplication(const Migration& migration) {
    const QString link = linkText(migration.link.value_or(LinkPhase::Attaching));
    if (migration.verified == Verdict::Outcome::Clean) {
        return MigrationModel::tr("%1, data verified").arg(link);
    }
    return migration.verified == Verdict::Outcome::Different
               ? MigrationModel::tr("%1, data differs").arg(link)
               : link;
}

QString eventOfSwitch(const Migration& migration) {
    if (!migration.phase) {
        return MigrationModel::tr("switch begun");
    }
    return (migration.state == MigrationState::Switching ? MigrationModel::tr("in %1")
                                                         : MigrationModel::tr("stopped in %1"))
        .arg(nameOf(*migration.phase));
}

QString stepBeforeReplication(const Migration& migration) {
    if (migration.dragonfly.isEmpty()) {
        return MigrationModel::tr("Enter Dragonfly");
    }
    return migration.assessed ? MigrationModel::tr("Replicate") : MigrationModel::tr("Connect");
}

QString stepOfReplication(const Migration& migration) {
    if (migration.link == LinkPhase::Looping) {
        return MigrationModel::tr("Read why");
    }
    if (migration.link != LinkPhase::Steady) {
        return MigrationModel::tr("Wait for steady");
    }
    if (migration.verified == Verdict::Outcome::Different) {
        return MigrationModel::tr("Mend the differences");
    }
    const bool unwanted = migration.plan && migration.plan->policy.verify == VerifyMode::Off;
    return unwanted || migration.verified == Verdict::Outcome::Clean
               ? MigrationModel::tr("Fail over")
               : MigrationModel::tr("Verify");
}

} // namespace

QString shownName(const Migration& migration) {
    return migration.name.isEmpty() ? migration.id : migration.name;
}

QString nameOf(MigrationState state) {
    switch (state) {
    case MigrationState::NotStarted:
        return MigrationModel::tr("not started");
    case MigrationState::Blocked:
        return MigrationModel::tr("blocked");
    case MigrationState::Left:
        return MigrationModel::tr("needs a look");
    case MigrationState::Replicating:
        return MigrationModel::tr("replicating");
    case MigrationState::Switching:
        return MigrationModel::tr("switching");
    case MigrationState::Interrupted:
        return MigrationModel::tr("interrupted");
    case MigrationState::NeedsPerson:
        return MigrationModel::tr("needs a person");
    case MigrationState::Aborted:
        return MigrationModel::tr("aborted");
    case MigrationState::Migrated:
        return MigrationModel::tr("migrated");
    case MigrationState::Unreadable:
        return MigrationModel::tr("unreadable");
    }
    return {};
}

Tone toneOf(MigrationState state) {
    switch (state) {
    case MigrationState::Blocked:
    case MigrationState::Interrupted:
    case MigrationState::NeedsPerson:
    case MigrationState::Unreadable:
        return Tone::Bad;
    case MigrationState::Left:
        return Tone::Warning;
    case MigrationState::Migrated:
        return Tone::Good;
    case MigrationState::Replicating:
    case MigrationState::Switching:
        return Tone::Neutral;
    case MigrationState::NotStarted:
    case MigrationState::Aborted:
        return Tone::Muted;
    }
    return Tone::Muted;
}

QString lastEventOf(const Migration& migration) {
    switch (migration.state) {
    case MigrationState::NotStarted:
        return eventBeforeReplication(migration);
    case MigrationState::Blocked:
        return MigrationModel::tr("open blockers: %1").arg(qMin(migration.blockers, mostBlockers));
    case MigrationState::Left:
        return MigrationModel::tr("settings not put back: %1").arg(migration.changes);
    case MigrationState::Replicating:
        return eventOfReplication(migration);
    case MigrationState::Switching:
    case MigrationState::Interrupted:
        return eventOfSwitch(migration);
    case MigrationState::NeedsPerson:
        return MigrationModel::tr("switch ended open");
    case MigrationState::Aborted:
        return migration.follows ? MigrationModel::tr("put back, Dragonfly follows")
                                 : MigrationModel::tr("put back");
    case MigrationState::Migrated:
        return migration.freezeMs ? MigrationModel::tr("writes frozen for %1")
                                        .arg(formatDuration(qint64(*migration.freezeMs), QLocale()))
                                  : MigrationModel::tr("Dragonfly is primary");
    case MigrationState::Unreadable:
        return MigrationModel::tr("journal cannot be read");
    }
    return {};
}

QString nextStepOf(const Migration& migration) {
    switch (migration.state) {
    case MigrationState::NotStarted:
        return stepBeforeReplication(migration);
    case MigrationState::Blocked:
        return MigrationModel::tr("Mend the blockers");
    case MigrationState::Left:
        return MigrationModel::tr("Put them back");
    case MigrationState::Replicating:
        return stepOfReplication(migration);
    case MigrationState::Switching:
        return MigrationModel::tr("Go on in its console");
    case MigrationState::Interrupted:
        return MigrationModel::tr("Recover");
    case MigrationState::NeedsPerson:
        return migration.open ? MigrationModel::tr("Recover") : MigrationModel::tr("Read why");
    case MigrationState::Aborted:
        return migration.follows ? MigrationModel::tr("Go on or release")
                                 : MigrationModel::tr("Try again");
    case MigrationState::Migrated:
        return migration.changes > 0 ? MigrationModel::tr("Put settings back")
                                     : MigrationModel::tr("Remove old primary");
    case MigrationState::Unreadable:
        return MigrationModel::tr("Read why");
    }
    return {};
}

bool needsPersonNow(const Migration& migration) {
    return migration.open || migration.state == MigrationState::NeedsPerson;
}

QString sentenceOnLeft(const Migration& left) {
    const QString name = shownName(left);
    const QString when = QLocale().toString(left.lastAt.toLocalTime(), QLocale::ShortFormat);
    if (left.state == MigrationState::NeedsPerson) {
        return MigrationModel::tr("The switch of “%1” (group %2) ended on %3 and needs a person.")
            .arg(name, left.group, when);
    }
    if (left.open) {
        return (left.mayRefuseWrites
                    ? MigrationModel::tr("The switch of “%1” (group %2) was left open on %3: the "
                                         "source may refuse writes.")
                    : MigrationModel::tr("The switch of “%1” (group %2) was left open on %3, "
                                         "before the freeze: the source takes writes, but "
                                         "settings stand changed."))
            .arg(name, left.group, when);
    }
    if (left.state == MigrationState::Migrated) {
        return MigrationModel::tr("“%1” was migrated on %2, and settings were not put back: %3.")
            .arg(name, when)
            .arg(left.changes);
    }
    if (left.state == MigrationState::Aborted && left.follows) {
        return MigrationModel::tr("The switch of “%1” was aborted on %2 and put back: Dragonfly "
                                  "still follows the source, and nobody watches it.")
            .arg(name, when);
    }
    if (left.follows) {
        return MigrationModel::tr("“%1” was left on %2: Dragonfly follows the source, and nobody "
                                  "watches it.")
            .arg(name, when);
    }
    return MigrationModel::tr("The migration “%1” was left on %2 with settings changed.")
        .arg(name, when);
}

QString adviceOnLeft(const Migration& left) {
    const QString findPlan =
        MigrationModel::tr("Open its plan with File, Open plan. Its journal: %1").arg(left.journal);
    if (left.state == MigrationState::NeedsPerson) {
        const QString then =
            !left.open  ? MigrationModel::tr("Once that is done, Delete takes it off this list.")
            : left.plan ? MigrationModel::tr("Then let Ferryman ask all servers what is true, and "
                                             "finish.")
                        : findPlan;
        const Message outcome{left.outcome.toUtf8().constData()}; // known where it has no figures
        return QStringLiteral("%1 %2").arg(outcome.translated(), then).trimmed();
    }
    if (!left.plan) {
        return findPlan;
    }
    if (left.open) {
        const QString next = MigrationModel::tr("Ferryman first asks all servers what is true, "
                                                "then finishes the switch or puts everything "
                                                "back.");
        return left.phase
                   ? MigrationModel::tr("The console stopped in %1.").arg(nameOf(*left.phase)) +
                         u' ' + next
                   : next;
    }
    return left.follows
               ? MigrationModel::tr("Open it and go through Connect. Then go on with it, or "
                                    "release Dragonfly: Stop replication, in Replicate.")
               : MigrationModel::tr("Open it, and go through Connect: what is open is named "
                                    "there.");
}

} // namespace ferryman
