// SPDX-License-Identifier: GPL-3.0-or-later
#include "client_rig.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

Login login(const QString& user, const QByteArray& password, int database = 0, bool tls = false) {
    return {{{QStringLiteral("h"), 1}, user, database, tls}, {}, Secret(password)};
}

QByteArray setName() {
    return Command{"CLIENT", "SETNAME", "ferryman"}.encoded();
}

} // namespace

class ClientLoginTest : public QObject {
    Q_OBJECT

private slots:
    void logsInWithOneWrite_data();
    void logsInWithOneWrite();
    void isOpenOnlyAfterTheLastReply();
    void openingTwiceIsOpeningOnce();
    void aServerWithoutSetnameIsGoodEnough_data();
    void aServerWithoutSetnameIsGoodEnough();
    void aRefusalEndsItWithWhatToDo_data();
    void aRefusalEndsItWithWhatToDo();
    void theDeadlineTellsWhatItWaitedFor_data();
    void theDeadlineTellsWhatItWaitedFor();
    void aPeerThatHangsUpMayWantTls();
    void aPeerThatAnswersInTlsIsToldAsSuch();
    void aTransportsOwnErrorIsPassedOn();
    void closingWhileOpeningCancels();
    void deletingWhileOpeningCancels();
    void aFailedOpeningIsNotToldAsClosed();
};

void ClientLoginTest::logsInWithOneWrite_data() {
    QTest::addColumn<Login>("who");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing wanted") << login({}, {}) << setName();
    QTest::newRow("password alone")
        << login({}, "pw") << Command{"AUTH", "pw"}.encoded() + setName();
    QTest::newRow("user and password")
        << login("me", "pw") << Command{"AUTH", "me", "pw"}.encoded() + setName();
    QTest::newRow("user without a password")
        << login("me", {}) << Command{"AUTH", "me", ""}.encoded() + setName();
    QTest::newRow("all") << login("me", "pw", 3)
                         << Command{"AUTH", "me", "pw"}.encoded() +
                                Command{"SELECT", "3"}.encoded() + setName();
}

void ClientLoginTest::logsInWithOneWrite() {
    QFETCH(const Login, who);
    QFETCH(const QByteArray, bytes);
    ClientRig rig(who);
    const auto opened = rig.client->open();
    QVERIFY(rig.server->wasOpened());
    QVERIFY(rig.server->written().isEmpty());
    rig.server->connectPeer();
    QCOMPARE(rig.server->written(), bytes);
    rig.server->say(QByteArray("+OK\r\n").repeated(bytes.count("\r\n*") + 1));
    VERIFY_VALUE(await(opened));
    QVERIFY(rig.client->isOpen());
}

void ClientLoginTest::isOpenOnlyAfterTheLastReply() {
    ClientRig rig(login("me", "pw", 3));
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.server->say("+OK\r\n+OK\r");
    QVERIFY(!rig.client->isOpen());
    rig.server->say("\n+O");
    QVERIFY(!rig.client->isOpen());
    rig.server->say("K\r\n");
    QVERIFY(rig.client->isOpen());
    VERIFY_VALUE(await(opened));
}

void ClientLoginTest::openingTwiceIsOpeningOnce() {
    ClientRig rig;
    rig.open();
    const auto again = rig.client->open();
    VERIFY_VALUE(await(again));
    QVERIFY(rig.server->written().isEmpty());
}

void ClientLoginTest::aServerWithoutSetnameIsGoodEnough_data() {
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("unknown") << QByteArray("-ERR unknown command 'CLIENT'\r\n");
    QTest::newRow("denied") << QByteArray(
        "-NOPERM this user has no permissions to run the 'client|setname' command\r\n");
    QTest::newRow("loading") << QByteArray("-LOADING Redis is loading the dataset in memory\r\n");
}

void ClientLoginTest::aServerWithoutSetnameIsGoodEnough() {
    QFETCH(const QByteArray, reply);
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.server->say(reply);
    VERIFY_VALUE(await(opened));
    QVERIFY(rig.client->isOpen());
}

void ClientLoginTest::aRefusalEndsItWithWhatToDo_data() {
    QTest::addColumn<Login>("who");
    QTest::addColumn<QByteArray>("replies");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("says");
    const QByteArray ok("+OK\r\n");
    QTest::newRow("password wanted")
        << login({}, {}) << QByteArray("-NOAUTH Authentication required.\r\n") << ErrorKind::Auth
        << "wants a password";
    QTest::newRow("wrong password")
        << login({}, "x") << QByteArray("-WRONGPASS invalid username-password pair\r\n")
        << ErrorKind::Auth << "check both";
    QTest::newRow("none wanted")
        << login({}, "x") << QByteArray("-ERR Client sent AUTH, but no password is set\r\n") + ok
        << ErrorKind::Auth << "leave it empty";
    QTest::newRow("any other refusal")
        << login("u", "x") << QByteArray("-ERR wrong number of arguments\r\n") + ok
        << ErrorKind::Auth << "refuses the login";
    QTest::newRow("no such database")
        << login({}, {}, 99) << QByteArray("-ERR DB index is out of range\r\n") + ok
        << ErrorKind::InvalidInput << "does not have the database";
    QTest::newRow("loading") << login({}, {}, 1) << QByteArray("-LOADING x\r\n") + ok
                             << ErrorKind::Server << "loading";
    QTest::newRow("full") << login({}, {}) << QByteArray("-ERR max number of clients reached\r\n")
                          << ErrorKind::Unreachable << "maxclients";
    QTest::newRow("protected") << login({}, {})
                               << QByteArray("-DENIED Redis is running in protected mode\r\n")
                               << ErrorKind::Unreachable << "protected mode";
    QTest::newRow("another protocol") << login({}, {}) << QByteArray("SSH-2.0-OpenSSH_9.2\r\n")
                                      << ErrorKind::Protocol << "not in Redis' protocol";
}

void ClientLoginTest::aRefusalEndsItWithWhatToDo() {
    QFETCH(const Login, who);
    QFETCH(const QByteArray, replies);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, says);
    ClientRig rig(who);
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.server->say(replies);
    const auto result = await(opened);
    VERIFY_ERROR(result, kind);
    QVERIFY2(result.error().english().contains(says), qPrintable(result.error().english()));
    QCOMPARE(result.error().subject, QStringLiteral("h:1"));
    QVERIFY(!rig.client->isOpen());
    QVERIFY(rig.server->wasAborted());
}

void ClientLoginTest::theDeadlineTellsWhatItWaitedFor_data() {
    QTest::addColumn<bool>("tls");
    QTest::addColumn<int>("stage");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, bool tls, Transport::Stage stage, const char* says) {
        QTest::newRow(name) << tls << static_cast<int>(stage) << says;
    };
    row("connecting", false, Transport::Stage::Connecting, "No answer from h:1 within 0.02 s");
    row("handshake", true, Transport::Stage::Securing, "write redis:// instead of rediss://");
    row("login without TLS", false, Transport::Stage::Ready, "write rediss:// instead of redis://");
    row("login under TLS", true, Transport::Stage::Ready, "did not answer the login");
}

void ClientLoginTest::theDeadlineTellsWhatItWaitedFor() {
    QFETCH(const bool, tls);
    QFETCH(const int, stage);
    QFETCH(const QString, says);
    ClientLimits limits;
    limits.connectDeadline = milliseconds(20);
    ClientRig rig(login({}, {}, 0, tls), limits);
    const auto opened = rig.client->open();
    rig.server->connectPeer(static_cast<Transport::Stage>(stage));
    const auto result = await(opened);
    VERIFY_ERROR(result, ErrorKind::Timeout);
    QVERIFY2(result.error().english().contains(says), qPrintable(result.error().english()));
    QVERIFY(rig.server->wasAborted());
}

void ClientLoginTest::aPeerThatHangsUpMayWantTls() {
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.server->fail(connectionEnded());
    const auto result = await(opened);
    VERIFY_ERROR(result, ErrorKind::Unreachable);
    QVERIFY(result.error().english().contains(QLatin1String("rediss://")));
}

void ClientLoginTest::aPeerThatAnswersInTlsIsToldAsSuch() {
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.server->say(QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7));
    const auto result = await(opened);
    VERIFY_ERROR(result, ErrorKind::Tls);
    QVERIFY(result.error().english().contains(QLatin1String("speaks TLS")));
}

void ClientLoginTest::aTransportsOwnErrorIsPassedOn() {
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.server->fail(
        {ErrorKind::Unreachable, {"Nothing listens on h:1."}, QStringLiteral("h:1"), {}});
    const auto result = await(opened);
    VERIFY_ERROR(result, ErrorKind::Unreachable);
    QCOMPARE(result.error().english(), QStringLiteral("Nothing listens on h:1."));
}

void ClientLoginTest::closingWhileOpeningCancels() {
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.server->connectPeer();
    rig.client->close();
    VERIFY_ERROR(await(opened), ErrorKind::Cancelled);
    QVERIFY(rig.server->wasAborted());
    VERIFY_ERROR(await(rig.client->open()), ErrorKind::Cancelled);
}

void ClientLoginTest::deletingWhileOpeningCancels() {
    ClientRig rig;
    const auto opened = rig.client->open();
    rig.client.reset();
    VERIFY_ERROR(await(opened), ErrorKind::Cancelled);
}

void ClientLoginTest::aFailedOpeningIsNotToldAsClosed() {
    ClientRig rig;
    const QSignalSpy closed(rig.client.get(), &Client::closed);
    const auto opened = rig.client->open();
    rig.server->fail(connectionEnded());
    VERIFY_ERROR(await(opened), ErrorKind::Unreachable);
    QCOMPARE(closed.count(), 0);
}

QTEST_GUILESS_MAIN(ClientLoginTest)
#include "client_login_test.moc"
