// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/outlook.h"
#include "replication/steady_judge.h"

#include <QTest>

#include <cmath>

using namespace ferryman;

namespace {

constexpr double startMs = 1'772'590'000'000;

/// A lag that begins so large and moves so, a point each quarter of a second.
Points line(double from, double bytesPerSecond, int points = 60, double breath = 0) {
    Points lag;
    for (int i = 0; i < points; ++i) {
        const double seconds = i / 4.0;
        lag.append({startMs + seconds * 1000,
                    from + bytesPerSecond * seconds + (i % 2 == 0 ? breath : -breath)});
    }
    return lag;
}

LinkState linkIn(LinkPhase phase, qint64 lagBytes) {
    LinkState link;
    link.phase = phase;
    link.latest.lagBytes = lagBytes;
    link.latest.writeBytesPerSecond = 2'100'000;
    link.latest.applyBytesPerSecond = 2'020'000;
    link.steadiness.sentence = {"What the judge said."};
    return link;
}

QString forecast(const LinkState& link, const Points& lag = {}) {
    return outlookOf(link, lag, Policy{}).forecast.english();
}

} // namespace

/// One sentence, always, and what will come of it.
class OutlookTest : public QObject {
    Q_OBJECT

private slots:
    void theTrendIsTheSlope();
    void whatWasBeforeAGapDoesNotCount();
    void tooFewPointsHaveNoTrend();
    void thereIsAlwaysASentence();
    void aGrowingLagWillNotBecomeSteady();
    void aShrinkingLagSaysWhen();
    void aLagThatStandsStillSaysSo();
    void withinTheLimitsItCountsDown();
    void aSteadyLagThatGrowsIsForetold();
    void aSteadyLagThatBreathesIsNotAlarming();
    void aFullSyncSaysWhenItEnds();
    void theHistoryGivesTheLastHalfMinute();
};

void OutlookTest::theTrendIsTheSlope() {
    QCOMPARE(std::round(*trendOf(line(1'000'000, 80'000))), 80'000.0);
    QCOMPARE(std::round(*trendOf(line(1'000'000, -50'000))), -50'000.0);
    QVERIFY(std::abs(*trendOf(line(20'000, 0, 60, 8'000))) < 300); // breath is no trend
}

void OutlookTest::whatWasBeforeAGapDoesNotCount() {
    Points lag = line(5'000'000, -400'000, 40);
    lag.append({lag.last().x() + 5000, std::nan("")});
    const double restart = lag.last().x();
    for (int i = 0; i < 20; ++i) {
        lag.append({restart + i * 250.0, 10'000 + i * 250.0});
    }
    QCOMPARE(std::round(*trendOf(lag)), 1000.0);
}

void OutlookTest::tooFewPointsHaveNoTrend() {
    QVERIFY(!trendOf({}));
    QVERIFY(!trendOf(line(0, 1000, 5)));
    Points close;
    for (int i = 0; i < 20; ++i) {
        close.append({startMs + i, 100.0 * i}); // 20 ms say nothing of seconds
    }
    QVERIFY(!trendOf(close));
}

void OutlookTest::thereIsAlwaysASentence() {
    QVERIFY(!outlookOf(LinkState{}, {}, Policy{}).sentence.isEmpty());
    const LinkState link = linkIn(LinkPhase::CatchingUp, 10);
    QCOMPARE(outlookOf(link, {}, Policy{}).sentence.english(), QString("What the judge said."));

    // As the judge says it of real samples.
    SteadyJudge judge{Policy{}};
    Sample sample;
    sample.linkUp = true;
    sample.lineState = "online";
    sample.replicaOffset = 1;
    sample.lagSeconds = 0.6;
    sample.ackAgeSeconds = 0;
    LinkState growing;
    growing.phase = LinkPhase::CatchingUp;
    for (int i = 0; i < 40; ++i) {
        sample.atMs = static_cast<qint64>(startMs) + i * 250;
        sample.lagBytes = 480'000 + i * 20'000;
        growing.steadiness = judge.judge(sample);
    }
    QCOMPARE(outlookOf(growing, {}, Policy{}).sentence.english(),
             QString("Not steady: lag 1.3 MB and growing by 80.0 kB/s; the limit is 65.5 kB."));
}

void OutlookTest::aGrowingLagWillNotBecomeSteady() {
    const LinkState link = linkIn(LinkPhase::CatchingUp, 1'200'000);
    QCOMPARE(forecast(link, line(0, 80'000)),
             QString("At this trend it will not become steady: the source writes 2.1 MB/s, "
                     "Dragonfly applies 2.0 MB/s."));
    LinkState silent = link;
    silent.latest.applyBytesPerSecond.reset();
    QCOMPARE(forecast(silent, line(0, 80'000)),
             QString("At this trend it will not become steady."));
    QVERIFY(forecast(link, {}).isEmpty()); // no trend, no word
}

void OutlookTest::aShrinkingLagSaysWhen() {
    const LinkState link = linkIn(LinkPhase::CatchingUp, 1'065'536);
    QCOMPARE(
        forecast(link, line(2'000'000, -50'000)),
        QString("At this trend it is within the limits in about 20 s, and steady 10 s later."));
}

void OutlookTest::aLagThatStandsStillSaysSo() {
    const LinkState link = linkIn(LinkPhase::CatchingUp, 1'200'000);
    QVERIFY(forecast(link, line(1'200'000, 10)).contains("will not become steady"));
    // A trend that would take days is none.
    QVERIFY(forecast(linkIn(LinkPhase::CatchingUp, 90'000'000'000), line(1e9, -400))
                .contains("will not become steady"));
}

void OutlookTest::withinTheLimitsItCountsDown() {
    LinkState link = linkIn(LinkPhase::CatchingUp, 20'000);
    link.steadiness.unbrokenMs = 4000;
    QCOMPARE(forecast(link), QString("Steady in about 6.0 s, if it stays within the limits."));
    link.steadiness.unbrokenMs = 0;
    QVERIFY(forecast(link).isEmpty());
}

void OutlookTest::aSteadyLagThatGrowsIsForetold() {
    const LinkState link = linkIn(LinkPhase::Steady, 35'536);
    QCOMPARE(
        forecast(link, line(20'000, 1000)),
        QString("The lag grows by 1.0 kB/s: at this trend it reaches the limit in about 30 s."));
}

void OutlookTest::aSteadyLagThatBreathesIsNotAlarming() {
    QCOMPARE(forecast(linkIn(LinkPhase::Steady, 20'000), line(20'000, 0, 60, 8'000)),
             QString("The lag does not grow."));
    QCOMPARE(forecast(linkIn(LinkPhase::Steady, 20'000), line(40'000, -2'000)),
             QString("The lag does not grow."));
}

void OutlookTest::aFullSyncSaysWhenItEnds() {
    LinkState link = linkIn(LinkPhase::FullSync, 0);
    QVERIFY(forecast(link).startsWith("After it Dragonfly must catch up"));
    link.sync.etaMs = 65'000;
    QVERIFY(forecast(link).startsWith("At this rate it ends in about 1 min 5 s"));
}

void OutlookTest::theHistoryGivesTheLastHalfMinute() {
    History history;
    for (int i = 0; i < 400; ++i) { // 100 s, growing only at the end
        Sample sample;
        sample.atMs = static_cast<qint64>(startMs) + i * 250;
        sample.lagBytes = i < 200 ? 1'000'000 : (i - 200) * 500;
        history.append(sample);
    }
    const Points lag = recentLag(history);
    QVERIFY(lag.first().x() >= startMs + 69'000);
    QCOMPARE(std::round(*trendOf(lag)), 2000.0);
    QVERIFY(recentLag(History()).isEmpty());
}

QTEST_GUILESS_MAIN(OutlookTest)
#include "outlook_test.moc"
