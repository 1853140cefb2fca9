// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/server_error.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;

class ServerErrorTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhatToDo_data();
    void saysWhatToDo();
    void keepsTheServersWordsBoundedAndPrintable();
    void aRefusedLoginIsToldAsSuch();
    void repeatsNoPassword();
};

void ServerErrorTest::saysWhatToDo_data() {
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* reply, ErrorKind kind, const char* says) {
        QTest::newRow(name) << QByteArray(reply) << kind << QString::fromLatin1(says);
    };
    row("login wanted", "NOAUTH Authentication required.", ErrorKind::Auth, "wants a password");
    row("wrong login", "WRONGPASS invalid username-password pair or user is disabled.",
        ErrorKind::Auth, "check both");
    row("wrong password of Redis 5", "ERR invalid password", ErrorKind::Auth, "check it");
    row("none wanted by Redis 5", "ERR Client sent AUTH, but no password is set", ErrorKind::Auth,
        "leave it empty");
    row("none wanted by Redis 7",
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your "
        "configuration is correct?",
        ErrorKind::Auth, "leave it empty");
    row("ACL", "NOPERM this user has no permissions to run the 'set' command",
        ErrorKind::Permission, "may not run SET");
    row("protected mode", "DENIED Redis is running in protected mode because ...",
        ErrorKind::Unreachable, "protected mode");
    row("full", "ERR max number of clients reached", ErrorKind::Unreachable, "maxclients");
    row("loading", "LOADING Redis is loading the dataset in memory", ErrorKind::Server, "loading");
    row("replica", "READONLY You can't write against a read only replica.", ErrorKind::Server,
        "replica");
    row("script", "BUSY Redis is busy running a script.", ErrorKind::Server, "SCRIPT KILL");
    row("not BUSY", "BUSYGROUP Consumer Group name already exists", ErrorKind::Server,
        "answers SET with an error");
    row("unknown", "ERR unknown command 'SET'", ErrorKind::Server, "does not know the command SET");
    row("anything else", "ERR syntax error", ErrorKind::Server,
        "h:1 answers SET with an error: ERR syntax error");
}

void ServerErrorTest::saysWhatToDo() {
    QFETCH(const QByteArray, reply);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, says);
    const Error error = serverError(Value::error(reply), {"SET", "k", "v"}, "h:1");
    QCOMPARE(error.kind, kind);
    QVERIFY2(error.english().contains(says), qPrintable(error.english()));
    QCOMPARE(error.subject, QStringLiteral("h:1"));
    QVERIFY(error.english().contains(QLatin1String("h:1")));
    QVERIFY(QString::fromLatin1(reply).startsWith(error.detail.first(10)));
}

void ServerErrorTest::keepsTheServersWordsBoundedAndPrintable() {
    const Error error =
        serverError(Value::error("ERR a\x1b[2Jb" + QByteArray(10'000, 'x')), {"GET", "k"}, "h:1");
    QVERIFY(error.detail.size() <= 201);
    QVERIFY(error.detail.contains(QLatin1String("\\x1b[2J")));
    QVERIFY(error.english().size() < 1'000);
}

void ServerErrorTest::aRefusedLoginIsToldAsSuch() {
    QCOMPARE(loginError(Value::error("ERR whatever"), {"AUTH", "x"}, "h:1").kind, ErrorKind::Auth);
    QCOMPARE(loginError(Value::error("ERR DB index is out of range"), {"SELECT", "99"}, "h:1").kind,
             ErrorKind::InvalidInput);
    QCOMPARE(
        loginError(Value::error("NOAUTH Authentication required."), {"SELECT", "1"}, "h:1").kind,
        ErrorKind::Auth);
    QCOMPARE(loginError(Value::error("LOADING x"), {"SELECT", "1"}, "h:1").kind, ErrorKind::Server);
}

void ServerErrorTest::repeatsNoPassword() {
    const QByteArray echo("ERR unknown command `AUTH`, with args beginning with: `s3cret`, ");
    QVERIFY(!serverError(Value::error(echo), {"AUTH", "s3cret"}, "h:1")
                 .english()
                 .contains(QLatin1String("s3cret")));
    QVERIFY(!loginError(Value::error("ERR s3cret?"), {"AUTH", "s3cret"}, "h:1")
                 .english()
                 .contains(QLatin1String("s3cret")));
}

QTEST_GUILESS_MAIN(ServerErrorTest)
#include "server_error_test.moc"
