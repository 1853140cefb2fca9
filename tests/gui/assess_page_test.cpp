// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/on_page.h"
#include "gui/window_states.h"
#include "models/finding_model.h"
#include "preflight/judgement.h"
#include "translation.h"
#include "wizard/assess_page.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

Finding findingOf(const char* id, Severity severity, const char* title = "A title") {
    Finding finding = judged(severity, {title}, {"found"}, {"wanted"}, {"why"});
    finding.id = QLatin1String(id);
    return finding;
}

AssessState assessing(int blockers, int warnings) {
    AssessState assess;
    assess.ran = true;
    for (int i = 0; i < blockers; ++i) {
        assess.findings << findingOf("a.blocker", Severity::Blocker);
    }
    for (int i = 0; i < warnings; ++i) {
        assess.findings << findingOf("a.warning",
                                     i % 2 == 0 ? Severity::Warning : Severity::Unknown);
    }
    return assess;
}

Snapshot stateNamed(const char* name) {
    const QList<WindowState> all = windowStates();
    const auto found = std::ranges::find_if(all, [&](const WindowState& state) {
        return QLatin1String(state.name) == QLatin1String(name);
    });
    return found->snapshot;
}

struct Page : OnPage<AssessPage> {
    explicit Page(const char* state)
        : OnPage({900, 620}, stateNamed(state))
        , now(stateNamed(state)) {}

    void take() { show(now); }
    void choose(const char* id) const {
        auto* view = find<QTreeView>("findingsList");
        const auto* model = static_cast<const FindingModel*>(view->model());
        for (const Finding& finding : now.assess.findings) {
            if (finding.id == QLatin1String(id)) {
                view->setCurrentIndex(model->indexOf(finding.id, finding.subject));
            }
        }
    }

    Snapshot now;
};

} // namespace

/// Step 2 as a person uses it: what stands in the way at a glance, and what can be done about it.
class AssessPageTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theVerdictCountsInWords_data();
    void theVerdictCountsInWords();
    void whatIsAcceptedBlocksNoMore();
    void findingsStandBelowTheirSeverity();
    void findingsThatStayKeepTheirRows();
    void severitiesAndWordsAreFilteredOut();

    void theFirstBlockerIsShownWithItsEvidence();
    void theChosenFindingStaysChosen();
    void oneIsCheckedAgain();
    void commandsAreCopied();

    void mendingAsksInThePageFirst();
    void escapeSendsNothing();
    void whatChangedMeanwhileIsNotConfirmed();
    void whatAPersonMustDoHasNoButton();
    void nothingIsMendedWhileASwitchRuns();
    void aMendIsTellingAndCanBeUndone();
    void aMendThatFailedIsTold();

    void acceptingWantsAReason();
    void aBlockerThatMustBeMendedSaysSo();
    void whoAcceptedIsShown();
};

void AssessPageTest::initTestCase() {
    installTranslations(QLocale(QLocale::English)); // for the forms of what is counted
}

void AssessPageTest::theVerdictCountsInWords_data() {
    QTest::addColumn<int>("blockers");
    QTest::addColumn<int>("look");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("none") << 0 << 0 << "Nothing stands in the way of this migration.";
    QTest::newRow("one") << 1 << 0 << "One thing blocks this migration.";
    QTest::newRow("two and five") << 2 << 5
                                  << "Two things block this migration, five deserve a look.";
    QTest::newRow("one and one") << 1 << 1
                                 << "One thing blocks this migration, one deserves a look.";
    QTest::newRow("only a look") << 0 << 1
                                 << "Nothing blocks this migration, one thing deserves a look.";
    QTest::newRow("many") << 0 << 13 << "Nothing blocks this migration, 13 things deserve a look.";
}

void AssessPageTest::theVerdictCountsInWords() {
    QFETCH(int, blockers);
    QFETCH(int, look);
    QFETCH(QString, verdict);
    QCOMPARE(verdictOf(assessing(blockers, look)), verdict);
}

void AssessPageTest::whatIsAcceptedBlocksNoMore() {
    AssessState assess = assessing(1, 1);
    for (Finding& finding : assess.findings) {
        finding.accepted = true;
    }
    QCOMPARE(verdictOf(assess), QString("Nothing stands in the way of this migration."));
}

void AssessPageTest::findingsStandBelowTheirSeverity() {
    FindingModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings({findingOf("c", Severity::Passed), findingOf("b", Severity::Warning),
                       findingOf("a", Severity::Blocker), findingOf("d", Severity::Passed)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, 0).data().toString(), QString("Blockers: 1"));
    QCOMPARE(model.index(2, 0).data().toString(), QString("Passed: 2"));
    const QModelIndex blocker = model.firstFinding();
    QCOMPARE(model.finding(blocker)->id, QString("a"));
    QCOMPARE(blocker.data(Qt::AccessibleTextRole).toString(), QString("Blocker: A title, a"));
    QVERIFY(model.finding(model.index(0, 0)) == nullptr);
}

void AssessPageTest::findingsThatStayKeepTheirRows() {
    FindingModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings({findingOf("a", Severity::Blocker), findingOf("b", Severity::Warning)});
    const QPersistentModelIndex blocker = model.indexOf("a", {});
    model.setFindings(
        {findingOf("a", Severity::Blocker, "Another"), findingOf("b", Severity::Warning)});
    QVERIFY(blocker.isValid());
    QVERIFY(blocker.data().toString().startsWith("Another"));
    model.setFindings({findingOf("a", Severity::Passed), findingOf("b", Severity::Warning)});
    QVERIFY(!blocker.isValid());
}

void AssessPageTest::severitiesAndWordsAreFilteredOut() {
    Page on("assess-blocked");
    auto* model = on.find<QTreeView>("findingsList")->model();
    QCOMPARE(model->rowCount(), 5);
    on.click("filter-passed");
    QCOMPARE(model->rowCount(), 4);
    QTest::keyClicks(on.find<QLineEdit>("findingsFilter"), "SOURCE.version");
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(on.text("findingTitle"), QString("Lua scripts may write past the fence"));
    on.find<QLineEdit>("findingsFilter")->setText("no such thing");
    QCOMPARE(model->rowCount(), 0);
    QVERIFY(!on.find<QPushButton>("checkAgainButton")->isEnabled());
}

void AssessPageTest::theFirstBlockerIsShownWithItsEvidence() {
    Page on("assess-blocked");
    QCOMPARE(on.text("findingTitle"), QString("The freeze could outlast a Sentinel's patience"));
    QCOMPARE(on.text("findingReadWith"), QString("SENTINEL MASTER"));
    QVERIFY(on.text("findingAge").endsWith("just now"));
    on.now.atMs += 90'000;
    on.take();
    QVERIFY2(on.text("findingAge").endsWith("1 min 30 s ago"), qPrintable(on.text("findingAge")));
    QVERIFY(on.text("subtitle").startsWith("Three things block this migration, two deserve"));
    QVERIFY(on.text("subtitle").contains("53 checks in 1.9 s"));
}

void AssessPageTest::theChosenFindingStaysChosen() {
    Page on("assess-blocked");
    on.choose("target.durability");
    QCOMPARE(on.text("findingTitle"), QString("Dragonfly takes no snapshots"));
    for (Finding& finding : on.now.assess.findings) {
        if (finding.id == "sentinel.timers" || finding.id == "target.durability") {
            finding.severity = Severity::Passed; // healed: the rows are others now
        }
    }
    on.take();
    QCOMPARE(on.text("findingTitle"), QString("Dragonfly takes no snapshots"));
}

void AssessPageTest::oneIsCheckedAgain() {
    Page on("assess-blocked");
    on.click("checkAgainButton");
    QCOMPARE(on.session.commands(), QStringList{"assessOne sentinel.timers"});
    on.now.assess.again = QStringList{"sentinel.timers"};
    on.take();
    QVERIFY(!on.find<QPushButton>("checkAgainButton")->isEnabled());
}

void AssessPageTest::commandsAreCopied() {
    Page on("assess-blocked");
    on.click("findingMendCopy");
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QString("SENTINEL SET mymaster down-after-milliseconds 8000\n"));
    QCOMPARE(on.find<QPlainTextEdit>("findingUndo")->toPlainText(),
             QString("SENTINEL SET mymaster down-after-milliseconds 5000"));
}

void AssessPageTest::mendingAsksInThePageFirst() {
    Page on("assess-blocked");
    on.click("mendButton");
    QVERIFY(on.session.commands().isEmpty());
    QVERIFY(on.shows("confirmBox"));
    QVERIFY2(on.text("confirmSentence").contains("10.0.0.3:26379, 10.0.0.4:26379"),
             qPrintable(on.text("confirmSentence")));
    QCOMPARE(on.find<QPlainTextEdit>("confirmCommands")->toPlainText(),
             QString("SENTINEL SET mymaster down-after-milliseconds 8000"));
    on.take(); // snapshots come while a person reads
    QVERIFY(on.shows("confirmBox"));
    on.click("confirmButton");
    QCOMPARE(on.session.commands(), QStringList{"mendFinding sentinel.timers "});
    QVERIFY(!on.shows("confirmBox"));
}

void AssessPageTest::escapeSendsNothing() {
    Page on("assess-blocked");
    QVERIFY(QTest::qWaitForWindowActive(&on.page));
    on.click("mendButton");
    QTRY_VERIFY(on.find<QPushButton>("cancelButton")->hasFocus());
    QTest::keyClick(on.find<QPushButton>("cancelButton"), Qt::Key_Escape);
    QVERIFY(!on.shows("confirmBox"));
    QVERIFY(on.session.commands().isEmpty());
}

void AssessPageTest::whatChangedMeanwhileIsNotConfirmed() {
    Page on("assess-blocked");
    on.click("mendButton");
    on.now.assess.findings.first().mend = {redis::Command{"SENTINEL", "RESET", "x"}.changes()};
    on.take();
    QVERIFY(!on.shows("confirmBox"));
    on.click("mendButton");
    on.choose("source.version");
    QVERIFY(!on.shows("confirmBox"));
}

void AssessPageTest::whatAPersonMustDoHasNoButton() {
    Page on("assess-blocked");
    on.now.assess.findings.first().mendOn = MendOn::Nowhere;
    on.take();
    QVERIFY(!on.shows("mendButton"));
    QVERIFY(on.shows("findingMend")); // to be copied all the same
}

void AssessPageTest::nothingIsMendedWhileASwitchRuns() {
    Page on("assess-blocked");
    on.click("mendButton");
    on.now.failOver.cutover.running = true;
    on.take();
    QVERIFY(!on.shows("confirmBox"));
    QVERIFY(!on.find<QPushButton>("mendButton")->isEnabled());
    QVERIFY(!on.find<QPushButton>("checkAllButton")->isEnabled());
}

void AssessPageTest::aMendIsTellingAndCanBeUndone() {
    Page on("assess-mended");
    QVERIFY(
        on.find<QPlainTextEdit>("findingMended")->toPlainText().contains("10.0.0.3:26379: done"));
    on.click("undoMendButton");
    QVERIFY(on.find<QPlainTextEdit>("confirmCommands")
                ->toPlainText()
                .contains("# 10.0.0.5:26379\nSENTINEL SET mymaster down-after-milliseconds 5000"));
    on.click("confirmButton");
    QCOMPARE(on.session.commands(), QStringList{"undoMend sentinel.timers "});
    on.now.assess.undoable.clear(); // another session's
    on.take();
    QVERIFY(!on.shows("undoMendButton"));
    QVERIFY(on.shows("findingMended"));
}

void AssessPageTest::aMendThatFailedIsTold() {
    Page on("assess-mend-failed");
    QVERIFY(on.find<Banner>("banner")->text().contains("may not run SENTINEL SET"));
    QVERIFY(on.find<QPlainTextEdit>("findingMended")->toPlainText().contains("refused: NOPERM"));
}

void AssessPageTest::acceptingWantsAReason() {
    Page on("assess-blocked");
    on.choose("source.version");
    on.click("acceptButton");
    QVERIFY(!on.find<QPushButton>("confirmButton")->isEnabled());
    QTest::keyClicks(on.find<QLineEdit>("acceptReason"), "  ");
    QVERIFY(!on.find<QPushButton>("confirmButton")->isEnabled());
    QTest::keyClicks(on.find<QLineEdit>("acceptReason"), "no scripts here");
    QTest::keyClick(on.find<QLineEdit>("acceptReason"), Qt::Key_Return);
    QCOMPARE(on.session.commands(), QStringList{"acceptFinding source.version  no scripts here"});
}

void AssessPageTest::aBlockerThatMustBeMendedSaysSo() {
    Page on("assess-blocked");
    QVERIFY(!on.shows("acceptButton"));
    QVERIFY(on.text("findingActionNote").contains("cannot be accepted"));
    on.choose("target.empty"); // this one may be
    QVERIFY(on.shows("acceptButton"));
}

void AssessPageTest::whoAcceptedIsShown() {
    Page on("assess-accepted");
    QCOMPARE(on.text("findingAccepted"),
             QString("by operator@console: no client of this group runs scripts that write"));
    QVERIFY(!on.shows("acceptButton"));
    const auto* view = on.find<QTreeView>("findingsList");
    QVERIFY(view->currentIndex().data().toString().contains("accepted by operator@console"));
}

QTEST_MAIN(AssessPageTest)
#include "assess_page_test.moc"
