// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/frames.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::stand_in;

class FramesTest : public QObject {
    Q_OBJECT

private slots:
    void countsRepliesInPiecesOfEverySize();
    void stopsAfterTheWantedReplies();
    void knowsResp3();
    void readsRequestsInPiecesOfEverySize();
    void leavesAnIncompleteRequest();
    void refusesWhatIsNoRequest_data();
    void refusesWhatIsNoRequest();
};

void FramesTest::countsRepliesInPiecesOfEverySize() {
    const QByteArray bytes =
        test::recordedBytes(QStringLiteral("df_sentinel_promotion_transaction")) +
        test::recordedBytes(QStringLiteral("df_COMMAND_INFO_get")) +
        "$-1\r\n*-1\r\n*0\r\n$0\r\n\r\n:5\r\n*2\r\n*1\r\n+a\r\n$3\r\na\r\n\r\n";
    for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
        FrameCounter counter;
        int ended = 0;
        for (qsizetype at = 0; at < bytes.size(); at += piece) {
            const QByteArray part = bytes.mid(at, piece);
            QCOMPARE(counter.take(part, 1000, ended), part.size());
        }
        QCOMPARE(ended, 6 + 1 + 6);
    }
}

void FramesTest::stopsAfterTheWantedReplies() {
    FrameCounter counter;
    int ended = 0;
    QCOMPARE(counter.take("+a\r\n$1\r\nb\r\n:1\r\n", 2, ended), 11);
    QCOMPARE(ended, 2);
}

void FramesTest::knowsResp3() {
    FrameCounter counter;
    int ended = 0;
    const QByteArray hello = test::recordedBytes(QStringLiteral("df_replica_synced_HELLO_3"));
    counter.take(hello + "_\r\n#t\r\n,1.5\r\n~1\r\n+a\r\n=5\r\ntxt:a\r\n", 100, ended);
    QCOMPARE(ended, 6);
}

void FramesTest::readsRequestsInPiecesOfEverySize() {
    const QByteArray bytes = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$4\r\n\r\n+x\r\nPING\r\n\r\n*0\r\n"
                             "*1\r\n$4\r\nINFO\r\n";
    for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
        RequestReader reader;
        QList<Request> requests;
        for (qsizetype at = 0; at < bytes.size(); at += piece) {
            reader.feed(bytes.mid(at, piece));
            while (auto request = reader.next()) {
                requests.append(*request);
            }
        }
        QVERIFY(!reader.isBroken());
        QCOMPARE(requests.size(), 3);
        QCOMPARE(requests.at(0).words, (QByteArrayList{"SET", "a", "\r\n+x"}));
        QCOMPARE(requests.at(0).bytes, bytes.left(requests.at(0).bytes.size()));
        QCOMPARE(requests.at(1).words, QByteArrayList{"PING"});
        QCOMPARE(requests.at(2).name(), "INFO");
    }
}

void FramesTest::leavesAnIncompleteRequest() {
    RequestReader reader;
    reader.feed("*2\r\n$4\r\nECHO\r\n$5\r\nab");
    QVERIFY(!reader.next());
    QVERIFY(!reader.isBroken());
    QCOMPARE(reader.rest(), "*2\r\n$4\r\nECHO\r\n$5\r\nab");
}

void FramesTest::refusesWhatIsNoRequest_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a count that is no number") << QByteArray("*x\r\n");
    QTest::newRow("too many words") << QByteArray("*99999999\r\n");
    QTest::newRow("a word that is no string") << QByteArray("*1\r\n:4\r\n");
    QTest::newRow("a negative size") << QByteArray("*1\r\n$-1\r\n");
    QTest::newRow("a huge size") << QByteArray("*1\r\n$99999999999\r\n");
    QTest::newRow("a line without end") << QByteArray(100'000, 'a');
}

void FramesTest::refusesWhatIsNoRequest() {
    QFETCH(const QByteArray, bytes);
    RequestReader reader;
    reader.feed(bytes);
    QVERIFY(!reader.next());
    QVERIFY(reader.isBroken());
}

QTEST_GUILESS_MAIN(FramesTest)
#include "frames_test.moc"
