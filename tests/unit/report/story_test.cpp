// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/story.h"
#include "report/verification_story.h"
#include "report/way_back.h"
#include "sample_report.h"

#include <QTest>

#include <algorithm>

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

QString wayBackText(const Report& report) {
    QStringList sentences;
    for (const Message& sentence : wayBackOf(report)) {
        sentences << sentence.english();
    }
    return sentences.join(u' ');
}

QString row(const Report& report, const char* label) {
    for (const StoryRow& each : summaryOf(report)) {
        if (each.label.english() == QLatin1String(label)) {
            return each.text.english();
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
    void nothingIsToldAsLessThanNothing();
    void aStretchOverMidnightNamesBothDays();
    void onlyAFinishedSwitchHasAWayBack();
    void theStepsBackBearTheOldValues();
    void aShutDownPrimaryIsStartedFirst();
    void theHeadlineTellsAllOfIt();
    void oneIsCountedAsOne();
    void whoAcceptedIsNamed();
    void aBrokenChainIsSaid();
    void aGroupStandsInForAName();
    void commandsAreToldWithTheirReplies();
};

void StoryTest::aMigrationIsToldByItsFigures() {
    const Report report = sampleReport();
    QCOMPARE(titleOf(report).english(), QStringLiteral("Migration of orders cache to Dragonfly"));
    QCOMPARE(figure(report, "Result").value.english(), QStringLiteral("moved"));
    QCOMPARE(figure(report, "Result").note.english(),
             QStringLiteral("Dragonfly 10.0.0.2:6380 is the primary")); // the rest stands beside it
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

void StoryTest::nothingIsToldAsLessThanNothing() {
    TimelineRow row;
    QVERIFY(sinceFreeze(row).isEmpty());
    row.sinceFreezeMs = -0.03;
    QCOMPARE(sinceFreeze(row).english(), QString("0.0 ms"));
    row.sinceFreezeMs = -0.3;
    QCOMPARE(sinceFreeze(row).english(), QString("-0.3 ms"));
    row.sinceFreezeMs = 318;
    QCOMPARE(sinceFreeze(row).english(), QString("318 ms"));
}

void StoryTest::aStretchOverMidnightNamesBothDays() {
    Report report = sampleReport();
    QVERIFY(subtitleOf(report).english().startsWith(
        QLatin1String("2026-01-02 02:36:40 to 02:47:40 UTC")));
    report.made = report.made.addDays(2);
    QVERIFY(subtitleOf(report).english().startsWith(
        QLatin1String("2026-01-02 02:36:40 to 2026-01-04 02:47:40 UTC")));
    QVERIFY(row(report, "Switch").startsWith(QLatin1String("2026-01-02 02:46:40.123 freeze")));
    QVERIFY(toHtml(report).contains("2026-01-02 02:46:40.123"));
    QVERIFY(toMarkdown(report).contains("| 2026-01-02 02:46:40.123 |"));
}

void StoryTest::onlyAFinishedSwitchHasAWayBack() {
    QVERIFY(wayBackText(sampleReport()).contains(QLatin1String("10.0.0.1:6379")));
    QVERIFY(!oldPrimaryOf(sampleReport()).isEmpty());
    for (const Ending ending : {Ending::None, Ending::Aborted, Ending::Attention}) {
        const QString text = wayBackText(ended(ending));
        QVERIFY(!text.isEmpty());
        QVERIFY(!text.contains(QLatin1String("loses every write")));
        QVERIFY(oldPrimaryOf(ended(ending)).isEmpty());
    }
}

void StoryTest::theStepsBackBearTheOldValues() {
    const QList<BackStep> steps = backStepsOf(sampleReport());
    QStringList commands;
    for (const BackStep& step : steps) {
        commands += step.commands;
        QVERIFY(!step.what.isEmpty());
    }
    // The order is what makes it safe: no Sentinel knows the group while the old primary opens.
    const QStringList wanted{"SENTINEL REMOVE orders",
                             "REPLICAOF NO ONE",
                             "CONFIG SET replica-priority 100",
                             "CONFIG SET min-replicas-to-write 0",
                             "CONFIG REWRITE",
                             "SENTINEL MONITOR orders 10.0.0.1 6379 2"};
    qsizetype at = -1;
    for (const QString& command : wanted) {
        const qsizetype next = commands.indexOf(command);
        QVERIFY2(next > at, qPrintable(command + " in " + commands.join("; ")));
        at = next;
    }
    QVERIFY(commands.contains("CONFIG SET replica_priority 0")); // Dragonfly's
    QVERIFY(backStepsOf(Report{}).isEmpty());
}

void StoryTest::aShutDownPrimaryIsStartedFirst() {
    Report report = sampleReport();
    report.plan.policy.oldPrimary = OldPrimary::Shutdown;
    QVERIFY(oldPrimaryOf(report).english().contains("shut down"));
    QVERIFY(backStepsOf(report)[1].what.english().contains("Start the old primary"));
}

void StoryTest::theHeadlineTellsAllOfIt() {
    QCOMPARE(headlineOf(sampleReport()).english(),
             QString("orders cache moved from Redis 7.0.15 to Dragonfly 1.40.1. Writes stood still "
                     "for 0.32 s; no acknowledged write was lost."));
    Report report = sampleReport();
    report.load = ReportLoad{120'000, 3, 412, 1000};
    QVERIFY(headlineOf(report).english().contains("3 acknowledged writes were lost"));
    report = sampleReport();
    report.cutover.figures.drainedOffset.reset();
    QVERIFY(headlineOf(report).english().contains("not proven"));
    QVERIFY(headlineOf(ended(Ending::Aborted)).english().contains("as before"));
    QVERIFY(headlineOf(ended(Ending::Attention)).english().contains("needs a person"));
    QVERIFY(headlineOf(ended(Ending::None)).english().contains("not switched"));
}

void StoryTest::oneIsCountedAsOne() {
    Report report = sampleReport();
    report.keys = 1;
    report.load = ReportLoad{1, 1, 412, 1000};
    report.seal.row = 1;
    report.findings = {Finding{}, Finding{}, Finding{}};
    report.findings[0].severity = Severity::Note;
    report.findings[1].severity = Severity::Warning;
    report.findings[2].severity = Severity::Blocker;
    QCOMPARE(row(report, "Data"), QStringLiteral("1 key; full sync 3 min 12 s"));
    QVERIFY(headlineOf(report).english().endsWith("; 1 acknowledged write was lost."));
    QVERIFY2(sealText(report).english().startsWith("1 row; "),
             qPrintable(sealText(report).english()));
    QCOMPARE(row(report, "Findings"),
             QStringLiteral("passed: 0, notes: 1, warnings: 1, blockers: "
                            "1, not readable: 0; accepted by a person: 0"));
    QVERIFY(std::ranges::any_of(verificationOf(report), [](const StoryRow& each) {
        return each.text.english() ==
               QLatin1String("1 acknowledged write of the lab's own writers was "
                             "looked for on Dragonfly; missing: 1");
    }));
}

void StoryTest::whoAcceptedIsNamed() {
    Report report = sampleReport();
    QCOMPARE(acceptedBy(report, report.findings[1]).english(),
             QString("accepted by ada@console: no scripts here"));
    QVERIFY(acceptedBy(report, report.findings[0]).isEmpty());
    QCOMPARE(findingsByWeight(report).first().id, QString("source.version"));
    QCOMPARE(findingsByWeight(report).last().severity, Severity::Passed);
}

void StoryTest::aBrokenChainIsSaid() {
    Report report = sampleReport();
    QVERIFY(sealText(report).english().contains("f00d"));
    report.seal.fault = {"Row 3 was altered."};
    QCOMPARE(sealText(report).english(), QString("Row 3 was altered."));
    QVERIFY(toHtml(report).contains("<p class=\"notice\">Row 3 was altered.</p>"));
    QVERIFY(toMarkdown(report).contains("> Row 3 was altered."));
    report.seal = {};
    QVERIFY(sealText(report).english().contains("not chained"));
}

void StoryTest::aGroupStandsInForAName() {
    Report report = sampleReport();
    report.plan.name.clear();
    QCOMPARE(titleOf(report).english(), QStringLiteral("Migration of orders to Dragonfly"));
}

void StoryTest::commandsAreToldWithTheirReplies() {
    const QList<StoryCommand> commands = commandsOf(sampleReport());
    QCOMPARE(commands.size(), 1); // sent and answered in two rows, told as one
    QVERIFY2(commands[0].command.contains(QLatin1String("CONFIG SET masterauth (hidden)")),
             qPrintable(commands[0].command));
    QVERIFY2(commands[0].reply.endsWith(QLatin1String("OK")), qPrintable(commands[0].reply));
    QVERIFY(!commands[0].reply.contains(QLatin1String("open sesame")));

    Report silent = sampleReport();
    silent.rows.removeIf([](const JournalRow& row) { return row.kind == RowKind::Reply; });
    QVERIFY(commandsOf(silent)[0].reply.isEmpty());
    QVERIFY(toHtml(silent).contains("no reply known"));
    JournalRow note;
    note.data = {{"command", "SET a b"}};
    silent.rows = {note};
    QVERIFY(commandsOf(silent).isEmpty());
}

QTEST_GUILESS_MAIN(StoryTest)
#include "story_test.moc"
