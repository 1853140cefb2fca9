// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/migrations.h"

#include "cutover/open_intents.h"
#include "cutover/resumption.h"
#include "cutover/switch_record.h"
#include "journal/journal.h"
#include "preflight/finding.h"
#include "replication/link_witness.h"
#include "report/record_reading.h"
#include "session/verify_log.h"

#include <QDir>
#include <QJsonDocument>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype mostJournals = 500;
constexpr qint64 mostRows = 20'000; // of the kinds below; charts and comparisons are not among them

const QList<RowKind>& tellingKinds() {
    static const QList<RowKind> kinds{RowKind::Topology, RowKind::Finding, RowKind::Replication,
                                      RowKind::Phase,    RowKind::Intent,  RowKind::Command,
                                      RowKind::Reply,    RowKind::Note,    RowKind::Result};
    return kinds;
}

QString text(const JournalRow& row, const char* name) {
    return row.data.value(QLatin1String(name)).toString();
}

std::optional<LinkPhase> linkPhaseFrom(const QString& name) {
    for (int i = 0; i <= static_cast<int>(LinkPhase::Stopped); ++i) {
        if (name == QLatin1String(toString(static_cast<LinkPhase>(i)))) {
            return static_cast<LinkPhase>(i);
        }
    }
    return std::nullopt;
}

/// Follows the rows in their order, as far as a line about the migration needs it.
class StateReading {
public:
    explicit StateReading(Migration& migration)
        : m_of(migration) {}

    void take(const JournalRow& row);
    [[nodiscard]] Ending ending() const { return m_ending; }
    [[nodiscard]] bool isAssessed() const { return m_assessed; }
    [[nodiscard]] qint64 openBlockers() const { return m_blockers.size(); }

private:
    void takeOpening(const JournalRow& row);
    void takeFinding(const JournalRow& row);
    void takeResult(const JournalRow& row);

    Migration& m_of;
    Ending m_ending = Ending::None;
    bool m_assessed = false;
    QSet<std::pair<QString, QString>> m_blockers; ///< Check and subject.
};

void StateReading::take(const JournalRow& row) {
    switch (row.kind) {
    case RowKind::Opened:
        takeOpening(row);
        break;
    case RowKind::Topology:
        if (m_of.source.isEmpty() && text(row, "when") != QLatin1String("after")) {
            m_of.source = text(row, "primary");
        }
        break;
    case RowKind::Finding:
        takeFinding(row);
        break;
    case RowKind::Replication:
        if (const auto phase = linkPhaseFrom(text(row, "phase"))) {
            m_of.link = phase;
            const bool anew = *phase == LinkPhase::Attaching || *phase == LinkPhase::Stopped;
            m_ending = anew && m_ending == Ending::Aborted ? Ending::None : m_ending;
        }
        break;
    case RowKind::Phase:
        m_of.phase = phaseFromString(text(row, "phase"));
        break;
    case RowKind::Result:
        takeResult(row);
        break;
    default:
        break;
    }
}

void StateReading::takeOpening(const JournalRow& row) {
    m_ending = m_ending == Ending::Aborted ? Ending::None : m_ending; // a console went on with it
    const QString name = text(row, "name");
    const QString group = text(row, "group");
    m_of.name = name.isEmpty() ? m_of.name : name;
    m_of.group = group.isEmpty() ? m_of.group : group;
    const QJsonObject plan = row.data.value(QLatin1String("plan")).toObject();
    if (auto read = planFromJson(QJsonDocument(plan).toJson(), {})) {
        m_of.plan = std::move(*read);
    }
}

void StateReading::takeFinding(const JournalRow& row) {
    const std::pair<QString, QString> place{row.subject, text(row, "subject")};
    if (row.data.contains(QLatin1String("gone")) ||
        !text(row, "acceptedBecause").isEmpty()) { // checked again, or a person took it upon them
        m_blockers.remove(place);
    } else if (row.data.contains(QLatin1String("severity"))) {
        m_assessed = true;
        if (findingFrom(row.data).blocks()) {
            m_blockers.insert(place);
        } else {
            m_blockers.remove(place);
        }
    }
}

void StateReading::takeResult(const JournalRow& row) {
    const Ending ending = endingFrom(text(row, "status"));
    if (ending == Ending::None) {
        return; // a finding was mended: no switch ended
    }
    m_ending = ending;
    m_of.outcome = text(row, "text");
    SwitchFigures figures;
    takeFigures(figures, row.data);
    m_of.freezeMs = figures.writeFreezeMs;
}

MigrationState stateOf(const Migration& migration, const StateReading& reading) {
    if (reading.ending() == Ending::Attention) {
        return MigrationState::NeedsPerson;
    }
    if (migration.open) {
        return MigrationState::Interrupted;
    }
    if (reading.ending() == Ending::Migrated) {
        return MigrationState::Migrated;
    }
    if (reading.ending() == Ending::Aborted) {
        return MigrationState::Aborted;
    }
    if (migration.follows) {
        return MigrationState::Replicating;
    }
    if (migration.changes > 0) {
        return MigrationState::Left;
    }
    return migration.blockers > 0 ? MigrationState::Blocked : MigrationState::NotStarted;
}

void takePlan(Migration& migration, const Plan& plan) {
    migration.plan = plan;
    migration.name = plan.name.isEmpty() ? migration.name : plan.name;
    migration.group = plan.group.isEmpty() ? migration.group : plan.group;
    if (migration.source.isEmpty() && plan.source) {
        migration.source = plan.source->address.toString();
    }
    if (!plan.dragonfly.address.isNull()) {
        migration.dragonfly = plan.dragonfly.address.toString();
    }
}

/// Where the passwords are is the file's to say, whatever else the journal knows better.
void takeSecrets(Plan& plan, const Plan& from) {
    plan.sentinelsSecret = from.sentinelsSecret;
    plan.sourceSecret = from.sourceSecret;
    plan.dragonflySecret = from.dragonflySecret;
}

/// A switch is taken up with the plan it was begun with, and what was changed on servers is put
/// back on those: a file that was edited since to name others tells of another migration.
bool isOfOtherServers(const Migration& migration, const Plan& plan) {
    const bool sameServers = migration.plan && migration.plan->group == plan.group &&
                             migration.plan->dragonfly.address == plan.dragonfly.address;
    return migration.open || (migration.isBegun() && !sameServers);
}

/// What SQLite wrote last may stand beside the file.
qint64 stampOf(const QString& journal) {
    qint64 stamp = 0;
    for (const char* suffix : {"", "-wal"}) {
        const QFileInfo file(journal + QLatin1String(suffix));
        if (file.exists()) {
            stamp = qMax(stamp, file.lastModified().toMSecsSinceEpoch()) + file.size();
        }
    }
    return stamp;
}

/// The last rows alone: differences and the pieces of where a run can go on are many and large.
std::optional<Verdict::Outcome> verifiedIn(const QString& folder, const QString& id) {
    constexpr qint64 lastRows = 4; // after the verdict come a self-test, or that it is void
    const auto rows = Journal::newest(folder, id, {RowKind::Verification}, lastRows);
    const VerifyHistory history = verifyHistory(rows.value_or(QList<JournalRow>{}));
    return history.verdict ? std::optional(history.verdict->outcome) : std::nullopt;
}

Migration readJournal(const QString& folder, const QFileInfo& file, const QList<Migration>& known) {
    const qint64 stamp = stampOf(file.filePath());
    const auto before = std::ranges::find(known, file.filePath(), &Migration::journal);
    if (before != known.end() && before->stamp == stamp) {
        Migration same = *before;
        same.planFile.clear(); // plans are read each time
        same.kept = false;
        same.held = false;
        return same;
    }
    Migration migration;
    migration.id = file.completeBaseName();
    migration.name = migration.id;
    migration.journal = file.filePath();
    migration.stamp = stamp;
    migration.lastAt = file.lastModified().toUTC();
    const auto rows = Journal::newest(folder, migration.id, tellingKinds(), mostRows);
    if (rows) {
        takeJournal(migration, *rows);
        if (migration.follows) {
            migration.verified = verifiedIn(folder, migration.id);
        }
    } else {
        migration.state = MigrationState::Unreadable;
        migration.error = rows.error();
    }
    return migration;
}

void addPlans(QList<Migration>& all, const QStringList& files, bool kept) {
    for (const QString& path : files) {
        const auto plan = readPlan(path);
        if (!plan) {
            continue; // it was moved, or is none any more: opening it by its name says so
        }
        auto at = std::ranges::find(all, plan->id, &Migration::id);
        if (at == all.end()) {
            Migration migration;
            migration.id = plan->id;
            migration.lastAt = QFileInfo(path).lastModified().toUTC();
            all.append(migration);
            at = all.end() - 1;
        }
        if (at->planFile.isEmpty()) {
            at->planFile = path;
            at->kept = kept;
            if (!isOfOtherServers(*at, *plan)) {
                takePlan(*at, *plan);
            } else if (at->plan) {
                takeSecrets(*at->plan, *plan);
            }
        }
    }
}

QStringList keptPlans(const MigrationPlaces& places) {
    QStringList paths;
    for (const QFileInfo& file :
         QDir(places.plans()).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time)) {
        if (paths.size() < mostJournals) {
            paths.append(file.filePath());
        }
    }
    return paths;
}

} // namespace

void takeJournal(Migration& migration, const QList<JournalRow>& rows) {
    StateReading reading(migration);
    for (const JournalRow& row : rows) {
        reading.take(row);
    }
    migration.blockers = static_cast<int>(reading.openBlockers());
    if (!rows.isEmpty()) {
        migration.lastAt = rows.last().at;
    }
    if (const auto plan = migration.plan) {
        takePlan(migration, *plan);
    }
    migration.assessed = reading.isAssessed();
    for (const OpenIntent& intent : openIntents(rows)) {
        const bool stays = intent.leftOnPurpose;
        migration.changes += stays ? 0 : 1;
        migration.follows = migration.follows || intent.id == linkchange::link;
    }
    const auto left = resumption(rows);
    if (left && migration.source.isEmpty()) {
        migration.source = left->scope.source.toString();
    }
    migration.open = left.has_value();
    migration.mayRefuseWrites = left && left->machine.fenced != Certainty::No;
    migration.state = stateOf(migration, reading);
}

QList<Migration> migrationsIn(const MigrationPlaces& places, const QList<Migration>& known) {
    QList<Migration> all;
    const QFileInfoList files = QDir(places.journals)
                                    .entryInfoList({QStringLiteral("*.ferryman")}, QDir::Files,
                                                   QDir::Time); // the latest first
    for (const QFileInfo& file : files.first(qMin(files.size(), mostJournals))) {
        all.append(readJournal(places.journals, file, known));
    }
    addPlans(all, places.planFiles, false);
    addPlans(all, keptPlans(places), true);
    std::ranges::stable_sort(all, [](const Migration& one, const Migration& other) {
        return one.open != other.open ? one.open : one.lastAt > other.lastAt;
    });
    return all;
}

Result<Done> forgetMigration(const MigrationPlaces& places, const QString& id) {
    // All rows: what stands changed may have been changed long before the newest of them.
    const auto rows = Journal::earlier(places.journals, id);
    if (!rows) {
        return tl::make_unexpected(rows.error());
    }
    Migration migration;
    takeJournal(migration, *rows);
    if (migration.isBegun()) {
        return failure(ErrorKind::Refused,
                       {QT_TRANSLATE_NOOP("core", "Its journal says what stands changed on the "
                                                  "servers, and how to put it back: open the "
                                                  "migration and finish it first.")},
                       id);
    }
    if (!rows->isEmpty()) {
        if (const auto moved = Journal::retire(places.journals, id, places.deleted()); !moved) {
            return moved;
        }
    }
    for (const QString& path : keptPlans(places)) {
        const auto plan = readPlan(path);
        const QString to = places.deleted() + u'/' + QFileInfo(path).fileName();
        if (plan && plan->id == id && QDir().mkpath(places.deleted())) {
            QFile::remove(to);
            QFile file(path);
            if (!file.rename(to)) {
                return failure(ErrorKind::Storage,
                               {QT_TRANSLATE_NOOP("core", "The plan %1 cannot be moved to %2."),
                                {path, places.deleted()}},
                               path, file.errorString());
            }
        }
    }
    return Done{};
}

} // namespace ferryman
