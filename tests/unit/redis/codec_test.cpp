// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/codec.h"
#include "support/await.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

/// All replies in `bytes`, fed in pieces of `size`; the error comes as the last one's text.
QList<Value> decode(QByteArrayView bytes, qsizetype size, ReplyLimits limits = {}) {
    ReplyDecoder decoder(limits);
    QList<Value> replies;
    const auto drain = [&] {
        auto reply = decoder.next();
        while (reply && *reply) {
            replies.append(std::move(**reply));
            reply = decoder.next();
        }
        return reply.has_value();
    };
    for (qsizetype at = 0; at < bytes.size(); at += size) {
        decoder.feed(bytes.sliced(at, std::min(size, bytes.size() - at)));
        if (!drain()) {
            break;
        }
    }
    return replies;
}

Result<std::optional<Value>> decodeOne(const QByteArray& bytes, ReplyLimits limits = {}) {
    ReplyDecoder decoder(limits);
    decoder.feed(bytes);
    return decoder.next();
}

QByteArray nested(int depth) {
    return QByteArray("*1\r\n").repeated(depth) + ":1\r\n";
}

} // namespace

class CodecTest : public QObject {
    Q_OBJECT

private slots:
    void decodesEveryTypeOfReply_data();
    void decodesEveryTypeOfReply();
    void recordingsComeOutTheSameInPiecesOfEverySize_data();
    void recordingsComeOutTheSameInPiecesOfEverySize();
    void manyRepliesInOnePiece();
    void nothingComesBeforeTheLastByte();
    void refusesWhatIsNoReply_data();
    void refusesWhatIsNoReply();
    void refusesAboveALimitBeforeTheContentComes_data();
    void refusesAboveALimitBeforeTheContentComes();
    void takesWhatIsJustWithinTheLimits();
    void aPromisedListTakesNoMemoryBeforeItsItems();
    void repliesBeforeTheFaultStillCome();
    void theErrorStays();
};

void CodecTest::decodesEveryTypeOfReply_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Value>("value");
    QTest::newRow("status") << QByteArray("+OK\r\n") << Value::status("OK");
    QTest::newRow("empty status") << QByteArray("+\r\n") << Value::status("");
    QTest::newRow("error") << QByteArray("-ERR no\r\n") << Value::error("ERR no");
    QTest::newRow("integer") << QByteArray(":42\r\n") << Value::integer(42);
    QTest::newRow("largest") << QByteArray(":9223372036854775807\r\n")
                             << Value::integer(std::numeric_limits<qint64>::max());
    QTest::newRow("negative") << QByteArray(":-9\r\n") << Value::integer(-9);
    QTest::newRow("bulk") << QByteArray("$5\r\nhello\r\n") << Value::bulk("hello");
    QTest::newRow("empty bulk") << QByteArray("$0\r\n\r\n") << Value::bulk("");
    QTest::newRow("binary bulk") << QByteArray("$6\r\n\r\n\0$1\r\r\n", 12)
                                 << Value::bulk(QByteArray("\r\n\0$1\r", 6));
    QTest::newRow("nil bulk") << QByteArray("$-1\r\n") << Value();
    QTest::newRow("nil array") << QByteArray("*-1\r\n") << Value();
    QTest::newRow("empty array") << QByteArray("*0\r\n") << Value::array({});
    QTest::newRow("array") << QByteArray("*3\r\n:1\r\n$-1\r\n+x\r\n")
                           << Value::array({Value::integer(1), Value(), Value::status("x")});
    QTest::newRow("nested") << QByteArray("*2\r\n*2\r\n*0\r\n$1\r\na\r\n*1\r\n-e\r\n")
                            << Value::array({Value::array({Value::array({}), Value::bulk("a")}),
                                             Value::array({Value::error("e")})});
}

void CodecTest::decodesEveryTypeOfReply() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const Value, value);
    for (qsizetype size = 1; size <= bytes.size(); ++size) {
        QCOMPARE(decode(bytes + bytes, size), (QList<Value>{value, value}));
    }
}

void CodecTest::recordingsComeOutTheSameInPiecesOfEverySize_data() {
    QTest::addColumn<QString>("name");
    for (const QString& name : recordingNames()) {
        if (!name.endsWith(QLatin1String("HELLO_3"))) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }
}

void CodecTest::recordingsComeOutTheSameInPiecesOfEverySize() {
    QFETCH(const QString, name);
    const QByteArray bytes = recordedBytes(name);
    const QList<Value> whole = recordedReplies(name);
    QVERIFY(!whole.isEmpty());
    QVERIFY(!whole.last().isNil());

    for (qsizetype size = 1; size <= std::min<qsizetype>(bytes.size(), 200); ++size) {
        QCOMPARE(decode(bytes, size), whole);
    }
    for (const qsizetype size : {511, 512, 1023, 1024, 1025, 4096, 16'383, 16'384, 16'385}) {
        QCOMPARE(decode(bytes, size), whole);
    }
    for (qsizetype split = 1; split < std::min<qsizetype>(bytes.size(), 2'000);
         ++split) { // in two pieces
        ReplyDecoder decoder;
        decoder.feed(QByteArrayView(bytes).first(split));
        decoder.feed(QByteArrayView(bytes).sliced(split));
        const auto first = decoder.next();
        VERIFY_VALUE(first);
        QVERIFY(first->has_value());
        QCOMPARE(**first, whole.first());
    }
}

void CodecTest::manyRepliesInOnePiece() {
    const QByteArray reply("*2\r\n$10\r\n0123456789\r\n:7\r\n");
    const QList<Value> replies = decode(reply.repeated(100'000), 100'000 * reply.size());
    QCOMPARE(replies.size(), 100'000);
    QCOMPARE(replies.last(), Value::array({Value::bulk("0123456789"), Value::integer(7)}));
}

void CodecTest::nothingComesBeforeTheLastByte() {
    const QByteArray bytes("*2\r\n$3\r\nabc\r\n+x\r\n");
    for (qsizetype size = 0; size < bytes.size(); ++size) {
        const auto reply = decodeOne(bytes.first(size));
        VERIFY_VALUE(reply);
        QVERIFY(!reply->has_value());
    }
}

void CodecTest::refusesWhatIsNoReply_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("detail"); // what the person is shown of it
    QTest::newRow("another protocol")
        << QByteArray("HTTP/1.1 400 Bad Request\r\n") << "HTTP/1.1 400 Bad Request\\x0d\\x0a";
    QTest::newRow("TLS") << QByteArray("\x15\x03\x03\x00\x02\x02\x46", 7)
                         << "\\x15\\x03\\x03\\x00\\x02\\x02F";
    QTest::newRow("RESP3 map") << recordedBytes("df_replica_synced_HELLO_3").first(6)
                               << "%7\\x0d\\x0a$6";
    QTest::newRow("blank") << QByteArray("\r\n") << "\\x0d\\x0a";
    QTest::newRow("length with letters") << QByteArray("$5x\r\n") << "$5x\\x0d";
    QTest::newRow("no length") << QByteArray("*\r\n") << "*\\x0d";
    QTest::newRow("negative length") << QByteArray("$-2\r\n") << "$-2\\x0d";
    QTest::newRow("length with a plus") << QByteArray("*+2\r\n") << "*+2\\x0d";
    QTest::newRow("length beyond 64 bits")
        << QByteArray("$99999999999999999999\r\n") << "$99999999999999999999\\x0d";
    QTest::newRow("integer with letters") << QByteArray(":12a\r\n") << QString();
    QTest::newRow("integer beyond 64 bits") << QByteArray(":9223372036854775808\r\n") << QString();
    QTest::newRow("within a list") << QByteArray("*2\r\n:1\r\n!x\r\n") << "!x\\x0d\\x0a";
}

void CodecTest::refusesWhatIsNoReply() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, detail);
    const auto reply = decodeOne(bytes);
    VERIFY_ERROR(reply, ErrorKind::Protocol);
    QVERIFY(reply.error().message.english().contains(QLatin1String("not in Redis' protocol")));
    if (!detail.isEmpty()) {
        QCOMPARE(reply.error().detail, detail);
    }
}

void CodecTest::refusesAboveALimitBeforeTheContentComes_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("value") << QByteArray("$1001\r\n")
                           << "The reply holds a value above the limit of 1000 bytes.";
    QTest::newRow("value beyond 32 bits")
        << QByteArray("$4294967297\r\n")
        << "The reply holds a value above the limit of 1000 bytes.";
    QTest::newRow("value that overflows what is added")
        << QByteArray("$9223372036854775807\r\n")
        << "The reply holds a value above the limit of 1000 bytes.";
    QTest::newRow("list") << QByteArray("*101\r\n")
                          << "The reply holds a list above the limit of 100 items.";
    QTest::newRow("list beyond an int")
        << QByteArray("*2147483648\r\n") << "The reply holds a list above the limit of 100 items.";
    QTest::newRow("list that wraps an int")
        << QByteArray("*4294967297\r\n") << "The reply holds a list above the limit of 100 items.";
    QTest::newRow("inner list") << QByteArray("*2\r\n*101\r\n")
                                << "The reply holds a list above the limit of 100 items.";
    QTest::newRow("depth") << nested(8) << "The reply nests lists more than 7 deep.";
    QTest::newRow("whole")
        << QByteArray("*9\r\n" +
                      QByteArray("$1000\r\n" + QByteArray(1000, 'x') + "\r\n").repeated(4))
        << "The reply is above the limit of 4000 bytes.";
    QTest::newRow("many small items")
        << QByteArray("*100\r\n" + QByteArray("*1\r\n:1\r\n").repeated(100))
        << "The reply is above the limit of 4000 bytes.";
    QTest::newRow("line")
        << QByteArray("+" + QByteArray(70'000, 'x'))
        << "A line of the reply is longer than 65536 bytes: this is no server that Ferryman knows.";
}

void CodecTest::refusesAboveALimitBeforeTheContentComes() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, sentence);
    const ReplyLimits limits{.bulkBytes = 1000, .arrayItems = 100, .replyBytes = 4000, .depth = 20};
    const auto reply = decodeOne(bytes, limits);
    VERIFY_ERROR(reply, ErrorKind::Protocol);
    QCOMPARE(reply.error().message.english(), sentence);
}

void CodecTest::takesWhatIsJustWithinTheLimits() {
    const ReplyLimits limits{
        .bulkBytes = 1000, .arrayItems = 100, .replyBytes = 20'000, .depth = 7};
    const QByteArray bulk = "$1000\r\n" + QByteArray(1000, 'x') + "\r\n";
    const QByteArray list = "*100\r\n" + QByteArray(":1\r\n").repeated(100);
    QCOMPARE(decode(bulk, 100, limits).size(), 1);
    QCOMPARE(decode(list, 100, limits).size(), 1);
    QCOMPARE(decode(nested(7), 100, limits).size(), 1);
    QCOMPARE(decode(bulk.repeated(100), 4096, limits).size(), 100); // the limit is for each reply
    QCOMPARE(decode("+" + QByteArray(65'000, 'x') + "\r\n", 4096).size(), 1);
}

void CodecTest::aPromisedListTakesNoMemoryBeforeItsItems() {
    // 7 lists of a million each, promised in 70 bytes: kept ready they would take 450 MB.
    const auto reply = decodeOne(QByteArray("*1000000\r\n").repeated(7));
    VERIFY_VALUE(reply);
    QVERIFY(!reply->has_value());
}

void CodecTest::repliesBeforeTheFaultStillCome() {
    ReplyDecoder decoder;
    decoder.feed("+one\r\n:2\r\nnonsense");
    QCOMPARE(decoder.next().value(), std::optional(Value::status("one")));
    QCOMPARE(decoder.next().value(), std::optional(Value::integer(2)));
    VERIFY_ERROR(decoder.next(), ErrorKind::Protocol);
}

void CodecTest::theErrorStays() {
    ReplyDecoder decoder;
    decoder.feed("nonsense");
    const auto first = decoder.next();
    VERIFY_ERROR(first, ErrorKind::Protocol);
    decoder.feed("+OK\r\n");
    const auto second = decoder.next();
    VERIFY_ERROR(second, ErrorKind::Protocol);
    QCOMPARE(second.error().english(), first.error().english());
}

QTEST_GUILESS_MAIN(CodecTest)
#include "codec_test.moc"
