// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/secret_store.h"
#include "support/await.h"

#include <QProcess>
#include <QStandardPaths>

using namespace ferryman;
using namespace ferryman::test;

/// The keychain against a real Secret Service, on a bus of its own.
class KeychainTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void whatIsWrittenIsRead();
    void aNewPasswordTakesThePlaceOfTheOld();
    void whatIsRemovedIsGone();
    void removingWhatIsNotThereIsDone();

private:
    [[nodiscard]] bool start(QProcess& process, const QString& program,
                             const QStringList& arguments);

    Keychain m_keychain;
    QProcess m_bus;
    QProcess m_service;
};

bool KeychainTest::start(QProcess& process, const QString& program, const QStringList& arguments) {
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    return process.waitForStarted();
}

void KeychainTest::initTestCase() {
    const QString bus = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    const QString service = QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon"));
    if (bus.isEmpty() || service.isEmpty()) {
        QSKIP("There is no dbus-daemon or no gnome-keyring-daemon on this machine.");
    }
    QVERIFY(start(m_bus, bus,
                  {QStringLiteral("--session"), QStringLiteral("--nofork"),
                   QStringLiteral("--print-address")}));
    QVERIFY(QTest::qWaitFor([this] { return m_bus.canReadLine(); }, 10'000));
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    if (!start(m_service, service,
               {QStringLiteral("--foreground"), QStringLiteral("--unlock"),
                QStringLiteral("--components=secrets")})) {
        // Its file has a capability that a container may withhold: then the kernel refuses to run
        // it.
        QSKIP("This machine does not let gnome-keyring-daemon run.");
    }
    m_service.write("password of the keyring"); // by which it is made, and unlocked
    m_service.closeWriteChannel();
    // It has taken its name on the bus once it answers at all.
    QVERIFY(QTest::qWaitFor(
        [this] {
            return await(m_keychain.write(QStringLiteral("begin"), Secret("x"))).has_value();
        },
        20'000));
}

void KeychainTest::cleanupTestCase() {
    for (QProcess* process : {&m_service, &m_bus}) {
        if (process->state() != QProcess::NotRunning) {
            process->terminate();
            QVERIFY(process->waitForFinished());
        }
    }
}

void KeychainTest::whatIsWrittenIsRead() {
    const Secret secret("p\xc3\xa4ss word\n\x01");
    VERIFY_VALUE(await(m_keychain.write(QStringLiteral("orders-dragonfly"), secret)));
    const auto read = await(m_keychain.read(QStringLiteral("orders-dragonfly")));
    VERIFY_VALUE(read);
    QCOMPARE(read->reveal(), secret.reveal());
}

void KeychainTest::aNewPasswordTakesThePlaceOfTheOld() {
    VERIFY_VALUE(await(m_keychain.write(QStringLiteral("twice"), Secret("old"))));
    VERIFY_VALUE(await(m_keychain.write(QStringLiteral("twice"), Secret("new"))));
    const auto read = await(m_keychain.read(QStringLiteral("twice")));
    VERIFY_VALUE(read);
    QCOMPARE(read->reveal(), QByteArray("new"));
}

void KeychainTest::whatIsRemovedIsGone() {
    VERIFY_VALUE(await(m_keychain.write(QStringLiteral("gone"), Secret("x"))));
    VERIFY_VALUE(await(m_keychain.remove(QStringLiteral("gone"))));
    const auto read = await(m_keychain.read(QStringLiteral("gone")));
    VERIFY_ERROR(read, ErrorKind::Storage);
    QVERIFY2(read.error().english().contains(QLatin1String("holds no entry \"gone\"")),
             qPrintable(read.error().english()));
}

void KeychainTest::removingWhatIsNotThereIsDone() {
    VERIFY_VALUE(await(m_keychain.remove(QStringLiteral("never there"))));
}

QTEST_GUILESS_MAIN(KeychainTest)
#include "keychain_test.moc"
