// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/command.h"
#include "redis/reply_cursor.h"

#include <QTest>

using namespace ferryman::redis;

class ReplyCursorTest : public QObject {
    Q_OBJECT

private slots:
    void readsEachType();
    void stepsOverWholeReplies();
    void endsWhereBytesAreMissingOrNoResp_data();
    void endsWhereBytesAreMissingOrNoResp();
    void framesRepliesInWhateverPieces();
    void framerRefusesWhatIsNoResp();
    void writesWhatCommandWrites();
};

void ReplyCursorTest::readsEachType() {
    ReplyCursor cursor(
        "+OK\r\n-ERR no\r\n:-2\r\n$5\r\na\r\nbc\r\n$-1\r\n*2\r\n$0\r\n\r\n:1\r\n*-1\r\n");
    QCOMPARE(cursor.next()->text, QByteArrayView("OK"));
    const auto error = cursor.next();
    QVERIFY(error->isError());
    QCOMPARE(error->text, QByteArrayView("ERR no"));
    QCOMPARE(cursor.next()->number, -2);
    QCOMPARE(cursor.next()->text, QByteArrayView("a\r\nbc"));
    QVERIFY(cursor.next()->isNil());
    const auto array = cursor.next();
    QVERIFY(array->isArray());
    QCOMPARE(array->number, 2);
    QVERIFY(cursor.next()->isText());
    QCOMPARE(cursor.next()->number, 1);
    QVERIFY(cursor.next()->isNil());
    QVERIFY(!cursor.next());
}

void ReplyCursorTest::stepsOverWholeReplies() {
    ReplyCursor cursor("*2\r\n*1\r\n$1\r\na\r\n:7\r\n+next\r\n");
    QCOMPARE(cursor.whole(), QByteArrayView("*2\r\n*1\r\n$1\r\na\r\n:7\r\n"));
    QCOMPARE(cursor.whole(), QByteArrayView("+next\r\n"));
    QVERIFY(cursor.atEnd());
    QVERIFY(cursor.whole().isEmpty());
}

void ReplyCursorTest::endsWhereBytesAreMissingOrNoResp_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no line end") << QByteArray("+OK");
    QTest::newRow("a bulk cut short") << QByteArray("$5\r\nabc");
    QTest::newRow("a length that is none") << QByteArray("$x\r\n");
    QTest::newRow("an array cut short") << QByteArray("*2\r\n:1\r\n");
    QTest::newRow("a length beyond all bounds") << QByteArray("$9223372036854775807\r\nab\r\n");
}

void ReplyCursorTest::endsWhereBytesAreMissingOrNoResp() {
    QFETCH(QByteArray, bytes);
    ReplyCursor cursor(bytes);
    QVERIFY(cursor.whole().isEmpty());
    QVERIFY(!cursor.next());
}

void ReplyCursorTest::framesRepliesInWhateverPieces() {
    const QByteArray bytes = "+OK\r\n*2\r\n$3\r\n\r\n:\r\n*0\r\n:5\r\n$-1\r\n$0\r\n\r\n";
    for (qsizetype step = 1; step <= bytes.size(); ++step) {
        ReplyFramer framer;
        for (qsizetype size = step; size < bytes.size() + step; size += step) {
            QVERIFY(framer.advance(QByteArrayView(bytes).first(std::min(size, bytes.size())), 5));
        }
        QCOMPARE(framer.replies(), 5);
        QCOMPARE(framer.position(), bytes.size());
    }
    ReplyFramer framer;
    QVERIFY(framer.advance(bytes, 2)); // and no further
    QCOMPARE(framer.position(), bytes.indexOf(":5"));
    framer.restart();
    QVERIFY(framer.advance(QByteArrayView(bytes).sliced(bytes.indexOf(":5")), 1));
    QCOMPARE(framer.position(), 4);
}

void ReplyCursorTest::framerRefusesWhatIsNoResp() {
    for (const char* bytes : {"HTTP/1.1 400\r\n", "$-2\r\n", "*x\r\n", "\r\n"}) {
        ReplyFramer framer;
        QVERIFY2(!framer.advance(bytes, 1), bytes);
    }
    ReplyFramer deep;
    QVERIFY(!deep.advance(QByteArray("*1\r\n").repeated(20), 1));
    ReplyFramer endless;
    QVERIFY(!endless.advance(QByteArray("+").append(QByteArray(100'000, 'x')), 1));
}

void ReplyCursorTest::writesWhatCommandWrites() {
    CommandWriter writer;
    writer.command({"GET", "a\0b", ""});
    writer.begin(3);
    writer.word("LRANGE");
    writer.word(qint64{-9'223'372'036'854'775'807});
    writer.word(qint64{0});
    QCOMPARE(writer.commands(), 2);
    QCOMPARE(writer.bytes(), Command({"GET", "a\0b", ""}).encoded() +
                                 Command({"LRANGE", "-9223372036854775807", "0"}).encoded());
}

QTEST_GUILESS_MAIN(ReplyCursorTest)
#include "reply_cursor_test.moc"
