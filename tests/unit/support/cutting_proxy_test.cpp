// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client.h"
#include "support/await.h"
#include "support/cutting_proxy.h"
#include "support/resp_request.h"
#include "support/scripted_server.h"

#include <atomic>

using namespace ferryman;
using namespace ferryman::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(ferryman::test::Speaker)

/// The proxy fails what it shall fail and nothing else, since the fault matrix stands on it.
class CuttingProxyTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void tellsSpeakersApart_data();
    void tellsSpeakersApart();
    void whoComesEarlyWaits();
    void aCutHoldsOneSpeakerAndLosesNothing();
    void whatWasSentBeforeItsSenderLeftStillArrives();
    void aNewConnectionIsCutToo();
    void severedConnectionsAreReset();
    void refusesLikeADeadServer();
    void aTrapSpringsBeforeTheCommandArrives();
    void aTrapSpringsBeforeTheAnswerArrives();
    void aTrapMayCutItsOwnConnection();

private:
    [[nodiscard]] std::unique_ptr<redis::Client> client(const QByteArray& name);

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<CuttingProxy> m_proxy;
};

namespace {

QByteArray request(const QByteArrayList& words) {
    return '*' + QByteArray::number(words.size()) + "\r\n" + encodedWords(words);
}

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

} // namespace

void CuttingProxyTest::init() {
    m_proxy.reset();
    m_server = std::make_unique<ScriptedServer>();
    m_server->setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        return redis::Value::bulk(words.join(' '));
    });
    m_proxy = std::make_unique<CuttingProxy>();
    m_proxy->leadTo(m_server->address());
}

std::unique_ptr<redis::Client> CuttingProxyTest::client(const QByteArray& name) {
    redis::Login login = loginTo(m_proxy->address());
    login.clientName = name;
    auto made = std::make_unique<redis::Client>(login);
    [&] { VERIFY_VALUE(await(made->open())); }();
    return made;
}

void CuttingProxyTest::tellsSpeakersApart_data() {
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<Speaker>("speaker");
    QTest::newRow("nothing that tells") << request({"PING"}) << Speaker::Unknown;
    QTest::newRow("console") << request({"CLIENT", "SETNAME", "ferryman:4711:host"})
                             << Speaker::Console;
    QTest::newRow("console after its login")
        << request({"AUTH", "SETNAME"}) + request({"CLIENT", "SETNAME", "ferryman"})
        << Speaker::Console;
    QTest::newRow("load") << request({"CLIENT", "SETNAME", "ferryman-load"}) << Speaker::Client;
    QTest::newRow("Sentinel") << request({"CLIENT", "SETNAME", "sentinel-0123abcd-cmd"})
                              << Speaker::Sentinel;
    QTest::newRow("client") << request({"SET", "key", "value"}) << Speaker::Client;
    QTest::newRow("inline") << QByteArray("INFO server\r\n") << Speaker::Client;
    QTest::newRow("replica") << request({"PING"}) + request({"REPLCONF", "listening-port", "1"})
                             << Speaker::Replication;
    QTest::newRow("a new name later changes nothing")
        << request({"SET", "a", "b"}) + request({"CLIENT", "SETNAME", "ferryman"})
        << Speaker::Client;
}

void CuttingProxyTest::tellsSpeakersApart() {
    QFETCH(QByteArray, said);
    QFETCH(Speaker, speaker);
    QTcpSocket socket;
    socket.connectToHost(m_proxy->address().host, m_proxy->port());
    QVERIFY(socket.waitForConnected());
    for (const char byte : said) { // however it is cut into pieces
        socket.write(&byte, 1);
        socket.flush();
    }
    QTRY_COMPARE(m_server->accepted(), 1);
    QTRY_COMPARE(m_proxy->open(speaker), 1);
}

void CuttingProxyTest::whoComesEarlyWaits() {
    CuttingProxy proxy;
    redis::Client early(loginTo(proxy.address()));
    const auto opened = early.open();
    QTRY_COMPARE(proxy.open(Speaker::Console), 1);
    QVERIFY(!opened.isFinished());
    proxy.leadTo(m_server->address());
    VERIFY_VALUE(await(opened));
}

void CuttingProxyTest::aCutHoldsOneSpeakerAndLosesNothing() {
    const auto console = client("ferryman");
    const auto sentinel = client("sentinel-1-cmd");
    m_proxy->cut(Speaker::Console);
    const auto first = console->send({"ECHO", "1"});
    const auto second = console->send({"ECHO", "2"});
    VERIFY_VALUE(await(sentinel->send({"ECHO", "3"})));
    QVERIFY(!first.isFinished());
    QVERIFY(!m_server->commands().contains("ECHO 1"));
    m_proxy->mend();
    QCOMPARE(await(first)->bytes(), QByteArray("ECHO 1"));
    QCOMPARE(await(second)->bytes(), QByteArray("ECHO 2"));
}

void CuttingProxyTest::whatWasSentBeforeItsSenderLeftStillArrives() {
    m_proxy->cut(Speaker::Console);
    QTcpSocket console;
    console.connectToHost(m_proxy->address().host, m_proxy->port());
    QVERIFY(console.waitForConnected());
    console.write(request({"CLIENT", "SETNAME", "ferryman"}) + request({"SET", "late", "1"}));
    QVERIFY(console.waitForBytesWritten());
    console.disconnectFromHost();
    QTRY_COMPARE(m_proxy->open(Speaker::Console), 1);
    QVERIFY(m_server->commands().isEmpty());
    m_proxy->mend();
    QTRY_VERIFY(m_server->commands().contains("SET late 1"));
    QTRY_COMPARE(m_proxy->open(Speaker::Console), 0);
}

void CuttingProxyTest::aNewConnectionIsCutToo() {
    m_proxy->cut(Speaker::Console);
    redis::Client console(loginTo(m_proxy->address()));
    const auto opened = console.open();
    QTRY_COMPARE(m_proxy->open(Speaker::Console), 1);
    QVERIFY(!opened.isFinished());
    m_proxy->mend();
    VERIFY_VALUE(await(opened));
}

void CuttingProxyTest::severedConnectionsAreReset() {
    const auto console = client("ferryman");
    const auto sentinel = client("sentinel-1-cmd");
    const auto pending = [&] {
        m_proxy->sever(Speaker::Console);
        return console->send({"ECHO", "1"});
    }();
    VERIFY_ERROR(await(pending), ErrorKind::Unreachable);
    redis::Client again(loginTo(m_proxy->address()));
    QVERIFY(!await(again.open()));
    VERIFY_VALUE(await(sentinel->send({"ECHO", "3"})));
    m_proxy->mend();
    (void)client("ferryman");
}

void CuttingProxyTest::refusesLikeADeadServer() {
    m_proxy->refuse();
    QTRY_VERIFY([&] {
        QTcpSocket socket;
        socket.connectToHost(m_proxy->address().host, m_proxy->port());
        return !socket.waitForConnected() &&
               socket.error() == QAbstractSocket::ConnectionRefusedError;
    }());
    m_proxy->accept();
    QTRY_VERIFY([&] {
        QTcpSocket socket;
        socket.connectToHost(m_proxy->address().host, m_proxy->port());
        return socket.waitForConnected();
    }());
}

void CuttingProxyTest::aTrapSpringsBeforeTheCommandArrives() {
    const auto console = client("ferryman");
    std::atomic<int> sprung = 0;
    m_proxy->setTrap({Speaker::Console, {"CLIENT", "PAUSE"}, Trap::Moment::Before, [&] {
                          ++sprung;
                          m_proxy->cut(Speaker::Console);
                      }});
    VERIFY_VALUE(await(console->send({"ECHO", "CLIENT"})));
    QCOMPARE(sprung.load(), 0);
    const auto paused =
        console->transaction({{"CONFIG", "SET", "a", "b"}, {"CLIENT", "PAUSE", "100"}}, 100ms);
    QTRY_COMPARE(sprung.load(), 1);
    VERIFY_ERROR(await(paused), ErrorKind::Timeout);
    QVERIFY(!m_server->commands().contains("MULTI"));
}

void CuttingProxyTest::aTrapSpringsBeforeTheAnswerArrives() {
    const auto console = client("ferryman");
    std::atomic<int> sprung = 0;
    m_proxy->setTrap({Speaker::Console, {"FAILOVER"}, Trap::Moment::Answered, [&] { ++sprung; }});
    VERIFY_VALUE(await(console->send({"SENTINEL", "FAILOVER", "group"})));
    QCOMPARE(sprung.load(), 1);
    VERIFY_VALUE(await(console->send({"SENTINEL", "FAILOVER", "group"})));
    QCOMPARE(sprung.load(), 1); // once
}

void CuttingProxyTest::aTrapMayCutItsOwnConnection() {
    const auto console = client("ferryman");
    m_proxy->setTrap({Speaker::Console, {"FAILOVER"}, Trap::Moment::Answered, [&] {
                          m_proxy->cut(Speaker::Console);
                      }});
    const auto told = console->send({"SENTINEL", "FAILOVER", "group"});
    QTRY_VERIFY(m_server->commands().contains("SENTINEL FAILOVER group"));
    VERIFY_VALUE(await(client("sentinel-1-cmd")->send({"ECHO", "3"})));
    QVERIFY(!told.isFinished());
    m_proxy->mend();
    VERIFY_VALUE(await(told));
}

QTEST_GUILESS_MAIN(CuttingProxyTest)
#include "cutting_proxy_test.moc"
