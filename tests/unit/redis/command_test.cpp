// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"

#include <QTest>

using namespace ferryman::redis;

namespace {

const QByteArray secret("s3cret word");

} // namespace

class CommandTest : public QObject {
    Q_OBJECT

private slots:
    void encodesAsAnArrayOfBulks();
    void readsUnlessItChanges();
    void showsAsRedisCliTakesIt_data();
    void showsAsRedisCliTakesIt();
    void hidesWhatItsMakerBlotted();
    void hidesPasswordsByRule_data();
    void hidesPasswordsByRule();
    void hidesNothingElse_data();
    void hidesNothingElse();
    void aLongWordIsCutInItsText();
    void itsNameHoldsNoValue_data();
    void itsNameHoldsNoValue();
    void censorsWhatAServerRepeats();
};

void CommandTest::encodesAsAnArrayOfBulks() {
    QCOMPARE((Command{"SET", "k", QByteArray("a\0\r\n", 4)}).encoded(),
             QByteArray("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\na\0\r\n\r\n", 30));
    QCOMPARE((Command{"ECHO", ""}).encoded(), QByteArray("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n"));
    QCOMPARE((Command{"AUTH", secret}).blotting(1).encoded(),
             "*2\r\n$4\r\nAUTH\r\n$11\r\n" + secret + "\r\n");
}

void CommandTest::readsUnlessItChanges() {
    const Command get{"GET", "k"};
    QCOMPARE(get.effect(), Command::Effect::Reads);
    QCOMPARE(get.changes().effect(), Command::Effect::Changes);
    QCOMPARE(get.changes().queued().effect(), Command::Effect::Reads);
    QCOMPARE(get.effect(), Command::Effect::Reads);
    QVERIFY(Command().isEmpty());
}

void CommandTest::showsAsRedisCliTakesIt_data() {
    QTest::addColumn<Command>("command");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << Command{"CONFIG", "SET", "replica-priority", "0"}
                           << "CONFIG SET replica-priority 0";
    QTest::newRow("blank") << Command{"SET", "a b", "c"} << "SET \"a b\" c";
    QTest::newRow("empty") << Command{"SET", "a", ""} << "SET a \"\"";
    QTest::newRow("quotes") << Command{"SET", "a\"b", "it's", "c\\d"}
                            << R"(SET "a\"b" "it's" "c\\d")";
    QTest::newRow("control") << Command{"SET", QByteArray("\n\r\t\a\b\0", 6)}
                             << R"(SET "\n\r\t\a\b\x00")";
    QTest::newRow("bytes") << Command{"SET", "\xff\xc3\xbc"} << R"(SET "\xff\xc3\xbc")";
    QTest::newRow("glob") << Command{"PSUBSCRIBE", "*"} << "PSUBSCRIBE *";
}

void CommandTest::showsAsRedisCliTakesIt() {
    QFETCH(const Command, command);
    QFETCH(const QString, text);
    QCOMPARE(command.text(), text);
}

void CommandTest::hidesWhatItsMakerBlotted() {
    QCOMPARE((Command{"CONFIG", "SET", "new-secret-setting", secret}).blotting(3).text(),
             QStringLiteral("CONFIG SET new-secret-setting (hidden)"));
    QCOMPARE((Command{"X", "a", "b", "c"}).blotting(1).blotting(3).text(),
             QStringLiteral("X (hidden) b (hidden)"));
}

void CommandTest::hidesPasswordsByRule_data() {
    QTest::addColumn<Command>("command");
    QTest::addColumn<QString>("text");
    QTest::newRow("AUTH") << Command{"AUTH", secret} << "AUTH (hidden)";
    QTest::newRow("auth of a user") << Command{"auth", "user", secret} << "auth (hidden) (hidden)";
    QTest::newRow("HELLO") << Command{"HELLO", "2", "AUTH", "user", secret, "SETNAME", "n"}
                           << "HELLO 2 AUTH (hidden) (hidden) SETNAME n";
    QTest::newRow("requirepass") << Command{"CONFIG", "SET", "requirepass", secret}
                                 << "CONFIG SET requirepass (hidden)";
    QTest::newRow("masterauth") << Command{"config", "set", "MasterAuth", secret}
                                << "config set MasterAuth (hidden)";
    QTest::newRow("primaryauth") << Command{"CONFIG", "SET", "primaryauth", secret}
                                 << "CONFIG SET primaryauth (hidden)";
    QTest::newRow("tls key") << Command{"CONFIG", "SET", "tls-key-file-pass", secret}
                             << "CONFIG SET tls-key-file-pass (hidden)";
    QTest::newRow("Dragonfly's spelling") << Command{"CONFIG", "SET", "tls_key_file_pass", secret}
                                          << "CONFIG SET tls_key_file_pass (hidden)";
    QTest::newRow("several settings")
        << Command{"CONFIG", "SET", "maxmemory", "1", "requirepass", secret, "hz", "10"}
        << "CONFIG SET maxmemory 1 requirepass (hidden) hz 10";
    QTest::newRow("ACL") << Command{"ACL",        "SETUSER", "app", "on",
                                    ">" + secret, "#abc",    "~*",  "+@all"}
                         << "ACL SETUSER app on (hidden) (hidden) ~* +@all";
    QTest::newRow("SENTINEL SET") << Command{"SENTINEL", "SET",       "group", "quorum",
                                             "2",        "auth-pass", secret}
                                  << "SENTINEL SET group quorum 2 auth-pass (hidden)";
    QTest::newRow("SENTINEL CONFIG SET")
        << Command{"SENTINEL", "CONFIG", "SET", "sentinel-pass", secret}
        << "SENTINEL CONFIG SET sentinel-pass (hidden)";
    QTest::newRow("MIGRATE") << Command{"MIGRATE", "h",    "1",    "",     "0",
                                        "9",       "AUTH", secret, "KEYS", "k"}
                             << "MIGRATE h 1 \"\" 0 9 AUTH (hidden) KEYS k";
    QTest::newRow("MIGRATE of a user")
        << Command{"MIGRATE", "h", "1", "", "0", "9", "AUTH2", "user", secret, "KEYS", "k"}
        << "MIGRATE h 1 \"\" 0 9 AUTH2 (hidden) (hidden) KEYS k";
}

void CommandTest::hidesPasswordsByRule() {
    QFETCH(const Command, command);
    QFETCH(const QString, text);
    QCOMPARE(command.text(), text);
    QVERIFY(!command.name().contains(QString::fromLatin1(secret)));
}

void CommandTest::hidesNothingElse_data() {
    QTest::addColumn<Command>("command");
    QTest::newRow("a setting's name") << Command{"CONFIG", "GET", "requirepass"};
    QTest::newRow("a value that is a setting's name")
        << Command{"CONFIG", "SET", "x", "requirepass"};
    QTest::newRow("a key called auth") << Command{"SET", "auth", "word"};
    QTest::newRow("quorum") << Command{"SENTINEL", "SET", "group", "quorum", "2"};
    QTest::newRow("group called auth-pass")
        << Command{"SENTINEL", "SET", "auth-pass", "quorum", "2"};
}

void CommandTest::hidesNothingElse() {
    QFETCH(const Command, command);
    QVERIFY2(!command.text().contains(QLatin1String("hidden")), qPrintable(command.text()));
}

void CommandTest::aLongWordIsCutInItsText() {
    const QString text = Command{"SET", "k", QByteArray(5'000'000, '\1')}.text();
    QVERIFY(text.size() < 5'000);
    QVERIFY(text.contains(QLatin1String("(5000000 bytes)")));
}

void CommandTest::itsNameHoldsNoValue_data() {
    QTest::addColumn<Command>("command");
    QTest::addColumn<QString>("name");
    QTest::newRow("one word") << Command{"get", "key"} << "GET";
    QTest::newRow("subcommand") << Command{"config", "set", "a", "b"} << "CONFIG SET";
    QTest::newRow("container alone") << Command{"CLIENT"} << "CLIENT";
    QTest::newRow("password alone") << Command{"AUTH", secret} << "AUTH";
    QTest::newRow("none") << Command() << "";
}

void CommandTest::itsNameHoldsNoValue() {
    QFETCH(const Command, command);
    QFETCH(const QString, name);
    QCOMPARE(command.name(), name);
}

void CommandTest::censorsWhatAServerRepeats() {
    const Command auth{"AUTH", "user", secret};
    const QByteArray repeated =
        "ERR unknown command 'AUTH', with args beginning with: 'user' '" + secret.first(5) + "' ";
    QCOMPARE(auth.censored(repeated), QByteArray("ERR unknown command 'AUTH', (hidden)"));
    QCOMPARE(auth.censored("ERR bad value " + secret + "!"), QByteArray("ERR bad value (hidden)!"));

    const Command get{"GET", "key"};
    const QByteArray harmless("ERR unknown command 'GET', with args beginning with: 'key' ");
    QCOMPARE(get.censored(harmless), harmless);
    QCOMPARE((Command{"AUTH", ""}).censored("ERR x"), QByteArray("ERR x"));
}

QTEST_GUILESS_MAIN(CommandTest)
#include "command_test.moc"
