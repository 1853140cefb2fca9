// SPDX-License-Identifier: GPL-3.0-or-later
#include "client_rig.h"
#include "redis/client.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

const Command get{"GET", "k"};
const Command set = Command{"SET", "k", "v"}.changes();

Error died() {
    return connectionEnded();
}

} // namespace

class ClientTest : public QObject {
    Q_OBJECT

private slots:
    void answersComeInTheOrderOfTheCommands();
    void anErrorReplyIsAnErrorWithTheServersWords();
    void isNeverAnsweredWithinSend();
    void aRefusedCommandIsAnsweredEvenIfTheClientGoes();
    void refusesWhatWouldPileUp();

    void aDeadlineEndsTheConnectionAndEverything();
    void anAnsweredCommandLeavesNoDeadlineBehind();
    void theEarliestDeadlineCounts();

    void aLostChangeIsInDoubtOnlyIfItWentOut();
    void closingCancelsWhatIsPending();
    void isToldOfTheEndOnce();
    void anAnswerToNothingEndsTheConnection();
    void nonsenseEndsTheConnection();
    void theServersLastWordsAreTold();

    void aHandlerMaySend();
    void aHandlerMayClose();
    void aHandlerMayDeleteTheClient_data();
    void aHandlerMayDeleteTheClient();
    void whoeverHearsOfTheEndMayDeleteTheClient();
    void deletingAnswersWhatIsPending();

    void aPipelineGivesEveryReply();
    void aPipelineIsRefusedAsAWhole();
    void aBrokenPipelineIsInDoubtIfAnythingMayHaveChanged_data();
    void aBrokenPipelineIsInDoubtIfAnythingMayHaveChanged();
    void aPipelineRepeatsNoPassword();

    void aTransactionGivesTheRepliesOfExec();
    void aTransactionTellsWhatKeptItFromRunning_data();
    void aTransactionTellsWhatKeptItFromRunning();
    void aLostTransactionIsInDoubtOnlyIfExecWentOut();

    void messagesAreNoReplies();
    void aMessageHandlerMayDeleteTheClient();
};

void ClientTest::answersComeInTheOrderOfTheCommands() {
    ClientRig rig;
    rig.open();
    const auto first = rig.client->send({"GET", "a"});
    const auto second = rig.client->send({"GET", "b"});
    QCOMPARE(rig.server->written(),
             Command({"GET", "a"}).encoded() + Command({"GET", "b"}).encoded());
    rig.server->say("$1\r\n1\r\n$-1\r\n");
    QCOMPARE(await(first).value(), Value::bulk("1"));
    QCOMPARE(await(second).value(), Value());
}

void ClientTest::anErrorReplyIsAnErrorWithTheServersWords() {
    ClientRig rig;
    rig.open();
    const auto reply = rig.client->send({"CONFIG", "SET", "hz", "x"});
    rig.server->say("-ERR CONFIG SET failed\r\n");
    const auto result = await(reply);
    VERIFY_ERROR(result, ErrorKind::Server);
    QCOMPARE(result.error().detail, QStringLiteral("ERR CONFIG SET failed"));
    QCOMPARE(result.error().english(),
             QStringLiteral("h:1 answers CONFIG SET with an error: ERR CONFIG SET failed"));
    QVERIFY(rig.client->isOpen());
}

void ClientTest::isNeverAnsweredWithinSend() {
    ClientRig rig;
    rig.send(get); // not open yet
    QCOMPARE(rig.answers.size(), 0);
    QTRY_COMPARE(rig.answers.size(), 1);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Unreachable);

    rig.open();
    rig.client->close();
    rig.send(set);
    QCOMPARE(rig.answers.size(), 1);
    QTRY_COMPARE(rig.answers.size(), 2);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Unreachable); // it was never sent, so there is no doubt
}

void ClientTest::aRefusedCommandIsAnsweredEvenIfTheClientGoes() {
    ClientRig rig;
    rig.send(get);
    rig.send(get);
    rig.client.reset();
    QCOMPARE(rig.answers.size(), 2);
}

void ClientTest::refusesWhatWouldPileUp() {
    ClientLimits limits;
    limits.pendingCommands = 2;
    limits.pendingBytes = 100;
    ClientRig rig(ClientRig::plainLogin(), limits);
    rig.open();
    rig.send(get);
    rig.send(get);
    rig.send(get);
    QTRY_COMPARE(rig.answers.size(), 1);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Refused);
    rig.server->say("+a\r\n+b\r\n");

    rig.server->takeWritten();
    rig.server->holdBack(90);
    rig.send(get);
    QTRY_COMPARE(rig.answers.size(), 4);
    VERIFY_ERROR(rig.answers[3], ErrorKind::Refused);
    QVERIFY(rig.server->written().isEmpty());

    rig.server->holdBack(0); // one command alone may be larger than the limit
    rig.send({"SET", "k", QByteArray(1000, 'x')});
    rig.server->say("+OK\r\n");
    VERIFY_VALUE(rig.answers.last());
}

void ClientTest::aDeadlineEndsTheConnectionAndEverything() {
    ClientRig rig;
    rig.open();
    QSignalSpy closed(rig.client.get(), &Client::closed);
    rig.send(get, milliseconds(30'000));
    rig.send(set, milliseconds(20));
    rig.send({"PING"}, milliseconds(30'000));
    QTRY_COMPARE(rig.answers.size(), 3);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Timeout);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Indeterminate);
    VERIFY_ERROR(rig.answers[2], ErrorKind::Timeout);
    QVERIFY(rig.answers[0].error().english().contains(QLatin1String("did not answer SET in time")));
    QVERIFY(rig.server->wasAborted());
    QVERIFY(!rig.client->isOpen());
    QCOMPARE(closed.count(), 1);
    QCOMPARE(closed.first().first().value<Error>().kind, ErrorKind::Timeout);
}

void ClientTest::anAnsweredCommandLeavesNoDeadlineBehind() {
    ClientRig rig;
    rig.open();
    rig.send(get, milliseconds(20));
    rig.server->say("+a\r\n");
    rig.send(get, milliseconds(30'000));
    QVERIFY(!QTest::qWaitFor([&rig] { return !rig.client->isOpen(); }, 100));
    rig.server->say("+b\r\n");
    QCOMPARE(rig.answers.size(), 2);
}

void ClientTest::theEarliestDeadlineCounts() {
    ClientLimits limits;
    limits.commandDeadline = milliseconds(30'000);
    ClientRig rig(ClientRig::plainLogin(), limits);
    rig.open();
    rig.send(get);
    rig.send({"INFO"}, milliseconds(10));
    rig.send(get);
    QTRY_COMPARE(rig.answers.size(), 3);
    QVERIFY(rig.answers[0].error().english().contains(QLatin1String("INFO")));
}

void ClientTest::aLostChangeIsInDoubtOnlyIfItWentOut() {
    ClientRig rig;
    rig.open();
    rig.send(get);
    rig.send(set);
    rig.send(set);
    rig.server->holdBack(
        1); // the last command is not whole on its way, so no server can have run it
    rig.server->fail(died());
    QCOMPARE(rig.answers.size(), 3);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Unreachable);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Indeterminate);
    QVERIFY(rig.answers[1].error().english().contains(QLatin1String("SET")));
    VERIFY_ERROR(rig.answers[2], ErrorKind::Unreachable);
}

void ClientTest::closingCancelsWhatIsPending() {
    ClientRig rig;
    rig.open();
    rig.send(get);
    rig.send(set);
    rig.client->close();
    QCOMPARE(rig.answers.size(), 2);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Cancelled);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Indeterminate);
}

void ClientTest::isToldOfTheEndOnce() {
    ClientRig rig;
    rig.open();
    QSignalSpy closed(rig.client.get(), &Client::closed);
    rig.server->fail(died());
    rig.client->close();
    rig.server->fail(died());
    rig.server->say("+late\r\n");
    QCOMPARE(closed.count(), 1);
    QCOMPARE(closed.first().first().value<Error>().kind, ErrorKind::Unreachable);
}

void ClientTest::anAnswerToNothingEndsTheConnection() {
    ClientRig rig;
    rig.open();
    QSignalSpy closed(rig.client.get(), &Client::closed);
    rig.server->say("+what?\r\n");
    QCOMPARE(closed.count(), 1);
    QCOMPARE(closed.first().first().value<Error>().kind, ErrorKind::Protocol);
    QVERIFY(closed.first().first().value<Error>().detail.contains(QLatin1String("what?")));
}

void ClientTest::nonsenseEndsTheConnection() {
    ClientRig rig;
    rig.open();
    rig.send(get);
    rig.send(set);
    rig.server->say("+first\r\nHTTP/1.1 500 oops\r\n");
    QCOMPARE(rig.answers.size(), 2);
    VERIFY_VALUE(rig.answers[0]);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Indeterminate);
    QVERIFY(!rig.client->isOpen());
}

void ClientTest::theServersLastWordsAreTold() {
    ClientRig rig;
    rig.open();
    QSignalSpy closed(rig.client.get(), &Client::closed);
    rig.server->say("-ERR max number of clients reached\r\n");
    QCOMPARE(closed.count(), 1);
    QVERIFY(closed.first().first().value<Error>().english().contains(QLatin1String("maxclients")));
}

void ClientTest::aHandlerMaySend() {
    ClientRig rig;
    rig.open();
    rig.client->send(get, {}, [&rig](const Result<Value>&) { rig.send({"PING"}); });
    rig.server->say(
        "+a\r\n+b\r\n"); // the second reply is to what the handler of the first one sent
    QCOMPARE(rig.answers.size(), 1);
    QCOMPARE(rig.answers[0].value(), Value::status("b"));

    rig.client->send(get, {}, [&rig](const Result<Value>&) { rig.send({"PING"}); });
    rig.server->fail(died());
    QCOMPARE(rig.answers.size(), 1);
    QTRY_COMPARE(rig.answers.size(), 2);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Unreachable);
}

void ClientTest::aHandlerMayClose() {
    ClientRig rig;
    rig.open();
    rig.client->send(get, {}, [&rig](const Result<Value>&) { rig.client->close(); });
    rig.send(get);
    rig.server->say("+a\r\n+b\r\n");
    QCOMPARE(rig.answers.size(), 1);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Cancelled);
}

void ClientTest::aHandlerMayDeleteTheClient_data() {
    QTest::addColumn<QByteArray>("said"); // empty: the connection fails
    QTest::newRow("on its reply") << QByteArray("+a\r\n+b\r\n");
    QTest::newRow("on nonsense") << QByteArray("nonsense");
    QTest::newRow("on the end") << QByteArray();
}

void ClientTest::aHandlerMayDeleteTheClient() {
    QFETCH(const QByteArray, said);
    ClientRig rig;
    rig.open();
    bool answered = false;
    rig.client->send(get, {}, [&](const Result<Value>&) {
        answered = true;
        rig.client.reset();
    });
    rig.send(set);
    if (said.isEmpty()) {
        rig.server->fail(died());
    } else {
        rig.server->say(said);
    }
    QVERIFY(answered);
    QCOMPARE(rig.answers.size(), 1);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Indeterminate);
    QTRY_VERIFY(rig.server.isNull()); // deleted, but not within its own signal
}

void ClientTest::whoeverHearsOfTheEndMayDeleteTheClient() {
    ClientRig rig;
    rig.open();
    QObject::connect(rig.client.get(), &Client::closed, rig.client.get(),
                     [&rig] { rig.client.reset(); });
    rig.server->fail(died());
    QVERIFY(!rig.client);
    QTRY_VERIFY(rig.server.isNull());
}

void ClientTest::deletingAnswersWhatIsPending() {
    ClientRig rig;
    rig.open();
    rig.send(get);
    rig.send(set);
    const auto future = rig.client->send(get);
    rig.client.reset();
    QCOMPARE(rig.answers.size(), 2);
    VERIFY_ERROR(rig.answers[0], ErrorKind::Cancelled);
    VERIFY_ERROR(rig.answers[1], ErrorKind::Indeterminate);
    VERIFY_ERROR(await(future), ErrorKind::Cancelled);
    QVERIFY(rig.server.isNull());
}

void ClientTest::aPipelineGivesEveryReply() {
    ClientRig rig;
    rig.open();
    const auto replies = rig.client->pipeline({get, set, {"PING"}});
    QCOMPARE(rig.server->written(), get.encoded() + set.encoded() + Command{"PING"}.encoded());
    rig.server->say("$1\r\nv\r\n-READONLY no\r\n+PONG\r\n");
    QCOMPARE(await(replies).value(),
             (QList<Value>{Value::bulk("v"), Value::error("READONLY no"), Value::status("PONG")}));
    QVERIFY(await(rig.client->pipeline({})).value().isEmpty());
}

void ClientTest::aPipelineIsRefusedAsAWhole() {
    ClientLimits limits;
    limits.pendingCommands = 2;
    ClientRig rig(ClientRig::plainLogin(), limits);
    rig.open();
    VERIFY_ERROR(await(rig.client->pipeline({get, set, get})), ErrorKind::Refused);
    QVERIFY(rig.server->written().isEmpty());
    rig.client->close();
    VERIFY_ERROR(await(rig.client->pipeline({get, set})), ErrorKind::Unreachable);
}

void ClientTest::aBrokenPipelineIsInDoubtIfAnythingMayHaveChanged_data() {
    QTest::addColumn<QList<Command>>("commands");
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<bool>("allSent");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("only reads") << QList<Command>{get, get} << QByteArray("+a\r\n") << true
                                << ErrorKind::Unreachable;
    QTest::newRow("a change unanswered") << QList<Command>{get, set, get} << QByteArray("+a\r\n")
                                         << true << ErrorKind::Indeterminate;
    QTest::newRow("a change done")
        << QList<Command>{set, get} << QByteArray("+OK\r\n") << true << ErrorKind::Indeterminate;
    QTest::newRow("a change refused") << QList<Command>{set, get} << QByteArray("-READONLY no\r\n")
                                      << true << ErrorKind::Unreachable;
    QTest::newRow("a change that did not go out")
        << QList<Command>{get, set} << QByteArray() << false << ErrorKind::Unreachable;
}

void ClientTest::aBrokenPipelineIsInDoubtIfAnythingMayHaveChanged() {
    QFETCH(const QList<Command>, commands);
    QFETCH(const QByteArray, said);
    QFETCH(const bool, allSent);
    QFETCH(const ErrorKind, kind);
    ClientRig rig;
    rig.open();
    const auto replies = rig.client->pipeline(commands);
    rig.server->say(said);
    rig.server->holdBack(allSent ? 0 : 1);
    rig.server->fail(died());
    VERIFY_ERROR(await(replies), kind);
}

void ClientTest::aPipelineRepeatsNoPassword() {
    ClientRig rig;
    rig.open();
    const auto replies =
        rig.client->pipeline({Command{"CONFIG", "SET", "masterauth", "s3cret"}.changes()});
    rig.server->say("-ERR no such thing: s3cret\r\n");
    QCOMPARE(await(replies).value(), QList<Value>{Value::error("ERR no such thing: (hidden)")});
}

void ClientTest::aTransactionGivesTheRepliesOfExec() {
    ClientRig rig;
    rig.open();
    const auto replies = rig.client->transaction({set, get});
    QCOMPARE(rig.server->written(), Command{"MULTI"}.encoded() + set.encoded() + get.encoded() +
                                        Command{"EXEC"}.encoded());
    rig.server->say("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n-ERR no\r\n$1\r\nv\r\n");
    QCOMPARE(await(replies).value(), (QList<Value>{Value::error("ERR no"), Value::bulk("v")}));
}

void ClientTest::aTransactionTellsWhatKeptItFromRunning_data() {
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("says");
    QTest::newRow("MULTI refused")
        << QByteArray("-ERR unknown command 'MULTI'\r\n+OK\r\n-ERR EXEC without MULTI\r\n")
        << ErrorKind::Server << "does not know the command MULTI";
    QTest::newRow("queueing refused")
        << QByteArray("+OK\r\n-NOPERM no\r\n-EXECABORT Transaction discarded\r\n")
        << ErrorKind::Permission << "may not run SET";
    QTest::newRow("EXEC refused") << QByteArray("+OK\r\n+QUEUED\r\n-EXECABORT discarded\r\n")
                                  << ErrorKind::Server << "EXECABORT";
    QTest::newRow("not run") << QByteArray("+OK\r\n+QUEUED\r\n*-1\r\n") << ErrorKind::Server
                             << "did not run";
    QTest::newRow("too few answers")
        << QByteArray("+OK\r\n+QUEUED\r\n*0\r\n") << ErrorKind::Protocol << "each command";
    QTest::newRow("no list") << QByteArray("+OK\r\n+QUEUED\r\n+OK\r\n") << ErrorKind::Protocol
                             << "each command";
}

void ClientTest::aTransactionTellsWhatKeptItFromRunning() {
    QFETCH(const QByteArray, said);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, says);
    ClientRig rig;
    rig.open();
    const auto replies = rig.client->transaction({set});
    rig.server->say(said);
    const auto result = await(replies);
    VERIFY_ERROR(result, kind);
    QVERIFY2(result.error().english().contains(says), qPrintable(result.error().english()));
    QVERIFY(rig.client->isOpen());
}

void ClientTest::aLostTransactionIsInDoubtOnlyIfExecWentOut() {
    for (const bool sent : {true, false}) {
        ClientRig rig;
        rig.open();
        const auto replies = rig.client->transaction({set, get});
        rig.server->say("+OK\r\n+QUEUED\r\n");
        rig.server->holdBack(sent ? 0 : 1);
        rig.server->fail(died());
        VERIFY_ERROR(await(replies), sent ? ErrorKind::Indeterminate : ErrorKind::Unreachable);
    }
    ClientRig rig;
    rig.open();
    const auto reads = rig.client->transaction({get});
    rig.server->fail(died());
    VERIFY_ERROR(await(reads), ErrorKind::Unreachable);
}

void ClientTest::messagesAreNoReplies() {
    ClientRig rig;
    rig.open();
    QList<Value> messages;
    rig.client->setPushHandler([&messages](const Value& message) { messages.append(message); });
    rig.send({"PSUBSCRIBE", "*"});
    const QByteArray message("*4\r\n$8\r\npmessage\r\n$1\r\n*\r\n$6\r\n+slave\r\n$1\r\nx\r\n");
    rig.server->say("*3\r\n$10\r\npsubscribe\r\n$1\r\n*\r\n:1\r\n" + message);
    rig.send({"PING"});
    rig.server->say(message + "*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    QCOMPARE(messages.size(), 2);
    QCOMPARE(messages.first().items().last(), Value::bulk("x"));
    QCOMPARE(rig.answers.size(), 2);
    QCOMPARE(rig.answers[1].value().items().first(), Value::bulk("pong"));
}

void ClientTest::aMessageHandlerMayDeleteTheClient() {
    ClientRig rig;
    rig.open();
    rig.client->setPushHandler([&rig](const Value&) { rig.client.reset(); });
    rig.server->say(QByteArray("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n").repeated(2));
    QVERIFY(!rig.client);
    QTRY_VERIFY(rig.server.isNull());
}

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
