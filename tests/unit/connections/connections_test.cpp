// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections.h"
#include "support/await.h"
#include "support/fake_connections.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace ferryman;
using namespace ferryman::test;

/// Connections in one file: strictly read, never written over where they are broken.
class ConnectionsTest : public QObject {
    Q_OBJECT

private slots:
    void init();

    void areKeptForTheNextStart();
    void areForTheirOwnerAlone();
    void noPasswordIsInTheFile();
    void aBrokenFileIsToldAndLeftAsItIs_data();
    void aBrokenFileIsToldAndLeftAsItIs();
    void aBrokenFileThatIsMendedIsUsed();
    void whatAnotherConsoleWroteStays();
    void aNameIsThereOnce();
    void aRenamedOneKeepsItsPassword();
    void passwordsComeFromWhereTheyAre();
    void aDeletedOneIsGoneWithItsPassword();
    void freeNamesAreNumbered();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath("connections.json"); }
    [[nodiscard]] QByteArray written() const {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray& json) const {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(json);
    }
    [[nodiscard]] Connections& kept() const { return *m_fakes->connections; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeConnections> m_fakes;
};

namespace {

ConnectionProfile orders() {
    ConnectionProfile profile;
    profile.name = "orders dragonfly";
    profile.endpoint = {{"10.0.0.2", 6380}, "migrator", 0, true};
    profile.tls = {"/etc/ca.pem", "/etc/client.pem", "/etc/client.key", "cache.example"};
    profile.secret = {SecretSource::Kind::Keychain, "orders-dragonfly"};
    return profile;
}

ConnectionProfile sentinel() {
    ConnectionProfile profile;
    profile.name = "Sentinel eu";
    profile.endpoint = {{"10.0.0.3", 26379}, {}, 0, false};
    profile.group = "mymaster";
    return profile;
}

} // namespace

void ConnectionsTest::init() {
    m_fakes.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_fakes = std::make_unique<FakeConnections>(m_folder->path());
}

void ConnectionsTest::areKeptForTheNextStart() {
    QSignalSpy changed(&kept(), &Connections::changed);
    VERIFY_VALUE(kept().put({}, orders()));
    VERIFY_VALUE(kept().put({}, sentinel()));
    QVERIFY(changed.count() >= 2);
    const FakeConnections again(m_folder->path());
    QCOMPARE(again.connections->all(), (QList<ConnectionProfile>{orders(), sentinel()}));
    QVERIFY(!again.connections->problem());
}

void ConnectionsTest::areForTheirOwnerAlone() {
    VERIFY_VALUE(kept().put({}, orders()));
    QCOMPARE(QFile::permissions(path()) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
}

void ConnectionsTest::noPasswordIsInTheFile() {
    kept().keepForSession(sentinel().name, Secret("hunter2"));
    VERIFY_VALUE(kept().put({}, sentinel()));
    VERIFY_VALUE(await(kept().store().write("orders-dragonfly", Secret("hunter3"))));
    VERIFY_VALUE(kept().put({}, orders()));
    QVERIFY(!written().contains("hunter"));
    QVERIFY(written().contains("\"keychain\": \"orders-dragonfly\""));
}

void ConnectionsTest::aBrokenFileIsToldAndLeftAsItIs_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* name, const QByteArray& json, const char* place) {
        QTest::addRow("%s", name) << json << QString::fromLatin1(place);
    };
    const auto one = [](const QByteArray& rest) {
        return R"({"version": 1, "connections": [{"name": "a", "url": "redis://h:1")" + rest +
               "}]}";
    };
    row("no JSON", "{\"version\": 1,\n  oops", "line 2, column 3");
    row("a list", "[]", "version is missing");
    row("another version", R"({"version": 2, "connections": []})", "version must be");
    row("no URL", R"({"version": 1, "connections": [{"name": "a"}]})", "connections[0].url");
    row("no name", R"({"version": 1, "connections": [{"url": "redis://h"}]})",
        "connections[0].name");
    row("a password in the URL",
        R"({"version": 1, "connections": [{"name": "a", "url": "redis://u:hunter2@h"}]})",
        "connections[0].url: The address holds a password");
    row("unknown key", one(R"(, "password": "hunter2")"), "connections[0].password is no key");
    row("two places of a password", one(R"(, "secret": {"env": "A", "keychain": "b"})"),
        "connections[0].secret");
    row("half a client certificate", one(R"(, "tls": {"certificate": "c.pem"})"),
        "connections[0].tls.key");
    row("twice the same name",
        R"({"version": 1, "connections": [{"name": "a", "url": "redis://h"},
            {"name": "a", "url": "redis://i"}]})",
        "connections[1].name");
    row("an entry of another type", R"({"version": 1, "connections": ["a"]})",
        "connections must be a list of objects");
    row("too large", QByteArray(1024 * 1024 + 1, ' '), "larger than");
}

void ConnectionsTest::aBrokenFileIsToldAndLeftAsItIs() {
    QFETCH(QByteArray, json);
    QFETCH(QString, place);
    write(json);
    kept().read();
    QVERIFY(kept().problem());
    const QString told = kept().problem()->english();
    QVERIFY2(told.contains(place) && told.contains(path()), qPrintable(told));
    QVERIFY(!told.contains("hunter2"));
    QVERIFY(kept().all().isEmpty());
    VERIFY_ERROR(kept().put({}, orders()), ErrorKind::InvalidInput);
    VERIFY_ERROR(kept().remove("a"), ErrorKind::InvalidInput);
    QCOMPARE(written(), json);
}

void ConnectionsTest::aBrokenFileThatIsMendedIsUsed() {
    write("{");
    kept().read();
    QVERIFY(kept().problem());
    write(profilesToJson({orders()}));
    VERIFY_VALUE(kept().put({}, sentinel()));
    QVERIFY(!kept().problem());
    QCOMPARE(kept().names(), (QStringList{orders().name, sentinel().name}));
}

void ConnectionsTest::whatAnotherConsoleWroteStays() {
    const FakeConnections other(m_folder->path());
    VERIFY_VALUE(other.connections->put({}, sentinel()));
    VERIFY_VALUE(kept().put({}, orders()));
    QCOMPARE(kept().names(), (QStringList{sentinel().name, orders().name}));
}

void ConnectionsTest::aNameIsThereOnce() {
    VERIFY_VALUE(kept().put({}, orders()));
    VERIFY_ERROR(kept().put({}, orders()), ErrorKind::InvalidInput);
    ConnectionProfile nameless = sentinel();
    nameless.name = "  ";
    VERIFY_ERROR(kept().put({}, nameless), ErrorKind::InvalidInput);
    VERIFY_VALUE(kept().put(orders().name, orders())); // in its own place
    QCOMPARE(kept().all().size(), 1);
}

void ConnectionsTest::aRenamedOneKeepsItsPassword() {
    VERIFY_VALUE(kept().put({}, sentinel()));
    kept().keepForSession(sentinel().name, Secret("hunter2"));
    ConnectionProfile renamed = sentinel();
    renamed.name = "Sentinel us";
    VERIFY_VALUE(kept().put(sentinel().name, renamed));
    QCOMPARE(kept().all(), QList<ConnectionProfile>{renamed});
    QCOMPARE(kept().sessionSecret(renamed.name), std::optional(Secret("hunter2")));
    QVERIFY(!kept().sessionSecret(sentinel().name));
}

void ConnectionsTest::passwordsComeFromWhereTheyAre() {
    m_fakes->store->entries.insert("orders-dragonfly", "of the keychain");
    QCOMPARE(*await(kept().secretOf(orders())), Secret("of the keychain"));
    QCOMPARE(*await(kept().secretOf(sentinel())), Secret());
    ConnectionProfile variable = sentinel();
    variable.secret = {SecretSource::Kind::Environment, "FERRYMAN_TEST_CONNECTION"};
    VERIFY_ERROR(await(kept().secretOf(variable)), ErrorKind::InvalidInput);
    qputenv("FERRYMAN_TEST_CONNECTION", "of the environment");
    QCOMPARE(*await(kept().secretOf(variable)), Secret("of the environment"));
    qunsetenv("FERRYMAN_TEST_CONNECTION");
    kept().keepForSession(orders().name, Secret("typed"));
    QCOMPARE(*await(kept().secretOf(orders())), Secret("typed"));
    m_fakes->store->trouble = noKeychain();
    kept().keepForSession(orders().name, {});
    VERIFY_ERROR(await(kept().secretOf(orders())), ErrorKind::Storage);
}

void ConnectionsTest::aDeletedOneIsGoneWithItsPassword() {
    VERIFY_VALUE(kept().put({}, sentinel()));
    kept().keepForSession(sentinel().name, Secret("hunter2"));
    VERIFY_VALUE(kept().remove(sentinel().name));
    QVERIFY(kept().all().isEmpty());
    QVERIFY(!kept().sessionSecret(sentinel().name));
}

void ConnectionsTest::freeNamesAreNumbered() {
    QCOMPARE(freeProfileName(" a ", {}), "a");
    QCOMPARE(freeProfileName("a", {"a", "a (2)"}), "a (3)");
    const QString longest(longestProfileName, u'x');
    QCOMPARE(freeProfileName(longest, {longest}).size(), longestProfileName);
}

QTEST_GUILESS_MAIN(ConnectionsTest)
#include "connections_test.moc"
