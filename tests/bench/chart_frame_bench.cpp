// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "support/drawn_history.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QTest>

#include <algorithm>

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

    const std::shared_ptr<History> history = test::drawnHistory(
        {.endMs = endMs, .lengthMs = day, .syncMs = 600'000, .catchUpMs = 60'000});
    QVERIFY(history->size() > 345'000);
    board.setHistory(history);
    board.setLimits(65'536, 2);
    board.findChild<QAbstractButton*>(range)->click();
    const double full = medianFrameMs(board, history);
    qInfo("%s: a frame of 24 h at 4 Hz takes %.1f ms; without samples %.1f ms; ratio %.1f",
          QTest::currentDataTag(), full, empty, full / empty);
    QVERIFY2(full < 16, "A frame takes longer than a frame of the screen.");
}

QTEST_MAIN(ChartFrameBench)
#include "chart_frame_bench.moc"
