// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message_log.h"
#include "closing.h"
#include "gui/sample_snapshots.h"
#include "gui/window_audit.h"
#include "gui/window_states.h"
#include "main_window.h"
#include "session_end.h"
#include "settings/settings.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "translation.h"
#include "wizard/wizard_page.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QSessionManager>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Of each page one that shows nearly all it can show.
const QByteArrayList fullestStates{"home-interrupted", "home-empty",           "connect-failed",
                                   "assess-blocked",   "replicate-not-steady", "verify-different",
                                   "failover-ready",   "failover-promote",     "report-made"};

} // namespace

/// The window around the six pages: what a person can reach, read and close, in every state that a
/// page has and in the longest language.
class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void everythingIsReadNamedAndReached_data() { states(); }
    void everythingIsReadNamedAndReached();
    void theFocusIsSeen_data() { states(); }
    void theFocusIsSeen();
    void longTextsAreNotCut_data() { states(); }
    void longTextsAreNotCut();
    void largeTextFits_data();
    void largeTextFits();

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
    void theQuestionFollowsTheSwitch();
    void anAbortThatCameTooLateIsShown();
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

    void everyActionIsReachedByKeyboard();
    void theThemeIsKeptForTheNextStart();
    void highContrastIsTakenAtOnce();
    void theDesktopIsFollowedWhereItIsKnown_data();
    void theDesktopIsFollowedWhereItIsKnown();
    void theTextSizeChangesAtOnceAndIsKept();
    void theSettingsAreOneKeyAway();
    void theLogIsOneKeyAway();
    void aTypedPasswordIsNeverInTheDiagnostics();
    void theLanguageChangesAtOnceAndIsKept();

private:
    static void states();
    void open(const WindowState& state);
    void openTagged();
    void press(const char* box, QMessageBox::ButtonRole role);
    [[nodiscard]] QMessageBox* box(const char* name) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<FakeConnections> m_kept;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<MainWindow> m_window;
};

namespace {

constexpr QSize smallest(1024, 700);

WindowState stateNamed(const QString& name) {
    static const QList<WindowState> all = windowStates();
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
    m_kept = std::make_unique<FakeConnections>(m_folder->path());
    m_session = std::make_unique<FakeSession>();
    applyTheme(*qApp, ThemeMode::Light);
    applyTextSize(*qApp, 100);
    if (QTest::currentDataTag() == nullptr) { // a row opens the window in its own state
        open({});
    }
}

void MainWindowTest::cleanup() {
    m_window.reset();
    m_session.reset();
    m_kept.reset();
    m_settings.reset();
    m_folder.reset();
}

void MainWindowTest::open(const WindowState& state) {
    m_session->show(state.snapshot);
    m_window = std::make_unique<MainWindow>(*m_session, *m_settings, *m_kept->connections);
    m_window->showStep(state.step);
    if (state.home) {
        m_window->showHome();
    }
    m_window->resize(smallest);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QCoreApplication::processEvents(); // what was styled by being shown asks for its room once more
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

/// In one window, which takes longer to build than to look through; Tab, which scrolls, comes last.
void MainWindowTest::everythingIsReadNamedAndReached() {
    openTagged();
    const QStringList cut = cutTexts(*m_window);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    const QStringList nameless = controlsWithoutName(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    const QStringList jumps = tabOrderFaults(*m_window);
    QVERIFY2(jumps.isEmpty(), qPrintable(jumps.join('\n')));
}

void MainWindowTest::theFocusIsSeen() {
    QList<ThemeMode> modes{ThemeMode::Light, ThemeMode::Dark};
    if (fullestStates.contains(QTest::currentDataTag())) { // the others have the same controls
        modes << ThemeMode::HighContrast;
    }
    for (const ThemeMode mode : std::as_const(modes)) {
        m_window.reset(); // or it would be styled anew
        applyTheme(*qApp, mode);
        openTagged();
        const QStringList unseen = controlsWithoutVisibleFocus(*m_window);
        QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join('\n')));
    }
}

void MainWindowTest::longTextsAreNotCut() {
    LongLanguage longLanguage;
    QVERIFY(QCoreApplication::installTranslator(&longLanguage));
    openTagged();
    const QStringList cut = cutTexts(*m_window);
    QCoreApplication::removeTranslator(&longLanguage);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
}

/// The fullest state of each page; the gallery has them all.
void MainWindowTest::largeTextFits_data() {
    QTest::addColumn<QString>("state");
    for (const QByteArray& state : fullestStates) {
        QTest::newRow(state.constData()) << QString::fromLatin1(state);
    }
}

void MainWindowTest::largeTextFits() {
    constexpr int percent = 150;
    applyTextSize(*qApp, percent);
    openTagged();
    QCoreApplication::processEvents(); // what wraps elsewhere asks for its room once more
    const int pixels = m_window->fontInfo().pixelSize();
    const QStringList cut = cutTexts(*m_window, true);
    applyTextSize(*qApp, 100);
    QVERIFY(pixels >= 18);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
}

void MainWindowTest::textsStandOutFromTheirGround_data() {
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<double>("least");
    const std::tuple<const char*, const Colours&, double> themes[] = {
        {"light", lightColours(), 4.5},
        {"dark", darkColours(), 4.5},
        {"contrast", highContrastColours(), 7.0}};
    for (const auto& [theme, colours, least] : themes) {
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
                QTest::addRow("%s-%s-on-%s", theme, textName, groundName)
                    << text << ground << least;
            }
        }
        QTest::addRow("%s-accent", theme) << colours.accentText << colours.accent << least;
        QTest::addRow("%s-progress", theme) << colours.text << colours.progress << least;
        // What is no text: 3 to 1, WCAG 2.2, 1.4.11.
        for (const auto& [groundName, ground] : grounds) {
            QTest::addRow("%s-focus-on-%s", theme, groundName) << colours.focus << ground << 3.0;
            if (ground != colours.selection) {
                QTest::addRow("%s-scroll-bar-on-%s", theme, groundName)
                    << colours.control << ground << 3.0;
            }
        }
        QTest::addRow("%s-frame-of-controls", theme) << colours.control << colours.panel << 3.0;
        for (const Tone tone : {Tone::Good, Tone::Warning, Tone::Bad, Tone::Info}) {
            QTest::addRow("%s-banner-%d", theme, int(tone))
                << colours.text << colours.backOf(tone) << least;
            QTest::addRow("%s-banner-sign-%d", theme, int(tone))
                << colours.of(tone) << colours.backOf(tone) << least;
        }
    }
}

void MainWindowTest::textsStandOutFromTheirGround() {
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    QFETCH(double, least);
    const double ratio = contrast(text, ground);
    QVERIFY2(ratio >= least, qPrintable(QString("contrast %1").arg(ratio)));
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
    m_window->findChild<QAction*>("language-de")->trigger();
    QTRY_VERIFY(m_window->findChild<QWidget*>("topologyWindow") != nullptr);
    QTRY_VERIFY(m_window->findChild<QWidget*>("topologyWindow")->isVisible());
    m_window->findChild<QAction*>("language-en")->trigger();
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

/// Whoever answers late answers what is true by then.
void MainWindowTest::theQuestionFollowsTheSwitch() {
    m_session->show(switching(Phase::Arm));
    QVERIFY(!m_window->close());
    QVERIFY(box("closeBox")->text().contains("can still be aborted"));
    const QPointer<QMessageBox> first = box("closeBox");
    m_session->show(switching(Phase::Align));
    QCOMPARE(box("closeBox"), first.data()); // the answer has not changed
    m_session->show(switching(Phase::Promote));
    QVERIFY(box("closeBox")->text().contains("can no longer be undone"));
    QTRY_VERIFY(first.isNull());
    m_session->show(endedSnapshot(Ending::Attention));
    QVERIFY(box("closeBox")->text().contains("needs a person"));
    m_session->show(endedSnapshot(Ending::Migrated));
    QVERIFY(box("closeBox") == nullptr);
    QVERIFY(m_window->isVisible()); // it was not answered, and how it ended is to be seen
    QVERIFY(m_session->commands().isEmpty());
    QVERIFY(m_window->close());
}

void MainWindowTest::anAbortThatCameTooLateIsShown() {
    m_session->show(switching(Phase::Align));
    QVERIFY(!m_window->close());
    press("closeBox", QMessageBox::DestructiveRole); // abort and close
    QCOMPARE(m_session->commands(), QStringList{"abortSwitch"});
    m_session->show(switching(Phase::Promote));
    QVERIFY(!m_window->close()); // was answered, and is not asked again
    QVERIFY(box("closeBox") == nullptr);
    m_session->show(endedSnapshot(Ending::Migrated));
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_window->currentStep(), Step::FailOver);
    QVERIFY(m_window->close());
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
            m_window->closing().endUnasked();
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
    m_window->closing().endUnasked();
    QVERIFY(m_session->commands().isEmpty());
    QVERIFY(m_window->isVisible());
    m_session->show(endedSnapshot(Ending::Migrated));
    QTRY_VERIFY(!m_window->isVisible());
}

void MainWindowTest::theMachineLeavesOpenWhatNeedsAPerson() {
    m_session->show(switching(Phase::Promote));
    m_window->closing().endUnasked();
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
    m_window->findChild<QAction*>("language-de")->trigger();
    QTRY_VERIFY(before.isNull());
    QVERIFY(m_window->isHomeShown());
    QCOMPARE(m_window->findChild<QLineEdit*>("migrationsFilter")->text(), "geo");
    m_window->findChild<QAction*>("language-en")->trigger();
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
    m_window->findChild<QAction*>("theme-dark")->trigger();
    QCOMPARE(m_settings->text(Preference::Theme), QString("dark"));
    QCOMPARE(appliedTheme(), ThemeMode::Dark);
    QVERIFY(QGuiApplication::palette().color(QPalette::Window).lightness() < 128);
    open({});
    QVERIFY(m_window->findChild<QAction*>("theme-dark")->isChecked());
}

void MainWindowTest::everyActionIsReachedByKeyboard() {
    QMap<QString, QString> keys; // each to the action that it is of
    QStringList faults;
    for (const QMenu* menu : m_window->menuBar()->findChildren<QMenu*>()) {
        QSet<QString> letters;
        for (const QAction* action : menu->actions()) {
            if (action->isSeparator()) {
                continue;
            }
            const QString letter = QKeySequence::mnemonic(action->text()).toString();
            if (letter.isEmpty() || letters.contains(letter)) {
                faults << menu->title() + " > " + action->text() + ": mnemonic " + letter;
            }
            letters << letter;
            for (const QKeySequence& key : action->shortcuts()) {
                const QString name = key.toString();
                if (keys.contains(name)) {
                    faults << action->text() + " and " + keys[name] + ": " + name;
                }
                keys.insert(name, action->text());
            }
        }
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    for (const char* key : {"F1", "Ctrl+0", "Ctrl+1", "Ctrl+6", "Ctrl+,", "Ctrl+L", "Ctrl+O"}) {
        QVERIFY2(keys.contains(key), key);
    }
}

void MainWindowTest::highContrastIsTakenAtOnce() {
    m_window->findChild<QAction*>("theme-contrast")->trigger();
    QCOMPARE(m_settings->text(Preference::Theme), QString("contrast"));
    QCOMPARE(appliedTheme(), ThemeMode::HighContrast);
    QCOMPARE(m_window->palette().color(QPalette::Window), highContrastColours().window);
    QCOMPARE(&coloursOf(m_window->palette()), &highContrastColours());
    QVERIFY(m_settings->set(Preference::Theme, "light")); // as the dialog does
    QCOMPARE(appliedTheme(), ThemeMode::Light);
    QVERIFY(m_window->findChild<QAction*>("theme-light")->isChecked());
}

void MainWindowTest::theDesktopIsFollowedWhereItIsKnown_data() {
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QString>("icons");
    QTest::addColumn<ThemeMode>("mode");
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    QTest::newRow("light") << QColor(0xef, 0xef, 0xef) << black << "Adwaita" << ThemeMode::Light;
    QTest::newRow("dark") << QColor(0x31, 0x36, 0x3b) << white << "breeze" << ThemeMode::Dark;
    QTest::newRow("white on black") << black << white << "" << ThemeMode::HighContrast;
    QTest::newRow("yellow on black")
        << black << QColor(0xff, 0xff, 0) << "" << ThemeMode::HighContrast;
    QTest::newRow("black on white") << white << black << "" << ThemeMode::HighContrast;
    QTest::newRow("GNOME") << QColor(0xef, 0xef, 0xef) << black << "HighContrastInverse"
                           << ThemeMode::HighContrast;
}

void MainWindowTest::theDesktopIsFollowedWhereItIsKnown() {
    QFETCH(QColor, ground);
    QFETCH(QColor, text);
    QFETCH(QString, icons);
    QPalette palette;
    for (const auto role : {QPalette::Window, QPalette::Button}) {
        palette.setColor(role, ground);
    }
    for (const auto role : {QPalette::WindowText, QPalette::ButtonText}) {
        palette.setColor(role, text);
    }
    QTEST(themeOfDesktop(palette, icons), "mode");
}

void MainWindowTest::theTextSizeChangesAtOnceAndIsKept() {
    const int before = m_window->fontInfo().pixelSize();
    const QPointer<QWidget> page = m_window->findChild<QWidget*>("page1");
    m_window->findChild<QAction*>("textSize-150")->trigger();
    QTRY_VERIFY(page.isNull()); // what was laid out for the other size is built anew
    QVERIFY(m_window->fontInfo().pixelSize() * 2 >= before * 3 - 1);
    QCOMPARE(m_settings->number(Preference::TextSizePercent), 150);
    m_window->findChild<QAction*>("textSize-100")->trigger();
    QTRY_COMPARE(m_window->fontInfo().pixelSize(), before);
}

void MainWindowTest::theSettingsAreOneKeyAway() {
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    QDialog* dialog = nullptr;
    QTRY_VERIFY((dialog = m_window->findChild<QDialog*>("settingsDialog")) != nullptr);
    QTRY_VERIFY(dialog->isVisible());
    m_settings->set(Preference::PlanFolder, m_folder->path()); // and it counts from now on
    dialog->close();
    QTRY_VERIFY(m_window->isActiveWindow());
    QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
    QFileDialog* files = nullptr;
    QTRY_VERIFY((files = m_window->findChild<QFileDialog*>()) != nullptr);
    QCOMPARE(QDir(files->directory()).canonicalPath(), QDir(m_folder->path()).canonicalPath());
    files->close();
}

void MainWindowTest::theLogIsOneKeyAway() {
    MessageLog log;
    log.add(LogLevel::Info, "ferryman.session", "a line");
    m_window = std::make_unique<MainWindow>(*m_session, *m_settings, *m_kept->connections, &log);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    QWidget* view = nullptr;
    QTRY_VERIFY((view = m_window->findChild<QWidget*>("logView")) != nullptr);
    QTRY_VERIFY(view->isVisible());
    QCOMPARE(view->findChild<QAbstractItemView*>("logTable")->model()->rowCount(), 1);
    m_window.reset(); // before its log
}

void MainWindowTest::aTypedPasswordIsNeverInTheDiagnostics() {
    open(stateNamed("connect-done"));
    for (const char* field : {"sentinelPassword", "sourcePassword", "dragonflyPassword"}) {
        QTest::keyClicks(m_window->findChild<QLineEdit*>(field), "hunter2");
    }
    QTest::mouseClick(m_window->findChild<QPushButton*>("testButton"), Qt::LeftButton);
    QCOMPARE(m_session->secrets.source, std::optional(Secret("hunter2")));
    Snapshot known = m_session->snapshot() == nullptr ? Snapshot() : *m_session->snapshot();
    known.plan = m_session->plan; // as the engine shows it from then on
    m_session->show(known);
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(box("diagnosticsBox") != nullptr);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains("\"group\": \"mymaster\""), qPrintable(copied));
    QVERIFY(!copied.contains("hunter2"));
    press("diagnosticsBox", QMessageBox::AcceptRole);
}

void MainWindowTest::theLanguageChangesAtOnceAndIsKept() {
    const auto next = [this] { return m_window->findChild<QPushButton*>("nextButton")->text(); };
    const auto field = [this] { return m_window->findChild<QLineEdit*>("sentinelUrl"); };
    QVERIFY(m_window->findChild<QAction*>("language-")->isChecked());
    m_window->showStep(Step::Assess);
    field()->setText("typed, not tested");
    const QString english = next();
    m_window->findChild<QAction*>("language-de")->trigger();
    QTRY_VERIFY(next() != english);
    QVERIFY2(next().startsWith("&Weiter"), qPrintable(next()));
    QVERIFY(m_window->currentStep() == Step::Assess);
    QCOMPARE(field()->text(), QString("typed, not tested"));
    QCOMPARE(m_window->findChildren<QMenu*>("viewMenu").size(), 1);
    QCOMPARE(m_settings->text(Preference::Language), QString("de"));
    open({});
    QVERIFY(m_window->findChild<QAction*>("language-de")->isChecked());
    m_window->findChild<QAction*>("language-en")->trigger();
    QTRY_VERIFY2(next().startsWith("&Next"), qPrintable(next()));
}

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
