// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/run_ledger.h"

#include <QJsonDocument>
#include <QTest>

using namespace ferryman;

namespace {

/// A run between two servers that nobody asks.
struct Books {
    Side source{{}, 1};
    Side target{{}, 1};
    RunLedger ledger{VerifyOptions(), source, target};
};

} // namespace

/// What a run says of itself when it ends, and when it is to go on.
class RunLedgerTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsUnderWayIsTakenUpAgain();
    void aLongKeyIsUndecidedRatherThanLeftOutInSilence();
    void namesOfLongKeysAreCountedAndNotKept();
};

void RunLedgerTest::whatIsUnderWayIsTakenUpAgain() {
    Books books;
    books.ledger.begin(false, {});
    books.ledger.enter(3);
    const QList<KeyName> keys{{3, "a"}, {3, QByteArray("\0\xff", 2)}};
    const std::optional<ResumePoint> point =
        resumePoint(toJson(books.ledger.point({keys, false, "0", "0"})));
    QVERIFY(point);
    QCOMPARE(point->database, 3);
    QVERIFY(point->pending == keys);
    QCOMPARE(verifyCounts(point->tally["counts"].toObject()).undecided, 0);
}

void RunLedgerTest::aLongKeyIsUndecidedRatherThanLeftOutInSilence() {
    Books books;
    books.ledger.begin(false, {});
    books.ledger.enter(0);
    const KeyName whole{0, QByteArray(longestWholeKey, 'k')};
    const QJsonObject json =
        toJson(books.ledger.point({{{0, QByteArray(100'000, 'k')}, whole}, false, "0", "0"}));
    QVERIFY(QJsonDocument(json).toJson(QJsonDocument::Compact).size() < 10'000);
    const std::optional<ResumePoint> point = resumePoint(json);
    QVERIFY(point);
    QVERIFY(point->pending == QList<KeyName>{whole});
    const VerifyCounts counts = verifyCounts(point->tally["counts"].toObject());
    QCOMPARE(counts.undecided, 1);
    QCOMPARE(counts.notCompared.value("key.tooLong"), 1);
    QCOMPARE(books.ledger.verdict({}).counts.undecided, 0); // of this run it was none
}

void RunLedgerTest::namesOfLongKeysAreCountedAndNotKept() {
    Books books;
    Tally& tally = books.ledger.tally();
    tally.addUndecided({0, QByteArray(100'000, 'k')});
    tally.addUndecided({0, "short"});
    tally.addLatelyWritten({0, QByteArray(100'000, 'k')});
    const Verdict verdict = books.ledger.verdict({});
    QCOMPARE(verdict.counts.undecided, 2);
    QVERIFY(verdict.undecided == (QList<KeyName>{{0, "short"}}));
    QVERIFY(verdict.latelyWritten.isEmpty());
}

QTEST_GUILESS_MAIN(RunLedgerTest)
#include "run_ledger_test.moc"
