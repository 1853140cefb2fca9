// SPDX-License-Identifier: GPL-3.0-or-later
#include "appearance_portal.h"
#include "theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QElapsedTimer>
#include <QPalette>
#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QThreadPool>

#include <atomic>

using namespace ferryman;

namespace {

const QString appearance = QStringLiteral("org.freedesktop.appearance");

using Settings = QMap<QString, QVariantMap>;

/// Answers as xdg-desktop-portal does.
class PortalDouble final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    Settings settings;
    QStringList asked;
    bool isSilent = false;

public slots:
    QMap<QString, QVariantMap> ReadAll(const QStringList& namespaces) {
        asked = namespaces;
        setDelayedReply(isSilent);
        return settings;
    }

signals:
    void SettingChanged(const QString& space, const QString& key, const QDBusVariant& value);
};

/// Each is a child of whoever asks.
class Questions final : public QObject {
public:
    int ended = 0;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        ended += event->type() == QEvent::ChildRemoved ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

class AppearancePortalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void whatTheDesktopSaysIsRead_data();
    void whatTheDesktopSaysIsRead();
    void whatChangesIsFollowed();
    void whatIsNotMeantIsPassedOver();
    void aSilentPortalDelaysNothing();
    void withoutAPortalNothingIsTold();
    void withoutABusNothingIsTold();
    void aConsoleThatEndsBeforeTheBusAnswersHearsNothing();
    void aThemeThatFollowsTheSystemTakesIt();
    void aThemeThatWasChosenStays();

private:
    [[nodiscard]] AppearancePortal::Bus bus(const QString& name) const;
    void serve();
    void change(const QString& key, const QVariant& value);

    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<PortalDouble> m_portal;
};

void AppearancePortalTest::initTestCase() {
    qDBusRegisterMetaType<Settings>();
    const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (daemon.isEmpty()) {
        QSKIP("There is no dbus-daemon on this machine.");
    }
    m_daemon.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_daemon.start(daemon, {"--session", "--nofork", "--nopidfile", "--print-address"});
    QVERIFY(QTest::qWaitFor([this] { return m_daemon.canReadLine(); }, 10'000));
    m_address = QString::fromUtf8(m_daemon.readLine().trimmed());
}

void AppearancePortalTest::init() {
    m_portal = std::make_unique<PortalDouble>();
    applyTheme(*qApp, ThemeMode::System);
    followDesktop(*qApp, {});
}

void AppearancePortalTest::cleanup() {
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
    QDBusConnection::disconnectFromBus(QStringLiteral("console"));
    m_portal.reset();
}

void AppearancePortalTest::cleanupTestCase() {
    if (m_daemon.state() != QProcess::NotRunning) {
        m_daemon.terminate();
        QVERIFY(m_daemon.waitForFinished());
    }
}

AppearancePortal::Bus AppearancePortalTest::bus(const QString& name) const {
    return [name, address = m_address] { return QDBusConnection::connectToBus(address, name); };
}

void AppearancePortalTest::serve() {
    QDBusConnection served = bus(QStringLiteral("portal"))();
    QVERIFY(
        served.registerObject("/org/freedesktop/portal/desktop", m_portal.get(),
                              QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    // The bus may still be about to hear that the one of the test before has gone.
    QTRY_VERIFY(served.registerService("org.freedesktop.portal.Desktop"));
}

void AppearancePortalTest::change(const QString& key, const QVariant& value) {
    emit m_portal->SettingChanged(appearance, key, QDBusVariant(value));
}

void AppearancePortalTest::whatTheDesktopSaysIsRead_data() {
    QTest::addColumn<QVariantMap>("settings");
    QTest::addColumn<DesktopWish>("wish");
    QTest::newRow("high contrast, dark")
        << QVariantMap{{"contrast", 1U}, {"color-scheme", 1U}} << DesktopWish{true, true};
    QTest::newRow("normal contrast, light")
        << QVariantMap{{"contrast", 0U}, {"color-scheme", 2U}} << DesktopWish{false, false};
    QTest::newRow("no preference")
        << QVariantMap{{"contrast", 0U}, {"color-scheme", 0U}} << DesktopWish{false, {}};
    QTest::newRow("an older portal") << QVariantMap{{"color-scheme", 1U}} << DesktopWish{{}, true};
    QTest::newRow("another type") << QVariantMap{{"contrast", "high"}} << DesktopWish{};
    QTest::newRow("a value of a newer portal")
        << QVariantMap{{"contrast", 7U}, {"color-scheme", 9U}} << DesktopWish{false, {}};
}

void AppearancePortalTest::whatTheDesktopSaysIsRead() {
    QFETCH(QVariantMap, settings);
    m_portal->settings.insert(appearance, settings);
    serve();
    const AppearancePortal portal(bus(QStringLiteral("console")));
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_COMPARE(told.size(), 1);
    QTEST(portal.wish(), "wish");
    QCOMPARE(m_portal->asked, QStringList{appearance});
}

void AppearancePortalTest::whatChangesIsFollowed() {
    serve();
    const AppearancePortal portal(bus(QStringLiteral("console")));
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_COMPARE(told.size(), 1); // by then it listens
    QCOMPARE(portal.wish(), DesktopWish{});
    change(QStringLiteral("contrast"), 1U);
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(portal.wish(), (DesktopWish{true, {}}));
    change(QStringLiteral("color-scheme"), 1U);
    QTRY_COMPARE(told.size(), 3);
    change(QStringLiteral("contrast"), 0U);
    QTRY_COMPARE(told.size(), 4);
    QCOMPARE(portal.wish(), (DesktopWish{false, true}));
}

void AppearancePortalTest::whatIsNotMeantIsPassedOver() {
    serve();
    const AppearancePortal portal(bus(QStringLiteral("console")));
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_COMPARE(told.size(), 1);
    emit m_portal->SettingChanged(QStringLiteral("org.gnome.desktop.interface"),
                                  QStringLiteral("contrast"), QDBusVariant(1U));
    change(QStringLiteral("accent-color"), 1U);
    change(QStringLiteral("contrast"), QStringLiteral("1"));
    change(QStringLiteral("color-scheme"), 2U); // the last one, which counts
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(portal.wish(), (DesktopWish{{}, false}));
}

void AppearancePortalTest::aSilentPortalDelaysNothing() {
    m_portal->isSilent = true;
    serve();
    QElapsedTimer made;
    made.start();
    const AppearancePortal portal(bus(QStringLiteral("console")));
    QVERIFY(made.elapsed() < 1000);
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_VERIFY(!m_portal->asked.isEmpty());
    QVERIFY(told.isEmpty());
    change(QStringLiteral("contrast"), 1U); // and it is followed all the same
    QTRY_COMPARE(told.size(), 1);
}

void AppearancePortalTest::withoutAPortalNothingIsTold() {
    AppearancePortal portal(bus(QStringLiteral("console")));
    Questions questions;
    portal.installEventFilter(&questions);
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_COMPARE(questions.ended, 2); // the bus answered, and refused
    QVERIFY(told.isEmpty());
}

void AppearancePortalTest::withoutABusNothingIsTold() {
    std::atomic_bool asked = false;
    const AppearancePortal portal([&asked] {
        const QDBusConnection none =
            QDBusConnection::connectToBus(QStringLiteral("unix:path=/nowhere/bus"), "console");
        asked = true;
        return none;
    });
    QSignalSpy told(&portal, &AppearancePortal::told);
    QTRY_VERIFY(asked.load());
    QCoreApplication::processEvents();
    QVERIFY(told.isEmpty());
    QCOMPARE(portal.wish(), DesktopWish{});

    const QByteArray before = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    QVERIFY(!AppearancePortal::sessionBus().isConnected());
    qputenv("DBUS_SESSION_BUS_ADDRESS", before);
}

void AppearancePortalTest::aConsoleThatEndsBeforeTheBusAnswersHearsNothing() {
    QSemaphore asked;
    QSemaphore goesOn;
    bool wasAsked = false;
    {
        const AppearancePortal portal([&] {
            asked.release();
            goesOn.acquire();
            return QDBusConnection(QStringLiteral("none"));
        });
        wasAsked = asked.tryAcquire(1, 10'000);
    }
    goesOn.release();
    QVERIFY(QThreadPool::globalInstance()->waitForDone(10'000));
    QVERIFY(wasAsked);
}

void AppearancePortalTest::aThemeThatFollowsTheSystemTakesIt() {
    m_portal->settings.insert(appearance, {{"contrast", 1U}});
    serve();
    const AppearancePortal portal(bus(QStringLiteral("console")));
    connect(&portal, &AppearancePortal::told, qApp,
            [](const DesktopWish& wish) { followDesktop(*qApp, wish); });
    const auto shown = [] { return &coloursOf(QApplication::palette()); };
    QTRY_COMPARE(shown(), &highContrastColours());
    change(QStringLiteral("contrast"), 0U);
    QTRY_COMPARE(shown(), &lightColours());
    change(QStringLiteral("color-scheme"), 1U);
    QTRY_COMPARE(shown(), &darkColours());
}

void AppearancePortalTest::aThemeThatWasChosenStays() {
    applyTheme(*qApp, ThemeMode::Light);
    followDesktop(*qApp, {true, true});
    QCOMPARE(&coloursOf(QApplication::palette()), &lightColours());
    applyTheme(*qApp, ThemeMode::System); // and what was said meanwhile counts
    QCOMPARE(&coloursOf(QApplication::palette()), &highContrastColours());
}

QTEST_MAIN(AppearancePortalTest)
#include "appearance_portal_test.moc"
