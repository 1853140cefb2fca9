// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_record.h"
#include "session/logbook.h"
#include "session/migration_list.h"
#include "session/snapshot.h"
#include "session/verify_log.h"
#include "support/await.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr auto one = "1b4e28ba-2fa1-11d2-883f-0016d3cca421";
constexpr auto two = "1b4e28ba-2fa1-11d2-883f-0016d3cca422";
constexpr auto three = "1b4e28ba-2fa1-11d2-883f-0016d3cca423";
constexpr auto four = "1b4e28ba-2fa1-11d2-883f-0016d3cca424";
const redis::Address dragonfly{QStringLiteral("10.0.0.2"), 6380};
const redis::Address source{QStringLiteral("10.0.0.1"), 6379};

Plan planNamed(const QString& id, const QString& name) {
    Plan plan;
    plan.id = id;
    plan.name = name;
    plan.group = QStringLiteral("orders");
    plan.sentinels = {redis::Endpoint{{QStringLiteral("10.0.0.11"), 26379}, {}, 0, false}};
    plan.dragonfly.address = dragonfly;
    return plan;
}

Finding blocker() {
    Finding finding;
    finding.id = QStringLiteral("source.maxmemory");
    finding.severity = Severity::Blocker;
    finding.title = {"Too large"};
    return finding;
}

/// A console that works on one migration in a folder of its own.
struct Console {
    explicit Console(const QString& id = QLatin1String(one)) { open(id); }

    void open(const QString& id) {
        Snapshot beginning;
        beginning.plan = planNamed(id, QStringLiteral("orders cache"));
        beginning.connect.topology.group = QStringLiteral("orders");
        beginning.connect.topology.primary = source;
        logbook = std::make_unique<Logbook>(clock, folder.path());
        opened = logbook->open(beginning).has_value();
    }
    void attach() {
        const LinkWitness witness = logbook->linkWitness();
        const redis::Command command{"REPLICAOF", "10.0.0.1", "6379"};
        (void)await(witness.announced(dragonfly,
                                      {linkchange::link, command.text(), "REPLICAOF NO ONE", {}}));
        witness.before(dragonfly, command, {{linkchange::link}, {}});
        witness.after(dragonfly, command, {{linkchange::link}, {}}, redis::Value::status("OK"));
        enter(LinkPhase::Attaching);
    }
    void detach() {
        const LinkWitness witness = logbook->linkWitness();
        const redis::Command command{"REPLICAOF", "NO", "ONE"};
        witness.before(dragonfly, command, {{}, {linkchange::link}});
        witness.after(dragonfly, command, {{}, {linkchange::link}}, redis::Value::status("OK"));
        enter(LinkPhase::Stopped);
    }
    void enter(LinkPhase phase) {
        LinkState link;
        link.phase = phase;
        logbook->entered(link);
    }
    void beginSwitch(Phase phase) {
        SwitchScope scope;
        scope.group = QStringLiteral("orders");
        scope.source = source;
        scope.target = dragonfly;
        SwitchRecord record(*logbook->journal());
        VERIFY_VALUE(await(record.intend(armIntents(scope), scope)));
        record.entered(phase, {});
    }
    void endSwitch(Ending ending, const SwitchFigures& figures = {}) {
        SwitchRecord(*logbook->journal()).ended(ending, {"It ended."}, figures);
    }
    void close() {
        (void)await(logbook->journal()->flushed());
        logbook->close();
    }
    [[nodiscard]] MigrationPlaces places() const { return {folder.path(), {}}; }
    [[nodiscard]] Migration read() const {
        const QList<Migration> all = migrationsIn(places());
        return all.isEmpty() ? Migration{} : all.first();
    }

    QTemporaryDir folder;
    SystemClock clock;
    std::unique_ptr<Logbook> logbook;
    bool opened = false;
};

} // namespace

class MigrationsTest : public QObject {
    Q_OBJECT

private slots:
    void aJournalTellsItsPlan();
    void nothingOpenIsNotStarted();
    void anOpenBlockerBlocks();
    void followingIsReplicating();
    void whatWasDetachedIsNotReplicating();
    void aSwitchThatNobodyEndedIsInterrupted();
    void aSwitchThatWantsAPersonSaysSo();
    void aMigrationThatEndedTellsItsFreeze();
    void anAbortedSwitchIsAbortedUntilAConsoleGoesOn();
    void whatFollowsAfterAnAbortIsLeftUntilItIsReleased();
    void aSwitchLeftBeforeTheFreezeRefusesNoWrites();
    void aVerdictCountsUntilAFullSync();
    void anAssessmentIsSeen();
    void aSwitchThatEndedForAPersonIsLeftWhateverWasPutBack();
    void aFileThatIsNoJournalIsUnreadable();
    void onlyTheKindsThatTellAreRead();
    void anOpenSwitchStandsFirst();
    void plansWithoutAJournalAreListed();
    void theFileOfAPlanSaysWherePasswordsAre();
    void aFileThatWasEditedLeadsToNoOtherServers();
    void aLivingConsoleIsSeen();
    void whatIsOpenIsNotForgotten();
    void whatWasChangedLongAgoIsNotForgotten();
    void whatIsForgottenIsMovedAway();
    void aPlanIsKeptAndFound();
    void thePlanOfWhatIsUnderWayIsNotReplaced();
};

void MigrationsTest::aJournalTellsItsPlan() {
    Console console;
    QVERIFY(console.opened);
    console.close();
    const Migration read = console.read();
    QCOMPARE(read.id, one);
    QCOMPARE(read.name, "orders cache");
    QCOMPARE(read.group, "orders");
    QCOMPARE(read.source, "10.0.0.1:6379");
    QCOMPARE(read.dragonfly, "10.0.0.2:6380");
    QVERIFY(read.lastAt.isValid());
    QVERIFY(read.plan);
    QCOMPARE(*read.plan, planNamed(one, "orders cache"));
}

void MigrationsTest::nothingOpenIsNotStarted() {
    Console console;
    console.close();
    QCOMPARE(console.read().state, MigrationState::NotStarted);
    QVERIFY(!console.read().isLeft());
}

void MigrationsTest::anOpenBlockerBlocks() {
    Console console;
    console.logbook->found({blocker()});
    console.close();
    QCOMPARE(console.read().state, MigrationState::Blocked);
    QCOMPARE(console.read().blockers, 1);

    console.open(one);
    console.logbook->found({blocker()});
    console.logbook->found({}); // it was mended
    console.close();
    QCOMPARE(console.read().state, MigrationState::NotStarted);
}

void MigrationsTest::followingIsReplicating() {
    Console console;
    console.attach();
    console.enter(LinkPhase::Steady);
    console.close();
    QCOMPARE(console.read().state, MigrationState::Replicating);
    QCOMPARE(console.read().link, LinkPhase::Steady);
    QVERIFY(console.read().isLeft());
    QVERIFY(!console.read().open);
}

void MigrationsTest::whatWasDetachedIsNotReplicating() {
    Console console;
    console.attach();
    console.detach();
    console.close();
    QCOMPARE(console.read().state, MigrationState::NotStarted);
    QCOMPARE(console.read().changes, 0);
}

void MigrationsTest::aSwitchThatNobodyEndedIsInterrupted() {
    Console console;
    console.attach();
    console.beginSwitch(Phase::Drain);
    console.close();
    const Migration read = console.read();
    QCOMPARE(read.state, MigrationState::Interrupted);
    QCOMPARE(read.phase, Phase::Drain);
    QVERIFY(read.open);
    QVERIFY(read.isLeft());
}

void MigrationsTest::aSwitchThatWantsAPersonSaysSo() {
    Console console;
    console.attach();
    console.beginSwitch(Phase::Promote);
    console.endSwitch(Ending::Attention);
    console.close();
    QCOMPARE(console.read().state, MigrationState::NeedsPerson);
    QCOMPARE(console.read().outcome, "It ended.");
    QVERIFY(console.read().open);
}

void MigrationsTest::aMigrationThatEndedTellsItsFreeze() {
    Console console;
    console.attach();
    SwitchFigures figures;
    figures.writeFreezeMs = 214;
    console.endSwitch(Ending::Migrated, figures);
    console.close();
    QCOMPARE(console.read().state, MigrationState::Migrated);
    QCOMPARE(console.read().freezeMs, 214.0);
    QVERIFY(!console.read().isLeft());
}

void MigrationsTest::anAbortedSwitchIsAbortedUntilAConsoleGoesOn() {
    Console console;
    console.attach();
    console.endSwitch(Ending::Aborted);
    console.close();
    QCOMPARE(console.read().state, MigrationState::Aborted);
    console.open(one);
    console.close();
    QCOMPARE(console.read().state, MigrationState::Replicating);
}

void MigrationsTest::whatFollowsAfterAnAbortIsLeftUntilItIsReleased() {
    Console console;
    console.attach();
    console.endSwitch(Ending::Aborted);
    console.close();
    QVERIFY(console.read().follows);
    QVERIFY(console.read().isLeft());
    QCOMPARE(console.read().changes, 0); // it follows on purpose
    QVERIFY(!console.read().open);
    const auto forgotten = forgetMigration(console.places(), one);
    QVERIFY(!forgotten);
    QCOMPARE(forgotten.error().kind, ErrorKind::Refused);

    console.open(one);
    console.detach();
    console.close();
    QVERIFY(!console.read().follows);
    QVERIFY(!console.read().isLeft());
    VERIFY_VALUE(forgetMigration(console.places(), one));
}

void MigrationsTest::aSwitchLeftBeforeTheFreezeRefusesNoWrites() {
    Console console;
    console.attach();
    console.beginSwitch(Phase::Arm);
    (void)await(console.logbook->journal()->flushed());
    QVERIFY(console.read().open);
    QVERIFY(!console.read().mayRefuseWrites);

    SwitchScope scope;
    scope.group = QStringLiteral("orders");
    scope.source = source;
    scope.target = dragonfly;
    SwitchRecord record(*console.logbook->journal());
    VERIFY_VALUE(await(record.intend(cutoverIntents(scope), scope))); // and then it was killed
    console.close();
    QVERIFY(console.read().open);
    QVERIFY(console.read().mayRefuseWrites);
}

void MigrationsTest::aVerdictCountsUntilAFullSync() {
    Console console;
    console.attach();
    VerifyLog log([&](const QString& event, const QJsonObject& data) {
        console.logbook->verified(event, data);
    });
    const auto readNow = [&console] {
        (void)await(console.logbook->journal()->flushed());
        return console.read().verified;
    };
    log.begun({});
    QVERIFY(!readNow());
    Verdict verdict;
    verdict.outcome = Verdict::Outcome::Different;
    log.ended(verdict, {});
    QCOMPARE(readNow(), Verdict::Outcome::Different);
    verdict.outcome = Verdict::Outcome::Clean;
    log.ended(verdict, {});
    QCOMPARE(readNow(), Verdict::Outcome::Clean);
    log.replaced();
    QVERIFY(!readNow());
}

void MigrationsTest::anAssessmentIsSeen() {
    Console console;
    (void)await(console.logbook->journal()->flushed());
    QVERIFY(!console.read().assessed);
    Finding fine = blocker();
    fine.severity = Severity::Passed;
    console.logbook->found({fine});
    console.close();
    QVERIFY(console.read().assessed);
    QCOMPARE(console.read().blockers, 0);
    QCOMPARE(console.read().state, MigrationState::NotStarted);
}

void MigrationsTest::aSwitchThatEndedForAPersonIsLeftWhateverWasPutBack() {
    Console console;
    console.endSwitch(Ending::Attention);
    console.close();
    const Migration read = console.read();
    QCOMPARE(read.state, MigrationState::NeedsPerson);
    QVERIFY(!read.isBegun());
    QVERIFY(read.isLeft());
    VERIFY_VALUE(forgetMigration(console.places(), one)); // once a person has done it
}

void MigrationsTest::aFileThatIsNoJournalIsUnreadable() {
    const Console console;
    QFile file(console.folder.filePath(QString(two) + ".ferryman"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no database at all");
    file.close();
    const QList<Migration> all = migrationsIn(console.places());
    const auto odd = std::ranges::find(all, QString(two), &Migration::id);
    QVERIFY(odd != all.end());
    QCOMPARE(odd->state, MigrationState::Unreadable);
    QVERIFY(odd->error);
    QVERIFY(odd->error->english().contains(QString(two)));
}

void MigrationsTest::onlyTheKindsThatTellAreRead() {
    Console console;
    console.attach();
    for (int i = 0; i < 300; ++i) {
        console.logbook->journal()->append(RowKind::Samples, "lag", {{"points", i}});
        console.logbook->journal()->append(RowKind::Note, {}, {{"text", i}});
    }
    console.close();
    const auto rows =
        Journal::newest(console.folder.path(), one, {RowKind::Note, RowKind::Intent}, 10);
    VERIFY_VALUE(rows);
    QCOMPARE(rows->size(), 11); // ten notes, and who opened it
    QCOMPARE(rows->first().kind, RowKind::Opened);
    QCOMPARE(rows->last().data.value("text").toInt(), 299);
    QCOMPARE(console.read().state, MigrationState::Replicating);
}

void MigrationsTest::anOpenSwitchStandsFirst() {
    Console console;
    console.beginSwitch(Phase::Freeze);
    console.close();
    console.open(two);
    console.close();
    const QList<Migration> all = migrationsIn(console.places());
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.first().id, one);
    const QList<Migration> again = migrationsIn(console.places(), all);
    QCOMPARE(again.first().state, MigrationState::Interrupted);
    QCOMPARE(again.last().state, MigrationState::NotStarted);
}

void MigrationsTest::plansWithoutAJournalAreListed() {
    const QTemporaryDir folder;
    const QString path = folder.filePath("flags.json");
    VERIFY_VALUE(writePlan(planNamed(three, "feature flags"), path));
    const QList<Migration> all =
        migrationsIn({folder.filePath("none yet"), {path, folder.filePath("gone.json")}});
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().name, "feature flags");
    QCOMPARE(all.first().planFile, path);
    QCOMPARE(all.first().state, MigrationState::NotStarted);
    QVERIFY(all.first().journal.isEmpty());
    QVERIFY(!all.first().kept);
}

void MigrationsTest::theFileOfAPlanSaysWherePasswordsAre() {
    Console console;
    console.beginSwitch(Phase::Freeze);
    console.close();
    Plan plan = planNamed(one, "another name");
    plan.dragonfly.address.host = "10.0.0.99"; // not where the open switch went
    plan.sourceSecret = {SecretSource::Kind::Environment, "SOURCE_PASSWORD"};
    const QString path = console.folder.filePath("plan.json");
    VERIFY_VALUE(writePlan(plan, path));
    const QList<Migration> all = migrationsIn({console.folder.path(), {path}});
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().plan->sourceSecret, plan.sourceSecret);
    QCOMPARE(all.first().plan->dragonfly.address, dragonfly);
    QCOMPARE(all.first().name, "orders cache");
}

void MigrationsTest::aFileThatWasEditedLeadsToNoOtherServers() {
    Console console;
    console.attach();
    console.close();
    Plan plan = planNamed(one, "another name");
    plan.policy.maxLagBytes = 4'711;
    const QString path = console.folder.filePath("plan.json");
    const auto readWith = [&] {
        const auto written = writePlan(plan, path);
        return written ? migrationsIn({console.folder.path(), {path}}).first() : Migration{};
    };
    QCOMPARE(readWith().plan->policy.maxLagBytes, 4'711); // what is decided may change
    plan.dragonfly.address.host = "10.0.0.99";            // where it goes to may not
    plan.dragonflySecret = {SecretSource::Kind::Environment, "DRAGONFLY_PASSWORD"};
    QCOMPARE(readWith().plan->dragonfly.address, dragonfly);
    QCOMPARE(readWith().dragonfly, dragonfly.toString());
    QCOMPARE(readWith().plan->dragonflySecret, plan.dragonflySecret);
}

void MigrationsTest::aLivingConsoleIsSeen() {
    Console console;
    console.beginSwitch(Phase::Drain);
    (void)await(console.logbook->journal()->flushed());
    MigrationList list(console.folder.path(), nullptr);
    list.look();
    QTRY_VERIFY(list.state().read);
    QVERIFY(list.state().all.first().held);
    QCOMPARE(list.state().all.first().state, MigrationState::Switching);
    QVERIFY(!list.state().all.first().isLeft());
    console.close();
    list.look();
    QTRY_VERIFY(!list.state().all.first().held);
    QCOMPARE(list.state().all.first().state, MigrationState::Interrupted);
}

void MigrationsTest::whatIsOpenIsNotForgotten() {
    Console console;
    console.beginSwitch(Phase::Drain);
    console.close();
    const auto forgotten = forgetMigration(console.places(), one);
    QVERIFY(!forgotten);
    QCOMPARE(forgotten.error().kind, ErrorKind::Refused);
    QCOMPARE(console.read().state, MigrationState::Interrupted);

    console.open(two); // nothing of it is open, but a console works on it
    (void)await(console.logbook->journal()->flushed());
    const auto held = forgetMigration(console.places(), two);
    QVERIFY(!held);
    QCOMPARE(held.error().kind, ErrorKind::Refused);
}

void MigrationsTest::whatWasChangedLongAgoIsNotForgotten() {
    Console console;
    console.attach();
    for (int i = 0; i < 20'100; ++i) { // more than the home page reads of a journal
        console.enter(i % 2 == 0 ? LinkPhase::CatchingUp : LinkPhase::Steady);
    }
    console.close();
    const auto forgotten = forgetMigration(console.places(), one);
    QVERIFY(!forgotten);
    QCOMPARE(forgotten.error().kind, ErrorKind::Refused);
    QVERIFY(QFileInfo::exists(console.folder.filePath(QString("%1.ferryman").arg(one))));
}

void MigrationsTest::whatIsForgottenIsMovedAway() {
    Console console;
    for (const char* suffix : {"", "-2"}) {
        const QString name = QString("%1%2.ferryman").arg(one, suffix);
        console.close();
        VERIFY_VALUE(forgetMigration(console.places(), one));
        QVERIFY(migrationsIn(console.places()).isEmpty());
        QVERIFY2(QFile::exists(QDir(console.places().deleted()).filePath(name)), qPrintable(name));
        console.open(one);
        QVERIFY(console.opened);
    }
}

void MigrationsTest::aPlanIsKeptAndFound() {
    const QTemporaryDir folder;
    MigrationList list(folder.filePath("journals"), nullptr);
    list.keep(planNamed(four, "orders cache (copy)"));
    QTRY_COMPARE(list.state().all.size(), 1);
    QVERIFY(!list.state().error);
    QVERIFY(list.state().all.first().kept);
    QCOMPARE(list.state().all.first().name, "orders cache (copy)");
    list.keep(planNamed("../four", "elsewhere"));
    QVERIFY(list.state().error);
    list.forget(four);
    QTRY_VERIFY(list.state().all.isEmpty());
    QVERIFY(!list.state().error);
}

void MigrationsTest::thePlanOfWhatIsUnderWayIsNotReplaced() {
    Console console;
    MigrationList list(console.folder.path(), nullptr);
    list.keep(planNamed(one, "from a file")); // the console holds it, nothing is begun
    QVERIFY(list.state().error);
    QCOMPARE(list.state().error->kind, ErrorKind::Refused);
    console.attach();
    console.close();
    list.look();
    QTRY_VERIFY(!list.state().all.isEmpty() && list.state().all.first().follows);
    list.keep(planNamed(one, "from a file"));
    QVERIFY(list.state().error);
    QVERIFY2(list.state().error->english().contains("from a file"),
             qPrintable(list.state().error->english()));
    QVERIFY(!QFile::exists(console.places().plans()));
    list.keep(planNamed(four, "another"));
    QVERIFY(!list.state().error);
    QTRY_COMPARE(list.state().all.size(), 2);
}

QTEST_GUILESS_MAIN(MigrationsTest)
#include "migrations_test.moc"
