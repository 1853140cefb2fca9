// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/opened_states.h"
#include "gui/window_audit.h"
#include "theme.h"

#include <QApplication>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// What a person opens in the window: names, order and room, as main_window_test looks at the
/// pages.
class OpenedStatesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void isWellMade_data();
    void isWellMade();
    void noTextIsCutInALongLanguage_data() { isWellMade_data(); }
    void noTextIsCutInALongLanguage();
};

namespace {

constexpr QSize smallest(1024, 700);

} // namespace

void OpenedStatesTest::isWellMade_data() {
    QTest::addColumn<QString>("name");
    for (const OpenedState& state : openedStates()) {
        QTest::addRow("%s", state.name) << QString::fromLatin1(state.name);
    }
}

void OpenedStatesTest::isWellMade() {
    QFETCH(QString, name);
    const OpenedState opened = openedStateNamed(name);
    Stage stage(windowStateNamed(opened.state));
    stage.window.resize(smallest);
    stage.window.show();
    QVERIFY(QTest::qWaitForWindowActive(&stage.window));
    QWidget* shown = opened.open(stage);
    QVERIFY(shown != nullptr);
    QTRY_COMPARE(QApplication::activeWindow(), shown);
    QCoreApplication::processEvents(); // what wraps elsewhere asks for its room once more
    const QStringList faults = controlsWithoutName(*shown) + tabOrderFaults(*shown) +
                               cutTexts(*shown, shown != &stage.window);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
}

void OpenedStatesTest::noTextIsCutInALongLanguage() {
    QFETCH(QString, name);
    LongLanguage longLanguage;
    QVERIFY(QCoreApplication::installTranslator(&longLanguage));
    const OpenedState opened = openedStateNamed(name);
    Stage stage(windowStateNamed(opened.state));
    stage.window.resize(smallest);
    stage.window.show();
    QVERIFY(QTest::qWaitForWindowActive(&stage.window));
    QWidget* shown = opened.open(stage);
    QVERIFY(shown != nullptr);
    QStringList cut; // until what wraps elsewhere has its room
    QTRY_VERIFY2((cut = cutTexts(*shown, shown != &stage.window)).isEmpty(), // dialogs may scroll
                 qPrintable(cut.join('\n')));
}

QTEST_MAIN(OpenedStatesTest)
#include "opened_states_test.moc"
