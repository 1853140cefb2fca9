// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/story.h"
#include "sample_report.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

StoryFigure figure(const Report& report, const char* label) {
    for (const StoryFigure& each : figuresOf(report)) {
        if (each.label.english() == QLatin1String(label)) {
            return each;
        }
    }
    return {};
}

QString row(const Report& report, const char* label) {
    for (const StoryRow& each : summaryOf(report)) {
        if (each.label == QLatin1String(label)) {
            return each.text;
        }
    }
    return {};
}

Report ended(Ending ending) {
    Report report = sampleReport();
    report.cutover.ending = ending;
    return report;
}

} // namespace

class StoryTest : public QObject {
    Q_OBJECT

private slots:
    void aMigrationIsToldByItsFigures();
    void nothingIsSaidToBeLostOrNotWithoutProof();
    void aRehearsalCountsItsOwnWrites();
    void theResultIsOneWord_data();
    void theResultIsOneWord();
    void theSwitchIsToldByItsPhases();
    void aStretchOverMidnightNamesBothDays();
    void onlyAFinishedSwitchHasAWayBack();
    void aGroupStandsInForAName();
    void commandsAreToldWithTheirReplies();
};

void StoryTest::aMigrationIsToldByItsFigures() {
    const Report report = sampleReport();
    QCOMPARE(titleOf(report), QStringLiteral("Migration of orders cache to Dragonfly"));
    QCOMPARE(figure(report, "Result").value.english(), QStringLiteral("moved"));
    QVERIFY(figure(report, "Result").good);
    QCOMPARE(figure(report, "Write freeze").value.english(), QStringLiteral("0.32 s"));
    QCOMPARE(figure(report, "Writes lost").value.english(), QStringLiteral("none"));
    QCOMPARE(figure(report, "Sentinels agree").value.english(), QStringLiteral("3 of 3"));
    QCOMPARE(row(report, "Data"), QStringLiteral("12,418,302 keys; full sync 3 min 12 s"));
    QVERIFY(row(report, "Proof").contains(QLatin1String("48,998,411,552")));
}

void StoryTest::nothingIsSaidToBeLostOrNotWithoutProof() {
    QCOMPARE(figure(ended(Ending::Attention), "Writes lost").value.english(), QStringLiteral("-"));
    QVERIFY(!figure(ended(Ending::Attention), "Writes lost").good);

    Report undrained = sampleReport();
    undrained.cutover.figures.drainedOffset = *undrained.cutover.figures.frozenOffset - 1;
    QCOMPARE(figure(undrained, "Writes lost").value.english(), QStringLiteral("-"));
    undrained.cutover.figures.drainedOffset.reset();
    QCOMPARE(figure(undrained, "Writes lost").value.english(), QStringLiteral("-"));
}

void StoryTest::aRehearsalCountsItsOwnWrites() {
    Report report = sampleReport();
    report.load = ReportLoad{120'000, 3, 412, 1000};
    const StoryFigure lost = figure(report, "Writes lost");
    QCOMPARE(lost.value.english(),
             QStringLiteral("3")); // what was counted beats what was concluded
    QVERIFY(!lost.good);
    QVERIFY(lost.note.english().contains(QLatin1String("120,000")));
    QCOMPARE(figure(report, "Write outage").value.english(), QStringLiteral("0.41 s"));
}

void StoryTest::theResultIsOneWord_data() {
    QTest::addColumn<int>("ending");
    QTest::addColumn<QString>("word");
    QTest::newRow("none") << int(Ending::None) << "not switched";
    QTest::newRow("migrated") << int(Ending::Migrated) << "moved";
    QTest::newRow("aborted") << int(Ending::Aborted) << "aborted";
    QTest::newRow("attention") << int(Ending::Attention) << "needs a person";
}

void StoryTest::theResultIsOneWord() {
    QFETCH(int, ending);
    QFETCH(QString, word);
    const Report report = ended(static_cast<Ending>(ending));
    QCOMPARE(figure(report, "Result").value.english(), word);
    QCOMPARE(figure(report, "Result").good, ending == int(Ending::Migrated));
}

void StoryTest::theSwitchIsToldByItsPhases() {
    QCOMPARE(row(sampleReport(), "Switch"),
             QStringLiteral("02:46:40.123 freeze, 02:46:40.441 promote, 02:46:40.521 confirm"));
    QCOMPARE(row(Report{}, "Switch"), QStringLiteral("none"));
}

void StoryTest::aStretchOverMidnightNamesBothDays() {
    Report report = sampleReport();
    QVERIFY(subtitleOf(report).startsWith(QLatin1String("2026-01-02 02:36:40 to 02:47:40 UTC")));
    report.made = report.made.addDays(2);
    QVERIFY(subtitleOf(report).startsWith(
        QLatin1String("2026-01-02 02:36:40 to 2026-01-04 02:47:40 UTC")));
}

void StoryTest::onlyAFinishedSwitchHasAWayBack() {
    QVERIFY(wayBackOf(sampleReport()).join(u' ').contains(QLatin1String("redis://10.0.0.1:6379")));
    for (const Ending ending : {Ending::None, Ending::Aborted, Ending::Attention}) {
        const QString text = wayBackOf(ended(ending)).join(u' ');
        QVERIFY(!text.isEmpty());
        QVERIFY(!text.contains(QLatin1String("is read-only")));
    }
}

void StoryTest::aGroupStandsInForAName() {
    Report report = sampleReport();
    report.plan.name.clear();
    QCOMPARE(titleOf(report), QStringLiteral("Migration of orders to Dragonfly"));
}

void StoryTest::commandsAreToldWithTheirReplies() {
    QStringList texts;
    for (const JournalRow& line : rowsWithSecret("open sesame")) {
        texts.append(commandTextOf(line));
    }
    QVERIFY(texts.size() >= 2);
    QVERIFY2(texts[0].contains(QLatin1String("CONFIG SET masterauth (hidden)")),
             qPrintable(texts[0]));
    QVERIFY2(texts[1].contains(QLatin1String(" -> ")), qPrintable(texts[1]));
    QVERIFY2(!texts.join(u' ').contains(QLatin1String("open sesame")),
             qPrintable(texts.join(u' ')));
    JournalRow note;
    note.data = {{"command", "SET a b"}};
    QVERIFY(commandTextOf(note).isEmpty());
}

QTEST_GUILESS_MAIN(StoryTest)
#include "story_test.moc"
