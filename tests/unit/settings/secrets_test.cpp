// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/secrets.h"
#include "support/await.h"

using namespace ferryman;
using namespace ferryman::test;

class SecretsTest : public QObject {
    Q_OBJECT

private slots:
    void readsTheEnvironment();
    void anUnsetVariableIsNamed();
    void withoutAKeychainItOffersThisSession();
    void writesNothingWithoutAKeychain();
    void deletesNothingWithoutAKeychain();
};

void SecretsTest::readsTheEnvironment() {
    const QByteArray password("p\xc3\xa4ss word");
    qputenv("FERRYMAN_TEST_PASSWORD", password);
    const auto secret = await(secretFromEnvironment(QStringLiteral("FERRYMAN_TEST_PASSWORD")));
    qunsetenv("FERRYMAN_TEST_PASSWORD");
    VERIFY_VALUE(secret);
    QCOMPARE(secret->reveal(), password);
}

void SecretsTest::anUnsetVariableIsNamed() {
    const auto secret = await(secretFromEnvironment(QStringLiteral("FERRYMAN_TEST_NOBODY")));
    VERIFY_ERROR(secret, ErrorKind::InvalidInput);
    QVERIFY(secret.error().english().contains(QLatin1String("FERRYMAN_TEST_NOBODY")));
}

void SecretsTest::withoutAKeychainItOffersThisSession() {
    const auto secret = await(secretFromKeychain(QStringLiteral("orders-dragonfly")));
    VERIFY_ERROR(secret, ErrorKind::Storage);
    QVERIFY(secret.error().message.english().contains(QLatin1String("for this session only")));
}

void SecretsTest::writesNothingWithoutAKeychain() {
    const auto kept =
        await(secretToKeychain(QStringLiteral("orders-dragonfly"), Secret("hunter2")));
    VERIFY_ERROR(kept, ErrorKind::Storage);
    QVERIFY(!kept.error().english().contains(QLatin1String("hunter2")));
}

void SecretsTest::deletesNothingWithoutAKeychain() {
    const auto gone = await(secretOutOfKeychain(QStringLiteral("orders-dragonfly")));
    VERIFY_ERROR(gone, ErrorKind::Storage);
}

int main(int argc, char** argv) {
    // Whoever runs this may have a keychain; it is none of ours.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    QCoreApplication application(argc, argv);
    SecretsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "secrets_test.moc"
