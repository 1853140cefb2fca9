// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/verification_story.h"
#include "sample_report.h"
#include "verify/verify_events.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

Report reportOn(const Verdict& verdict) {
    Report report = sampleReport();
    report.verification = verificationFrom(verificationRows(verdict));
    return report;
}

Verdict differing() {
    Verdict verdict = sampleVerdict();
    verdict.outcome = Verdict::Outcome::Different;
    verdict.counts.differences = 2;
    verdict.counts.byClass = {{"value", 1}, {"missing", 1}};
    verdict.counts.differencesByType = {{"hash", 1}, {"zset", 1}};
    return verdict;
}

Verdict sampled() {
    Verdict verdict = sampleVerdict();
    verdict.outcome = Verdict::Outcome::Clean;
    verdict.mode = VerifyOptions::Mode::Sample;
    verdict.counts.keysCompared = 20'000;
    verdict.counts.undecided = 0;
    return verdict;
}

QString rowOf(const Report& report, const char* label) {
    for (const StoryRow& row : verificationOf(report)) {
        if (row.label.english() == QLatin1String(label)) {
            return row.text.english();
        }
    }
    return {};
}

JournalRow ended(const QJsonObject& data) {
    JournalRow row;
    row.kind = RowKind::Verification;
    row.subject = verifyevent::ended;
    row.data = data;
    return row;
}

} // namespace

/// What a report says of comparing the data, from the journal's rows alone.
class VerificationTest : public QObject {
    Q_OBJECT

private slots:
    void isReadFromTheRows();
    void aLaterRunThatBrokeOffLeavesTheVerdict();
    void aFullSyncVoidsWhatWasCompared();
    void aRunThatGoesOnKeepsWhatItFound();
    void otherRowsArePassedOver();

    void theFigureSaysVerifiedHow_data();
    void theFigureSaysVerifiedHow();
    void theRowsTellAllOfIt();
    void withoutAComparisonItSaysSo();
    void theFreezeCanFindADifference();
    void everyFormTellsTheDifferences();
    void jsonTellsTheNumbers();
};

void VerificationTest::isReadFromTheRows() {
    const ReportVerification read = verificationFrom(verificationRows(differing()));
    QVERIFY(read.verdict);
    QCOMPARE(read.verdict->counts, differing().counts);
    QCOMPARE(read.verdict->offset, differing().offset);
    QCOMPARE(read.differences.size(), 2);
    QCOMPARE(read.differences[0].name.key, QByteArray("a\x00\xff|b", 5));
    QVERIFY(read.frozen && read.frozen->isClean());
    QCOMPARE(read.frozen->compared, 312);
    QVERIFY(read.selfTest);
    QCOMPARE(read.selfTest->planted, 54);
    QCOMPARE(read.selfTest->leftOut, QStringList{"fieldExpiry"});
}

void VerificationTest::aLaterRunThatBrokeOffLeavesTheVerdict() {
    QList<JournalRow> rows = verificationRows(differing());
    JournalRow begun = ended({{"goesOn", false}, {"readFrom", "10.0.0.7:6379"}});
    begun.subject = verifyevent::begun;
    rows << begun
         << ended({{"outcome", "failed"}, {"keysCompared", 7}, {"error", "the link is down"}});
    const ReportVerification read = verificationFrom(rows);
    QCOMPARE(read.differences.size(), 2);
    QVERIFY(read.readFrom.isEmpty());
    QCOMPARE(read.brokenOff->counts.keysCompared, 7);
    Report report = sampleReport();
    report.verification = read;
    QVERIFY2(rowOf(report, "Unfinished").contains("the link is down; until then 7 keys"),
             qPrintable(rowOf(report, "Unfinished")));
    rows << ended(toJson(sampled()));
    QVERIFY(!verificationFrom(rows).brokenOff);
    QVERIFY(verificationFrom(rows).differences.isEmpty());
    QCOMPARE(verificationFrom(rows).readFrom, QString("10.0.0.7:6379"));
}

void VerificationTest::aFullSyncVoidsWhatWasCompared() {
    QList<JournalRow> rows = verificationRows(differing());
    JournalRow replaced = ended({});
    replaced.subject = verifyevent::replaced;
    rows << replaced;
    Report report = sampleReport();
    report.verification = verificationFrom(rows);
    QVERIFY(!report.verification.verdict);
    QVERIFY(report.verification.differences.isEmpty());
    QVERIFY(report.verification.selfTest); // which was on other servers
    QVERIFY2(rowOf(report, "Data").contains("replaced by a new full sync"),
             qPrintable(rowOf(report, "Data")));
    rows << ended(toJson(sampled()));
    report.verification = verificationFrom(rows);
    QVERIFY(!rowOf(report, "Data").contains("full sync"));
}

void VerificationTest::aRunThatGoesOnKeepsWhatItFound() {
    QList<JournalRow> rows = verificationRows(differing());
    rows.removeLast(); // the freeze
    rows.last() = ended({{"outcome", "stopped"}});
    QVERIFY(!verificationFrom(rows).verdict);
    JournalRow begun = ended({{"goesOn", true}});
    begun.subject = verifyevent::begun;
    rows << begun << ended(toJson(differing()));
    QCOMPARE(verificationFrom(rows).differences.size(), 2);
}

void VerificationTest::otherRowsArePassedOver() {
    QList<JournalRow> rows = verificationRows(differing());
    for (JournalRow& row : rows) {
        row.kind = RowKind::Note;
    }
    const ReportVerification read = verificationFrom(rows);
    QVERIFY(!read.verdict && !read.frozen && !read.selfTest && read.differences.isEmpty());
}

void VerificationTest::theFigureSaysVerifiedHow_data() {
    QTest::addColumn<Report>("report");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("note");
    QTest::addColumn<bool>("good");
    QTest::newRow("frozen") << reportOn(sampleVerdict()) << "every key"
                            << "12,418,302 compared, none differs; what kept changing, within the "
                               "freeze"
                            << true;
    Report open = reportOn(sampleVerdict());
    open.verification.frozen.reset();
    QTest::newRow("undecided") << open << "every key"
                               << "12,418,302 compared, none differs; kept changing: 14" << false;
    Report unread = reportOn(sampleVerdict());
    unread.verification.frozen->unread = 1;
    QTest::newRow("unread") << unread << "every key"
                            << "12,418,302 compared, none differs; kept changing: 14" << false;
    QTest::newRow("different") << reportOn(differing()) << "differences: 2"
                               << "12,418,302 keys compared" << false;
    QTest::newRow("sample") << reportOn(sampled()) << "a sample"
                            << sampleConfidence(20'000, 0, 12'418'302).english() << true;
    Verdict strange = sampleVerdict();
    strange.counts.undecided = 0;
    strange.counts.notComparable = 3;
    QTest::newRow("not comparable")
        << reportOn(strange) << "every key"
        << "12,418,302 compared, none differs; cannot be compared: 3" << true;
    QTest::newRow("offset") << sampleReport() << "by offset"
                            << "the data themselves were not compared" << true;
    QTest::newRow("nothing") << Report{} << "-" << QString() << false;
}

void VerificationTest::theFigureSaysVerifiedHow() {
    QFETCH(Report, report);
    QFETCH(QString, value);
    QFETCH(QString, note);
    QFETCH(bool, good);
    const StoryFigure figure = verifiedFigure(report);
    QCOMPARE(figure.value.english(), value);
    QCOMPARE(figure.note.english(), note);
    QCOMPARE(figure.good, good);
}

void VerificationTest::theRowsTellAllOfIt() {
    const Report report = reportOn(differing());
    const QString data = rowOf(report, "Data");
    for (const char* part : {"every key was compared in both directions: 12,418,302 keys",
                             "5.1 GB read in 27 s", "differences: 2", "2026-01-02 02:42:08 UTC"}) {
        QVERIFY2(data.contains(part), qPrintable(data));
    }
    QVERIFY2(rowOf(report, "Holds for").contains("offsets 48,901,220,417 and 48,931,231,004"),
             qPrintable(rowOf(report, "Holds for")));
    QVERIFY2(rowOf(report, "Holds for").contains("until the freeze 67.2 MB were written"),
             qPrintable(rowOf(report, "Holds for")));
    QVERIFY2(rowOf(report, "By type").contains("hash 6,209,151 (1 differ)"),
             qPrintable(rowOf(report, "By type")));
    QCOMPARE(rowOf(report, "By class"), QString("missing 1, value 1"));
    QVERIFY2(rowOf(report, "Not looked at").contains("hash.fieldExpiry 2"),
             qPrintable(rowOf(report, "Not looked at")));
    QVERIFY2(rowOf(report, "Within the freeze").contains("312 keys"),
             qPrintable(rowOf(report, "Within the freeze")));
    QVERIFY2(rowOf(report, "Self test").contains("planted 54 differences on scratch servers"),
             qPrintable(rowOf(report, "Self test")));
    QVERIFY(!rowOf(report, "Offsets").isEmpty());
    QVERIFY(rowOf(reportOn(sampled()), "Not looked at").contains("outside of the sample"));
    QVERIFY(rowOf(reportOn(sampled()), "Confidence").contains("95 %"));
}

void VerificationTest::withoutAComparisonItSaysSo() {
    const QString first = verificationOf(sampleReport()).first().text.english();
    QVERIFY2(first.contains("the data were not compared"), qPrintable(first));
    QVERIFY(rowOf(sampleReport(), "Not looked at").isEmpty());
}

void VerificationTest::theFreezeCanFindADifference() {
    QList<JournalRow> rows = verificationRows(sampleVerdict());
    QJsonObject found =
        toJson(Difference{{0, "late"}, DifferenceClass::Value, "string", "1", "2", "byte 0"});
    found.insert("frozen", true);
    rows.last().data["differences"] = 1;
    JournalRow row = rows.last();
    row.data = found;
    rows.insert(rows.size() - 1, row);
    Report report = sampleReport();
    report.verification = verificationFrom(rows);
    QCOMPARE(report.verification.frozen->differences.size(), 1);
    QCOMPARE(verifiedFigure(report).value.english(), QString("differences: 1"));
    QCOMPARE(toldDifferences(report).first().name.key, QByteArray("late"));
}

void VerificationTest::everyFormTellsTheDifferences() {
    const Report report = reportOn(differing());
    QVERIFY(toHtml(report).contains("a\\x00\\xff|b"));
    QVERIFY(toMarkdown(report).contains("geo:stores"));
    QVERIFY(toMarkdown(report).contains("a\\\\x00\\\\xff\\|b") ||
            toMarkdown(report).contains("a\\x00\\xff\\|b")); // its bar ends no cell
    Report many = report;
    many.verification.differences.fill(report.verification.differences.first(), 1000);
    QCOMPARE(toldDifferences(many).size(), 200);
    QCOMPARE(toJson(many).value("verified")["list"].toArray().size(), 1000);
}

void VerificationTest::jsonTellsTheNumbers() {
    const QJsonValue verified = toJson(reportOn(differing()))["verified"];
    QCOMPARE(verified["mode"].toString(), QString("full"));
    QCOMPARE(verified["outcome"].toString(), QString("different"));
    QCOMPARE(verified["keysCompared"].toInteger(), 12'418'302);
    QCOMPARE(verified["byClass"]["missing"].toInteger(), 1);
    QCOMPARE(verified["endedAt"].toString(), QString("2026-01-02T02:42:08.123Z"));
    QCOMPARE(verified["list"].toArray().at(1)["key"].toString(), QString("geo:stores"));
    QCOMPARE(verified["frozen"]["keysCompared"].toInteger(), 312);
    QCOMPARE(verified["selfTest"]["found"].toInteger(), 54);
    QCOMPARE(toJson(sampleReport()).value("verified")["mode"].toString(), QString("none"));
}

QTEST_GUILESS_MAIN(VerificationTest)
#include "verification_test.moc"
