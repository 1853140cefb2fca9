// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/recent_endpoints.h"
#include "settings/settings.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "wizard/connect_page.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// What the endpoint fields of Connect offer, and what of it goes into the plan.
class ConnectPageTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void whatAnsweredIsOfferedAgain();
    void whatFailedIsNot();
    void aLabIsNotRemembered();
    void whatWasUsedCanBeForgotten();
    void aFieldCompletesWhatIsTyped();
    void aKeptConnectionFillsItsPart();
    void aKeptConnectionGivesTheSourceItsLogin();
    void aPasswordOfTheSessionIsEnteredUnseen();
    void anotherAddressLeavesTheConnection();
    void aPlansOwnTlsStaysWhateverIsTyped();
    void theClipboardsUrlIsEnteredWithItsPassword();

private:
    template <typename T>
    [[nodiscard]] T* find(const char* name) const {
        return m_page->findChild<T*>(QLatin1String(name));
    }
    [[nodiscard]] QStringList offered(const char* menu) const;
    void choose(const char* menu, const QString& text) const;
    [[nodiscard]] Plan submitted();
    void answer(bool works, bool practice = false);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<FakeConnections> m_kept;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<ConnectPage> m_page;
};

void ConnectPageTest::init() {
    QGuiApplication::clipboard()->clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath("settings.ini"));
    m_kept = std::make_unique<FakeConnections>(m_folder->path());
    m_session = std::make_unique<FakeSession>();
    m_page = std::make_unique<ConnectPage>(*m_session, *m_settings, *m_kept->connections);
    connect(m_session.get(), &Session::changed, m_page.get(),
            [this](const SnapshotPtr& snapshot) { m_page->take(*snapshot); });
    m_page->resize(1000, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    find<QLineEdit>("sentinelUrl")->setText("redis://10.0.0.3");
    find<QLineEdit>("dragonflyUrl")->setText("redis://10.0.0.2:6380");
}

void ConnectPageTest::cleanup() {
    m_page.reset();
    m_session.reset();
    m_kept.reset();
    m_settings.reset();
    m_folder.reset();
}

QStringList ConnectPageTest::offered(const char* menu) const {
    auto* button = find<QToolButton>(menu);
    QTest::mouseClick(button, Qt::LeftButton);
    auto* shown = button->findChild<QMenu*>("endpointMenu");
    QStringList texts;
    for (const QAction* action : shown->actions()) {
        if (!action->isSeparator()) {
            texts << action->text();
        }
    }
    shown->close();
    return texts;
}

void ConnectPageTest::choose(const char* menu, const QString& text) const {
    auto* button = find<QToolButton>(menu);
    QTest::mouseClick(button, Qt::LeftButton);
    auto* shown = button->findChild<QMenu*>("endpointMenu");
    const QList<QAction*> actions = shown->actions();
    const auto found = std::ranges::find_if(
        actions, [&](const QAction* action) { return action->text().startsWith(text); });
    QVERIFY2(found != actions.end(), qPrintable(text));
    QVERIFY((*found)->isEnabled());
    (*found)->trigger();
    shown->close();
}

Plan ConnectPageTest::submitted() {
    QTest::mouseClick(find<QPushButton>("testButton"), Qt::LeftButton);
    return m_session->plan;
}

/// As the engine tells the end of the connection tests.
void ConnectPageTest::answer(bool works, bool practice) {
    Snapshot snapshot;
    snapshot.plan = submitted();
    snapshot.practice = practice;
    snapshot.connect.running = true;
    m_session->show(snapshot);
    snapshot.connect.running = false;
    for (const auto& [role, address] :
         {std::pair(EndpointStatus::Role::Sentinel, redis::Address{"10.0.0.3", 26379}),
          std::pair(EndpointStatus::Role::Dragonfly, redis::Address{"10.0.0.2", 6380})}) {
        EndpointStatus status;
        status.role = role;
        status.address = address;
        status.tested = true;
        if (!works && role == EndpointStatus::Role::Dragonfly) {
            status.error = Error{ErrorKind::Unreachable, {"nobody"}, {}, {}};
        }
        snapshot.connect.endpoints << status;
    }
    m_session->show(snapshot);
}

void ConnectPageTest::whatAnsweredIsOfferedAgain() {
    find<QLineEdit>("sentinelPassword")->setText("hunter2");
    answer(true);
    QCOMPARE(recentEndpoints(*m_settings, EndpointKind::Sentinel),
             QStringList{"redis://10.0.0.3:26379"});
    QCOMPARE(recentEndpoints(*m_settings, EndpointKind::Server),
             QStringList{"redis://10.0.0.2:6380"});
    find<QLineEdit>("dragonflyUrl")->clear();
    choose("dragonflyUrlMenu", "redis://10.0.0.2:6380");
    QCOMPARE(find<QLineEdit>("dragonflyUrl")->text(), "redis://10.0.0.2:6380");
    QVERIFY(!offered("dragonflyUrlMenu").contains("redis://10.0.0.3:26379"));
    QFile file(m_folder->filePath("settings.ini"));
    QVERIFY(file.open(QIODevice::ReadOnly) && !file.readAll().contains("hunter2"));
}

void ConnectPageTest::whatFailedIsNot() {
    answer(false);
    QVERIFY(recentEndpoints(*m_settings, EndpointKind::Server).isEmpty());
    QVERIFY(!recentEndpoints(*m_settings, EndpointKind::Sentinel).isEmpty());
}

void ConnectPageTest::aLabIsNotRemembered() {
    answer(true, true);
    QVERIFY(recentEndpoints(*m_settings, EndpointKind::Sentinel).isEmpty());
}

void ConnectPageTest::whatWasUsedCanBeForgotten() {
    for (quint16 port = 1; port <= 30; ++port) {
        rememberEndpoint(*m_settings, EndpointKind::Server, {{"10.0.0.9", port}, {}, 0, false});
    }
    rememberEndpoint(*m_settings, EndpointKind::Sentinel, {{"10.0.0.9", 1}, {}, 0, false});
    QCOMPARE(recentEndpoints(*m_settings, EndpointKind::Server).size(), 20);
    QCOMPARE(recentEndpoints(*m_settings, EndpointKind::Server).first(), "redis://10.0.0.9:30");
    choose("sentinelUrlMenu", "&Forget recent addresses");
    QVERIFY(recentEndpoints(*m_settings, EndpointKind::Server).isEmpty());
    QVERIFY(recentEndpoints(*m_settings, EndpointKind::Sentinel).isEmpty());
    QVERIFY(!offered("sentinelUrlMenu").contains("&Forget recent addresses"));
}

void ConnectPageTest::aFieldCompletesWhatIsTyped() {
    rememberEndpoint(*m_settings, EndpointKind::Server, {{"cache.example", 6380}, {}, 0, true});
    const QCompleter* completer = find<QLineEdit>("dragonflyUrl")->completer();
    QVERIFY(completer != nullptr);
    QCOMPARE(completer->model()->rowCount(), 1);
    QCOMPARE(find<QLineEdit>("sentinelUrl")->completer()->model()->rowCount(), 0);
}

void ConnectPageTest::aKeptConnectionFillsItsPart() {
    ConnectionProfile orders;
    orders.name = "orders & co";
    orders.endpoint = {{"10.0.0.8", 6380}, "migrator", 0, true};
    orders.tls = {"/ca.pem", {}, {}, "cache.example"};
    orders.secret = {SecretSource::Kind::Keychain, "orders-dragonfly"};
    ConnectionProfile sentinel;
    sentinel.name = "eu";
    sentinel.endpoint = {{"10.0.0.7", 26379}, {}, 0, false};
    sentinel.group = "orders-eu";
    QVERIFY(m_kept->connections->put({}, orders));
    QVERIFY(m_kept->connections->put({}, sentinel));
    find<QLineEdit>("dragonflyPassword")->setText("of another one");
    choose("dragonflyUrlMenu", "orders && co");
    choose("sentinelUrlMenu", "eu");
    QVERIFY(find<QLabel>("chosenConnection3")->isVisible());
    QCOMPARE(find<QLabel>("chosenConnection3")->text(), "Password and TLS as in “orders & co”");
    const Plan plan = submitted();
    QCOMPARE(plan.dragonfly, orders.endpoint);
    QCOMPARE(plan.dragonflySecret, orders.secret);
    QCOMPARE(plan.dragonflyTls, std::optional(orders.tls));
    QVERIFY(!m_session->secrets.dragonfly); // it comes from the keychain
    QCOMPARE(plan.sentinels, QList<redis::Endpoint>{sentinel.endpoint});
    QCOMPARE(plan.group, "orders-eu");
    QVERIFY(!plan.sentinelsTls);
}

void ConnectPageTest::aKeptConnectionGivesTheSourceItsLogin() {
    ConnectionProfile source;
    source.name = "source";
    source.endpoint = {{"10.0.0.1", 6379}, "ferryman", 0, true};
    source.tls = {"/source-ca.pem", {}, {}, {}};
    source.secret = {SecretSource::Kind::Environment, "SOURCE_PASSWORD"};
    QVERIFY(m_kept->connections->put({}, source));
    choose("sourceUserMenu", "source");
    const Plan plan = submitted();
    QCOMPARE(plan.source->user, "ferryman");
    QCOMPARE(plan.sourceSecret, source.secret);
    QCOMPARE(plan.sourceTls, std::optional(source.tls));
}

void ConnectPageTest::aPasswordOfTheSessionIsEnteredUnseen() {
    ConnectionProfile orders;
    orders.name = "orders";
    orders.endpoint = {{"10.0.0.8", 6380}, {}, 0, false};
    QVERIFY(m_kept->connections->put({}, orders));
    m_kept->connections->keepForSession("orders", Secret("hunter2"));
    choose("dragonflyUrlMenu", "orders");
    QCOMPARE(find<QLineEdit>("dragonflyPassword")->echoMode(), QLineEdit::Password);
    (void)submitted();
    QCOMPARE(m_session->secrets.dragonfly, std::optional(Secret("hunter2")));
}

void ConnectPageTest::anotherAddressLeavesTheConnection() {
    ConnectionProfile orders;
    orders.name = "orders";
    orders.endpoint = {{"10.0.0.8", 6380}, {}, 0, true};
    orders.secret = {SecretSource::Kind::Keychain, "orders"};
    QVERIFY(m_kept->connections->put({}, orders));
    choose("dragonflyUrlMenu", "orders");
    QTest::keyClicks(find<QLineEdit>("dragonflyUrl"), "1");
    QVERIFY(!find<QLabel>("chosenConnection3")->isVisible());
    const Plan plan = submitted();
    QCOMPARE(plan.dragonfly.address.port, quint16(63801));
    QCOMPARE(plan.dragonflySecret, SecretSource{});
    QVERIFY(!plan.dragonflyTls);
}

void ConnectPageTest::aPlansOwnTlsStaysWhateverIsTyped() {
    Snapshot snapshot;
    snapshot.plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
    snapshot.plan.sentinels = {{{"10.0.0.3", 26379}, {}, 0, false}};
    snapshot.plan.dragonfly = {{"10.0.0.2", 6380}, {}, 0, true};
    snapshot.plan.dragonflyTls = redis::TlsSettings{"/own-ca.pem", {}, {}, {}};
    snapshot.plan.dragonflySecret = {SecretSource::Kind::Environment, "DRAGONFLY"};
    m_session->show(snapshot);
    QTest::keyClicks(find<QLineEdit>("dragonflyUrl"), "1");
    const Plan plan = submitted();
    QCOMPARE(plan.dragonflyTls, snapshot.plan.dragonflyTls);
    QCOMPARE(plan.dragonflySecret, snapshot.plan.dragonflySecret);
}

void ConnectPageTest::theClipboardsUrlIsEnteredWithItsPassword() {
    QGuiApplication::clipboard()->setText("rediss://ann:hunter2@10.0.0.8:6390\n");
    for (const QString& text : offered("dragonflyUrlMenu")) {
        QVERIFY2(!text.contains("hunter2"), qPrintable(text));
    }
    choose("dragonflyUrlMenu", "rediss://ann@10.0.0.8:6390, with password");
    QCOMPARE(find<QLineEdit>("dragonflyUrl")->text(), "rediss://ann@10.0.0.8:6390");
    (void)submitted();
    QCOMPARE(m_session->secrets.dragonfly, std::optional(Secret("hunter2")));
}

QTEST_MAIN(ConnectPageTest)
#include "connect_page_test.moc"
