// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot.h"
#include "session/verify_log.h"
#include "support/named.h"

#include <QJsonArray>
#include <QTest>

using namespace ferryman;

namespace {

/// What is written, as rows that are read again.
struct Book {
    QList<JournalRow> rows;
    VerifyLog log{[this](const QString& event, const QJsonObject& data) {
        JournalRow row;
        row.kind = RowKind::Verification;
        row.subject = event;
        row.data = QJsonDocument::fromJson(boundedJson(data)).object();
        rows.append(row);
    }};
};

Difference differenceOf(const QByteArray& key) {
    return {{3, key}, DifferenceClass::Expiry, "string", "none", "in 5 s", {}};
}

Verdict verdictOf(Verdict::Outcome outcome) {
    Verdict verdict;
    verdict.outcome = outcome;
    verdict.counts.keysCompared = 1200;
    verdict.counts.differences = 1;
    verdict.counts.byClass = {{QStringLiteral("expiry"), 1}};
    verdict.startOffset = 1000;
    verdict.offset = 5000;
    verdict.startedAtMs = 1'700'000'000'000;
    verdict.finishedAtMs = 1'700'000'060'000;
    verdict.seconds = 60;
    verdict.allKeys = 1300;
    verdict.holdsFor = momentOf(verdict);
    return verdict;
}

/// As large as one of many pending keys.
QJsonObject largeResume() {
    QJsonArray pending;
    for (int i = 0; i < 5000; ++i) {
        pending.append(QStringLiteral("key-%1").arg(i, 20));
    }
    return {{QStringLiteral("version"), 1}, {QStringLiteral("pending"), pending}};
}

} // namespace

class VerifyLogTest : public QObject {
    Q_OBJECT

private slots:
    void aVerdictComesBack();
    void aKeyComesBackByItsBytes_data();
    void aKeyComesBackByItsBytes();
    void aStoppedRunCanGoOn();
    void aRunAnewForgetsTheOneBefore();
    void itsKeysComeBackForTheFreeze();
    void keysHaveTheirRoomInTheJournal();
    void keysThatWereNotWrittenAreNotGuessed();
    void aLongKeyFitsInARow();
    void aFullSyncVoidsWhatWasCompared();
    void nothingComesOfNothing();
};

void VerifyLogTest::aVerdictComesBack() {
    Book book;
    book.log.begun({});
    book.log.found(differenceOf("a"));
    const Verdict verdict = verdictOf(Verdict::Outcome::Different);
    book.log.ended(verdict, {QStringLiteral("0123abcd"), 7});
    const VerifyHistory history = verifyHistory(book.rows);
    QVERIFY(history.verdict);
    COMPARE_NAMED(history.verdict->outcome, Verdict::Outcome::Different);
    QVERIFY(history.verdict->counts == verdict.counts);
    QCOMPARE(history.verdict->startOffset, verdict.startOffset);
    QCOMPARE(history.verdict->offset, verdict.offset);
    QCOMPARE(history.verdict->finishedAtMs, verdict.finishedAtMs);
    QCOMPARE(history.verdict->holdsFor.english(), verdict.holdsFor.english());
    QCOMPARE(history.verdict->differences, QList<Difference>{differenceOf("a")});
    QCOMPARE(history.stream.replid, QStringLiteral("0123abcd"));
    QCOMPARE(history.stream.fullSyncs, std::optional<qint64>(7));
    QVERIFY(history.resume.isEmpty());
}

void VerifyLogTest::aKeyComesBackByItsBytes_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("plain") << QByteArray("user:1");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("binary") << QByteArray("a\0\xff\x01b", 5);
    QTest::newRow("backslashes") << QByteArray("a\\x41\\\\");
    QTest::newRow("umlauts") << QByteArray("schl\xc3\xbcssel");
}

void VerifyLogTest::aKeyComesBackByItsBytes() {
    QFETCH(QByteArray, key);
    QCOMPARE(unescapedKey(escapedKey(key)), key);
    Book book;
    book.log.begun({});
    book.log.found(differenceOf(key));
    QCOMPARE(verifyHistory(book.rows).differences, QList<Difference>{differenceOf(key)});
}

void VerifyLogTest::aStoppedRunCanGoOn() {
    Book book;
    book.log.begun({});
    book.log.reached(largeResume());
    QVERIFY(book.rows.size() > 2); // in pieces: none is above a row's limit
    for (const JournalRow& row : book.rows) {
        QVERIFY(!row.data.contains(QLatin1String("oversizedBytes")));
    }
    QVERIFY(verifyHistory(book.rows).resume == largeResume());
    book.log.ended(verdictOf(Verdict::Outcome::Stopped), {});
    const VerifyHistory stopped = verifyHistory(book.rows);
    QVERIFY(stopped.resume == largeResume());
    QVERIFY(!stopped.verdict);

    VerifyRequest on;
    on.goesOn = true;
    book.log.begun(on);
    QVERIFY(verifyHistory(book.rows).resume == largeResume()); // should it be killed now
    book.rows.removeLast();
    book.rows.removeLast();
    book.rows.removeLast(); // the last piece was not written any more
    QVERIFY(verifyHistory(book.rows).resume.isEmpty());
}

void VerifyLogTest::aRunAnewForgetsTheOneBefore() {
    Book book;
    book.log.begun({});
    book.log.found(differenceOf("a"));
    book.log.reached(largeResume());
    book.log.begun({});
    const VerifyHistory history = verifyHistory(book.rows);
    QVERIFY(history.resume.isEmpty());
    QVERIFY(history.differences.isEmpty());
}

void VerifyLogTest::itsKeysComeBackForTheFreeze() {
    Verdict verdict = verdictOf(Verdict::Outcome::Undecided);
    verdict.undecided = {{0, QByteArray("a\0\xff", 3)}, {7, "b"}};
    for (int i = 0; i < 5000; ++i) {
        verdict.latelyWritten.append({0, "written:" + QByteArray::number(i)});
    }
    Book book;
    book.log.begun({});
    book.log.ended(verdict, {});
    QVERIFY(book.rows.size() > 3); // in pieces: none is above a row's limit
    QVERIFY(book.rows.last().subject == verifyevent::ended); // no verdict without its keys
    const VerifyHistory history = verifyHistory(book.rows);
    QVERIFY(history.verdict);
    QVERIFY(history.verdict->undecided == verdict.undecided);
    QVERIFY(history.verdict->latelyWritten == verdict.latelyWritten);
}

void VerifyLogTest::keysHaveTheirRoomInTheJournal() {
    Verdict verdict = verdictOf(Verdict::Outcome::Undecided);
    for (int i = 0; i < 2000; ++i) {
        verdict.latelyWritten.append({0, QByteArray::number(i).rightJustified(4000, 'k')});
    }
    verdict.undecided = {{0, "undecided"}};
    Book book;
    book.log.begun({});
    book.log.ended(verdict, {});
    qsizetype size = 0;
    for (const JournalRow& row : book.rows) {
        QVERIFY(!row.data.contains(QLatin1String("oversizedBytes")));
        size += boundedJson(row.data).size();
    }
    QVERIFY2(size < 1'200'000, qPrintable(QString::number(size)));
    const VerifyHistory history = verifyHistory(book.rows);
    QVERIFY(history.verdict->undecided == verdict.undecided);
    const QList<KeyName>& kept = history.verdict->latelyWritten;
    QVERIFY(kept.size() > 100 && kept.size() < 300);
    QVERIFY(kept == verdict.latelyWritten.last(kept.size())); // those that were written last
}

void VerifyLogTest::keysThatWereNotWrittenAreNotGuessed() {
    Verdict verdict = verdictOf(Verdict::Outcome::Undecided);
    verdict.undecided = {{0, "a"}};
    Book book;
    book.log.begun({});
    book.log.ended(verdict, {});
    book.log.begun({});
    Verdict second = verdictOf(Verdict::Outcome::Undecided); // 3, of which no name is kept
    second.counts.undecided = 3;
    book.log.ended(second, {});
    const VerifyHistory history = verifyHistory(book.rows);
    QVERIFY(history.verdict->undecided.isEmpty()); // those of the first run are not of this one
    QCOMPARE(history.verdict->counts.undecided, 3);
}

void VerifyLogTest::aLongKeyFitsInARow() {
    Difference difference = differenceOf(QByteArray(100'000, '\x01'));   // five bytes each in JSON
    QVERIFY(boundedJson(toJson(difference)).contains("oversizedBytes")); // as it was found
    difference = abridged(difference);
    Book book;
    book.log.begun({});
    book.log.found(difference);
    const QJsonObject& row = book.rows.last().data;
    QVERIFY(!row.contains(QLatin1String("oversizedBytes")));
    QVERIFY2(row["key"].toString().contains("… (100,000 bytes, SHA-256 "),
             qPrintable(row["key"].toString()));
    QCOMPARE(row["keyBytes"].toInteger(), 100'000);
    QCOMPARE(verifyHistory(book.rows).differences, QList<Difference>{difference});

    const Difference longest = differenceOf(QByteArray(longestWholeKey, '\x01'));
    QCOMPARE(abridged(longest), longest);
    QVERIFY(!boundedJson(toJson(longest)).contains("oversizedBytes"));
}

void VerifyLogTest::aFullSyncVoidsWhatWasCompared() {
    Book book;
    book.log.begun({});
    book.log.found(differenceOf("a"));
    book.log.ended(verdictOf(Verdict::Outcome::Different), {});
    book.log.replaced();
    const VerifyHistory replaced = verifyHistory(book.rows);
    QVERIFY(replaced.isReplaced);
    QVERIFY(!replaced.verdict);
    QVERIFY(replaced.differences.isEmpty());
    book.log.begun({});
    book.log.ended(verdictOf(Verdict::Outcome::Clean), {});
    const VerifyHistory again = verifyHistory(book.rows);
    QVERIFY(!again.isReplaced);
    COMPARE_NAMED(again.verdict->outcome, Verdict::Outcome::Clean);
}

void VerifyLogTest::nothingComesOfNothing() {
    const VerifyHistory history = verifyHistory({});
    QVERIFY(!history.verdict);
    QVERIFY(history.resume.isEmpty());
    QVERIFY(history.differences.isEmpty());
}

QTEST_GUILESS_MAIN(VerifyLogTest)
#include "verify_log_test.moc"
