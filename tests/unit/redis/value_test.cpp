// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/value.h"
#include "support/await.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;

class ValueTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatItIs();
    void aReadingOfTheWrongTypeIsAnErrorWithItsText();
    void describesItselfAsRedisCliWould_data();
    void describesItselfAsRedisCliWould();
    void aDescriptionIsBounded();
};

void ValueTest::readsWhatItIs() {
    QCOMPARE(Value::bulk("a").toText().value(), QByteArray("a"));
    QCOMPARE(Value::status("OK").toText().value(), QByteArray("OK"));
    QCOMPARE(Value::integer(-3).toInteger().value(), -3);
    QCOMPARE(Value::bulk("12").toInteger().value(), 12);
    QCOMPARE(Value::array({Value()}).toArray().value().size(), 1);
    QVERIFY(Value::status("OK").isOk());
    QVERIFY(!Value::bulk("OK").isOk());
    QVERIFY(Value().isNil());
    QVERIFY(Value::bulk("") != Value());
    QVERIFY(Value::bulk("x") != Value::status("x"));
}

void ValueTest::aReadingOfTheWrongTypeIsAnErrorWithItsText() {
    const auto text = Value::array({Value::bulk("a")}).toText();
    VERIFY_ERROR(text, ErrorKind::Protocol);
    QCOMPARE(text.error().detail, QStringLiteral("[\"a\"]"));
    VERIFY_ERROR(Value().toText(), ErrorKind::Protocol);
    VERIFY_ERROR(Value::error("ERR x").toText(), ErrorKind::Protocol);
    VERIFY_ERROR(Value::bulk("12a").toInteger(), ErrorKind::Protocol);
    VERIFY_ERROR(Value::bulk("").toInteger(), ErrorKind::Protocol);
    VERIFY_ERROR(Value::array({}).toInteger(), ErrorKind::Protocol);
    VERIFY_ERROR(Value::bulk("a").toArray(), ErrorKind::Protocol);
}

void ValueTest::describesItselfAsRedisCliWould_data() {
    QTest::addColumn<Value>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("nil") << Value() << "(nil)";
    QTest::newRow("status") << Value::status("OK") << "OK";
    QTest::newRow("error") << Value::error("ERR no") << "(error) ERR no";
    QTest::newRow("integer") << Value::integer(7) << "(integer) 7";
    QTest::newRow("bulk") << Value::bulk("a\nb") << "\"a\\x0ab\"";
    QTest::newRow("list") << Value::array({Value::integer(1), Value::array({}), Value()})
                          << "[(integer) 1, [], (nil)]";
}

void ValueTest::describesItselfAsRedisCliWould() {
    QFETCH(const Value, value);
    QFETCH(const QString, text);
    QCOMPARE(value.describe(), text);
}

void ValueTest::aDescriptionIsBounded() {
    const Value list = Value::array(QList<Value>(1'000'000, Value::bulk("item")));
    QVERIFY(list.describe(100).size() <= 101);
    QVERIFY(Value::bulk(QByteArray(1'000'000, 'x')).describe(100).size() <= 101);
    QVERIFY(list.describe(100).startsWith(QLatin1String("[\"item\", \"item\"")));
}

QTEST_GUILESS_MAIN(ValueTest)
#include "value_test.moc"
