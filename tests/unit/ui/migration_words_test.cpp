// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migration_model.h"
#include "models/migration_words.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace ferryman;

namespace {

Migration migrationIn(MigrationState state) {
    Migration migration;
    migration.id = QStringLiteral("m1");
    migration.name = QStringLiteral("orders cache");
    migration.group = QStringLiteral("mymaster");
    migration.dragonfly = QStringLiteral("10.0.0.2:6380");
    migration.journal = QStringLiteral("/journals/m1.ferryman");
    migration.state = state;
    migration.lastAt = QDateTime::fromMSecsSinceEpoch(1'772'590'061'000, Qt::UTC);
    migration.plan = Plan{};
    return migration;
}

} // namespace

/// What the list says of a migration, in every state that a journal can be in.
class MigrationWordsTest : public QObject {
    Q_OBJECT

private slots:
    void aRowSaysWhereItStandsAndWhatIsNext_data();
    void aRowSaysWhereItStandsAndWhatIsNext();
    void whatIsLeftIsToldInOneSentence_data();
    void whatIsLeftIsToldInOneSentence();
    void everyLeftOneHasAdvice();
    void whatCannotWaitComesFirst();
    void whatAConsoleWorksOnIsNotLeft();
    void theModelIsOne();
};

void MigrationWordsTest::aRowSaysWhereItStandsAndWhatIsNext_data() {
    QTest::addColumn<Migration>("migration");
    QTest::addColumn<QString>("event");
    QTest::addColumn<QString>("next");
    const auto row = [](const char* name, const Migration& migration, const char* event,
                        const char* next) {
        QTest::newRow(name) << migration << QString::fromUtf8(event) << QString::fromUtf8(next);
    };
    using enum MigrationState;
    Migration planned = migrationIn(NotStarted);
    planned.journal.clear();
    row("planned", planned, "plan saved", "Connect");
    planned.dragonfly.clear();
    row("planned without Dragonfly", planned, "plan saved", "Enter Dragonfly");
    Migration assessed = migrationIn(NotStarted);
    row("opened", assessed, "nothing is open", "Connect");
    assessed.assessed = true;
    row("assessed", assessed, "no blocker is open", "Replicate");
    assessed.link = LinkPhase::Stopped;
    row("released", assessed, "replication stopped", "Replicate");
    Migration blocked = migrationIn(Blocked);
    blocked.blockers = 2;
    row("blocked", blocked, "open blockers: 2", "Mend the blockers");
    Migration mended = migrationIn(Left);
    mended.changes = 3;
    row("settings changed", mended, "settings not put back: 3", "Put them back");
    Migration replicating = migrationIn(Replicating);
    replicating.follows = true;
    row("attaching", replicating, "full sync", "Wait for steady");
    replicating.link = LinkPhase::CatchingUp;
    row("catching up", replicating, "catching up", "Wait for steady");
    replicating.link = LinkPhase::Interrupted;
    row("link down", replicating, "link down", "Wait for steady");
    replicating.link = LinkPhase::Looping;
    row("looping", replicating, "endless full syncs", "Read why");
    replicating.link = LinkPhase::Steady;
    row("steady", replicating, "steady", "Verify");
    replicating.verified = Verdict::Outcome::Undecided;
    row("undecided", replicating, "steady", "Verify");
    replicating.verified = Verdict::Outcome::Different;
    row("different", replicating, "steady, data differs", "Mend the differences");
    replicating.verified = Verdict::Outcome::Clean;
    row("verified", replicating, "steady, data verified", "Fail over");
    replicating.verified.reset();
    replicating.plan->policy.verify = VerifyMode::Off;
    row("not to be verified", replicating, "steady", "Fail over");
    Migration interrupted = migrationIn(Interrupted);
    interrupted.open = true;
    row("interrupted at its begin", interrupted, "switch begun", "Recover");
    interrupted.phase = Phase::Drain;
    row("interrupted", interrupted, "stopped in Drain", "Recover");
    interrupted.state = Switching;
    row("switching elsewhere", interrupted, "in Drain", "Go on in its console");
    interrupted.state = NeedsPerson;
    row("needs a person, open", interrupted, "switch ended open", "Recover");
    row("needs a person", migrationIn(NeedsPerson), "switch ended open", "Read why");
    Migration aborted = migrationIn(Aborted);
    row("aborted", aborted, "put back", "Try again");
    aborted.follows = true;
    row("aborted, follows", aborted, "put back, Dragonfly follows", "Go on or release");
    Migration migrated = migrationIn(Migrated);
    row("migrated by itself", migrated, "Dragonfly is primary", "Remove old primary");
    migrated.freezeMs = 214;
    row("migrated", migrated, "writes frozen for 0.21 s", "Remove old primary");
    migrated.changes = 1;
    row("migrated, settings open", migrated, "writes frozen for 0.21 s", "Put settings back");
    row("unreadable", migrationIn(Unreadable), "journal cannot be read", "Read why");
}

void MigrationWordsTest::aRowSaysWhereItStandsAndWhatIsNext() {
    QFETCH(Migration, migration);
    QFETCH(QString, event);
    QFETCH(QString, next);
    QCOMPARE(lastEventOf(migration), event);
    QCOMPARE(nextStepOf(migration), next);
    QVERIFY(!nameOf(migration.state).isEmpty());
}

void MigrationWordsTest::whatIsLeftIsToldInOneSentence_data() {
    QTest::addColumn<Migration>("left");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("advice");
    const auto row = [](const char* name, const Migration& left, const char* sentence,
                        const char* advice) {
        QTest::newRow(name) << left << QString::fromUtf8(sentence) << QString::fromUtf8(advice);
    };
    using enum MigrationState;
    Migration left = migrationIn(Interrupted);
    left.open = true;
    left.phase = Phase::Arm;
    row("before the freeze", left, "the source takes writes, but settings stand changed",
        "stopped in Arm");
    left.mayRefuseWrites = true;
    left.phase = Phase::Drain;
    row("in the switch", left, "the source may refuse writes", "stopped in Drain");
    left.state = NeedsPerson;
    left.outcome = QStringLiteral("Keep 10.0.0.1:6379 stopped.");
    row("for a person, open", left, "needs a person", "stopped. Then let Ferryman ask");
    left.plan.reset();
    row("for a person, plan unknown", left, "needs a person", "stopped. Open its plan");
    left.open = false;
    row("for a person", left, "needs a person", "stopped. Once that is done, Delete");
    Migration aborted = migrationIn(Aborted);
    aborted.follows = true;
    row("aborted", aborted, "was aborted on", "go on with it, or release Dragonfly");
    Migration follows = migrationIn(Replicating);
    follows.follows = true;
    row("replicating", follows, "follows the source, and nobody watches it",
        "release Dragonfly: Stop replication");
    follows.plan.reset();
    row("plan unknown", follows, "nobody watches it", "/journals/m1.ferryman");
    Migration migrated = migrationIn(Migrated);
    migrated.changes = 2;
    row("migrated", migrated, "settings were not put back: 2", "what is open is named there");
    Migration mended = migrationIn(Left);
    mended.changes = 1;
    row("settings", mended, "with settings changed", "what is open is named there");
}

void MigrationWordsTest::whatIsLeftIsToldInOneSentence() {
    QFETCH(Migration, left);
    QFETCH(QString, sentence);
    QFETCH(QString, advice);
    QVERIFY(left.isLeft());
    QVERIFY2(sentenceOnLeft(left).contains(sentence), qPrintable(sentenceOnLeft(left)));
    QVERIFY(sentenceOnLeft(left).contains("orders cache"));
    QVERIFY2(adviceOnLeft(left).contains(advice), qPrintable(adviceOnLeft(left)));
}

/// Whatever a state and its marks are together, a banner that is shown is never empty.
void MigrationWordsTest::everyLeftOneHasAdvice() {
    int told = 0;
    for (int state = 0; state <= static_cast<int>(MigrationState::Unreadable); ++state) {
        for (int marks = 0; marks < 16; ++marks) {
            Migration one = migrationIn(static_cast<MigrationState>(state));
            one.open = (marks & 1) != 0;
            one.follows = (marks & 2) != 0;
            one.changes = (marks & 4) != 0 ? 2 : 0;
            one.plan = (marks & 8) != 0 ? one.plan : std::nullopt;
            if (one.isLeft()) {
                ++told;
                QVERIFY(sentenceOnLeft(one).endsWith(u'.'));
                QVERIFY(!adviceOnLeft(one).isEmpty());
            }
        }
    }
    QVERIFY(told > 100);
}

void MigrationWordsTest::whatCannotWaitComesFirst() {
    Migration follows = migrationIn(MigrationState::Replicating);
    follows.follows = true;
    const Migration person = migrationIn(MigrationState::NeedsPerson);
    const QList<Migration> left =
        leftMigrations({migrationIn(MigrationState::NotStarted), follows, person});
    QCOMPARE(left.size(), 2);
    QCOMPARE(left.first().state, MigrationState::NeedsPerson);
}

void MigrationWordsTest::whatAConsoleWorksOnIsNotLeft() {
    Migration one = migrationIn(MigrationState::Aborted);
    one.follows = true;
    one.open = true;
    QVERIFY(one.isLeft());
    one.held = true;
    QVERIFY(!one.isLeft());
    QVERIFY(one.isBegun());
}

void MigrationWordsTest::theModelIsOne() {
    MigrationModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setMigrations({migrationIn(MigrationState::Aborted)}, 0);
    QCOMPARE(model.index(0, MigrationModel::State).data().toString(), "aborted");
    model.setFilter("nowhere");
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(MigrationWordsTest)
#include "migration_words_test.moc"
