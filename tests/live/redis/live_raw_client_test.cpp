// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "redis/raw_client.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

class LiveRawClientTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void repliesComeAsTheyWereSent();
    void manyRequestsKeepTheirOrder();
    void aReplyOfManyMegabytesComesWhole();
    void aReplyAboveTheLimitEndsTheConnection();
    void silenceEndsTheConnection();
    void closingAnswersWhatIsPending();
    void tellsWhyItCannotOpen();

private:
    [[nodiscard]] Login login() const { return {{m_server->address(), {}, 0, false}, {}, {}}; }
    [[nodiscard]] static Future<QByteArray> send(RawClient& client, const CommandWriter& commands);

    std::unique_ptr<ServerProcess> m_server;
};

void LiveRawClientTest::initTestCase() {
    m_server = std::make_unique<ServerProcess>(ServerOptions{});
    VERIFY_VALUE(await(m_server->start()));
}

Future<QByteArray> LiveRawClientTest::send(RawClient& client, const CommandWriter& commands) {
    const Promise<QByteArray> promise;
    client.send(commands,
                [promise](Result<QByteArray> replies) { promise.complete(std::move(replies)); });
    return promise.future();
}

void LiveRawClientTest::repliesComeAsTheyWereSent() {
    RawClient client(login());
    CommandWriter commands;
    commands.command({"ECHO", "a\r\nb"});
    commands.command({"NOSUCH"});
    commands.command({"DBSIZE"});
    VERIFY_ERROR(await(send(client, commands)), ErrorKind::Unreachable);
    VERIFY_VALUE(await(client.open()));
    QVERIFY(client.isOpen());
    const Result<QByteArray> replies = await(send(client, commands));
    VERIFY_VALUE(replies);
    QVERIFY(replies->startsWith("$4\r\na\r\nb\r\n-ERR unknown command"));
    QVERIFY(replies->endsWith("\r\n:0\r\n"));
    QCOMPARE(client.receivedBytes(), replies->size());
}

void LiveRawClientTest::manyRequestsKeepTheirOrder() {
    RawClient client(login());
    VERIFY_VALUE(await(client.open()));
    int answered = 0;
    bool inOrder = true;
    for (int i = 0; i < 2'000; ++i) {
        CommandWriter commands;
        commands.begin(2);
        commands.word("ECHO");
        commands.word(qint64{i});
        client.send(commands, [&answered, &inOrder, i](const Result<QByteArray>& reply) {
            inOrder = inOrder && reply &&
                      reply->contains("\r\n" + QByteArray::number(i) + "\r\n") && answered == i;
            answered += 1;
        });
    }
    QTRY_COMPARE(answered, 2'000);
    QVERIFY(inOrder);
}

void LiveRawClientTest::aReplyOfManyMegabytesComesWhole() {
    RawClient client(login());
    VERIFY_VALUE(await(client.open()));
    CommandWriter commands;
    commands.command({"SETRANGE", "large", "20000000", "end"});
    commands.command({"GET", "large"});
    const Result<QByteArray> replies = await(send(client, commands));
    VERIFY_VALUE(replies);
    QVERIFY(replies->endsWith("end\r\n"));
    QVERIFY(replies->size() > 20'000'000);
}

void LiveRawClientTest::aReplyAboveTheLimitEndsTheConnection() {
    RawClient client(login(), milliseconds(5'000), 1'000'000);
    VERIFY_VALUE(await(client.open()));
    QSignalSpy closed(&client, &RawClient::closed);
    CommandWriter commands;
    commands.command({"GET", "large"});
    VERIFY_ERROR(await(send(client, commands)), ErrorKind::Protocol);
    QCOMPARE(closed.count(), 1);
    QVERIFY(!client.isOpen());
}

void LiveRawClientTest::silenceEndsTheConnection() {
    RawClient client(login(), milliseconds(200));
    VERIFY_VALUE(await(client.open()));
    m_server->freeze();
    CommandWriter commands;
    commands.command({"PING"});
    const Result<QByteArray> reply = await(send(client, commands));
    m_server->thaw();
    VERIFY_ERROR(reply, ErrorKind::Timeout);
}

void LiveRawClientTest::closingAnswersWhatIsPending() {
    auto client = std::make_unique<RawClient>(login());
    VERIFY_VALUE(await(client->open()));
    CommandWriter commands;
    commands.command({"BLPOP", "nothing", "0"});
    const auto pending = send(*client, commands);
    client->close();
    VERIFY_ERROR(await(pending), ErrorKind::Cancelled);

    client = std::make_unique<RawClient>(login());
    VERIFY_VALUE(await(client->open()));
    const auto another = send(*client, commands);
    client.reset();
    VERIFY_ERROR(await(another), ErrorKind::Cancelled);
}

void LiveRawClientTest::tellsWhyItCannotOpen() {
    Login wrong = login();
    wrong.password = Secret("wrong");
    RawClient client(wrong);
    VERIFY_ERROR(await(client.open()), ErrorKind::Auth);
    Login nobody = login();
    nobody.endpoint.address.port = freePort().value();
    RawClient alone(nobody);
    VERIFY_ERROR(await(alone.open()), ErrorKind::Unreachable);
}

QTEST_GUILESS_MAIN(LiveRawClientTest)
#include "live_raw_client_test.moc"
