// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/resume_point.h"

#include <QJsonDocument>
#include <QTest>

using namespace ferryman;

namespace {

Difference sample() {
    return {{3, QByteArray("a\\b\n\xff,\"\0z", 9)},
            DifferenceClass::Expiry,
            "hash",
            "=1+1",
            "(no expiry)",
            "field a"};
}

ResumePoint somewhere() {
    ResumePoint point;
    point.source = {{"10.0.0.1", 6379}, redis::ServerStart{17, 1'700'000'000}};
    point.target = {{"10.0.0.2", 6379}, redis::ServerStart{1, 1'700'000'100}};
    point.fullSyncs = 4;
    point.done = {0, 2};
    point.database = 3;
    point.sourceCursor = "18446744073709551615";
    point.targetCursor = "end";
    point.pending = {{3, QByteArray("\0\xff", 2)}};
    point.seconds = 1.5;
    point.startedAtMs = 1'700'000'000'000;
    point.startOffset = 9'007'199'254'740'993;
    return point;
}

} // namespace

class VerdictTest : public QObject {
    Q_OBJECT

private slots:
    void keysAreEscapedWithoutLoss();
    void differencesAsJsonLines();
    void differencesAsCsv();
    void classesHaveNames();
    void countsSurviveJson();
    void whatASampleSays_data();
    void whatASampleSays();
    void resumePointSurvivesJson();
    void resumePointOfOtherServersIsVoid();
    void theTallySurvivesJson();
    void theTallyIsBounded();
};

void VerdictTest::keysAreEscapedWithoutLoss() {
    QCOMPARE(escapedKey("plain:1"), "plain:1");
    QCOMPARE(escapedKey(QByteArray("a\0b", 3)), "a\\x00b");
    QCOMPARE(escapedKey("a\\x00b"), "a\\\\x00b"); // four characters, not one
    QCOMPARE(escapedKey("\xc3\xa9"), QString::fromUtf8("\xc3\xa9"));
    QCOMPARE(escapedKey("\xff"), "\\xff");
    QCOMPARE(escapedKey(QByteArray(5000, 'k')).size(), 5000);
}

void VerdictTest::differencesAsJsonLines() {
    const QByteArray lines = toNdjson({sample(), sample()});
    QCOMPARE(lines.count('\n'), 2);
    const QJsonObject json = QJsonDocument::fromJson(lines.split('\n').first()).object();
    QCOMPARE(json["db"].toInt(), 3);
    QCOMPARE(json["key"].toString(), "a\\\\b\\x0a\\xff,\"\\x00z");
    QCOMPARE(json["class"].toString(), "expiry");
    QCOMPARE(json["target"].toString(), "(no expiry)");
    QCOMPARE(json["where"].toString(), "field a");
}

void VerdictTest::differencesAsCsv() {
    const QByteArray csv = toCsv({sample()});
    QCOMPARE(csv, QByteArray("db,key,class,type,source,target,where\r\n"
                             "3,\"a\\\\b\\x0a\\xff,\"\"\\x00z\",expiry,hash,'=1+1,(no expiry),"
                             "field a\r\n"));
}

void VerdictTest::classesHaveNames() {
    QSet<QString> names;
    for (int i = 0; i < differenceClassCount; ++i) {
        const QString name = QLatin1String(toString(DifferenceClass(i)));
        QCOMPARE(differenceClass(name), DifferenceClass(i));
        names.insert(name);
    }
    QCOMPARE(names.size(), differenceClassCount);
}

void VerdictTest::countsSurviveJson() {
    VerifyCounts counts;
    counts.keysCompared = 9'007'199'254'740'993;
    counts.differences = 2;
    counts.byClass["missing"] = 2;
    counts.byType["hash"] = 7;
    counts.notCompared["stream.entries-added"] = 1;
    const QByteArray text = QJsonDocument(toJson(counts)).toJson();
    QCOMPARE(verifyCounts(QJsonDocument::fromJson(text).object()), counts);
}

void VerdictTest::whatASampleSays_data() {
    QTest::addColumn<qint64>("sample");
    QTest::addColumn<qint64>("differing");
    QTest::addColumn<qint64>("all");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("none in 20,000")
        << qint64{20'000} << qint64{0} << qint64{1'000'000}
        << "No difference in 20,000 random keys: with 95 % confidence fewer than 150 of 1,000,000 "
           "keys differ.";
    QTest::newRow("all of them") << qint64{500} << qint64{0} << qint64{500}
                                 << "No difference in 500 keys: the sample held all of them.";
    QTest::newRow("all of one") << qint64{1} << qint64{0} << qint64{1}
                                << "No difference in 1 key: the sample held it, and there is no "
                                   "other.";
    QTest::newRow("one differs") << qint64{1} << qint64{1} << qint64{2}
                                 << "Different: 1 of 1 random key; of all 2 about 2 may be.";
    QTest::newRow("some differ")
        << qint64{1000} << qint64{5} << qint64{1'000'000}
        << "Different: 5 of 1,000 random keys; of all 1,000,000 about 5,000 may be.";
    QTest::newRow("nothing") << qint64{0} << qint64{0} << qint64{10}
                             << "No key was compared, so nothing is known.";
}

void VerdictTest::whatASampleSays() {
    QFETCH(qint64, sample);
    QFETCH(qint64, differing);
    QFETCH(qint64, all);
    QFETCH(QString, sentence);
    QCOMPARE(sampleConfidence(sample, differing, all).english(), sentence);
}

void VerdictTest::resumePointSurvivesJson() {
    const ResumePoint before = somewhere();
    const QByteArray text = QJsonDocument(toJson(before)).toJson();
    const auto after = resumePoint(QJsonDocument::fromJson(text).object());
    QVERIFY(after);
    QCOMPARE(toJson(*after), toJson(before));
    QVERIFY(after->source.isSameRun(before.source));
    QVERIFY(after->target.isSameRun(before.target));
    QCOMPARE(after->sourceCursor, before.sourceCursor);
    QCOMPARE(after->pending, before.pending);
    QCOMPARE(after->startOffset, before.startOffset);
    QVERIFY(!resumePoint({}));
    QVERIFY(!resumePoint({{"version", 99}}));
}

void VerdictTest::resumePointOfOtherServersIsVoid() {
    const ResumePoint earlier = somewhere();
    ResumePoint now = earlier;
    QVERIFY(whyAnew(earlier, now).isEmpty());
    now.target.start->startedAt += 1; // the same run, by another rounding of uptime_in_seconds
    QVERIFY(whyAnew(earlier, now).isEmpty());
    now.target.start->startedAt += 60;
    QVERIFY(!whyAnew(earlier, now).isEmpty());
    now = earlier;
    now.source.start->process += 1;
    QVERIFY(!whyAnew(earlier, now).isEmpty());
    now = earlier;
    now.source.address.port += 1;
    QVERIFY(!whyAnew(earlier, now).isEmpty());
    now = earlier;
    now.target.start.reset(); // it does not tell
    QVERIFY(!whyAnew(now, now).isEmpty());
    now = earlier;
    now.fullSyncs += 1;
    QVERIFY(!whyAnew(earlier, now).isEmpty());
    ResumePoint unlinked = earlier;
    unlinked.linked = false;
    now.linked = false;
    QVERIFY(whyAnew(unlinked, now).isEmpty()); // whom else the source feeds is no matter then
}

void VerdictTest::theTallySurvivesJson() {
    Tally before{VerifyOptions{}};
    before.addDifference(sample());
    before.addUndecided({1, QByteArray("\xff\0", 2)});
    before.addLatelyWritten({2, "w"});
    Tally after{VerifyOptions{}};
    after.restore(before.toJson());
    QCOMPARE(after.counts(), before.counts());
    QCOMPARE(after.differences(), before.differences());
    QCOMPARE(after.undecided(), before.undecided());
    QCOMPARE(after.latelyWritten(), before.latelyWritten());
}

void VerdictTest::theTallyIsBounded() {
    VerifyOptions options;
    options.listedDifferences = 2;
    options.keptKeys = 2;
    Tally tally(options);
    for (int i = 0; i < 5; ++i) {
        tally.addDifference(sample());
        tally.addUndecided({i, "u"});
        tally.addLatelyWritten({i, "w"});
    }
    QCOMPARE(tally.counts().differences, 5);
    QCOMPARE(tally.counts().undecided, 5);
    QCOMPARE(tally.differences().size(), 2);
    QCOMPARE(tally.undecided().size(), 2);
    QCOMPARE(tally.latelyWritten(), (QList<KeyName>{{3, "w"}, {4, "w"}})); // the latest
}

QTEST_GUILESS_MAIN(VerdictTest)
#include "verdict_test.moc"
