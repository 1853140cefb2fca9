// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_snapshots.h"
#include "gui/window_audit.h"
#include "gui/window_states.h"
#include "main_window.h"
#include "session_end.h"
#include "settings/settings.h"
#include "support/fake_session.h"
#include "translation.h"
#include "wizard/wizard_page.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSessionManager>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// The window around the six pages: what a person can reach, read and close, in every state that a
/// page has and in the longest language.
class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void everyControlHasAName_data() { states(); }
    void everyControlHasAName();
    void tabGoesInReadingOrder_data() { states(); }
    void tabGoesInReadingOrder();
    void theFocusIsSeen_data() { states(); }
    void theFocusIsSeen();
    void noTextIsCut_data() { states(); }
    void noTextIsCut();

    void textsStandOutFromTheirGround_data();
    void textsStandOutFromTheirGround();
    void anEmptyPageSaysWhatToDo_data();
    void anEmptyPageSaysWhatToDo();
    void f1ExplainsThePage();
    void aStepThatIsShownTakesTheFocus();
    void everyDialogIsReachedByTheKeyboard_data();
    void everyDialogIsReachedByTheKeyboard();
    void theTitleTellsOfTheSwitch();
    void theTopologyIsOneKeyAwayInEveryStep();

    void closesAtOnceWithoutASwitch();
    void closingDuringASwitchAborts();
    void closingAfterTheTriggerWaits();
    void stayingKeepsTheWindow();
    void asksOnceHoweverOftenItIsToldToClose();
    void whatNeedsAPersonKeepsTheWindow();
    void aSwitchThatWasLeftOpenIsAskedFor();
    void theMachineEndsItWithoutAQuestion_data();
    void theMachineEndsItWithoutAQuestion();
    void theMachineWaitsForWhatCannotBeUndone();
    void theMachineLeavesOpenWhatNeedsAPerson();
    void allMigrationsAreOneKeyAway();
    void allMigrationsAreShownInAnotherLanguageToo();

    void aBadPlanIsToldInASentence();
    void aPlanThatCannotBeWrittenIsTold();
    void aGoodPlanIsOpened();

    void theThemeIsKeptForTheNextStart();
    void theLanguageChangesAtOnceAndIsKept();

private:
    static void states();
    void open(const WindowState& state);
    void openTagged();
    void press(const char* box, QMessageBox::ButtonRole role);
    [[nodiscard]] QMessageBox* box(const char* name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

constexpr QSize smallest(1024, 700);

WindowState stateNamed(const QString& name) {
    const QList<WindowState> all = windowStates();
    const auto found = std::ranges::find_if(
        all, [&](const WindowState& state) { return name == QLatin1String(state.name); });
    return found == all.end() ? WindowState{} : *found;
}

Snapshot switching(Phase phase) {
    return switchingSnapshot(phase);
}

} // namespace

void MainWindowTest::states() {
    QTest::addColumn<QString>("state");
    for (const WindowState& state : windowStates()) {
        QTest::addRow("%s", state.name) << QString::fromLatin1(state.name);
    }
}

void MainWindowTest::initTestCase() {
    QApplication::setCursorFlashTime(0); // a cursor that blinks is no sign of the focus
}

void MainWindowTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath("settings.ini"));
    m_session = std::make_unique<FakeSession>();
    applyTheme(*qApp, ThemeMode::Light);
    if (QTest::currentDataTag() == nullptr) { // a row opens the window in its own state
        open({});
    }
}

void MainWindowTest::cleanup() {
    m_window.reset();
    m_session.reset();
    m_settings.reset();
    m_folder.reset();
}

void MainWindowTest::open(const WindowState& state) {
    m_session->show(state.snapshot);
    m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
    m_window->showStep(state.step);
    if (state.home) {
        m_window->showHome();
    }
    m_window->resize(smallest);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QCOMPARE(m_window->size(), smallest);
}

void MainWindowTest::openTagged() {
    QFETCH(QString, state);
    open(stateNamed(state));
}

QMessageBox* MainWindowTest::box(const char* name) const {
    const auto all = m_window->findChildren<QMessageBox*>(QLatin1String(name));
    const auto shown =
        std::ranges::find_if(all, [](const QMessageBox* one) { return one->isVisible(); });
    return shown == all.end() ? nullptr : *shown;
}

void MainWindowTest::press(const char* name, QMessageBox::ButtonRole role) {
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

void MainWindowTest::everyControlHasAName() {
    openTagged();
    const QStringList nameless = controlsWithoutName(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
}

void MainWindowTest::tabGoesInReadingOrder() {
    openTagged();
    const QStringList jumps = tabOrderFaults(*m_window);
    QVERIFY2(jumps.isEmpty(), qPrintable(jumps.join('\n')));
}

void MainWindowTest::theFocusIsSeen() {
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        applyTheme(*qApp, mode);
        openTagged();
        const QStringList unseen = controlsWithoutVisibleFocus(*m_window);
        QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join('\n')));
    }
}

void MainWindowTest::noTextIsCut() {
    QStringList cut;
    const auto look = [&](const char* language) {
        openTagged();
        for (const QString& text : cutTexts(*m_window)) {
            cut << QString("[%1] %2").arg(language, text);
        }
    };
    look("English");
    LongLanguage longLanguage;
    QVERIFY(QCoreApplication::installTranslator(&longLanguage));
    look("long");
    QCoreApplication::removeTranslator(&longLanguage);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
}

void MainWindowTest::textsStandOutFromTheirGround_data() {
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        const bool light = mode == ThemeMode::Light;
        const Colours& colours = light ? lightColours() : darkColours();
        const char* theme = light ? "light" : "dark";
        const std::pair<const char*, QColor> grounds[] = {{"window", colours.window},
                                                          {"panel", colours.panel},
                                                          {"sunken", colours.sunken},
                                                          {"selection", colours.selection}};
        const std::pair<const char*, QColor> texts[] = {
            {"text", colours.text},     {"muted", colours.muted},
            {"good", colours.good},     {"warning", colours.warning},
            {"bad", colours.bad},       {"info", colours.info},
            {"source", colours.source}, {"dragonfly", colours.dragonfly}};
        for (const auto& [textName, text] : texts) {
            for (const auto& [groundName, ground] : grounds) {
                QTest::addRow("%s-%s-on-%s", theme, textName, groundName) << text << ground;
            }
        }
        QTest::addRow("%s-accent", theme) << colours.accentText << colours.accent;
        QTest::addRow("%s-progress", theme) << colours.text << colours.goodBack;
        for (const Tone tone : {Tone::Good, Tone::Warning, Tone::Bad, Tone::Info}) {
            QTest::addRow("%s-banner-%d", theme, int(tone)) << colours.text << colours.backOf(tone);
            QTest::addRow("%s-banner-sign-%d", theme, int(tone))
                << colours.of(tone) << colours.backOf(tone);
        }
    }
}

void MainWindowTest::textsStandOutFromTheirGround() {
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    const double ratio = contrast(text, ground);
    QVERIFY2(ratio >= 4.5, qPrintable(QString("contrast %1").arg(ratio)));
}

void MainWindowTest::anEmptyPageSaysWhatToDo_data() {
    QTest::addColumn<Step>("step");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("connect") << Step::Connect << "Enter any one Sentinel and Dragonfly";
    QTest::newRow("assess") << Step::Assess << "Connect first";
    QTest::newRow("replicate") << Step::Replicate << "once every connection of step 1 works";
    QTest::newRow("verify") << Step::Verify << "start the replication first";
    QTest::newRow("fail over") << Step::FailOver << "start the replication first";
    QTest::newRow("report") << Step::Report << "There is nothing to report yet";
}

void MainWindowTest::anEmptyPageSaysWhatToDo() {
    QFETCH(Step, step);
    QFETCH(QString, sentence);
    open({});
    m_window->showStep(step);
    const QStringList shown = visibleTexts(*m_window);
    QVERIFY2(std::ranges::any_of(shown, [&](const QString& s) { return s.contains(sentence); }),
             qPrintable(shown.join('\n')));
}

void MainWindowTest::f1ExplainsThePage() {
    QSet<QString> explanations;
    for (int i = 0; i < stepCount; ++i) {
        m_window->showStep(static_cast<Step>(i));
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QTRY_VERIFY(box("helpBox") != nullptr);
        QVERIFY2(box("helpBox")->text().size() > 80, qPrintable(box("helpBox")->text()));
        explanations << box("helpBox")->text();
        press("helpBox", QMessageBox::AcceptRole);
        QTRY_VERIFY(m_window->isActiveWindow());
    }
    QCOMPARE(explanations.size(), stepCount);
}

void MainWindowTest::aStepThatIsShownTakesTheFocus() {
    open(stateNamed("failover-ready"));
    for (int i = 0; i < stepCount; ++i) {
        m_window->showStep(static_cast<Step>(i));
        const QWidget* focused = m_window->focusWidget();
        const auto* page = m_window->findChild<WizardPage*>(QString("page%1").arg(i + 1));
        QVERIFY2(page->isAncestorOf(focused), qPrintable(describe(focused)));
    }
}

void MainWindowTest::everyDialogIsReachedByTheKeyboard_data() {
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("dialog");
    QTest::newRow("help") << "connect-done"
                          << "helpBox";
    QTest::newRow("trouble") << "connect-done"
                             << "troubleBox";
    QTest::newRow("close") << "failover-arm"
                           << "closeBox";
    QTest::newRow("close later") << "failover-promote"
                                 << "closeBox";
    QTest::newRow("topology") << "failover-ready"
                              << "topologyWindow";
    QTest::newRow("a server") << "connect-done"
                              << "topologyWindow";
}

/// Names, a focus that is seen, and a Tab that goes around in both directions.
void MainWindowTest::everyDialogIsReachedByTheKeyboard() {
    QFETCH(QString, dialog);
    openTagged();
    if (dialog == "helpBox") {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
    } else if (dialog == "troubleBox") {
        m_window->openPlan(m_folder->filePath("nowhere.json"));
    } else if (dialog == "closeBox") {
        QVERIFY(!m_window->close());
    } else {
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    }
    QTRY_VERIFY(m_window->findChild<QWidget*>(dialog) != nullptr);
    const QPointer<QWidget> shown = m_window->findChild<QWidget*>(dialog); // some delete themselves
    QTRY_COMPARE(QApplication::activeWindow(), shown.data()); // qWait… is content with its parent
    if (QLatin1String(QTest::currentDataTag()) == QLatin1String("a server")) {
        QTest::keyClick(shown->findChild<QWidget*>("topologySentinel1"), Qt::Key_Return);
        QVERIFY(shown->findChild<QWidget*>("nodeText")->isVisible());
    }
    const QStringList nameless = controlsWithoutName(*shown);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    const QStringList jumps = tabOrderFaults(*shown);
    QVERIFY2(jumps.isEmpty(), qPrintable(jumps.join('\n')));
    const QStringList unseen = controlsWithoutVisibleFocus(*shown);
    QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join('\n')));
    const QStringList cut = cutTexts(*shown);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    QTest::keyClick(shown, Qt::Key_Escape);
    QTRY_VERIFY(shown.isNull() || !shown->isVisible());
}

void MainWindowTest::theTitleTellsOfTheSwitch() {
    m_window->showHome(); // whatever stands in front
    m_session->show(switching(Phase::Freeze));
    QVERIFY2(m_window->windowTitle().startsWith("Switch of mymaster: Freeze"),
             qPrintable(m_window->windowTitle()));
    m_session->show(endedSnapshot(Ending::Attention));
    QVERIFY(m_window->windowTitle().startsWith("A person is needed"));
    m_session->show(endedSnapshot(Ending::Migrated));
    QCOMPARE(m_window->windowTitle(), QString("Ferryman"));
}

void MainWindowTest::theTopologyIsOneKeyAwayInEveryStep() {
    open(stateNamed("failover-ready"));
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    const auto* shown = m_window->findChild<QWidget*>("topologyWindow");
    QVERIFY(shown != nullptr && shown->isVisible());
    const auto* state = shown->findChild<QLabel*>("topologyState");
    QVERIFY2(state->text().contains("3 of 3 Sentinels"), qPrintable(state->text()));
    Snapshot now = stateNamed("failover-promote").snapshot;
    m_session->show(now);
    QVERIFY2(state->text().startsWith("Switch: Promote"), qPrintable(state->text()));
    m_window->findChild<QAction*>("languageGerman")->trigger();
    QTRY_VERIFY(m_window->findChild<QWidget*>("topologyWindow") != nullptr);
    QTRY_VERIFY(m_window->findChild<QWidget*>("topologyWindow")->isVisible());
    m_window->findChild<QAction*>("languageEnglish")->trigger();
}

void MainWindowTest::closesAtOnceWithoutASwitch() {
    QVERIFY(m_window->close());
    QVERIFY(box("closeBox") == nullptr);
    QVERIFY(!m_settings->bytes(Preference::WindowGeometry).isEmpty());
}

void MainWindowTest::closingDuringASwitchAborts() {
    m_session->show(switching(Phase::Arm));
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::DestructiveRole);
    QVERIFY(m_session->commands().contains("abortSwitch"));
    QVERIFY(m_window->isVisible()); // everything is put back first
    m_session->show(endedSnapshot(Ending::Aborted));
    QTRY_VERIFY(!m_window->isVisible());
}

void MainWindowTest::closingAfterTheTriggerWaits() {
    m_session->show(switching(Phase::Promote));
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::DestructiveRole);
    QVERIFY(!m_session->commands().contains("abortSwitch"));
    QVERIFY(m_window->isVisible());
    m_session->show(switching(Phase::Confirm));
    QVERIFY(m_window->isVisible());
    m_session->show(endedSnapshot(Ending::Migrated));
    QTRY_VERIFY(!m_window->isVisible());
}

void MainWindowTest::stayingKeepsTheWindow() {
    m_session->show(switching(Phase::Arm));
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::RejectRole);
    QVERIFY(m_session->commands().isEmpty());
    m_session->show(endedSnapshot(Ending::Migrated));
    QVERIFY(m_window->isVisible());
}

void MainWindowTest::asksOnceHoweverOftenItIsToldToClose() {
    m_session->show(switching(Phase::Arm));
    QVERIFY(!m_window->close());
    QVERIFY(!m_window->close());
    QCOMPARE(m_window->findChildren<QMessageBox*>("closeBox").size(), 1);
}

void MainWindowTest::whatNeedsAPersonKeepsTheWindow() {
    m_session->show(switching(Phase::Promote));
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::DestructiveRole); // close when it has ended
    Snapshot ended = endedSnapshot(Ending::Attention);
    ended.failOver.canRecover = true;
    m_session->show(ended);
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_window->currentStep(), Step::FailOver);
    const QString outcome = ended.failOver.cutover.outcome.translated();
    QVERIFY(!outcome.isEmpty());
    QVERIFY2(visibleTexts(*m_window).join('\n').contains(outcome), qPrintable(outcome));

    QVERIFY(!m_window->close());
    QVERIFY(box("closeBox") != nullptr);
    QCOMPARE(box("closeBox")->informativeText(), outcome);
    press("closeBox", QMessageBox::RejectRole);
    QVERIFY(m_window->isVisible());
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::DestructiveRole);
    QTRY_VERIFY(!m_window->isVisible());
    QVERIFY(m_session->commands().isEmpty());
}

void MainWindowTest::aSwitchThatWasLeftOpenIsAskedFor() {
    Snapshot opened = connectedSnapshot();
    opened.failOver.canRecover = true;
    m_session->show(opened);
    QVERIFY(!m_window->close());
    QVERIFY(box("closeBox") != nullptr);
    press("closeBox", QMessageBox::RejectRole);
    opened.failOver.canRecover = false; // it was taken up
    m_session->show(opened);
    QVERIFY(m_window->close());
}

void MainWindowTest::theMachineEndsItWithoutAQuestion_data() {
    QTest::addColumn<bool>("leaves");
    QTest::newRow("signal") << false;
    QTest::newRow("the session is left") << true;
}

/// Nobody is there to answer: what can be undone is undone, and then it ends.
void MainWindowTest::theMachineEndsItWithoutAQuestion() {
    QFETCH(bool, leaves);
    open({});
    new SessionEnd(*m_window);
    m_session->show(switching(Phase::Arm));
    const auto end = [this, leaves] {
        auto* manager = qApp->findChild<QSessionManager*>();
        if (leaves && manager != nullptr) {
            emit qApp->commitDataRequest(*manager);
        } else {
            m_window->endUnasked();
        }
    };
    QVERIFY(!leaves || qApp->findChild<QSessionManager*>() != nullptr);
    end();
    end();
    QVERIFY(box("closeBox") == nullptr);
    QCOMPARE(m_session->commands(), QStringList{"abortSwitch"});
    QVERIFY(m_window->isVisible());
    m_session->show(endedSnapshot(Ending::Aborted));
    QTRY_VERIFY(!m_window->isVisible());
}

void MainWindowTest::theMachineWaitsForWhatCannotBeUndone() {
    m_session->show(switching(Phase::Promote));
    QVERIFY(!m_window->close()); // a question stands open, which nobody answers
    m_window->endUnasked();
    QVERIFY(m_session->commands().isEmpty());
    QVERIFY(m_window->isVisible());
    m_session->show(endedSnapshot(Ending::Migrated));
    QTRY_VERIFY(!m_window->isVisible());
}

void MainWindowTest::theMachineLeavesOpenWhatNeedsAPerson() {
    m_session->show(switching(Phase::Promote));
    m_window->endUnasked();
    Snapshot ended = endedSnapshot(Ending::Attention);
    ended.failOver.canRecover = true;
    m_session->show(ended);
    QTRY_VERIFY(!m_window->isVisible());
    QVERIFY(box("closeBox") == nullptr);
    QVERIFY(m_session->commands().isEmpty());
}

void MainWindowTest::allMigrationsAreOneKeyAway() {
    open(stateNamed("failover-arm"));
    QVERIFY(!m_window->isHomeShown());
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
    QVERIFY(m_window->isHomeShown());
    QVERIFY(m_window->findChild<QWidget*>("homePage")->isAncestorOf(m_window->focusWidget()));
    m_session->show(switching(Phase::Promote)); // it goes on
    QVERIFY(m_window->isHomeShown());
    QVERIFY(m_session->commands().isEmpty());
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QTRY_VERIFY(box("helpBox") != nullptr);
    QVERIFY(box("helpBox")->text().contains("journal"));
    press("helpBox", QMessageBox::AcceptRole);
    QTRY_VERIFY(m_window->isActiveWindow());
    QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
    QVERIFY(!m_window->isHomeShown());
    QCOMPARE(m_window->currentStep(), Step::FailOver);
    QTest::mouseClick(m_window->findChild<QWidget*>("homeButton"), Qt::LeftButton);
    QVERIFY(m_window->isHomeShown());
}

void MainWindowTest::allMigrationsAreShownInAnotherLanguageToo() {
    open(stateNamed("home-interrupted"));
    m_window->findChild<QLineEdit*>("migrationsFilter")->setText("geo");
    const QPointer<QWidget> before = m_window->findChild<QWidget*>("homePage");
    m_window->findChild<QAction*>("languageGerman")->trigger();
    QTRY_VERIFY(before.isNull());
    QVERIFY(m_window->isHomeShown());
    QCOMPARE(m_window->findChild<QLineEdit*>("migrationsFilter")->text(), "geo");
    m_window->findChild<QAction*>("languageEnglish")->trigger();
}

void MainWindowTest::aBadPlanIsToldInASentence() {
    const QString path = m_folder->filePath("plan.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ \"version\": 1, <b>");
    file.close();
    m_window->openPlan(path);
    QTRY_VERIFY(box("troubleBox") != nullptr);
    QVERIFY2(box("troubleBox")->text().contains("This is not JSON"),
             qPrintable(box("troubleBox")->text()));
    QVERIFY(box("troubleBox")->text().contains("plan.json"));
    QCOMPARE(box("troubleBox")->textFormat(), Qt::PlainText);
    QVERIFY(m_session->commands().isEmpty());
    press("troubleBox", QMessageBox::AcceptRole);
    m_window->openPlan(m_folder->filePath("nowhere.json"));
    QTRY_VERIFY(box("troubleBox") != nullptr);
    QVERIFY(box("troubleBox")->text().contains("nowhere.json"));
}

void MainWindowTest::aPlanThatCannotBeWrittenIsTold() {
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    QFileDialog* dialog = nullptr;
    QTRY_VERIFY((dialog = m_window->findChild<QFileDialog*>()) != nullptr);
    emit dialog->fileSelected(m_folder->filePath("no such folder/plan.json"));
    dialog->close();
    QTRY_VERIFY(box("troubleBox") != nullptr);
    QVERIFY2(box("troubleBox")->text().contains("no such folder/plan.json"),
             qPrintable(box("troubleBox")->text()));
}

void MainWindowTest::aGoodPlanIsOpened() {
    const QString path = m_folder->filePath("plan.json");
    Plan plan = stateNamed("connect-done").snapshot.plan;
    QVERIFY(writePlan(plan, path).has_value());
    m_window->showHome();
    m_window->openPlan(path);
    QVERIFY(!m_window->isHomeShown());
    QCOMPARE(m_window->currentStep(), Step::Connect);
    QCOMPARE(m_settings->texts(Preference::RecentPlans), QStringList{path});
    QCOMPARE(m_session->commands(), QStringList{"setPlan mymaster"});
    QCOMPARE(m_session->plan.name, plan.name);
    QVERIFY(box("troubleBox") == nullptr);
}

void MainWindowTest::theThemeIsKeptForTheNextStart() {
    m_window->findChild<QAction*>("themeDark")->trigger();
    QCOMPARE(m_settings->text(Preference::Theme), QString("dark"));
    QCOMPARE(appliedTheme(), ThemeMode::Dark);
    QVERIFY(QGuiApplication::palette().color(QPalette::Window).lightness() < 128);
    open({});
    QVERIFY(m_window->findChild<QAction*>("themeDark")->isChecked());
}

void MainWindowTest::theLanguageChangesAtOnceAndIsKept() {
    const auto next = [this] { return m_window->findChild<QPushButton*>("nextButton")->text(); };
    const auto field = [this] { return m_window->findChild<QLineEdit*>("sentinelUrl"); };
    QVERIFY(m_window->findChild<QAction*>("languageSystem")->isChecked());
    m_window->showStep(Step::Assess);
    field()->setText("typed, not tested");
    const QString english = next();
    m_window->findChild<QAction*>("languageGerman")->trigger();
    QTRY_VERIFY(next() != english);
    QVERIFY2(next().startsWith("&Weiter"), qPrintable(next()));
    QVERIFY(m_window->currentStep() == Step::Assess);
    QCOMPARE(field()->text(), QString("typed, not tested"));
    QCOMPARE(m_window->findChildren<QMenu*>("viewMenu").size(), 1);
    QCOMPARE(m_settings->text(Preference::Language), QString("de"));
    open({});
    QVERIFY(m_window->findChild<QAction*>("languageGerman")->isChecked());
    m_window->findChild<QAction*>("languageEnglish")->trigger();
    QTRY_VERIFY2(next().startsWith("&Next"), qPrintable(next()));
}

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
