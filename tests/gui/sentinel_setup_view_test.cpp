// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settings.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "widgets/command_block.h"
#include "wizard/connect_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Step 1 for a plan that names a source and no Sentinel.
struct OnPage {
    OnPage() {
        now.plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
        now.plan.source = redis::Endpoint{{"10.0.0.1", 6379}, {}, 0, false};
        page.resize(1000, 640);
        page.show();
        page.take(now);
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return page.findChild<Widget*>(QLatin1String(name));
    }
    void type(const char* field, const QString& text) { find<QLineEdit>(field)->setText(text); }
    void click(const char* button) {
        auto* found = find<QPushButton>(button);
        QVERIFY2(found != nullptr && found->isVisible() && found->isEnabled(), button);
        found->click(); // it may stand below what the page shows at once
    }
    [[nodiscard]] bool isEnabled(const char* button) {
        return find<QPushButton>(button)->isEnabled();
    }
    [[nodiscard]] QString text(const char* block) {
        return find<QPlainTextEdit>(block)->toPlainText();
    }
    void give() {
        type("setupGroup", "orders");
        type("setupSentinels", "10.0.0.3:26379, 10.0.0.4:26379,10.0.0.5");
    }

    FakeSession session;
    QTemporaryDir folder;
    Settings settings{folder.filePath("settings.ini")};
    FakeConnections kept{folder.path()};
    ConnectPage page{session, settings, *kept.connections};
    Snapshot now;
};

} // namespace

/// A source without Sentinel: what the page offers, and when it lets a person on.
class SentinelSetupViewTest : public QObject {
    Q_OBJECT

private slots:
    void aPlanWithoutSentinelsLeadsHere();
    void wrongFieldsAreSaid();
    void everyHostHasItsFile();
    void theGroupIsRegisteredOnlyWhenConfirmed();
    void thePersonMustHaveSeenHowClientsConnect();
    void anErrorIsSaid();
};

void SentinelSetupViewTest::aPlanWithoutSentinelsLeadsHere() {
    OnPage on;
    QVERIFY(on.find<QLineEdit>("setupSource")->isVisible());
    QCOMPARE(on.find<QLineEdit>("setupSource")->text(), QString("redis://10.0.0.1:6379"));
    QVERIFY(!on.find<QPushButton>("testButton")->isVisible());
    on.click("setupBackButton");
    QVERIFY(!on.find<QLineEdit>("setupSource")->isVisible());
    QVERIFY(on.find<QPushButton>("testButton")->isVisible());
    on.click("noSentinelButton");
    QVERIFY(on.find<QLineEdit>("setupSource")->isVisible());
}

void SentinelSetupViewTest::wrongFieldsAreSaid() {
    OnPage on;
    QVERIFY(!on.isEnabled("setupRegisterButton"));
    on.give();
    QVERIFY(on.isEnabled("setupRegisterButton"));
    QVERIFY(on.find<QLabel>("setupProblem")->text().isEmpty());
    on.type("setupQuorum", "4");
    QVERIFY(!on.isEnabled("setupRegisterButton"));
    QVERIFY(on.find<QLabel>("setupProblem")->text().contains("quorum of 4"));
    on.type("setupQuorum", "2");
    on.type("setupSource", "redis://redis.example:6379");
    QVERIFY(on.find<QLabel>("setupProblem")->text().contains("IP address"));
}

void SentinelSetupViewTest::everyHostHasItsFile() {
    OnPage on;
    on.give();
    QCOMPARE(on.find<QComboBox>("setupHost")->count(), 3);
    on.find<QComboBox>("setupHost")->setCurrentIndex(2);
    QVERIFY(on.text("setupFile").contains("sentinel announce-ip 10.0.0.5"));
    QVERIFY(on.text("setupFile").contains("sentinel monitor orders 10.0.0.1 6379 2"));

    const QTemporaryDir folder;
    on.click("setupSaveButton");
    auto* dialog = on.find<QFileDialog>("setupFolderDialog");
    QVERIFY(dialog != nullptr);
    emit dialog->fileSelected(folder.path());
    dialog->close();
    const QStringList files = QDir(folder.path()).entryList({"*.conf"}, QDir::Files, QDir::Name);
    QCOMPARE(files, (QStringList{"sentinel-10.0.0.3-26379.conf", "sentinel-10.0.0.4-26379.conf",
                                 "sentinel-10.0.0.5-26379.conf"}));
    QFile file(folder.filePath(files[1]));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("sentinel announce-ip 10.0.0.4"));
    on.click("setupWaitButton");
    QCOMPARE(on.session.commands(),
             (QStringList{"setPlan orders", "setUpGroup orders on 3, only waiting"}));
}

void SentinelSetupViewTest::theGroupIsRegisteredOnlyWhenConfirmed() {
    OnPage on;
    on.give();
    on.type("setupSourcePassword", "open sesame");
    on.click("setupRegisterButton");
    QVERIFY(on.session.commands().isEmpty());
    QVERIFY(on.find<QLabel>("confirmSentence")->text().contains("10.0.0.4:26379"));
    QVERIFY(on.text("confirmCommands").startsWith("SENTINEL MONITOR orders 10.0.0.1 6379 2"));
    QVERIFY(on.text("confirmCommands").contains("auth-pass (hidden)"));
    QVERIFY(!on.text("confirmCommands").contains("sesame"));
    on.click("confirmButton");
    QCOMPARE(on.session.commands(), (QStringList{"setPlan orders", "setUpGroup orders on 3"}));
    QCOMPARE(on.session.secrets.source->reveal(), QByteArray("open sesame"));
    QVERIFY(on.session.plan.sentinels.isEmpty()); // not before they see it
}

void SentinelSetupViewTest::thePersonMustHaveSeenHowClientsConnect() {
    OnPage on;
    on.give();
    on.find<QComboBox>("setupLibrary")->setCurrentIndex(1);
    QVERIFY(on.text("setupSnippet").contains("from redis.sentinel import Sentinel"));
    QVERIFY(on.text("setupSnippet").contains("\"orders\""));
    on.find<QCheckBox>("setupClientsAsk")->setChecked(true);
    QVERIFY(!on.isEnabled("setupGoOnButton"));
    on.now.setup.done = true;
    on.page.take(on.now);
    QVERIFY(on.isEnabled("setupGoOnButton"));
    on.find<QCheckBox>("setupClientsAsk")->setChecked(false);
    QVERIFY(!on.isEnabled("setupGoOnButton"));
    on.find<QCheckBox>("setupClientsAsk")->setChecked(true);
    on.type("dragonflyUrl", "redis://10.0.0.2:6380");
    on.click("setupGoOnButton");
    QCOMPARE(on.session.commands(), (QStringList{"setPlan orders", "connectAll"}));
    QCOMPARE(on.session.plan.sentinels.size(), 3);
    QCOMPARE(on.session.plan.source->address.port, 6379);
}

void SentinelSetupViewTest::anErrorIsSaid() {
    OnPage on;
    on.give();
    on.now.setup.error = Error{ErrorKind::Timeout, {"Sentinel %1 knows 1 of 2.", {"x"}}, {}, {}};
    on.page.take(on.now);
    QCOMPARE(on.find<QWidget>("setupProgress")->accessibleName(),
             QString("Sentinel x knows 1 of 2."));
    QVERIFY(on.isEnabled("setupRegisterButton")); // to be tried again
}

QTEST_MAIN(SentinelSetupViewTest)
#include "sentinel_setup_view_test.moc"
