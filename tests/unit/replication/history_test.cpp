// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_samples.h"
#include "replication/history.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr qint64 hourMs = 3'600'000;
constexpr qint64 dayMs = 24 * hourMs;

Sample lagging(qint64 atMs, qint64 lagBytes) {
    Sample sample;
    sample.atMs = atMs;
    sample.lagBytes = lagBytes;
    return sample;
}

qsizetype gapsIn(const Points& points) {
    return std::ranges::count_if(points,
                                 [](const QPointF& point) { return std::isnan(point.y()); });
}

double highestOf(const Points& points) {
    double highest = 0;
    for (const QPointF& point : points) {
        highest = std::isnan(point.y()) ? highest : std::max(highest, point.y());
    }
    return highest;
}

bool isInOrder(const Points& points) {
    return std::ranges::is_sorted(points, {}, &QPointF::x);
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void keepsADayAndNoMore();
    void keepsLessOnceToldSo();
    void marksAreKeptAsLongAsSamples();
    void keepsASpikeAtAnyWidth_data();
    void keepsASpikeAtAnyWidth();
    void keepsADipAsWell();
    void givesEverySampleWhereThereIsRoom();
    void showsTheRangeAlone();
    void whatWasNotSaidIsAGap();
    void samplesAreReadInStretches();
    void aPauseOfTheSamplerIsAGap();
    void manyGapsDoNotMakeMorePoints();
    void everySeriesHasItsOwnFigure();
    void nothingIsDrawnForANonsensicalRange();
    void theNearestSampleIsTheNearest();
    void aClockSetBackMakesNoDisorder();
    void mayBeReadWhileItGrows();
};

void HistoryTest::isEmptyAtFirst() {
    const History history;
    QCOMPARE(history.size(), 0);
    QCOMPARE(history.firstMs(), 0);
    QCOMPARE(history.lastMs(), 0);
    QVERIFY(!history.nearest(startMs));
    QVERIFY(history.view(Series::LagBytes, 0, startMs, 100).isEmpty());
}

void HistoryTest::keepsADayAndNoMore() {
    History history;
    constexpr qint64 everyMs = 250;
    qint64 atMs = startMs;
    for (; atMs <= startMs + 30 * hourMs; atMs += everyMs) {
        history.append(lagging(atMs, 1));
    }

    QCOMPARE(history.lastMs(), startMs + 30 * hourMs);
    QCOMPARE(history.firstMs(), startMs + 6 * hourMs);
    QCOMPARE(history.size(), dayMs / everyMs + 1);
}

void HistoryTest::keepsLessOnceToldSo() {
    History history;
    for (int minute = 0; minute < 180; ++minute) {
        history.append(lagging(startMs + minute * hourMs / 60, 1));
    }
    history.keep(hourMs);
    QCOMPARE(history.size(), 180);
    history.append(lagging(startMs + 3 * hourMs, 1));
    QCOMPARE(history.firstMs(), startMs + 2 * hourMs);
    QCOMPARE(history.size(), 61);
}

void HistoryTest::marksAreKeptAsLongAsSamples() {
    History history(hourMs);
    for (int i = 0; i < 10'000; ++i) { // a link that breaks every second
        history.mark({startMs + i * 1000, "interrupted"});
    }

    const QList<Marker> markers = history.markers();
    QCOMPARE(markers.last().atMs, startMs + 9'999'000);
    QCOMPARE(markers.first().atMs, startMs + 9'999'000 - hourMs);
}

void HistoryTest::keepsASpikeAtAnyWidth_data() {
    QTest::addColumn<int>("buckets");
    for (const int buckets : {1, 7, 100, 500, 100'000}) {
        QTest::addRow("%d buckets", buckets) << buckets;
    }
}

void HistoryTest::keepsASpikeAtAnyWidth() {
    QFETCH(int, buckets);
    History history;
    constexpr int samples = 14'400; // an hour at 4 Hz
    constexpr int spikeAt = 9'731;
    for (int i = 0; i < samples; ++i) {
        history.append(lagging(startMs + i * 250, i == spikeAt ? 5'000'000 : 100 + i % 7));
    }

    const Points points = history.view(Series::LagBytes, startMs, startMs + hourMs, buckets);

    QVERIFY2(points.size() <= 2 * buckets, qPrintable(QString::number(points.size())));
    QVERIFY(points.size() <= samples);
    QVERIFY(isInOrder(points));
    const auto spike = std::ranges::find(points, 5'000'000.0, &QPointF::y);
    QVERIFY(spike != points.end());
    QCOMPARE(spike->x(), double(startMs + spikeAt * 250));
}

void HistoryTest::keepsADipAsWell() {
    History history;
    for (int i = 0; i < 1000; ++i) {
        history.append(lagging(startMs + i * 250, i == 500 ? 3 : 1000 + i));
    }

    const Points points = history.view(Series::LagBytes, startMs, startMs + 250'000, 4);

    QVERIFY(std::ranges::find(points, 3.0, &QPointF::y) != points.end());
}

void HistoryTest::givesEverySampleWhereThereIsRoom() {
    History history;
    for (int i = 0; i < 20; ++i) {
        history.append(lagging(startMs + i * 250, i * i));
    }

    const Points points = history.view(Series::LagBytes, startMs, startMs + 5000, 1000);

    QCOMPARE(points.size(), 20);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(points[i], QPointF(double(startMs + i * 250), i * i));
    }
}

void HistoryTest::showsTheRangeAlone() {
    History history;
    for (int i = 0; i < 100; ++i) {
        history.append(lagging(startMs + i * 1000, i));
    }

    const Points points = history.view(Series::LagBytes, startMs + 10'000, startMs + 20'000, 1000);

    QCOMPARE(points.first(), QPointF(double(startMs + 10'000), 10));
    QCOMPARE(points.last(), QPointF(double(startMs + 20'000), 20));
}

void HistoryTest::samplesAreReadInStretches() {
    History history;
    for (qint64 at = 0; at < 10; ++at) {
        Sample sample = lagging(1000 + at * 250, at);
        sample.sourceMemoryBytes = 100 + at;
        sample.targetKeys = at;
        history.append(sample);
    }
    const QList<Sample> first = history.samples(1250, 3000, 3);
    QCOMPARE(first.size(), 3);
    QCOMPARE(first.first().atMs, 1250);
    QCOMPARE(first.last().atMs, 1750);
    QCOMPARE(first.last().sourceMemoryBytes, 103);
    QCOMPARE(first.last().targetKeys, 3);
    QVERIFY(!first.last().targetMemoryBytes);
    QCOMPARE(history.samples(2000, 3000, 100).last().atMs, 3000);
    QVERIFY(history.samples(5000, 9000, 100).isEmpty());
}

void HistoryTest::whatWasNotSaidIsAGap() {
    History history;
    for (int i = 0; i < 12; ++i) {
        Sample sample = lagging(startMs + i * 250, 7);
        if (i >= 4 && i < 8) {
            sample.lagBytes.reset();
        }
        history.append(sample);
    }

    const Points points = history.view(Series::LagBytes, startMs, startMs + 3000, 1000);

    QCOMPARE(gapsIn(points), 1);
    QVERIFY(std::isnan(points[4].y())); // between the fourth figure and the fifth
    QCOMPARE(points.size(), 9);
}

void HistoryTest::aPauseOfTheSamplerIsAGap() {
    History history;
    history.append(lagging(startMs, 1));
    history.append(lagging(startMs + 250, 1));
    history.append(lagging(startMs + 60'000, 1)); // the machine slept
    history.append(lagging(startMs + 60'250, 1));

    QCOMPARE(gapsIn(history.view(Series::LagBytes, startMs, startMs + 61'000, 1000)), 1);
}

void HistoryTest::manyGapsDoNotMakeMorePoints() {
    History history;
    constexpr int samples = 40'000;
    for (int i = 0; i < samples; ++i) { // a server that answers every other time
        Sample sample = lagging(startMs + i * 250, i == 20'002 ? 9'000'000 : 5);
        if (i % 2 != 0) {
            sample.lagBytes.reset();
        }
        history.append(sample);
    }

    constexpr int buckets = 200;
    const Points points = history.view(Series::LagBytes, startMs, startMs + samples * 250, buckets);

    QVERIFY2(points.size() <= 5 * buckets, qPrintable(QString::number(points.size())));
    QVERIFY(isInOrder(points));
    QCOMPARE(highestOf(points), 9'000'000.0);
}

void HistoryTest::everySeriesHasItsOwnFigure() {
    Sample sample;
    sample.atMs = startMs;
    sample.sourceOffset = 48'562'774'905; // beyond 32 bits
    sample.ackedOffset = 48'562'774'000;
    sample.replicaOffset = 48'562'774'001;
    sample.lagBytes = 905;
    sample.lagSeconds = 0.25;
    sample.writeBytesPerSecond = 1e6;
    sample.applyBytesPerSecond = 2e6;
    History history;
    history.append(sample);

    const auto only = [&history](Series series) {
        const Points points = history.view(series, startMs - 1, startMs + 1, 10);
        return points.size() == 1 ? points.first().y() : -1.0;
    };
    QCOMPARE(only(Series::SourceOffset), 48'562'774'905.0);
    QCOMPARE(only(Series::ReplicaOffset), 48'562'774'001.0);
    QCOMPARE(only(Series::LagBytes), 905.0);
    QCOMPARE(only(Series::LagSeconds), 0.25);
    QCOMPARE(only(Series::WriteRate), 1e6);
    QCOMPARE(only(Series::ApplyRate), 2e6);

    const auto nearest = history.nearest(startMs);
    QVERIFY(nearest);
    QCOMPARE(nearest->sourceOffset, sample.sourceOffset);
    QCOMPARE(nearest->ackedOffset, sample.ackedOffset);
    QCOMPARE(nearest->replicaOffset, sample.replicaOffset);
    QCOMPARE(nearest->lagSeconds, sample.lagSeconds);
}

void HistoryTest::nothingIsDrawnForANonsensicalRange() {
    History history;
    history.append(lagging(startMs, 1));
    QVERIFY(history.view(Series::LagBytes, startMs + 1, startMs - 1, 10).isEmpty());
    QVERIFY(history.view(Series::LagBytes, startMs - 1, startMs + 1, 0).isEmpty());
    QVERIFY(history.view(Series::LagBytes, startMs - 1, startMs + 1, -3).isEmpty());
}

void HistoryTest::theNearestSampleIsTheNearest() {
    History history;
    history.append(lagging(startMs, 1));
    history.append(lagging(startMs + 1000, 2));

    QCOMPARE(history.nearest(0)->lagBytes, std::optional<qint64>(1));
    QCOMPARE(history.nearest(startMs + 400)->lagBytes, std::optional<qint64>(1));
    QCOMPARE(history.nearest(startMs + 600)->lagBytes, std::optional<qint64>(2));
    QCOMPARE(history.nearest(startMs + dayMs)->lagBytes, std::optional<qint64>(2));
    QVERIFY(!history.nearest(startMs)->sourceOffset); // what was not said stays unsaid
}

void HistoryTest::aClockSetBackMakesNoDisorder() {
    History history;
    history.append(lagging(startMs, 1));
    history.append(lagging(startMs - 5000, 2));
    history.append(lagging(startMs + 250, 3));

    const Points points = history.view(Series::LagBytes, startMs - 10'000, startMs + 1000, 1000);
    QVERIFY(isInOrder(points));
    QCOMPARE(points.last().y(), 3.0);
    QCOMPARE(history.firstMs(), startMs);
}

void HistoryTest::mayBeReadWhileItGrows() {
    History history(10'000);
    std::atomic<bool> ended = false;
    std::thread sampler([&history, &ended] {
        for (int i = 0; i < 50'000; ++i) {
            history.append(lagging(startMs + i, i));
            history.mark({startMs + i, "attached"});
        }
        ended = true;
    });
    bool ordered = true;
    while (!ended) {
        ordered = ordered &&
                  isInOrder(history.view(Series::LagBytes, startMs, startMs + 50'000, 50)) &&
                  history.firstMs() <= history.lastMs();
    }
    sampler.join();

    QVERIFY(ordered);
    QCOMPARE(history.lastMs(), startMs + 49'999);
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
