// SPDX-License-Identifier: GPL-3.0-or-later
#include "resp.h"
#include "support/named.h"
#include "verify/stream_compare.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

QByteArray entry(const QByteArray& id, const QByteArrayList& words) {
    return array({bulk(id), bulks(words)});
}

QByteArray info(const QByteArray& lastId, const QByteArray& maxDeleted, qint64 added) {
    return array({bulk("length"), number(2), bulk("last-generated-id"), bulk(lastId),
                  bulk("max-deleted-entry-id"), bulk(maxDeleted), bulk("entries-added"),
                  number(added), bulk("groups"), number(1), bulk("first-entry"), "*-1\r\n"});
}

QByteArray group(const QByteArray& name, qint64 pending, const QByteArray& entriesRead) {
    return array({bulk("name"), bulk(name), bulk("consumers"), number(1), bulk("pending"),
                  number(pending), bulk("last-delivered-id"), bulk("2-0"), bulk("entries-read"),
                  entriesRead});
}

QByteArray consumer(const QByteArray& name, qint64 pending, qint64 idle) {
    return array(
        {bulk("name"), bulk(name), bulk("pending"), number(pending), bulk("idle"), number(idle)});
}

QByteArray pending(const QByteArray& id, const QByteArray& consumer, qint64 idle, qint64 times) {
    return array({bulk(id), bulk(consumer), number(idle), number(times)});
}

} // namespace

class StreamCompareTest : public QObject {
    Q_OBJECT

private slots:
    void entries();
    void theNextRangeBeginsRightBehind();
    void whatSurroundsTheEntries();
    void whatOneServerLacksIsNamed();
    void groups();
    void consumers();
    void pendingEntries();
};

void StreamCompareTest::entries() {
    const QByteArray one = entry("1-0", {"f", "a"});
    const QByteArray two = entry("2-0", {"f", "b"});
    QVERIFY(!compareEntries(array({one, two}), array({one, two})));
    const Compared changed =
        compareEntries(array({one, two}), array({one, entry("2-0", {"f", "X"})}));
    COMPARE_NAMED(changed->kind, DifferenceClass::Value);
    QCOMPARE(changed->where, "entry 2-0");
    QCOMPARE(changed->source, "2-0 f b");
    QCOMPARE(changed->target, "2-0 f X");
    QCOMPARE(compareEntries(array({one}), array({one, two}))->source, "(ends)");
    QVERIFY(compareEntries(array({}), "-WRONGTYPE x\r\n"));
}

void StreamCompareTest::theNextRangeBeginsRightBehind() {
    const EntriesEnd end = entriesEnd(array({entry("1-0", {"f", "a"}), entry("7-3", {"f", "b"})}));
    QCOMPARE(end.count, 2);
    QCOMPARE(end.lastId, "7-3");
    QCOMPARE(nextStreamId("7-3"), "7-4");
    QCOMPARE(nextStreamId("7-18446744073709551615"), "8-0");
    QCOMPARE(entriesEnd(array({})).count, 0);
}

void StreamCompareTest::whatSurroundsTheEntries() {
    QVERIFY(!compareStreamInfo(info("9-0", "1-0", 5), info("9-0", "1-0", 5)).mismatch);
    const Compared last = compareStreamInfo(info("9-0", "1-0", 5), info("8-0", "1-0", 5)).mismatch;
    COMPARE_NAMED(last->kind, DifferenceClass::Stream);
    QCOMPARE(last->where, "last-generated-id");
    QCOMPARE(last->source, "9-0");
    QCOMPARE(compareStreamInfo(info("9-0", "1-0", 5), info("9-0", "0-0", 5)).mismatch->where,
             "max-deleted-entry-id");
    QCOMPARE(compareStreamInfo(info("9-0", "1-0", 5), info("9-0", "1-0", 4)).mismatch->target, "4");
}

void StreamCompareTest::whatOneServerLacksIsNamed() {
    const QByteArray old = array({bulk("length"), number(2), bulk("last-generated-id"), bulk("9-0"),
                                  bulk("groups"), number(1)});
    const StreamCompared compared = compareStreamInfo(old, info("9-0", "1-0", 5));
    QVERIFY(!compared.mismatch);
    QCOMPARE(compared.notCompared,
             (QStringList{"stream.max-deleted-entry-id", "stream.entries-added"}));
}

void StreamCompareTest::groups() {
    const QByteArray known = array({group("g", 2, number(5))});
    QVERIFY(!compareGroups(known, known).mismatch);
    const StreamCompared fewer = compareGroups(known, array({group("g", 1, number(5))}));
    QCOMPARE(fewer.mismatch->where, "group g, pending");
    QCOMPARE(compareGroups(known, array({})).mismatch->where, "group g");
    QCOMPARE(compareGroups(array({}), known).mismatch->source, "(none)");
    const StreamCompared unknown = compareGroups(known, array({group("g", 2, "$-1\r\n")}));
    QVERIFY(!unknown.mismatch);
    QCOMPARE(unknown.notCompared, QStringList{"stream.entries-read"});
}

void StreamCompareTest::consumers() {
    const QByteArray known = array({consumer("c1", 2, 100), consumer("c2", 0, 5)});
    QVERIFY(!compareConsumers("g", known, array({consumer("c2", 0, 9), consumer("c1", 2, 7)})));
    QCOMPARE(compareConsumers("g", known, array({consumer("c1", 2, 100)}))->where,
             "group g, consumer c2");
    QCOMPARE(
        compareConsumers("g", known, array({consumer("c1", 1, 100), consumer("c2", 0, 5)}))->target,
        "1");
}

void StreamCompareTest::pendingEntries() {
    const QByteArray known = array({pending("1-0", "c1", 100, 1), pending("2-0", "c1", 100, 3)});
    QVERIFY(!comparePending("g", known,
                            array({pending("1-0", "c1", 7, 1), pending("2-0", "c1", 8, 3)})));
    QCOMPARE(
        comparePending("g", known, array({pending("1-0", "c1", 7, 1), pending("2-0", "c1", 8, 4)}))
            ->target,
        "2-0 c1 4");
    QCOMPARE(comparePending("g", known, array({pending("1-0", "c2", 7, 1)}))->source, "1-0 c1 1");
    QCOMPARE(comparePending("g", known, array({pending("1-0", "c1", 7, 1)}))->target, "(ends)");
}

QTEST_GUILESS_MAIN(StreamCompareTest)
#include "stream_compare_test.moc"
