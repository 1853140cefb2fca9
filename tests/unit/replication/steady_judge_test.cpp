// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_samples.h"
#include "replication/steady_judge.h"

#include <QTest>

#include <functional>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using Spoil = std::function<void(Sample&)>;

constexpr qint64 everyMs = 250;

Policy strictPolicy() {
    Policy policy;
    policy.steadySeconds = 10;
    policy.maxLagBytes = 65'536;
    policy.maxLagSeconds = 2;
    return policy;
}

} // namespace

Q_DECLARE_METATYPE(Spoil)

class SteadyJudgeTest : public QObject {
    Q_OBJECT

private slots:
    void steadyOnlyAfterTheWholeTime();
    void oneConditionBreaksIt_data();
    void oneConditionBreaksIt();
    void theLimitsThemselvesAreWithin();
    void theTimeBeginsAnewAfterABreak();
    void restartBeginsAnew();
    void tellsWhetherTheLagGrowsOrShrinks();
    void remembersTheLargestLagOfTheUnbrokenTime();
};

void SteadyJudgeTest::steadyOnlyAfterTheWholeTime() {
    SteadyJudge judge(strictPolicy());
    for (qint64 ms = 0; ms < 10'000; ms += everyMs) {
        const Steadiness steadiness = judge.judge(goodSample(startMs + ms));
        QVERIFY(!steadiness.steady);
        QCOMPARE(steadiness.unbrokenMs, ms);
        QVERIFY(!steadiness.sentence.isEmpty());
    }
    const Steadiness steadiness = judge.judge(goodSample(startMs + 10'000));
    QVERIFY(steadiness.steady);
    QCOMPARE(steadiness.sentence.english(),
             QStringLiteral("Steady for 10 s: lag 0 B and 0.0 s, limits 65.5 kB and 2 s."));
}

void SteadyJudgeTest::oneConditionBreaksIt_data() {
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("words");

    const auto row = [](const char* name, Spoil spoil, const char* words) {
        QTest::newRow(name) << spoil << QString::fromLatin1(words);
    };
    row(
        "link down", [](Sample& sample) { sample.linkUp = false; }, "link to the source is down");
    row(
        "not listed by the source", [](Sample& sample) { sample.lineState.clear(); },
        "does not list Dragonfly");
    row(
        "not online yet", [](Sample& sample) { sample.lineState = QStringLiteral("send_bulk"); },
        "full sync is under way (send_bulk)");
    row(
        "no slave_repl_offset", [](Sample& sample) { sample.replicaOffset.reset(); },
        "full sync is under way");
    row(
        "lag not known", [](Sample& sample) { sample.lagBytes.reset(); }, "lag is not known");
    row(
        "lag in seconds not known", [](Sample& sample) { sample.lagSeconds.reset(); },
        "lag is not known");
    row(
        "no age of the acknowledgement", [](Sample& sample) { sample.ackAgeSeconds.reset(); },
        "lag is not known");
    row(
        "too many bytes behind", [](Sample& sample) { sample.lagBytes = 65'537; },
        "the limit is 65.5 kB");
    row(
        "too many seconds behind", [](Sample& sample) { sample.lagSeconds = 2.1; },
        "lag 2.1 s; the limit is 2 s");
    row(
        "no acknowledgement for too long", [](Sample& sample) { sample.ackAgeSeconds = 3; },
        "lag 3.0 s; the limit is 2 s");
    row(
        "a full sync between two samples", [](Sample& sample) { sample.fullSyncs = 2; },
        "a new full sync has begun");
    row(
        "the count of full syncs begins anew", [](Sample& sample) { sample.fullSyncs = 0; },
        "a new full sync has begun");
}

void SteadyJudgeTest::oneConditionBreaksIt() {
    QFETCH(Spoil, spoil);
    QFETCH(QString, words);
    SteadyJudge judge(strictPolicy());
    qint64 atMs = startMs;
    for (; atMs <= startMs + 12'000; atMs += everyMs) {
        (void)judge.judge(goodSample(atMs));
    }
    Sample spoilt = goodSample(atMs);
    spoil(spoilt);

    const Steadiness broken = judge.judge(spoilt);

    QVERIFY(!broken.steady);
    QCOMPARE(broken.unbrokenMs, 0);
    const QString sentence = broken.sentence.english();
    QVERIFY2(sentence.startsWith(QLatin1String("Not steady: ")), qPrintable(sentence));
    QVERIFY2(sentence.contains(words), qPrintable(sentence));
    // One bad moment costs the whole time.
    QVERIFY(!judge.judge(goodSample(atMs + everyMs)).steady);
    QVERIFY(!judge.judge(goodSample(atMs + 10'000)).steady);
    QVERIFY(judge.judge(goodSample(atMs + 10'000 + everyMs)).steady);
}

void SteadyJudgeTest::theLimitsThemselvesAreWithin() {
    SteadyJudge judge(strictPolicy());
    for (qint64 ms = 0; ms <= 10'000; ms += everyMs) {
        Sample sample = goodSample(startMs + ms);
        sample.lagBytes = 65'536;
        sample.lagSeconds = 2.0;
        sample.ackAgeSeconds = 2;
        QCOMPARE(judge.judge(sample).steady, ms == 10'000);
    }
}

void SteadyJudgeTest::theTimeBeginsAnewAfterABreak() {
    SteadyJudge judge(strictPolicy());
    (void)judge.judge(goodSample(startMs));
    Sample down = goodSample(startMs + 9750);
    down.linkUp = false;
    (void)judge.judge(down);

    const Steadiness after = judge.judge(goodSample(startMs + 10'000));
    QVERIFY(!after.steady);
    QCOMPARE(after.unbrokenMs, 0);
}

void SteadyJudgeTest::restartBeginsAnew() {
    SteadyJudge judge(strictPolicy());
    (void)judge.judge(goodSample(startMs));
    judge.restart();
    Sample later = goodSample(startMs + 10'000);
    later.fullSyncs = 4; // what happened before is of no matter

    const Steadiness steadiness = judge.judge(later);
    QVERIFY(!steadiness.steady);
    QCOMPARE(steadiness.unbrokenMs, 0);
    QVERIFY(!steadiness.sentence.english().contains(QLatin1String("Not steady")));
}

void SteadyJudgeTest::tellsWhetherTheLagGrowsOrShrinks() {
    const auto sentenceFor = [](qint64 before, qint64 now) {
        SteadyJudge judge(strictPolicy());
        Sample sample = goodSample(startMs);
        sample.lagBytes = before;
        (void)judge.judge(sample);
        sample.atMs += 1000;
        sample.lagBytes = now;
        return judge.judge(sample).sentence.english();
    };
    QCOMPARE(
        sentenceFor(1'000'000, 1'200'000),
        QStringLiteral("Not steady: lag 1.2 MB and growing by 200 kB/s; the limit is 65.5 kB."));
    QCOMPARE(
        sentenceFor(1'200'000, 1'000'000),
        QStringLiteral("Not steady: lag 1.0 MB and shrinking by 200 kB/s; the limit is 65.5 kB."));
    QCOMPARE(sentenceFor(1'000'000, 1'000'000),
             QStringLiteral("Not steady: lag 1.0 MB; the limit is 65.5 kB."));
}

void SteadyJudgeTest::remembersTheLargestLagOfTheUnbrokenTime() {
    SteadyJudge judge(strictPolicy());
    Sample sample = goodSample(startMs);
    sample.lagBytes = 40'000;
    (void)judge.judge(sample);
    QCOMPARE(judge.judge(goodSample(startMs + 250)).largestLagBytes, 40'000);
    Sample down = goodSample(startMs + 500);
    down.linkUp = false;
    QCOMPARE(judge.judge(down).largestLagBytes, 0);
    QCOMPARE(judge.judge(goodSample(startMs + 750)).largestLagBytes, 0);
}

QTEST_GUILESS_MAIN(SteadyJudgeTest)
#include "steady_judge_test.moc"
