// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "support/drawn_history.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace ferryman;

namespace {

constexpr qint64 day = qint64{24} * 3600 * 1000;
constexpr qint64 endMs = 1'772'582'681'000;

/// One frame: the newest points out of the history, into the charts, onto a picture.
double frameMs(ChartBoard& board, QImage& picture) {
    QElapsedTimer timer;
    timer.start();
    board.redraw();
    board.render(&picture);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double load() {
    double one = 0;
    std::ifstream("/proc/loadavg") >> one;
    return one;
}

std::shared_ptr<History> dayOfSamples() {
    return test::drawnHistory(
        {.endMs = endMs, .lengthMs = day, .syncMs = 600'000, .catchUpMs = 60'000});
}

double medianFrameMs(ChartBoard& board, const std::shared_ptr<History>& history) {
    QImage picture(board.size(), QImage::Format_ARGB32_Premultiplied);
    QList<double> took;
    for (int i = 0; i < 25; ++i) {
        if (history) {
            Sample sample = *history->nearest(history->lastMs());
            sample.atMs += 250;
            history->append(sample);
        }
        took << frameMs(board, picture);
    }
    std::ranges::sort(took);
    return took[took.size() / 2];
}

} // namespace

class ChartFrameBench : public QObject {
    Q_OBJECT

private slots:
    void aFrameOfADayIsDrawnInTime_data();
    void aFrameOfADayIsDrawnInTime();
    void aDayIsPannedInTime_data();
    void aDayIsPannedInTime();
};

void ChartFrameBench::aFrameOfADayIsDrawnInTime_data() {
    QTest::addColumn<QString>("range");
    QTest::newRow("1 min") << "rangeMinute";
    QTest::newRow("5 min") << "rangeFiveMinutes";
    QTest::newRow("1 h") << "rangeHour";
    QTest::newRow("all") << "rangeAll";
}

void ChartFrameBench::aFrameOfADayIsDrawnInTime() {
    QFETCH(QString, range);
    ChartBoard board;
    board.resize(1600, 900);
    board.show();
    const double empty = medianFrameMs(board, nullptr);

    const std::shared_ptr<History> history = dayOfSamples();
    QVERIFY(history->size() > 345'000);
    board.setHistory(history);
    board.setLimits(65'536, 2);
    board.findChild<QAbstractButton*>(range)->click();
    const double full = medianFrameMs(board, history);
    qInfo("%s: a frame of 24 h at 4 Hz takes %.1f ms; without samples %.1f ms; ratio %.1f",
          QTest::currentDataTag(), full, empty, full / empty);
    QVERIFY2(full < 16, "A frame takes longer than a frame of the screen.");
}

void ChartFrameBench::aDayIsPannedInTime_data() {
    QTest::addColumn<double>("hours"); // of the window that is moved
    QTest::newRow("5 min") << 1.0 / 12;
    QTest::newRow("1 h") << 1.0;
    QTest::newRow("6 h") << 6.0;
    QTest::newRow("20 h") << 20.0;
}

/// As a person does who pulls the charts to the right: from the newest sample back through the day,
/// and then on again.
void ChartFrameBench::aDayIsPannedInTime() {
    QFETCH(double, hours);
    constexpr int frames = 120;
    ChartBoard board;
    board.resize(1600, 900);
    board.show();
    const std::shared_ptr<History> history = dayOfSamples();
    board.setHistory(history);
    board.setLimits(65'536, 2);
    board.findChild<QAbstractButton*>("rangeAll")->click();
    TimeChart* chart = board.charts().constFirst();
    emit chart->zoomedBy(hours / 24, {});
    QCOMPARE(board.window().spanMs(), qRound64(hours * 3'600'000));
    QImage picture(board.size(), QImage::Format_ARGB32_Premultiplied);
    board.render(&picture);
    const ChartWindow begin = board.window();
    QList<double> took;
    for (int i = 0; i < frames; ++i) {
        QElapsedTimer timer;
        timer.start();
        emit chart->shiftedBy(i < frames / 2 ? -0.011 : 0.011);
        board.render(&picture);
        took << static_cast<double>(timer.nsecsElapsed()) / 1e6;
        QVERIFY(i >= frames / 2 || board.window() != begin);
    }
    std::ranges::sort(took);
    const double median = took[frames / 2];
    qInfo("a window of %s of 24 h is panned at %.1f ms a frame (median; 19 of 20 below %.1f ms); "
          "load of the machine %.1f",
          QTest::currentDataTag(), median, took[frames * 19 / 20], load());
    QVERIFY2(median < 16, "A frame takes longer than a frame of the screen.");
}

QTEST_MAIN(ChartFrameBench)
#include "chart_frame_bench.moc"
