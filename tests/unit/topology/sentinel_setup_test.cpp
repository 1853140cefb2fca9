// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/await.h"
#include "topology/client_snippets.h"
#include "topology/sentinel_setup.h"

#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const redis::Address own{"10.0.0.3", 26379};

SentinelSetup setup() {
    SentinelSetup all;
    all.group = "orders";
    all.source.address = {"10.0.0.1", 6379};
    all.quorum = 2;
    all.downAfterMs = 9000;
    return all;
}

QStringList linesOf(const SentinelSetup& of) {
    QStringList lines = QString::fromUtf8(sentinelConf(of, own, 3)).split('\n', Qt::SkipEmptyParts);
    lines.removeIf([](const QString& line) { return line.startsWith('#'); });
    return lines;
}

QStringList textsOf(const QList<redis::Command>& commands) {
    QStringList texts;
    for (const redis::Command& command : commands) {
        texts.append(command.text());
    }
    return texts;
}

ClientSetup clients(bool tls) {
    return {"orders", {{"10.0.0.3", 26379}, {"10.0.0.4", 26380}}, tls, {}, false};
}

} // namespace

/// What a source without Sentinel gets: config files, commands, and how clients must connect.
class SentinelSetupTest : public QObject {
    Q_OBJECT

private slots:
    void aConfigFileWatchesTheGroup();
    void aConfigFileWithTls();
    void aConfigFileHoldsNoPassword();
    void everyLineIsCommentedOrKnown();
    void theGroupIsRegistered();
    void oneThatWatchesItGetsTheSettingsAlone();
    void thePasswordIsBlottedOut();
    void wrongSetupsAreRefused_data();
    void wrongSetupsAreRefused();

    void everyLibraryNamesTheGroupAndTheSentinels_data();
    void everyLibraryNamesTheGroupAndTheSentinels();
    void everyLibrarySpeaksTlsWhereAsked_data() { everyLibraryNamesTheGroupAndTheSentinels_data(); }
    void everyLibrarySpeaksTlsWhereAsked();
    void everyLibraryLogsInWithoutAPassword_data() {
        everyLibraryNamesTheGroupAndTheSentinels_data();
    }
    void everyLibraryLogsInWithoutAPassword();
    void aNameCannotLeaveItsQuotes();
};

void SentinelSetupTest::aConfigFileWatchesTheGroup() {
    const QStringList lines = linesOf(setup());
    for (const char* line :
         {"port 26379", "sentinel announce-ip 10.0.0.3", "sentinel announce-port 26379",
          "sentinel monitor orders 10.0.0.1 6379 2", "sentinel down-after-milliseconds orders 9000",
          "sentinel failover-timeout orders 60000", "sentinel parallel-syncs orders 1"}) {
        QVERIFY2(lines.contains(QLatin1String(line)), qPrintable(lines.join('\n')));
    }
    // Only a group that is monitored has settings (sentinel.c reads the file in order).
    QVERIFY(lines.indexOf("sentinel monitor orders 10.0.0.1 6379 2") <
            lines.indexOf("sentinel down-after-milliseconds orders 9000"));
}

void SentinelSetupTest::aConfigFileWithTls() {
    SentinelSetup tls = setup();
    tls.source.tls = true;
    const QStringList lines = linesOf(tls);
    QVERIFY(lines.contains("port 0"));
    QVERIFY(lines.contains("tls-port 26379"));
    QVERIFY(lines.contains("tls-replication yes"));
    QVERIFY(sentinelConf(tls, own, 3).contains("# tls-cert-file"));
}

void SentinelSetupTest::aConfigFileHoldsNoPassword() {
    SentinelSetup login = setup();
    login.sourceWantsLogin = true;
    login.source.user = "migrator";
    QVERIFY(linesOf(login).contains("sentinel auth-user orders migrator"));
    QVERIFY(sentinelConf(login, own, 3).contains("# sentinel auth-pass orders <password>"));
    for (const QString& line : linesOf(login)) {
        QVERIFY2(!line.contains("auth-pass"), qPrintable(line));
    }
}

void SentinelSetupTest::everyLineIsCommentedOrKnown() {
    static const QStringList known{"port", "tls-port", "tls-replication", "dir", "sentinel"};
    SentinelSetup all = setup();
    for (const bool tls : {false, true}) {
        all.source.tls = tls;
        for (const QString& line : linesOf(all)) {
            QVERIFY2(known.contains(line.section(' ', 0, 0)), qPrintable(line));
        }
    }
}

void SentinelSetupTest::theGroupIsRegistered() {
    QCOMPARE(textsOf(registerCommands(setup(), {})),
             (QStringList{"SENTINEL MONITOR orders 10.0.0.1 6379 2",
                          "SENTINEL SET orders down-after-milliseconds 9000",
                          "SENTINEL SET orders failover-timeout 60000"}));
    QCOMPARE(unregisterCommand(setup()).text(), QString("SENTINEL REMOVE orders"));
    for (const redis::Command& command : registerCommands(setup(), {})) {
        QVERIFY(command.effect() == redis::Command::Effect::Changes);
    }
}

void SentinelSetupTest::oneThatWatchesItGetsTheSettingsAlone() {
    QCOMPARE(textsOf(registerCommands(setup(), {}, true)).first(),
             QString("SENTINEL SET orders down-after-milliseconds 9000"));
}

void SentinelSetupTest::thePasswordIsBlottedOut() {
    SentinelSetup login = setup();
    login.source.user = "migrator";
    const auto commands = registerCommands(login, Secret("open sesame"));
    const QStringList texts = textsOf(commands);
    QVERIFY(texts.contains("SENTINEL SET orders auth-user migrator"));
    QVERIFY(texts.contains("SENTINEL SET orders auth-pass (hidden)"));
    QVERIFY(!texts.join('\n').contains("sesame"));
    QVERIFY(commands[2].words().contains("open sesame")); // but it is sent
}

void SentinelSetupTest::wrongSetupsAreRefused_data() {
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("quorum");
    QTest::addColumn<int>("sentinels");
    QTest::newRow("a name with a space") << "my orders"
                                         << "10.0.0.1" << 2 << 3;
    QTest::newRow("a name with a line end") << "orders\nsentinel"
                                            << "10.0.0.1" << 2 << 3;
    QTest::newRow("no name") << ""
                             << "10.0.0.1" << 2 << 3;
    QTest::newRow("a host name") << "orders"
                                 << "redis.example" << 2 << 3;
    QTest::newRow("no source") << "orders"
                               << "" << 2 << 3;
    QTest::newRow("a quorum beyond reach") << "orders"
                                           << "10.0.0.1" << 4 << 3;
    QTest::newRow("no quorum") << "orders"
                               << "10.0.0.1" << 0 << 3;
    QTest::newRow("no Sentinel") << "orders"
                                 << "10.0.0.1" << 1 << 0;
}

void SentinelSetupTest::wrongSetupsAreRefused() {
    QFETCH(QString, group);
    QFETCH(QString, host);
    QFETCH(int, quorum);
    QFETCH(int, sentinels);
    VERIFY_VALUE(judgeSetup(setup(), 3));
    SentinelSetup wrong = setup();
    wrong.group = group;
    wrong.source.address.host = host;
    wrong.quorum = quorum;
    VERIFY_ERROR(judgeSetup(wrong, sentinels), ErrorKind::InvalidInput);
}

void SentinelSetupTest::everyLibraryNamesTheGroupAndTheSentinels_data() {
    QTest::addColumn<QString>("library");
    QTest::addColumn<QString>("tlsWord");
    QTest::newRow("go-redis") << "go-redis"
                              << "TLSConfig:";
    QTest::newRow("redis-py") << "redis-py"
                              << "ssl=True";
    QTest::newRow("Jedis") << "Jedis"
                           << ".ssl(true)";
    QTest::newRow("Lettuce") << "Lettuce"
                             << ".withSsl(true)";
    QTest::newRow("ioredis") << "ioredis"
                             << "enableTLSForSentinelMode: true";
    QTest::newRow("node-redis") << "node-redis"
                                << "socket: { tls: true }";
    QTest::newRow("StackExchange.Redis") << "StackExchange.Redis"
                                         << "ssl=true";
}

namespace {

QString snippet(const QString& library, const ClientSetup& of) {
    const QList<ClientSnippet> all = clientSnippets(of);
    const auto found = std::ranges::find(all, library, &ClientSnippet::library);
    return found == all.end() ? QString() : found->text;
}

} // namespace

void SentinelSetupTest::everyLibraryNamesTheGroupAndTheSentinels() {
    QFETCH(QString, library);
    QFETCH(QString, tlsWord);
    const QString text = snippet(library, clients(false));
    for (const char* word : {"orders", "10.0.0.3", "26379", "10.0.0.4", "26380"}) {
        QVERIFY2(text.contains(QLatin1String(word)), qPrintable(text));
    }
    QVERIFY2(!text.contains(tlsWord), qPrintable(text));
    QVERIFY2(!text.contains("REDIS_PASSWORD"), qPrintable(text));
    for (const auto& [opens, closes] :
         {std::pair{'(', ')'}, std::pair{'{', '}'}, std::pair{'[', ']'}}) {
        QCOMPARE(text.count(QLatin1Char(opens)), text.count(QLatin1Char(closes)));
    }
    QCOMPARE(text.count('"') % 2, 0);
}

void SentinelSetupTest::everyLibrarySpeaksTlsWhereAsked() {
    QFETCH(QString, library);
    QFETCH(QString, tlsWord);
    const QString text = snippet(library, clients(true));
    QVERIFY2(text.contains(tlsWord), qPrintable(text));
}

void SentinelSetupTest::everyLibraryLogsInWithoutAPassword() {
    QFETCH(QString, library);
    ClientSetup login = clients(true);
    login.user = "app";
    login.login = true;
    const QString text = snippet(library, login);
    QVERIFY2(text.contains("app"), qPrintable(text));
    QVERIFY2(text.contains("REDIS_PASSWORD"), qPrintable(text));
}

void SentinelSetupTest::aNameCannotLeaveItsQuotes() {
    ClientSetup odd = clients(false);
    odd.group = "a\", evil: \"";
    for (const ClientSnippet& one : clientSnippets(odd)) {
        QVERIFY2(one.text.contains("a\\\", evil: \\\""), qPrintable(one.text));
    }
}

QTEST_GUILESS_MAIN(SentinelSetupTest)
#include "sentinel_setup_test.moc"
