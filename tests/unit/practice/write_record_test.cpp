// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/write_record.h"

#include <QTest>

using namespace ferryman;

class WriteRecordTest : public QObject {
    Q_OBJECT

private slots:
    void eachWriteSetsABitOfItsOwn();
    void anAcknowledgedBitThatIsNotThereIsMissing();
    void aMissingKeyMissesAllOfIt();
    void whatWasNotAcknowledgedIsNotMissed();
};

void WriteRecordTest::eachWriteSetsABitOfItsOwn() {
    WriteRecord record("load:x:0");
    QCOMPARE(record.command(1).words(), (QByteArrayList{"SETBIT", "load:x:0:0", "1", "1"}));
    QCOMPARE(record.command(WriteRecord::writesPerKey + 5).words(),
             (QByteArrayList{"SETBIT", "load:x:0:1", "5", "1"}));
    QCOMPARE(record.command(0).effect(), redis::Command::Effect::Changes);
}

void WriteRecordTest::anAcknowledgedBitThatIsNotThereIsMissing() {
    WriteRecord record("w");
    for (const qint64 number : {0, 1, 7, 8, 15}) {
        record.acknowledge(number);
    }
    QCOMPARE(record.keys(), 1);
    QCOMPARE(record.missing(0, QByteArray::fromHex("c181")), QList<qint64>());
    QCOMPARE(record.missing(0, QByteArray::fromHex("8181")), QList<qint64>{1});
    QCOMPARE(record.missing(0, QByteArray::fromHex("c1")), (QList<qint64>{8, 15}));
}

void WriteRecordTest::aMissingKeyMissesAllOfIt() {
    WriteRecord record("w");
    record.acknowledge(WriteRecord::writesPerKey + 3);
    QCOMPARE(record.keys(), 2);
    QCOMPARE(record.missing(0, {}), QList<qint64>());
    QCOMPARE(record.missing(1, {}), QList<qint64>{WriteRecord::writesPerKey + 3});
}

void WriteRecordTest::whatWasNotAcknowledgedIsNotMissed() {
    WriteRecord record("w");
    std::ignore = record.command(0);
    QCOMPARE(record.keys(), 0);
}

QTEST_GUILESS_MAIN(WriteRecordTest)
#include "write_record_test.moc"
