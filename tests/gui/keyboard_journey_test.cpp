// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections.h"
#include "main_window.h"
#include "session/session_factory.h"
#include "settings/settings.h"
#include "support/practice_lab.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Where a key goes that a person presses now.
QWidget* keyTarget() {
    if (QWidget* popup = QApplication::activePopupWidget()) {
        return popup;
    }
    QWidget* focused = QApplication::focusWidget();
    return focused != nullptr ? focused : QApplication::activeWindow();
}

} // namespace

/// The whole journey on live servers, from the start page to the PDF, by keys alone: no mouse, no
/// focus that the test would set, no button that it would press from within.
class KeyboardJourneyTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    // One journey: each goes on where the one before has ended.
    void theStartPageBeginsAMigration();
    void connectShowsTheServersAndOpensOne();
    void assessAndReplicate();
    void verify();
    void failOverIsSeenAsItHappens();
    void theReportIsExported();

private:
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString& text);
    [[nodiscard]] bool tabTo(const char* name);
    [[nodiscard]] bool pressButton(const char* name, int timeoutMs = 30'000);
    [[nodiscard]] QPushButton* button(const char* name) const;
    [[nodiscard]] static QString focused();

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<WriteLoad> m_load;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Connections> m_kept = makeConnections(); ///< In the test's own home.
    std::unique_ptr<MainWindow> m_window;
};

void KeyboardJourneyTest::initTestCase() {
    LabOptions options;
    options.keys = 3'000;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    m_lab->hurrySentinels();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir("report"));
    SessionOptions session;
    session.journalFolder = m_folder->filePath("journals");
    m_session = makeSession(session);
    m_settings = std::make_unique<Settings>(m_folder->filePath("settings.ini"));
    m_window = std::make_unique<MainWindow>(*m_session, *m_settings, *m_kept);
    m_window->showHome(); // as the program does
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_load = std::make_unique<WriteLoad>(m_lab->load(1'000));
    m_load->start();
}

void KeyboardJourneyTest::cleanupTestCase() {
    m_window.reset();
    m_session.reset();
    m_load.reset();
    m_lab.reset();
}

QString KeyboardJourneyTest::focused() {
    const QWidget* widget = QApplication::focusWidget();
    return widget == nullptr ? QStringLiteral("nothing") : widget->objectName();
}

QPushButton* KeyboardJourneyTest::button(const char* name) const {
    const auto all = m_window->findChildren<QPushButton*>(QLatin1String(name));
    const auto shown =
        std::ranges::find_if(all, [](const QPushButton* each) { return each->isVisible(); });
    return shown == all.end() ? nullptr : *shown;
}

void KeyboardJourneyTest::press(int key, Qt::KeyboardModifiers modifiers) {
    QWidget* target = keyTarget();
    QVERIFY(target != nullptr);
    QTest::keyClick(target, static_cast<Qt::Key>(key), modifiers);
}

void KeyboardJourneyTest::type(const QString& text) {
    press(Qt::Key_A, Qt::ControlModifier);
    for (const QChar& letter : text) { // to whoever has the focus at each of them
        QTest::keyClick(QApplication::focusWidget(), letter.toLatin1());
    }
}

/// By Tab, once around at the most.
bool KeyboardJourneyTest::tabTo(const char* name) {
    QStringList passed;
    while (focused() != QLatin1String(name)) {
        if (passed.size() > 80) {
            qWarning("Tab does not come to %s: %s", name, qPrintable(passed.join(u' ')));
            return false;
        }
        passed.append(focused());
        press(Qt::Key_Tab);
    }
    return true;
}

/// Waits until it can be pressed, goes there and presses it.
bool KeyboardJourneyTest::pressButton(const char* name, int timeoutMs) {
    const auto usable = [&] { return button(name) != nullptr && button(name)->isEnabled(); };
    if (!QTest::qWaitFor(usable, timeoutMs)) {
        qWarning("%s cannot be pressed", name);
        return false;
    }
    if (!tabTo(name)) {
        return false;
    }
    press(Qt::Key_Space);
    return true;
}

void KeyboardJourneyTest::theStartPageBeginsAMigration() {
    QVERIFY(m_window->isHomeShown());
    QVERIFY(pressButton("newMigrationButton"));
    QTRY_VERIFY(!m_window->isHomeShown());
    QCOMPARE(m_window->currentStep(), Step::Connect);
}

void KeyboardJourneyTest::connectShowsTheServersAndOpensOne() {
    const LabAddresses& at = m_lab->addresses();
    QVERIFY(tabTo("sentinelUrl"));
    type("redis://" + at.sentinels[1].toString());
    QVERIFY(tabTo("dragonflyUrl"));
    type("redis://" + at.target.toString());
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->connect.usable, 30'000);

    QVERIFY(tabTo("topologySentinel1"));
    press(Qt::Key_Down); // to the server below
    QVERIFY2(focused().startsWith("topologyServer"), qPrintable(focused()));
    press(Qt::Key_End);
    const QString opened = focused();
    press(Qt::Key_Return);
    QCOMPARE(focused(), QString("nodeText"));
    auto* text = m_window->findChild<QPlainTextEdit*>("nodeText");
    QTRY_VERIFY_WITH_TIMEOUT(text->toPlainText().contains("dragonfly_version:"), 10'000);
    QVERIFY(text->toPlainText().contains(at.target.toString()));
    press(Qt::Key_Escape);
    QCOMPARE(focused(), opened);
    QVERIFY(!text->isVisible());
}

void KeyboardJourneyTest::assessAndReplicate() {
    press(Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->currentStep(), Step::Assess);
    QVERIFY(pressButton("checkAllButton"));
    QVERIFY(pressButton("nextButton"));
    QCOMPARE(m_window->currentStep(), Step::Replicate);
    QVERIFY(pressButton("startReplicationButton"));
    QVERIFY(pressButton("nextButton", 120'000));
    QCOMPARE(m_window->currentStep(), Step::Verify);
}

void KeyboardJourneyTest::verify() {
    QVERIFY(pressButton("startVerifyButton"));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->verify.verdict != nullptr, 60'000);
    QVERIFY(pressButton("nextButton"));
    QCOMPARE(m_window->currentStep(), Step::FailOver);
}

void KeyboardJourneyTest::failOverIsSeenAsItHappens() {
    const auto ready = [this] { return allOpen(m_session->snapshot()->failOver.gates); };
    QTRY_VERIFY_WITH_TIMEOUT(ready(), 120'000);
    QTRY_VERIFY(m_window->findChild<QLineEdit*>("confirmGroup")->isEnabled());
    QVERIFY(tabTo("confirmGroup"));
    type("practice");
    QStringList drawn; // every look of the last server, which is Dragonfly
    QStringList titles;
    const auto looking = connect(m_session.get(), &Session::changed, this, [&] {
        if (!titles.contains(m_window->windowTitle())) {
            titles.append(m_window->windowTitle());
        }
        const auto* view = m_window->findChild<QWidget*>("topologyView");
        const auto servers =
            view->findChildren<QPushButton*>(QRegularExpression("^topologyServer"));
        const QString look = servers.isEmpty() ? QString() : servers.last()->accessibleName();
        if (drawn.isEmpty() || drawn.last() != look) {
            drawn.append(look);
        }
    });
    QVERIFY(pressButton("failoverButton"));
    const auto ending = [this] { return m_session->snapshot()->failOver.cutover.ending; };
    QTRY_COMPARE_WITH_TIMEOUT(ending(), Ending::Migrated, 120'000);
    QTRY_VERIFY_WITH_TIMEOUT(drawn.last().startsWith("Primary: Dragonfly"), 10'000);
    disconnect(looking);
    qInfo().noquote() << "drawn:" << drawn.join("\n  ");
    qInfo().noquote() << "titles:" << titles.join("\n  ");
    QVERIFY(drawn.first().startsWith("Dragonfly, "));
    QVERIFY2(drawn.filter("promoted").size() > 0, "the promotion was not seen");
    QVERIFY(titles.filter("Switch of practice: ").size() > 2);
}

void KeyboardJourneyTest::theReportIsExported() {
    QVERIFY(pressButton("nextButton", 60'000));
    QCOMPARE(m_window->currentStep(), Step::Report);
    QVERIFY(pressButton("exportButton"));
    QTRY_VERIFY(m_window->findChild<QFileDialog*>("exportDialog") != nullptr);
    QTRY_VERIFY(qobject_cast<QFileDialog*>(QApplication::activeWindow()) != nullptr);
    QTRY_COMPARE(focused(), QString("fileNameEdit"));
    const QString folder = m_folder->filePath("report");
    type(folder);
    if (QApplication::activePopupWidget() != nullptr) { // what it would complete to
        press(Qt::Key_Escape);
    }
    press(Qt::Key_Return);
    const QString pdf = folder + "/report.pdf";
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pdf), 30'000);
    const auto ends = [&] {
        QFile file(pdf);
        return file.open(QIODevice::ReadOnly) && file.readAll().trimmed().endsWith("%%EOF");
    };
    QTRY_VERIFY_WITH_TIMEOUT(ends(), 30'000);
    for (const char* name : {"report.html", "report.md", "report.json"}) {
        QVERIFY2(QFile::exists(folder + '/' + name), name);
    }

    m_load->stop();
    const auto audit = await(m_load->audit(), labPatience);
    VERIFY_VALUE(audit);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
}

QTEST_MAIN(KeyboardJourneyTest)
#include "keyboard_journey_test.moc"
