// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections_dialog.h"
#include "gui/window_audit.h"
#include "support/fake_connections.h"
#include "theme.h"
#include "widgets/banner.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// The connections that are kept: made, tested, imported and deleted by a person.
class ConnectionsDialogTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void oneIsMadeForThisSession();
    void oneIsMadeWithTheKeychain();
    void withoutAKeychainTheSessionIsOffered();
    void oneOfTheEnvironmentNamesItsVariable();
    void aWrongFieldIsTold_data();
    void aWrongFieldIsTold();
    void oneIsChangedAndRenamed();
    void whatAnotherConsoleChangedIsNotWrittenOverUnasked();
    void whatAnotherConsoleDeletedIsTold();
    void oneIsDeletedAfterAQuestion();
    void itsPasswordGoesWithIt();
    void aPasswordThatOthersUseStays();
    void aBrokenFileIsTold();

    void theTestShowsEachStage();
    void theTestSaysWhatFailed();
    void theTestTakesThePasswordFromItsPlace();
    void theTestIsCancelled();
    void anotherConnectionEndsTheTest();

    void theClipboardIsOffered();
    void anImportFromTheClipboardHidesThePassword();
    void anImportAsksAboutCertificates();
    void aWrongExportIsTold();

    void looksWellInEveryTheme_data();
    void looksWellInEveryTheme();

private:
    template <typename T>
    [[nodiscard]] T* find(const char* name) const {
        return m_dialog->findChild<T*>(QLatin1String(name));
    }
    void open();
    void type(const char* field, const QString& text) const {
        find<QLineEdit>(field)->setText(text);
    }
    void click(const char* button) const {
        auto* found = find<QPushButton>(button);
        QVERIFY2(found != nullptr && found->isEnabled() && found->isVisible(), button);
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void chooseSource(int row) const {
        find<QComboBox>("profileSecretSource")->setCurrentIndex(row);
    }
    [[nodiscard]] QString told() const { return find<Banner>("connectionsBanner")->text(); }
    [[nodiscard]] QString stage(int number) const {
        return find<QLabel>(qPrintable(QString("testStage%1").arg(number)))->text();
    }
    void answerQuestion(QMessageBox::ButtonRole role, bool withPassword = false) const;
    [[nodiscard]] QString importFile(const QByteArray& json) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeConnections> m_kept;
    QPointer<ConnectionsDialog> m_dialog;
};

namespace {

enum { ForSession, InKeychain, FromEnvironment };

ConnectionProfile orders() {
    ConnectionProfile profile;
    profile.name = "orders dragonfly";
    profile.endpoint = {{"10.0.0.2", 6380}, "migrator", 0, true};
    profile.tls = {"/etc/ferryman/ca.pem", {}, {}, "cache.example"};
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

ConnectionReport passedReport() {
    using State = ConnectionReport::State;
    ConnectionReport report;
    report.steps = {{{State::Passed, 1.2},
                     {State::Passed, 0.4},
                     {State::Passed, 3.1},
                     {State::Passed, 0.5},
                     {State::Passed, 1.9}}};
    report.addresses = QStringList{"10.0.0.2"};
    report.security = "TLSv1.3, TLS_AES_256_GCM_SHA384";
    report.certificate = redis::PeerCertificate{
        "cache.example", "Example CA", QDateTime(QDate(2027, 1, 31), QTime(0, 0), Qt::UTC)};
    report.identity = {redis::Product::Dragonfly, "1.40.1"};
    report.role.role = redis::Role::Replica;
    report.role.primary = {"10.0.0.1", 6379};
    report.role.linkState = "online";
    report.roundTripMs = 0.4;
    return report;
}

} // namespace

void ConnectionsDialogTest::init() {
    applyTheme(*qApp, ThemeMode::Light);
    QGuiApplication::clipboard()->clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_kept = std::make_unique<FakeConnections>(m_folder->path());
}

void ConnectionsDialogTest::cleanup() {
    delete m_dialog;
    m_kept.reset();
    m_folder.reset();
}

void ConnectionsDialogTest::open() {
    m_dialog = new ConnectionsDialog(*m_kept->connections);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog));
}

void ConnectionsDialogTest::answerQuestion(QMessageBox::ButtonRole role, bool withPassword) const {
    const auto boxes = m_dialog->findChildren<QMessageBox*>("deleteConnectionBox");
    QCOMPARE(boxes.size(), 1);
    if (withPassword) {
        auto* box = boxes.first()->findChild<QCheckBox*>("deletePasswordBox");
        QVERIFY(box != nullptr);
        box->setChecked(true);
    }
    for (QAbstractButton* button : boxes.first()->buttons()) {
        if (boxes.first()->buttonRole(button) == role) {
            QTest::mouseClick(button, Qt::LeftButton);
            QTRY_VERIFY(m_dialog->findChildren<QMessageBox*>("deleteConnectionBox").isEmpty());
            return;
        }
    }
    QFAIL("no such button");
}

QString ConnectionsDialogTest::importFile(const QByteArray& json) const {
    const QString path = m_folder->filePath("export.json");
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(json) == json.size() ? path : QString();
}

void ConnectionsDialogTest::oneIsMadeForThisSession() {
    open();
    QVERIFY(find<QLineEdit>("profileUrl")->hasFocus()); // there is none yet
    type("profileName", "orders");
    type("profileUrl", "redis://10.0.0.2:6380");
    type("profileUser", "migrator");
    type("profilePassword", "hunter2");
    click("saveConnectionButton");
    QCOMPARE(m_kept->connections->all().size(), 1);
    QCOMPARE(m_kept->connections->all().first().endpoint.toUrl(), "redis://migrator@10.0.0.2:6380");
    QCOMPARE(m_kept->connections->sessionSecret("orders"), std::optional(Secret("hunter2")));
    QVERIFY(m_kept->store->entries.isEmpty());
    QVERIFY(find<QLineEdit>("profilePassword")->text().isEmpty());
    QCOMPARE(find<QLineEdit>("profilePassword")->placeholderText(), "kept until Ferryman ends");
    QCOMPARE(find<QListWidget>("connectionsList")->currentItem()->text(), "orders");
    QVERIFY(told().contains("“orders” is kept"));
}

void ConnectionsDialogTest::oneIsMadeWithTheKeychain() {
    open();
    type("profileName", "orders");
    type("profileUrl", "redis://10.0.0.2:6380");
    chooseSource(InKeychain);
    type("profilePassword", "hunter2");
    click("saveConnectionButton");
    QTRY_COMPARE(m_kept->connections->all().size(), 1);
    QCOMPARE(m_kept->store->entries, (QMap<QString, QByteArray>{{"orders", "hunter2"}}));
    QCOMPARE(m_kept->connections->all().first().secret,
             (SecretSource{SecretSource::Kind::Keychain, "orders"}));
    QVERIFY(!m_kept->connections->sessionSecret("orders"));
}

void ConnectionsDialogTest::withoutAKeychainTheSessionIsOffered() {
    m_kept->store->trouble = noKeychain();
    open();
    type("profileName", "orders");
    type("profileUrl", "redis://10.0.0.2:6380");
    chooseSource(InKeychain);
    type("profilePassword", "hunter2");
    click("saveConnectionButton");
    QTRY_VERIFY2(told().contains("for this session only"), qPrintable(told()));
    QVERIFY(m_kept->connections->all().isEmpty());
    QVERIFY(find<QPushButton>("sessionOnlyButton")->hasFocus());
    click("sessionOnlyButton");
    QCOMPARE(m_kept->connections->all().size(), 1);
    QCOMPARE(m_kept->connections->all().first().secret, SecretSource{});
    QCOMPARE(m_kept->connections->sessionSecret("orders"), std::optional(Secret("hunter2")));
    QVERIFY(!find<QPushButton>("sessionOnlyButton")->isVisible());
}

void ConnectionsDialogTest::oneOfTheEnvironmentNamesItsVariable() {
    open();
    type("profileUrl", "redis://10.0.0.2");
    chooseSource(FromEnvironment);
    QVERIFY(!find<QLineEdit>("profilePassword")->isEnabled());
    click("saveConnectionButton");
    QVERIFY2(told().contains("environment variable"), qPrintable(told()));
    type("profileSecretPlace", "DRAGONFLY_PASSWORD");
    click("saveConnectionButton");
    QCOMPARE(m_kept->connections->all().first().secret,
             (SecretSource{SecretSource::Kind::Environment, "DRAGONFLY_PASSWORD"}));
    QCOMPARE(m_kept->connections->all().first().name, "10.0.0.2:6379"); // none was given
}

void ConnectionsDialogTest::aWrongFieldIsTold_data() {
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no URL") << "profileUrl"
                            << ""
                            << "is no address of a server";
    QTest::newRow("a password in it") << "profileUrl"
                                      << "redis://a:hunter2@h"
                                      << "holds a password";
    QTest::newRow("two users") << "profileUrl"
                               << "redis://ann@h"
                               << "two users";
    QTest::newRow("no key") << "profileCertificate"
                            << "/c.pem"
                            << "belong together";
}

void ConnectionsDialogTest::aWrongFieldIsTold() {
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    open();
    type("profileUrl", "redis://10.0.0.2");
    type("profileUser", "bob");
    type(qPrintable(field), text);
    click("saveConnectionButton");
    QVERIFY2(told().contains(sentence) && !told().contains("hunter2"), qPrintable(told()));
    QVERIFY(m_kept->connections->all().isEmpty());
}

void ConnectionsDialogTest::oneIsChangedAndRenamed() {
    QVERIFY(m_kept->connections->put({}, orders()));
    open();
    QCOMPARE(find<QLineEdit>("profileName")->text(), "orders dragonfly");
    QCOMPARE(find<QLineEdit>("profileUrl")->text(), "rediss://10.0.0.2:6380");
    QCOMPARE(find<QLineEdit>("profileUser")->text(), "migrator");
    QCOMPARE(find<QLineEdit>("profileSecretPlace")->text(), "orders-dragonfly");
    type("profileName", "orders eu");
    type("profileServerName", {});
    click("saveConnectionButton");
    ConnectionProfile changed = orders();
    changed.name = "orders eu";
    changed.tls.serverName.clear();
    QCOMPARE(m_kept->connections->all(), QList<ConnectionProfile>{changed});
    QVERIFY(m_kept->store->entries.isEmpty()); // no password was typed: none is stored
}

void ConnectionsDialogTest::whatAnotherConsoleChangedIsNotWrittenOverUnasked() {
    QVERIFY(m_kept->connections->put({}, orders()));
    open();
    const FakeConnections other(m_folder->path()); // another console on the same file
    ConnectionProfile theirs = orders();
    theirs.endpoint.user = "admin";
    QVERIFY(other.connections->put(theirs.name, theirs));
    type("profileServerName", "cache-2.example");
    click("saveConnectionButton");
    QVERIFY2(told().contains("was changed meanwhile"), qPrintable(told()));
    QCOMPARE(find<QLineEdit>("profileServerName")->text(), "cache-2.example"); // nothing is lost
    QCOMPARE(m_kept->connections->all(), QList<ConnectionProfile>{theirs});
    click("saveConnectionButton");
    ConnectionProfile ours = orders();
    ours.tls.serverName = "cache-2.example";
    QCOMPARE(m_kept->connections->all(), QList<ConnectionProfile>{ours});
}

void ConnectionsDialogTest::whatAnotherConsoleDeletedIsTold() {
    QVERIFY(m_kept->connections->put({}, orders()));
    open();
    const FakeConnections other(m_folder->path());
    QVERIFY(other.connections->remove(orders().name));
    click("saveConnectionButton");
    QVERIFY2(told().contains("was deleted meanwhile"), qPrintable(told()));
    QVERIFY(m_kept->connections->all().isEmpty());
    click("saveConnectionButton");
    QCOMPARE(m_kept->connections->all(), QList<ConnectionProfile>{orders()});
}

void ConnectionsDialogTest::oneIsDeletedAfterAQuestion() {
    QVERIFY(m_kept->connections->put({}, sentinel()));
    QVERIFY(m_kept->connections->put({}, orders()));
    open();
    click("deleteConnectionButton");
    answerQuestion(QMessageBox::RejectRole);
    QCOMPARE(m_kept->connections->all().size(), 2);
    click("deleteConnectionButton");
    answerQuestion(QMessageBox::DestructiveRole);
    QCOMPARE(m_kept->connections->all(), QList<ConnectionProfile>{orders()});
    QCOMPARE(find<QLineEdit>("profileName")->text(), orders().name);
}

void ConnectionsDialogTest::itsPasswordGoesWithIt() {
    QVERIFY(m_kept->connections->put({}, orders()));
    m_kept->store->entries.insert("orders-dragonfly", "hunter2");
    open();
    click("deleteConnectionButton");
    answerQuestion(QMessageBox::DestructiveRole, true);
    QTRY_VERIFY(m_kept->store->entries.isEmpty());

    QVERIFY(m_kept->connections->put({}, orders()));
    m_dialog->choose(orders().name);
    m_kept->store->trouble = noKeychain();
    click("deleteConnectionButton");
    answerQuestion(QMessageBox::DestructiveRole, true);
    QTRY_VERIFY2(told().contains("The keychain cannot be used"), qPrintable(told()));
}

void ConnectionsDialogTest::aPasswordThatOthersUseStays() {
    ConnectionProfile twin = orders();
    twin.name = "twin";
    QVERIFY(m_kept->connections->put({}, orders()));
    QVERIFY(m_kept->connections->put({}, twin));
    open();
    click("deleteConnectionButton");
    QVERIFY(m_dialog->findChild<QCheckBox*>("deletePasswordBox") == nullptr);
    answerQuestion(QMessageBox::RejectRole);
}

void ConnectionsDialogTest::aBrokenFileIsTold() {
    QFile file(m_kept->connections->file());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ \"version\": 1, \"conections\": [] }");
    file.close();
    open();
    QVERIFY2(told().contains("conections is no key of a connection"), qPrintable(told()));
    QVERIFY(!find<QPushButton>("saveConnectionButton")->isEnabled());
}

void ConnectionsDialogTest::theTestShowsEachStage() {
    QVERIFY(m_kept->connections->put({}, orders()));
    m_kept->store->entries.insert("orders-dragonfly", "hunter2");
    open();
    QCOMPARE(stage(1), "not tested");
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 1);
    ConnectionReport report;
    report.running = true;
    report.at(ConnectionReport::Stage::Lookup).state = ConnectionReport::State::Running;
    emit m_kept->tester->changed(report);
    QCOMPARE(stage(1), "under way");
    QCOMPARE(stage(2), "to come");
    QVERIFY(!find<QPushButton>("testConnectionButton")->isEnabled());
    emit m_kept->tester->changed(passedReport());
    QVERIFY2(stage(1).contains("10.0.0.2"), qPrintable(stage(1)));
    QVERIFY2(stage(3).contains("certificate of cache.example by Example CA"), qPrintable(stage(3)));
    const QString outcome = find<QWidget>("testOutcome")->accessibleName();
    QCOMPARE(outcome, "Dragonfly 1.40.1, replica of 10.0.0.1:6379, link: online");
    QVERIFY(find<QPushButton>("testConnectionButton")->isEnabled());
}

void ConnectionsDialogTest::theTestSaysWhatFailed() {
    open();
    type("profileUrl", "redis://10.0.0.2");
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 1);
    ConnectionReport report;
    report.steps = {{{ConnectionReport::State::NotNeeded, 0},
                     {ConnectionReport::State::Passed, 0.4},
                     {ConnectionReport::State::NotNeeded, 0},
                     {ConnectionReport::State::Failed, 0},
                     {ConnectionReport::State::Waiting, 0}}};
    report.error = Error{ErrorKind::Auth, {"%1 wants a password.", {"10.0.0.2:6379"}}, {}, {}};
    emit m_kept->tester->changed(report);
    QVERIFY(stage(1).contains("IP address"));
    QVERIFY(stage(3).contains("not wanted"));
    QCOMPARE(stage(4), "failed");
    QCOMPARE(stage(5), "not reached");
    QCOMPARE(find<QWidget>("testOutcome")->accessibleName(), "10.0.0.2:6379 wants a password.");
}

void ConnectionsDialogTest::theTestTakesThePasswordFromItsPlace() {
    QVERIFY(m_kept->connections->put({}, orders()));
    QVERIFY(m_kept->connections->put({}, sentinel()));
    m_kept->store->entries.insert("orders-dragonfly", "of the keychain");
    m_kept->connections->keepForSession(sentinel().name, Secret("of the session"));
    open();
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 1);
    QCOMPARE(m_kept->tester->asked.last().password, Secret("of the keychain"));
    QCOMPARE(m_kept->tester->asked.last().tls, orders().tls);
    m_dialog->choose(sentinel().name);
    type("profileName", "renamed and not yet saved");
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 2);
    QCOMPARE(m_kept->tester->asked.last().password, Secret("of the session"));
    type("profilePassword", "typed");
    emit m_kept->tester->changed(passedReport());
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 3);
    QCOMPARE(m_kept->tester->asked.last().password, Secret("typed"));

    m_dialog->choose(orders().name);
    m_kept->store->trouble = noKeychain();
    click("testConnectionButton");
    QTRY_VERIFY2(told().contains("The keychain cannot be used"), qPrintable(told()));
    QCOMPARE(m_kept->tester->asked.size(), 3);
}

void ConnectionsDialogTest::theTestIsCancelled() {
    open();
    type("profileUrl", "redis://10.0.0.2");
    click("testConnectionButton");
    QTRY_COMPARE(m_kept->tester->asked.size(), 1);
    ConnectionReport report;
    report.running = true;
    emit m_kept->tester->changed(report);
    const int before = m_kept->tester->cancelled;
    click("cancelTestButton");
    QCOMPARE(m_kept->tester->cancelled, before + 1);
    report.running = false;
    report.cancelled = true;
    emit m_kept->tester->changed(report);
    QCOMPARE(find<QWidget>("testOutcome")->accessibleName(), "The test was cancelled.");
    QVERIFY(find<QPushButton>("testConnectionButton")->hasFocus());
}

void ConnectionsDialogTest::anotherConnectionEndsTheTest() {
    QVERIFY(m_kept->connections->put({}, orders()));
    QVERIFY(m_kept->connections->put({}, sentinel()));
    open();
    const int before = m_kept->tester->cancelled;
    m_dialog->choose(sentinel().name);
    QVERIFY(m_kept->tester->cancelled > before);
    QCOMPARE(stage(1), "not tested");
}

void ConnectionsDialogTest::theClipboardIsOffered() {
    open();
    QVERIFY(!find<QPushButton>("importClipboardButton")->isEnabled());
    QGuiApplication::clipboard()->setText("redis://:hunter2@10.0.0.1\nrediss://10.0.0.2");
    QTRY_VERIFY(find<QPushButton>("importClipboardButton")->isEnabled());
    QVERIFY2(told().contains("clipboard holds Redis URLs"), qPrintable(told()));
}

void ConnectionsDialogTest::anImportFromTheClipboardHidesThePassword() {
    QGuiApplication::clipboard()->setText("redis://:hunter2@10.0.0.1\nrediss://10.0.0.2");
    open();
    click("importClipboardButton");
    auto* import = m_dialog->findChild<QDialog*>("importConnections");
    QVERIFY(import != nullptr);
    for (const QString& text : visibleTexts(*import)) {
        QVERIFY2(!text.contains("hunter2"), qPrintable(text));
    }
    auto* table = import->findChild<QTreeWidget*>("importTable");
    QCOMPARE(table->topLevelItemCount(), 2);
    QCOMPARE(table->topLevelItem(0)->text(1), "redis://10.0.0.1:6379");
    table->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
    QTest::mouseClick(import->findChild<QPushButton*>("importChosenButton"), Qt::LeftButton);
    QTRY_COMPARE(m_kept->connections->names(), QStringList{"10.0.0.1:6379"});
    QCOMPARE(m_kept->connections->sessionSecret("10.0.0.1:6379"), std::optional(Secret("hunter2")));
    QTRY_COMPARE(find<QLineEdit>("profileName")->text(), "10.0.0.1:6379");
}

void ConnectionsDialogTest::anImportAsksAboutCertificates() {
    open();
    click("importRedisInsightButton");
    auto* choose = find<QFileDialog>("redisInsightDialog");
    QVERIFY(choose != nullptr);
    emit choose->fileSelected(importFile(
        R"([{"host": "10.0.0.1", "port": 6379, "name": "a", "password": "hunter2"},
            {"host": "10.0.0.2", "port": 6379, "name": "b", "ssh": true}])"));
    choose->close();
    auto* import = m_dialog->findChild<QDialog*>("importConnections");
    QVERIFY(import != nullptr);
    QVERIFY(import->findChild<QCheckBox*>("importCertificates") == nullptr); // none came along
    auto* table = import->findChild<QTreeWidget*>("importTable");
    QVERIFY(table->topLevelItem(1)->isDisabled());
    QVERIFY(table->topLevelItem(1)->text(2).contains("SSH tunnel"));
    import->findChild<QComboBox*>("importPasswords")->setCurrentIndex(1);
    m_kept->store->trouble = noKeychain();
    QTest::mouseClick(import->findChild<QPushButton*>("importChosenButton"), Qt::LeftButton);
    QTRY_COMPARE(m_kept->connections->names(), QStringList{"a"});
    const auto* banner = import->findChild<Banner*>("importBanner");
    QTRY_VERIFY2(banner->text().contains("kept for this session only"), qPrintable(banner->text()));
    QCOMPARE(m_kept->connections->sessionSecret("a"), std::optional(Secret("hunter2")));
}

void ConnectionsDialogTest::aWrongExportIsTold() {
    open();
    click("importRedisInsightButton");
    auto* choose = find<QFileDialog>("redisInsightDialog");
    emit choose->fileSelected(importFile(R"([{"host": "10.0.0.1"}])"));
    choose->close();
    QVERIFY2(told().contains("[0].port") && told().contains("export.json"), qPrintable(told()));
    QVERIFY(m_dialog->findChild<QDialog*>("importConnections") == nullptr);
}

void ConnectionsDialogTest::looksWellInEveryTheme_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

/// Names, focus, tab order and room, as of the window; a picture of each for the eye.
void ConnectionsDialogTest::looksWellInEveryTheme() {
    QFETCH(bool, dark);
    applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light);
    QVERIFY(m_kept->connections->put({}, orders()));
    QVERIFY(m_kept->connections->put({}, sentinel()));
    open();
    emit m_kept->tester->changed(passedReport());
    QCoreApplication::processEvents(); // the outcome takes its room
    QVERIFY(QDir().mkpath("gallery"));
    const QString theme = dark ? "dark" : "light";
    QVERIFY(m_dialog->grab().save(QString("gallery/connections-%1.png").arg(theme)));
    for (const QStringList& faults :
         {controlsWithoutName(*m_dialog), tabOrderFaults(*m_dialog), cutTexts(*m_dialog)}) {
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
    QGuiApplication::clipboard()->setText("redis://:hunter2@10.0.0.1\nrediss://10.0.0.2");
    QTRY_VERIFY(find<QPushButton>("importClipboardButton")->isEnabled());
    click("importClipboardButton");
    auto* import = m_dialog->findChild<QDialog*>("importConnections");
    QVERIFY(QTest::qWaitForWindowExposed(import));
    QVERIFY(import->grab().save(QString("gallery/connections-import-%1.png").arg(theme)));
    for (const QStringList& faults : {controlsWithoutName(*import), cutTexts(*import)}) {
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
}

QTEST_MAIN(ConnectionsDialogTest)
#include "connections_dialog_test.moc"
