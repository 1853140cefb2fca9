// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_snapshots.h"
#include "home/home_page.h"
#include "home/recent_plans.h"
#include "models/migration_model.h"
#include "settings/settings.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "widgets/banner.h"

#include <QDir>
#include <QFileDialog>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QUuid>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// All migrations of this machine, before anything is opened.
class HomePageTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void everyMigrationHasItsLine();
    void aFilterLeavesWhatItNames();
    void theFilterIsFoundByKey();
    void theChosenOneStaysChosen();
    void theTableTakesTheFocusOnceThereIsOne();
    void emptyPagesSayWhatToDo();
    void plansThatWereOpenedAreListed();

    void aLeftSwitchIsToldAndRecovered();
    void whatIsWatchedHereIsNotToldAsLeft();
    void whatWasOpenedAndNotTakenUpIsStillTold();
    void whatIsWatchedHereIsShownAsItIsNow();
    void aLeftMigrationIsOpened();
    void aLeftSwitchWithoutItsPlanNamesTheJournal();
    void whatFollowsAfterAnAbortIsTold();
    void aSwitchThatNeedsAPersonSaysWhatToDo();

    void enterOpens();
    void whatIsOpenIsShownAsItStands();
    void aSwitchUnderWayIsNotLeft();
    void aReplicationIsNotLeftUnasked();
    void aNewMigrationIsEmpty();

    void ctrlDDuplicates();
    void delDeletesAfterAQuestion();
    void whatIsOpenIsNotDeleted();
    void aPlanIsExportedAndImported();
    void aFileThatIsNoPlanIsTold();
    void plansAreLookedForInTheirFolder();
    void thePlanOfWhatIsUnderWayIsNotImported();
    void anEditedPlanLeadsToNoOtherServers();
    void whatAnotherConsoleBeganIsNotDeleted();
    void aRefusedDeletionForgetsNoPlan();

    void whoIsNewHereIsTold();
    void whoIsNotNewIsNotTold();

    void momentsAreShortWhereTheyAreNear();

private:
    template <typename T>
    [[nodiscard]] T* find(const char* name) const {
        return m_page->findChild<T*>(QLatin1String(name));
    }
    [[nodiscard]] QMessageBox* box(const char* name) const {
        const auto all = m_page->findChildren<QMessageBox*>(QLatin1String(name));
        const auto shown = std::ranges::find_if(all, &QMessageBox::isVisible);
        return shown == all.end() ? nullptr : *shown;
    }
    void press(const char* name, QMessageBox::ButtonRole role);
    void choose(int row) {
        auto* table = find<QTreeView>("migrationsTable");
        table->setFocus();
        table->setCurrentIndex(table->model()->index(row, 0));
    }
    [[nodiscard]] QString cell(int row, int column) const {
        return find<QTreeView>("migrationsTable")->model()->index(row, column).data().toString();
    }
    void key(Qt::Key pressed, Qt::KeyboardModifiers with = Qt::NoModifier) {
        QTest::keyClick(find<QTreeView>("migrationsTable"), pressed, with);
    }
    [[nodiscard]] QString trouble() const { return find<Banner>("homeTrouble")->text(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<FakeConnections> m_kept;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<HomePage> m_page;
};

void HomePageTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath("settings.ini"));
    m_kept = std::make_unique<FakeConnections>(m_folder->path());
    m_session = std::make_unique<FakeSession>();
    m_session->show(homeSnapshot());
    m_page = std::make_unique<HomePage>(*m_session, *m_settings, *m_kept->connections);
    connect(m_session.get(), &Session::changed, m_page.get(),
            [this](const SnapshotPtr& snapshot) { m_page->take(*snapshot); });
    m_page->take(homeSnapshot());
    m_page->resize(1000, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void HomePageTest::cleanup() {
    m_page.reset();
    m_session.reset();
    m_kept.reset();
    m_settings.reset();
    m_folder.reset();
}

void HomePageTest::press(const char* name, QMessageBox::ButtonRole role) {
    const QMessageBox* asked = box(name);
    QVERIFY2(asked != nullptr, name);
    for (QAbstractButton* button : asked->buttons()) {
        if (asked->buttonRole(button) == role) {
            QTest::mouseClick(button, Qt::LeftButton);
            QTRY_VERIFY(box(name) == nullptr);
            return;
        }
    }
    QFAIL("no such button");
}

void HomePageTest::everyMigrationHasItsLine() {
    QCOMPARE(find<QTreeView>("migrationsTable")->model()->rowCount(), 6);
    const char* lines[][3] = {{"interrupted", "stopped in Drain", "Recover"},
                              {"replicating", "steady", "Verify"},
                              {"blocked", "open blockers: 2", "Mend the blockers"},
                              {"aborted", "put back", "Try again"},
                              {"not started", "plan saved", "Enter Dragonfly"},
                              {"migrated", "writes frozen for 0.21 s", "Remove old primary"}};
    for (int row = 0; row < 6; ++row) {
        QCOMPARE(cell(row, MigrationModel::State), lines[row][0]);
        QVERIFY2(cell(row, MigrationModel::LastEvent).contains(lines[row][1]),
                 qPrintable(cell(row, MigrationModel::LastEvent)));
        QCOMPARE(cell(row, MigrationModel::NextStep), lines[row][2]);
    }
    QCOMPARE(cell(0, MigrationModel::Name), "sessions");
    QCOMPARE(cell(0, MigrationModel::Group), "sess-eu");
    QCOMPARE(cell(0, MigrationModel::Primary), "10.0.4.11:6379");
    QCOMPARE(cell(0, MigrationModel::Dragonfly), "10.0.4.12:6380");
    QCOMPARE(cell(4, MigrationModel::Dragonfly), "not chosen");
}

void HomePageTest::aFilterLeavesWhatItNames() {
    auto* filter = find<QLineEdit>("migrationsFilter");
    filter->setText("10.0.4 GEO");
    QCOMPARE(find<QTreeView>("migrationsTable")->model()->rowCount(), 1);
    QCOMPARE(cell(0, MigrationModel::Name), "geo tiles");
    filter->setText("nowhere");
    QVERIFY(find<QLabel>("noMigration")->isVisible());
    QVERIFY(find<QLabel>("noMigration")->text().contains("No migration has these words"));
    filter->clear();
    QCOMPARE(find<QTreeView>("migrationsTable")->model()->rowCount(), 6);
}

void HomePageTest::theFilterIsFoundByKey() {
    choose(0);
    key(Qt::Key_F, Qt::ControlModifier);
    QVERIFY(find<QLineEdit>("migrationsFilter")->hasFocus());
}

void HomePageTest::theChosenOneStaysChosen() {
    choose(2);
    Snapshot changed = homeSnapshot();
    changed.migrations.all.move(2, 5);
    m_session->show(changed);
    const QModelIndex chosen = find<QTreeView>("migrationsTable")->currentIndex();
    QCOMPARE(cell(chosen.row(), MigrationModel::Name), "rate limits");
}

void HomePageTest::theTableTakesTheFocusOnceThereIsOne() {
    m_session->show({});
    m_page->takeFocus();
    QVERIFY(find<QPushButton>("newMigrationButton")->hasFocus());
    m_session->show(homeSnapshot());
    QVERIFY(find<QTreeView>("migrationsTable")->hasFocus());
    QVERIFY(find<QTreeView>("migrationsTable")->currentIndex().isValid());
}

void HomePageTest::emptyPagesSayWhatToDo() {
    m_session->show({});
    QVERIFY(find<QLabel>("noMigration")->text().contains("are being read"));
    Snapshot lab;
    lab.practice = true;
    m_session->show(lab);
    QVERIFY(find<QLabel>("noMigration")->text().contains("This is practice"));
    Snapshot none;
    none.migrations.read = true;
    m_session->show(none);
    auto* begin = find<QWidget>("beginMigration");
    QVERIFY(begin->isVisible());
    QVERIFY(begin->accessibleDescription().contains("Press “New migration”"));
    QVERIFY(!begin->accessibleDescription().contains("--practice")); // the panel above offers it
    QVERIFY(!find<QLineEdit>("migrationsFilter")->isVisible());
    m_settings->set(Preference::FirstSteps, "off");
    QVERIFY(begin->accessibleDescription().contains("--practice"));
    QVERIFY(!find<QPushButton>("openMigrationButton")->isVisible());
    QVERIFY(!find<QPushButton>("openLeftButton")->isVisible());
}

void HomePageTest::plansThatWereOpenedAreListed() {
    rememberPlan(*m_settings, "/plans/one.json");
    rememberPlan(*m_settings, "/plans/two.json");
    rememberPlan(*m_settings, "/plans/one.json");
    m_page->hide();
    m_page->show();
    QCOMPARE(m_session->planFiles, (QStringList{"/plans/one.json", "/plans/two.json"}));
}

void HomePageTest::aLeftSwitchIsToldAndRecovered() {
    const QString told = find<Banner>("leftBanner")->text();
    QVERIFY2(told.contains("The switch of “sessions” (group sess-eu) was left open"),
             qPrintable(told));
    QVERIFY2(told.contains("stopped in Drain"), qPrintable(told));
    QSignalSpy begun(m_page.get(), &HomePage::recoveryBegun);
    QTest::mouseClick(find<QPushButton>("openLeftButton"), Qt::LeftButton);
    QCOMPARE(m_session->commands(), (QStringList{"setPlan sess-eu", "recover"}));
    QCOMPARE(m_session->plan.id, "m1");
    QCOMPARE(begun.count(), 1);
}

void HomePageTest::whatIsWatchedHereIsNotToldAsLeft() {
    Snapshot opened = homeSnapshot();
    opened.plan.id = "m1";
    opened.journalRows = 17;
    m_session->show(opened);
    QVERIFY(find<Banner>("leftBanner")->isHidden());
    QVERIFY(find<QPushButton>("openLeftButton")->isHidden());
}

void HomePageTest::whatWasOpenedAndNotTakenUpIsStillTold() {
    Snapshot opened = homeSnapshot();
    opened.plan.id = "m1"; // its journal is not open here
    m_session->show(opened);
    QVERIFY(find<Banner>("leftBanner")->text().contains("was left open"));
    QTest::mouseClick(find<QPushButton>("openLeftButton"), Qt::LeftButton);
    QCOMPARE(m_session->commands(), QStringList{"recover"}); // and keeps what was entered
}

void HomePageTest::whatIsWatchedHereIsShownAsItIsNow() {
    Snapshot during = switchingSnapshot(Phase::Drain);
    during.migrations = homeSnapshot().migrations;
    during.plan.id = "m2";
    during.journalRows = 214;
    m_session->show(during);
    QCOMPARE(cell(1, MigrationModel::State), "switching");
    QVERIFY2(cell(1, MigrationModel::LastEvent).endsWith("in Drain"),
             qPrintable(cell(1, MigrationModel::LastEvent)));
}

void HomePageTest::aLeftMigrationIsOpened() {
    Snapshot left = homeSnapshot();
    left.migrations.all.removeFirst();
    left.migrations.all.first().held = false;
    m_session->show(left);
    const QString told = find<Banner>("leftBanner")->text();
    QVERIFY2(told.contains("“orders cache” was left on"), qPrintable(told));
    QSignalSpy opened(m_page.get(), &HomePage::opened);
    QTest::mouseClick(find<QPushButton>("openLeftButton"), Qt::LeftButton);
    QCOMPARE(m_session->commands(), QStringList{"setPlan mymaster"});
    QCOMPARE(opened.count(), 1);
}

void HomePageTest::aLeftSwitchWithoutItsPlanNamesTheJournal() {
    Snapshot left = homeSnapshot();
    left.migrations.all.first().plan.reset();
    m_session->show(left);
    QVERIFY(find<Banner>("leftBanner")->text().contains("/journals/m1.ferryman"));
    QVERIFY(find<QPushButton>("openLeftButton")->isHidden());
    choose(0);
    key(Qt::Key_Return);
    QVERIFY2(trouble().contains("does not hold its plan"), qPrintable(trouble()));
    QVERIFY(m_session->commands().isEmpty());
}

void HomePageTest::whatFollowsAfterAnAbortIsTold() {
    Snapshot left = homeSnapshot();
    left.migrations.all.removeFirst();
    Migration& search = left.migrations.all[2];
    QCOMPARE(search.state, MigrationState::Aborted);
    m_session->show(left);
    QVERIFY(find<Banner>("leftBanner")->isHidden()); // Dragonfly was released
    search.follows = true;
    m_session->show(left);
    const QString told = find<Banner>("leftBanner")->text();
    QVERIFY2(told.contains("The switch of “product search” was aborted"), qPrintable(told));
    QVERIFY2(told.contains("Dragonfly still follows the source"), qPrintable(told));
    QVERIFY2(told.contains("go on with it, or release Dragonfly"), qPrintable(told));
    QTest::mouseClick(find<QPushButton>("openLeftButton"), Qt::LeftButton);
    QCOMPARE(m_session->commands(), QStringList{"setPlan search-a"});
}

void HomePageTest::aSwitchThatNeedsAPersonSaysWhatToDo() {
    Snapshot left = homeSnapshot();
    left.migrations.all.removeFirst();
    Migration& search = left.migrations.all[2];
    search.state = MigrationState::NeedsPerson;
    search.outcome = "Keep 10.0.7.31:6379 stopped.";
    m_session->show(left);
    const QString told = find<Banner>("leftBanner")->text();
    QVERIFY2(told.contains("needs a person") && told.contains("10.0.7.31:6379 stopped"),
             qPrintable(told));
}

void HomePageTest::enterOpens() {
    QSignalSpy opened(m_page.get(), &HomePage::opened);
    choose(2);
    key(Qt::Key_Return);
    QCOMPARE(m_session->commands(), QStringList{"setPlan limits"});
    QCOMPARE(opened.count(), 1);
}

void HomePageTest::whatIsOpenIsShownAsItStands() {
    Snapshot watched = replicatingSnapshot(LinkPhase::Steady);
    watched.migrations = homeSnapshot().migrations;
    watched.plan.id = "m2";
    m_session->show(watched);
    QSignalSpy opened(m_page.get(), &HomePage::opened);
    choose(1);
    key(Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QVERIFY(m_session->commands().isEmpty());
}

void HomePageTest::aSwitchUnderWayIsNotLeft() {
    Snapshot during = switchingSnapshot(Phase::Drain);
    during.migrations = homeSnapshot().migrations;
    m_session->show(during);
    QSignalSpy opened(m_page.get(), &HomePage::opened);
    choose(2);
    key(Qt::Key_Return);
    QCOMPARE(m_session->commands(), QStringList{"setPlan limits"}); // which the session refuses
    QCOMPARE(opened.count(), 0);
    during.error =
        Error{ErrorKind::Refused, {"A switch is under way: wait until it has ended."}, {}, {}};
    m_session->show(during);
    QCOMPARE(trouble(), "A switch is under way: wait until it has ended.");
}

void HomePageTest::aReplicationIsNotLeftUnasked() {
    Snapshot watched = replicatingSnapshot(LinkPhase::Steady);
    watched.migrations = homeSnapshot().migrations;
    watched.plan.id = "m2";
    m_session->show(watched);
    choose(2);
    key(Qt::Key_Return);
    press("leaveBox", QMessageBox::RejectRole);
    QVERIFY(m_session->commands().isEmpty());
    choose(2);
    key(Qt::Key_Return);
    press("leaveBox", QMessageBox::AcceptRole);
    QCOMPARE(m_session->commands(), QStringList{"setPlan limits"});
}

void HomePageTest::aNewMigrationIsEmpty() {
    QSignalSpy opened(m_page.get(), &HomePage::opened);
    QTest::mouseClick(find<QPushButton>("newMigrationButton"), Qt::LeftButton);
    QCOMPARE(m_session->plan, Plan{});
    QCOMPARE(opened.count(), 1);
}

void HomePageTest::ctrlDDuplicates() {
    choose(1);
    key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(m_session->kept.size(), 1);
    const Plan copy = m_session->kept.first();
    QCOMPARE(copy.name, "orders cache (copy)");
    QVERIFY(!copy.id.isEmpty());
    QVERIFY(copy.id != "m2");
    QCOMPARE(copy.group, "mymaster");
}

void HomePageTest::delDeletesAfterAQuestion() {
    const QString file = homeSnapshot().migrations.all[4].planFile;
    rememberPlan(*m_settings, file);
    choose(4);
    key(Qt::Key_Delete);
    QVERIFY(box("deleteBox") != nullptr);
    QVERIFY2(box("deleteBox")->informativeText().contains(file),
             qPrintable(box("deleteBox")->informativeText()));
    press("deleteBox", QMessageBox::RejectRole);
    QVERIFY(m_session->commands().isEmpty());
    key(Qt::Key_Delete);
    press("deleteBox", QMessageBox::DestructiveRole);
    QCOMPARE(m_session->commands(), QStringList{"forgetMigration m5"});
    QVERIFY(recentPlans(*m_settings).isEmpty());
    QVERIFY(m_session->planFiles.isEmpty());
}

void HomePageTest::whatIsOpenIsNotDeleted() {
    for (const int row : {0, 1}) {
        choose(row);
        key(Qt::Key_Delete);
        QVERIFY(box("deleteBox") == nullptr);
        QVERIFY2(trouble().contains("finish it first"), qPrintable(trouble()));
    }
    QVERIFY(m_session->commands().isEmpty());
}

void HomePageTest::aPlanIsExportedAndImported() {
    const QString path = m_folder->filePath("exported.json");
    choose(5);
    QTest::mouseClick(find<QPushButton>("exportMigrationButton"), Qt::LeftButton);
    auto* out = find<QFileDialog>("exportDialog");
    QVERIFY(out != nullptr);
    emit out->fileSelected(path);
    out->close();
    QVERIFY(QFile::exists(path));
    QTest::mouseClick(find<QPushButton>("importButton"), Qt::LeftButton);
    auto* in = find<QFileDialog>("importDialog");
    QVERIFY(in != nullptr);
    emit in->filesSelected({path});
    in->close();
    QCOMPARE(m_session->kept.size(), 1);
    QCOMPARE(m_session->kept.first().name, "geo tiles");
    QVERIFY(trouble().isEmpty());
}

void HomePageTest::aFileThatIsNoPlanIsTold() {
    QTest::mouseClick(find<QPushButton>("importButton"), Qt::LeftButton);
    auto* in = find<QFileDialog>("importDialog");
    emit in->filesSelected({m_folder->filePath("nowhere.json")});
    in->close();
    QVERIFY2(trouble().contains("nowhere.json"), qPrintable(trouble()));
    QVERIFY(m_session->kept.isEmpty());
}

void HomePageTest::plansAreLookedForInTheirFolder() {
    QDir(m_folder->path()).mkdir("plans");
    const QString plans = m_folder->filePath("plans");
    QVERIFY(m_settings->set(Preference::PlanFolder, plans));
    QTest::mouseClick(find<QPushButton>("importButton"), Qt::LeftButton);
    QCOMPARE(find<QFileDialog>("importDialog")->directory().absolutePath(), plans);
    find<QFileDialog>("importDialog")->close();
    choose(5);
    QTest::mouseClick(find<QPushButton>("exportMigrationButton"), Qt::LeftButton);
    QCOMPARE(find<QFileDialog>("exportDialog")->directory().absolutePath(), plans);
    find<QFileDialog>("exportDialog")->close();
}

void HomePageTest::thePlanOfWhatIsUnderWayIsNotImported() {
    const QString running = m_folder->filePath("running.json");
    const QString done = m_folder->filePath("done.json");
    Snapshot snapshot = homeSnapshot();
    for (const auto& [row, path] : {std::pair(1, running), std::pair(5, done)}) {
        Plan plan = *snapshot.migrations.all[row].plan;
        plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        snapshot.migrations.all[row].id = plan.id;
        QVERIFY(writePlan(plan, path).has_value());
    }
    m_session->show(snapshot);
    QTest::mouseClick(find<QPushButton>("importButton"), Qt::LeftButton);
    auto* in = find<QFileDialog>("importDialog");
    emit in->filesSelected({running, done});
    in->close();
    QCOMPARE(m_session->kept.size(), 1);
    QCOMPARE(m_session->kept.first().name, "geo tiles");
    QVERIFY2(trouble().contains("running.json is not imported") &&
                 trouble().contains("“orders cache”, which is under way"),
             qPrintable(trouble()));
}

void HomePageTest::anEditedPlanLeadsToNoOtherServers() {
    Plan plan = *homeSnapshot().migrations.all[0].plan;
    m_page->open(plan);
    QCOMPARE(m_session->commands(), QStringList{"setPlan sess-eu"});
    plan.dragonfly.address = {"10.0.0.99", 6380};
    QSignalSpy refused(m_page.get(), &HomePage::openRefused);
    m_page->open(plan);
    QCOMPARE(refused.count(), 1);
    QCOMPARE(m_session->commands().size(), 1);
    QVERIFY2(trouble().contains("under way with other servers"), qPrintable(trouble()));
}

void HomePageTest::whatAnotherConsoleBeganIsNotDeleted() {
    choose(2);
    key(Qt::Key_Delete);
    QVERIFY(box("deleteBox") != nullptr);
    Snapshot begun = homeSnapshot(); // meanwhile
    begun.migrations.all[2].state = MigrationState::Replicating;
    begun.migrations.all[2].follows = true;
    begun.migrations.all[2].held = true;
    m_session->show(begun);
    press("deleteBox", QMessageBox::DestructiveRole);
    QVERIFY(m_session->commands().isEmpty());
    QVERIFY2(trouble().contains("Dragonfly follows the source"), qPrintable(trouble()));
}

void HomePageTest::aRefusedDeletionForgetsNoPlan() {
    Snapshot snapshot = homeSnapshot();
    Migration& limits = snapshot.migrations.all[2];
    limits.planFile = m_folder->filePath("limits.json");
    rememberPlan(*m_settings, limits.planFile);
    m_session->show(snapshot);
    choose(2);
    key(Qt::Key_Delete);
    press("deleteBox", QMessageBox::DestructiveRole);
    QCOMPARE(m_session->commands(), QStringList{"forgetMigration m3"});
    snapshot.migrations.error =
        Error{ErrorKind::Refused, {"Another console works on this migration."}, {}, {}};
    m_session->show(snapshot);
    QCOMPARE(recentPlans(*m_settings), QStringList{limits.planFile});
    snapshot.migrations.error.reset();
    limits.journal.clear(); // now it went
    m_session->show(snapshot);
    QVERIFY(recentPlans(*m_settings).isEmpty());
}

void HomePageTest::whoIsNewHereIsTold() {
    auto* panel = find<QFrame>("firstTimePanel");
    QVERIFY(!panel->isVisible());
    Snapshot none;
    m_session->show(none);
    QVERIFY(!panel->isVisible()); // it is not known yet
    none.migrations.read = true;
    m_session->show(none);
    QVERIFY(panel->isVisible());
    for (const char* name : {"firstTimeDoes", "firstTimeRelates", "firstTimePractice"}) {
        QVERIFY2(find<QLabel>(name)->text().size() > 100, name);
    }
    QSignalSpy practice(m_page.get(), &HomePage::practiceAsked);
    find<QPushButton>("newMigrationButton")->setFocus();
    QTest::keyClick(m_page.get(), Qt::Key_Tab);
    QVERIFY(find<QPushButton>("startPracticeButton")->hasFocus());
    QTest::keyClick(find<QPushButton>("startPracticeButton"), Qt::Key_Space);
    QCOMPARE(practice.count(), 1);
    QTest::keyClick(find<QPushButton>("startPracticeButton"), Qt::Key_Tab);
    QTest::keyClick(find<QPushButton>("dismissFirstTimeButton"), Qt::Key_Space);
    QVERIFY(!panel->isVisible());
    QVERIFY(find<QPushButton>("newMigrationButton")->hasFocus());
    QCOMPARE(m_settings->text(Preference::FirstSteps), "off");
    m_session->show(none);
    QVERIFY(!panel->isVisible());
    m_settings->reset(Preference::FirstSteps);
    QVERIFY(panel->isVisible());
}

void HomePageTest::whoIsNotNewIsNotTold() {
    m_session->show(homeSnapshot());
    QVERIFY(!find<QFrame>("firstTimePanel")->isVisible());
    Snapshot lab;
    lab.practice = true;
    lab.migrations.read = true;
    m_session->show(lab);
    QVERIFY(!find<QFrame>("firstTimePanel")->isVisible());
}

void HomePageTest::momentsAreShortWhereTheyAreNear() {
    const QDateTime noon(QDate(2026, 3, 4), QTime(12, 0)); // a Wednesday
    const qint64 now = noon.toMSecsSinceEpoch();
    const QLocale locale;
    const QString time = locale.toString(QTime(11, 0), QLocale::ShortFormat);
    QCOMPARE(momentText(noon.addSecs(-3600).toUTC(), now), time);
    QCOMPARE(momentText(noon.addDays(-1).addSecs(-3600).toUTC(), now),
             locale.dayName(2, QLocale::ShortFormat) + u' ' + time);
    QCOMPARE(momentText(noon.addDays(-7).toUTC(), now),
             locale.toString(QDate(2026, 2, 25), QLocale::ShortFormat));
    QVERIFY(momentText({}, now).isEmpty());
}

QTEST_MAIN(HomePageTest)
#include "home_page_test.moc"
