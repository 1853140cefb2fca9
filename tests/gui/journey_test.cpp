// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections.h"
#include "main_window.h"
#include "practice/server_process.h"
#include "session/session_factory.h"
#include "settings/settings.h"
#include "support/practice_lab.h"
#include "widgets/banner.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// The whole journey on live servers, by the mouse and the keyboard alone, as a person goes it.
class JourneyTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aPersonGoesThroughAllSixSteps();
    void aWrongAddressIsSaidOnThePage();
    void theFailoverButtonWaitsForTheName();

private:
    /// The visible control of that name, or null.
    template <typename Control>
    Control* control(const char* name) {
        const auto all = m_window->findChildren<Control*>(QLatin1String(name));
        const auto shown =
            std::ranges::find_if(all, [](const Control* c) { return c->isVisible(); });
        return shown == all.end() ? nullptr : *shown;
    }
    [[nodiscard]] bool click(const char* button, int timeoutMs = 30'000);
    void type(const char* field, const QString& text);
    [[nodiscard]] bool connectToLab();
    [[nodiscard]] bool replicate();
    [[nodiscard]] QString shownBanner();

    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<QTemporaryDir> m_journals;
    std::unique_ptr<Session> m_session;
    Settings m_settings;
    std::unique_ptr<Connections> m_kept = makeConnections(); ///< In the test's own home.
    std::unique_ptr<MainWindow> m_window;
};

void JourneyTest::init() {
    LabOptions options;
    options.keys = 3'000;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    m_lab->hurrySentinels();
    m_journals = std::make_unique<QTemporaryDir>();
    SessionOptions session;
    session.journalFolder = m_journals->path();
    m_session = makeSession(session);
    m_window = std::make_unique<MainWindow>(*m_session, m_settings, *m_kept);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void JourneyTest::cleanup() {
    m_window.reset();
    m_session.reset();
    m_lab.reset();
}

/// Waits until it can be pressed: a page that is not ready keeps its buttons disabled.
bool JourneyTest::click(const char* button, int timeoutMs) {
    const auto usable = [&] {
        const auto* found = control<QPushButton>(button);
        return found != nullptr && found->isEnabled();
    };
    if (!QTest::qWaitFor(usable, timeoutMs)) {
        qWarning("%s cannot be pressed; the page says: %s", button, qPrintable(shownBanner()));
        return false;
    }
    QTest::mouseClick(control<QPushButton>(button), Qt::LeftButton);
    return true;
}

void JourneyTest::type(const char* field, const QString& text) {
    auto* edit = control<QLineEdit>(field);
    QVERIFY2(edit != nullptr && edit->isEnabled(), field);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

QString JourneyTest::shownBanner() {
    QStringList texts;
    for (const Banner* banner : m_window->findChildren<Banner*>()) {
        for (const QLabel* label : banner->findChildren<QLabel*>()) {
            if (banner->isVisible() && label->isVisible()) {
                texts << label->text();
            }
        }
    }
    return texts.join(u' ');
}

bool JourneyTest::connectToLab() {
    const LabAddresses& at = m_lab->addresses();
    type("sentinelUrl", "redis://" + at.sentinels[1].toString());
    type("dragonflyUrl", "redis://" + at.target.toString());
    return click("testButton") && click("nextButton");
}

bool JourneyTest::replicate() {
    return click("checkAllButton") && click("nextButton") && click("startReplicationButton");
}

void JourneyTest::aPersonGoesThroughAllSixSteps() {
    WriteLoad load(m_lab->load(2'000));
    load.start();
    QVERIFY(connectToLab());
    QVERIFY(replicate());
    QVERIFY(click("nextButton", 120'000)); // Verify opens once replication is steady
    QVERIFY(click("startVerifyButton"));
    const auto verdict = [this] { return m_session->snapshot()->verify.verdict; };
    QTRY_VERIFY_WITH_TIMEOUT(verdict() != nullptr, 60'000);
    QVERIFY(verdict()->counts.keysCompared >= 3'000);
    QTRY_COMPARE(control<QLabel>("differenceCount")->text(), QString("0"));
    QVERIFY(click("nextButton"));
    QVERIFY(!control<QPushButton>("failoverButton")->isEnabled());
    type("confirmGroup", "practice");
    QVERIFY(click("failoverButton", 120'000));
    QVERIFY(click("nextButton", 120'000));
    QTRY_VERIFY_WITH_TIMEOUT(control<QLabel>("newPrimary") != nullptr, 30'000);
    QTRY_COMPARE(control<QLabel>("newPrimary")->text(), m_lab->addresses().target.toString());

    QTRY_COMPARE_WITH_TIMEOUT(load.figures().writingTo, m_lab->addresses().target, 10'000);
    load.stop();
    const auto audit = await(load.audit(), labPatience);
    VERIFY_VALUE(audit);
    QVERIFY(audit->figures.acknowledged > 0);
    QCOMPARE(audit->lost, 0);
}

void JourneyTest::aWrongAddressIsSaidOnThePage() {
    const quint16 nobody = freePort().value_or(0);
    type("sentinelUrl", QString("redis://127.0.0.1:%1").arg(nobody));
    type("dragonflyUrl", "redis://" + m_lab->addresses().target.toString());
    QVERIFY(click("testButton"));
    QTRY_VERIFY2(shownBanner().contains(QString("Nothing listens on 127.0.0.1:%1").arg(nobody)),
                 qPrintable(shownBanner()));
    QVERIFY(!control<QPushButton>("nextButton")->isEnabled());
    type("sentinelUrl", "redis://127.0.0.1:port");
    QVERIFY(click("testButton"));
    QTRY_VERIFY2(shownBanner().contains("is no port"), qPrintable(shownBanner()));
}

void JourneyTest::theFailoverButtonWaitsForTheName() {
    QVERIFY(connectToLab());
    QVERIFY(replicate());
    QVERIFY(click("nextButton", 120'000));
    QVERIFY(click("nextButton"));
    QTRY_VERIFY_WITH_TIMEOUT(allOpen(m_session->snapshot()->failOver.gates), 120'000);
    for (const char* wrong : {"Practice", "practice2", "pract"}) {
        type("confirmGroup", wrong);
        QVERIFY(!control<QPushButton>("failoverButton")->isEnabled());
    }
    type("confirmGroup", "practice");
    QTRY_VERIFY(control<QPushButton>("failoverButton")->isEnabled());
    // A gate that closes takes the button away again.
    m_lab->lab.freeze(m_lab->addresses().target);
    QTRY_VERIFY_WITH_TIMEOUT(!control<QPushButton>("failoverButton")->isEnabled(), 5'000);
    m_lab->lab.thaw(m_lab->addresses().target);
}

QTEST_MAIN(JourneyTest)
#include "journey_test.moc"
