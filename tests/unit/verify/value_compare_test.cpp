// SPDX-License-Identifier: GPL-3.0-or-later
#include "resp.h"
#include "support/named.h"
#include "verify/hyperloglog.h"
#include "verify/value_compare.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const QByteArray nil = "$-1\r\n";

/// A HyperLogLog whose register 0 holds `first` and register 16383 `last`, the others nothing.
QByteArray sparseLog(int first, int last, char cachedCount) {
    QByteArray log = "HYLL" + QByteArray("\x01\0\0\0", 4) + QByteArray(8, cachedCount);
    log += char(0x80 | (first - 1) << 2); // a value, once
    const int zeros = 16382;
    log += char(0x40 | (zeros - 1) >> 8);
    log += char((zeros - 1) & 0xff);
    return log + char(0x80 | (last - 1) << 2);
}

QByteArray denseLog(int first, int last) {
    QByteArray log = "HYLL" + QByteArray(4, '\0') + QByteArray(8, '\0') + QByteArray(12288, '\0');
    log[16] = char(first);
    log[16 + 12287] = char(last << 2); // the last six bits
    return log;
}

} // namespace

class ValueCompareTest : public QObject {
    Q_OBJECT

private slots:
    void strings();
    void hyperLogLogs();
    void lists();
    void scores_data();
    void scores();
    void sortedSets();
    void setsInAnyOrder();
    void hashesInAnyOrder();
    void fieldsThatWereLookedUp();
    void membersThatWereLookedUp();
    void fieldExpiries();
    void json();
    void otherShapesDiffer();
    void scanReplies();
};

void ValueCompareTest::strings() {
    QVERIFY(!compareStrings(bulk("abc"), bulk("abc"), 0));
    QVERIFY(!compareStrings(bulk(""), bulk(""), 0));
    const Compared changed = compareStrings(bulk("abcd"), bulk("abXd"), 1000);
    COMPARE_NAMED(changed->kind, DifferenceClass::Value);
    QCOMPARE(changed->where, "byte 1002");
    QCOMPARE(changed->target, "abXd");
    QCOMPARE(compareStrings(bulk("abc"), bulk("ab"), 0)->where, "byte 2");
    QCOMPARE(compareStrings(bulk(""), bulk("a"), 0)->where, "byte 0");
    const Compared late =
        compareStrings(bulk(QByteArray(5000, 'a') + 'b'), bulk(QByteArray(5001, 'a')), 0);
    QCOMPARE(late->where, "byte 5000");
    QVERIFY(late->source.contains(u'b')); // what is shown is about where it starts
}

void ValueCompareTest::hyperLogLogs() {
    QCOMPARE(hyperLogLogRegisters(sparseLog(5, 9, 0))->count('\0'), 16382);
    QCOMPARE(hyperLogLogRegisters(sparseLog(5, 9, 0)), hyperLogLogRegisters(denseLog(5, 9)));
    QVERIFY(!compareStrings(bulk(sparseLog(5, 9, 0)), bulk(denseLog(5, 9)), 0));
    QVERIFY(!compareStrings(bulk(sparseLog(5, 9, 0)), bulk(sparseLog(5, 9, 1)), 0));
    QVERIFY(compareStrings(bulk(sparseLog(5, 9, 0)), bulk(denseLog(5, 8)), 0));
    QVERIFY(compareStrings(bulk(sparseLog(5, 9, 0)), bulk(sparseLog(5, 9, 1)), 1 << 20));
    QVERIFY(!hyperLogLogRegisters("HYLL"));
    QVERIFY(!hyperLogLogRegisters(sparseLog(5, 9, 0).chopped(1)));
    QVERIFY(!hyperLogLogRegisters(sparseLog(5, 9, 0) + '\0'));
}

void ValueCompareTest::lists() {
    QVERIFY(!compareLists(bulks({"a", "b"}), bulks({"a", "b"}), 0));
    QVERIFY(!compareLists(bulks({}), bulks({}), 0));
    QCOMPARE(compareLists(bulks({"a", "b"}), bulks({"b", "a"}), 64)->where, "index 64");
    const Compared shorter = compareLists(bulks({"a", "b"}), bulks({"a"}), 0);
    QCOMPARE(shorter->where, "index 1");
    QCOMPARE(shorter->source, "b");
    QCOMPARE(shorter->target, "(ends)");
    QCOMPARE(compareLists(bulks({}), bulks({"x"}), 0)->target, "x");
}

void ValueCompareTest::scores_data() {
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<bool>("same");
    QTest::newRow("as written") << QByteArray("1.5") << QByteArray("1.5") << true;
    QTest::newRow("infinity") << QByteArray("inf") << QByteArray("+inf") << true;
    QTest::newRow("infinities") << QByteArray("inf") << QByteArray("-inf") << false;
    QTest::newRow("no sign of zero") << QByteArray("-0") << QByteArray("0") << true;
    QTest::newRow("an exponent") << QByteArray("1e+22") << QByteArray("10000000000000000000000")
                                 << true;
    QTest::newRow("digits") << QByteArray("0.10000000000000001") << QByteArray("0.1") << true;
    QTest::newRow("the last digit")
        << QByteArray("0.1") << QByteArray("0.10000000000000002") << false;
    QTest::newRow("a denormal") << QByteArray("4.9406564584124654e-324") << QByteArray("5e-324")
                                << true;
    QTest::newRow("an integer beyond 2^53")
        << QByteArray("9007199254740993") << QByteArray("9007199254740992") << true;
    QTest::newRow("no number") << QByteArray("one") << QByteArray("1") << false;
}

void ValueCompareTest::scores() {
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, target);
    QFETCH(bool, same);
    QCOMPARE(!compareScored(bulks({"m", source}), bulks({"m", target}), 0), same);
}

void ValueCompareTest::sortedSets() {
    QVERIFY(!compareScored(bulks({"a", "1", "b", "2"}), bulks({"a", "1", "b", "2"}), 0));
    const Compared score =
        compareScored(bulks({"a", "1", "b", "2"}), bulks({"a", "1", "b", "3"}), 10);
    QCOMPARE(score->where, "rank 11");
    QCOMPARE(score->source, "b = 2");
    QCOMPARE(score->target, "b = 3");
    QCOMPARE(compareScored(bulks({"a", "1"}), bulks({"b", "1"}), 0)->where, "rank 0");
    const Compared longer = compareScored(bulks({"a", "1"}), bulks({"a", "1", "z", "4"}), 0);
    QCOMPARE(longer->where, "rank 1");
    QCOMPARE(longer->target, "z = 4");
}

void ValueCompareTest::setsInAnyOrder() {
    QVERIFY(!compareMembers(bulks({"a", "b", "c"}), bulks({"c", "a", "b"})));
    QVERIFY(!compareMembers(bulks({"a", "a", "b"}), bulks({"b", "a"}))); // SSCAN repeats
    QCOMPARE(compareMembers(bulks({"a", "b"}), bulks({"a"}))->where, "member b");
    QCOMPARE(compareMembers(bulks({"a"}), bulks({"a", "x"}))->source, "(none)");
    QVERIFY(compareMembers(bulks({""}), bulks({})));
}

void ValueCompareTest::hashesInAnyOrder() {
    QVERIFY(!compareFields(bulks({"a", "1", "b", "2"}), bulks({"b", "2", "a", "1"})));
    const Compared value = compareFields(bulks({"a", "1", "b", "2"}), bulks({"b", "3", "a", "1"}));
    QCOMPARE(value->where, "field b");
    QCOMPARE(value->source, "2");
    QCOMPARE(value->target, "3");
    QCOMPARE(compareFields(bulks({"a", ""}), bulks({}))->target, "(none)");
    QCOMPARE(compareFields(bulks({}), bulks({"a", ""}))->source, "(none)");
}

void ValueCompareTest::fieldsThatWereLookedUp() {
    QVERIFY(!compareFieldsRead(bulks({"a", "1", "b", ""}), bulks({"1", ""})));
    QCOMPARE(compareFieldsRead(bulks({"a", "1", "b", ""}), array({bulk("1"), nil}))->target,
             "(none)");
    QCOMPARE(compareFieldsRead(bulks({"a", "1"}), bulks({"2"}))->where, "field a");
    QVERIFY(compareFieldsRead(bulks({"a", "1"}), "-WRONGTYPE no hash\r\n"));
}

void ValueCompareTest::membersThatWereLookedUp() {
    QVERIFY(!compareMembership(bulks({"a", "b"}), array({number(1), number(1)})));
    QVERIFY(!compareMembership(bulks({"a", "b"}), number(1) + number(1)));
    QCOMPARE(compareMembership(bulks({"a", "b"}), array({number(1), number(0)}))->where,
             "member b");
    QVERIFY(compareMembership(bulks({"a"}), "-WRONGTYPE no set\r\n"));
}

void ValueCompareTest::fieldExpiries() {
    const QList<QByteArrayView> fields{"a", "b"};
    const QByteArray some = array({number(-1), number(5000)});
    QVERIFY(!compareFieldExpiries(fields, some, array({number(-1), number(5900)}), 1000));
    const Compared apart =
        compareFieldExpiries(fields, some, array({number(-1), number(6001)}), 1000);
    COMPARE_NAMED(apart->kind, DifferenceClass::FieldExpiry);
    QCOMPARE(apart->where, "field b");
    QVERIFY(compareFieldExpiries(fields, some, array({number(-1), number(-1)}), 100'000));
}

void ValueCompareTest::json() {
    QVERIFY(!compareJson(bulk(R"({"a":1,"b":[1.0]})"), bulk(R"({ "b": [1], "a": 1 })")));
    QVERIFY(!compareJson(bulk("7"), bulk("7")));
    QVERIFY(compareJson(bulk(R"({"a":[1,2]})"), bulk(R"({"a":[2,1]})")));
    QVERIFY(compareJson(bulk(R"("x")"), bulk(R"("y")")));
    QVERIFY(!compareJson(nil, nil));
    QVERIFY(compareJson(bulk("{}"), nil));
    QVERIFY(compareJson(bulk("no json"), bulk("neither")));
}

void ValueCompareTest::otherShapesDiffer() {
    const QByteArray wrong = "-WRONGTYPE Operation against a key\r\n";
    QVERIFY(compareStrings(bulk(""), wrong, 0));
    QVERIFY(compareLists(bulks({}), wrong, 0));
    QVERIFY(compareScored(wrong, bulks({}), 0));
    QVERIFY(compareMembers(bulks({}), wrong));
    QVERIFY(compareFields(bulks({}), wrong));
    QVERIFY(compareStrings({}, {}, 0));
}

void ValueCompareTest::scanReplies() {
    const QByteArray reply = array({bulk("17"), bulks({"k1", "k2"})});
    const auto scan = scanReply(reply);
    QCOMPARE(scan->cursor, "17");
    QCOMPARE(scan->count, 2);
    QCOMPARE(texts(scan->items), (QList<QByteArrayView>{"k1", "k2"}));
    QVERIFY(!scanReply(bulks({"17"})));
    QVERIFY(!scanReply("-WRONGTYPE x\r\n"));
    QVERIFY(!scanReply(array({bulk("0"), bulk("no list")})));
}

QTEST_GUILESS_MAIN(ValueCompareTest)
#include "value_compare_test.moc"
