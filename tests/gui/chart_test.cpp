// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "charts/read_out.h"
#include "models/history_table_model.h"
#include "support/drawn_history.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGraphicsView>
#include <QGuiApplication>
#include <QLabel>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr qint64 endMs = 1'772'589'881'000; // 2026-03-04 02:04:41 UTC

Sample sampleAt(qint64 atMs, std::optional<qint64> lag) {
    Sample sample;
    sample.atMs = atMs;
    sample.sourceOffset = atMs;
    sample.lagBytes = lag;
    if (lag) {
        sample.replicaOffset = atMs - *lag;
    }
    return sample;
}

/// Where a gap's NaN stands matters to nobody.
bool sameValue(const QPointF& a, const QPointF& b) {
    return (std::isnan(a.y()) && std::isnan(b.y())) || a == b;
}

struct Board {
    ChartBoard board;
    std::shared_ptr<History> history;

    Board() {
        history = drawnHistory(
            {.endMs = endMs, .lengthMs = 200'000, .syncMs = 50'000, .catchUpMs = 20'000});
        board.resize(1032, 470);
        board.setLimits(65'536, 2);
        board.setHistory(history);
        board.show();
    }
    QAbstractButton* button(const char* name) const {
        return board.findChild<QAbstractButton*>(name);
    }
    QString readOut() const { return board.findChild<QLabel*>("chartReadOut")->text(); }
    TimeChart* chart(const char* name) const { return board.findChild<TimeChart*>(name); }
    /// As the person does: the entry of the menu, then a file in the dialog.
    void choose(const char* action, const QString& path) {
        board.findChild<QAction*>(action)->trigger();
        auto* dialog = board.findChild<QFileDialog*>("chartExportDialog");
        emit dialog->fileSelected(path);
        delete dialog;
    }
};

QSet<QRgb> coloursIn(const QImage& picture) {
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            colours << picture.pixel(x, y);
        }
    }
    return colours;
}

/// Lines of the grid that are drawn at the right end of a chart, where there is no value yet, and
/// not below its lines. The picture is twice as large as the chart's place in it.
int hiddenGridLines(const QImage& picture, const QRect& place) {
    const auto isPaper = [&](double share, int y) {
        const int x = 2 * place.left() + qRound(2 * share * place.width());
        return picture.pixelColor(x, y).name() == lightColours().panel.name();
    };
    int hidden = 0;
    for (int y = 2 * place.top() + place.height() / 2; y < 2 * place.bottom() - 60; ++y) {
        hidden += !isPaper(0.92, y) && isPaper(0.4, y) ? 1 : 0;
    }
    return hidden;
}

} // namespace

class ChartTest : public QObject {
    Q_OBJECT

private slots:
    void aScaleHoldsItsValuesBetweenRoundTicks_data();
    void aScaleHoldsItsValuesBetweenRoundTicks();
    void neighbouringTicksHaveDifferentTexts_data();
    void neighbouringTicksHaveDifferentTexts();
    void timeTicksAreRoundInLocalTimeAndFit();
    void aLineIsCutAtItsGaps();
    void tooManyGapsLoseTheNarrowest();
    void gapsAreKnownAtTheEndsToo();
    void readingOnlyWhatIsNewGivesTheSamePoints();
    void movingBackAndForthGivesTheSamePoints();
    void aDayIsAThousandPointsAndKeepsItsPeak();
    void zoomKeepsThePlaceThatIsPointedAt();
    void theViewStaysWithinTheSamples();
    void aYoungHistoryIsAllInSight();

    void theSeriesHoldTheSegments();
    void theLimitIsAlwaysInSight();
    void aDarkPaletteRecoloursTheLines();
    void theBoardBeginsLiveWithFiveMinutes();
    void pauseFreezesTheViewWhileSamplingGoesOn();
    void rangesShowTheNewest();
    void theCrossHairReadsAllChartsAtOneMoment();
    void theCrossHairNamesTheMarksThatItMeets();
    void keysMoveTheCrossHair();
    void theMouseZoomsAndPullsTheTimeAlong();
    void keysZoomAndMoveThroughTime();
    void theCrossHairPullsTheWindowAlong();
    void whatIsExportedIsWhatIsShown();
    void everySampleIsInTheCsv();
    void anExportThatFailsSaysWhy();
    void theTableHasWhatTheChartsShow();
    void anotherDayIsNamed();
    void aSelectionInTheTableOutlivesNewSamples();
    void everyControlHasANameForThoseWhoDoNotSee();
};

void ChartTest::aScaleHoldsItsValuesBetweenRoundTicks_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("step");
    QTest::newRow("lag") << 0.0 << 72'000.0 << 20'000.0;
    QTest::newRow("offsets") << 48.1e9 << 48.72e9 << 0.2e9;
    QTest::newRow("seconds") << 0.0 << 1.9 << 0.5;
    QTest::newRow("idle source") << 48'562'774'905.0 << 48'562'774'919.0 << 5.0;
    QTest::newRow("one value") << 48'562'774'905.0 << 48'562'774'905.0 << 0.02;
    QTest::newRow("nothing") << 0.0 << 0.0 << 0.0005;
    QTest::newRow("no number") << nothing << nothing << 1.0;
}

void ChartTest::aScaleHoldsItsValuesBetweenRoundTicks() {
    QFETCH(double, low);
    QFETCH(double, high);
    const ValueScale scale = niceScale(low, high, 5);
    QTEST(scale.step, "step");
    if (!std::isnan(low)) {
        QVERIFY(scale.low <= low && high <= scale.high);
    }
    QVERIFY(scale.low < scale.high);
    QVERIFY(scale.ticks().size() >= 2 && scale.ticks().size() <= 7);
}

void ChartTest::neighbouringTicksHaveDifferentTexts_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("quantity");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("bytes") << 0.0 << 1.2e6 << int(Quantity::Bytes)
                           << QStringList{"0 B", "500 kB", "1.0 MB", "1.5 MB"};
    QTest::newRow("rate") << 0.0 << 3e6 << int(Quantity::BytesPerSecond)
                          << QStringList{"0 B/s", "1 MB/s", "2 MB/s", "3 MB/s"};
    QTest::newRow("offset") << 48.1e9 << 48.7e9 << int(Quantity::Offset)
                            << QStringList{"48.0 G", "48.2 G", "48.4 G", "48.6 G", "48.8 G"};
    QTest::newRow("idle") << 48'562'774'905.0 << 48'562'774'919.0 << int(Quantity::Offset)
                          << QStringList{"48,562,774,905", "48,562,774,910", "48,562,774,915",
                                         "48,562,774,920"};
    QTest::newRow("seconds") << 0.0 << 0.9 << int(Quantity::Seconds)
                             << QStringList{"0.0 s", "0.5 s", "1.0 s"};
}

void ChartTest::neighbouringTicksHaveDifferentTexts() {
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, quantity);
    const ValueScale scale = niceScale(low, high, 4);
    QStringList texts;
    for (const double tick : scale.ticks()) {
        texts << tickText(tick, scale.step, static_cast<Quantity>(quantity));
    }
    QTEST(texts, "texts");
}

void ChartTest::timeTicksAreRoundInLocalTimeAndFit() {
    for (const qint64 span : {10'000, 60'000, 300'000, 3'600'000, 86'400'000, 90'000'000}) {
        for (const int most : {1, 3, 8}) {
            const QList<qint64> ticks = timeTicks(endMs - span, endMs, most);
            QVERIFY2(ticks.size() <= most + 1, qPrintable(QString::number(span)));
            const qint64 step = niceTimeStep(span, most);
            for (const qint64 tick : ticks) {
                QVERIFY(tick >= endMs - span && tick <= endMs);
                QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick).time().msecsSinceStartOfDay() % step,
                         0);
            }
        }
    }
    QCOMPARE(timeText(endMs, 5000), "02:04:41");
    QCOMPARE(timeText(endMs, 60'000), "02:04");
    const QDateTime midnight = QDateTime::fromMSecsSinceEpoch(endMs).date().startOfDay();
    QCOMPARE(timeText(midnight.toMSecsSinceEpoch(), 3'600'000),
             QLocale().toString(midnight.date(), QLocale::ShortFormat));
    QCOMPARE(timeText(midnight.toMSecsSinceEpoch(), 60'000), "00:00");
}

void ChartTest::aLineIsCutAtItsGaps() {
    const Points points{{0, nothing}, {1, 5}, {2, 6}, {3, nothing}, {4, nothing}, {5, 7}};
    QCOMPARE(splitAtGaps(points, 64), (QList<Points>{{{1, 5}, {2, 6}}, {{5, 7}}}));
    QCOMPARE(splitAtGaps({{0, nothing}}, 64), QList<Points>());
}

void ChartTest::tooManyGapsLoseTheNarrowest() {
    const Points points{{0, 1}, {1, nothing}, {10, 1}, {11, nothing}, {12, 1}};
    QCOMPARE(splitAtGaps(points, 2), (QList<Points>{{{0, 1}}, {{10, 1}, {12, 1}}}));
}

void ChartTest::gapsAreKnownAtTheEndsToo() {
    using Gaps = QList<std::pair<double, double>>;
    const Points points{{20, 5}, {22, nothing}, {25, 7}};
    QCOMPARE(gapsIn(points, {0, 60, 3}), (Gaps{{0, 20}, {20, 25}, {25, 60}}));
    QCOMPARE(gapsIn(points, {18, 27, 3}), (Gaps{{20, 25}}));
    QCOMPARE(gapsIn({}, {0, 60, 3}), (Gaps{{0, 60}}));
}

void ChartTest::readingOnlyWhatIsNewGivesTheSamePoints() {
    History history;
    SeriesCache kept(Series::LagBytes);
    for (int i = 0; i < 6000; ++i) {
        // Gaps of one sample, of a few seconds, and of a few minutes.
        const bool gap = i % 97 == 0 || (i / 30) % 7 == 3 || (i / 700) % 3 == 1;
        history.append(sampleAt(endMs + qint64{i} * 250,
                                gap ? std::nullopt : std::optional<qint64>(i * 37 % 1009)));
        if (i % 5 != 0) {
            continue;
        }
        const ChartWindow window = windowFor(i < 3000 ? ChartRange::FiveMinutes : ChartRange::All,
                                             history.firstMs(), history.lastMs());
        SeriesCache fresh(Series::LagBytes);
        const Points all = fresh.read(history, window, history.lastMs(), 200);
        const Points some = kept.read(history, window, history.lastMs(), 200);
        QVERIFY2(std::equal(all.begin(), all.end(), some.begin(), some.end(), sameValue),
                 qPrintable(QString("after %1 samples").arg(i)));
    }
}

void ChartTest::movingBackAndForthGivesTheSamePoints() {
    History history;
    for (int i = 0; i < 12'000; ++i) {
        const bool gap = i % 97 == 0 || (i / 30) % 7 == 3 || (i / 700) % 3 == 1;
        history.append(
            sampleAt(endMs + i * 250, gap ? std::nullopt : std::optional<qint64>(i * 37 % 1009)));
    }
    SeriesCache kept(Series::LagBytes);
    qint64 to = history.lastMs();
    for (int i = 0; i < 400; ++i) {
        to += (i / 50) % 3 == 2 ? 9'001 : -7'301; // mostly back
        const ChartWindow window{to - 600'000, to};
        SeriesCache fresh(Series::LagBytes);
        const Points all = fresh.read(history, window, to, 200);
        const Points some = kept.read(history, window, to, 200);
        QVERIFY2(std::equal(all.begin(), all.end(), some.begin(), some.end(), sameValue),
                 qPrintable(QString("after %1 moves").arg(i)));
    }
}

void ChartTest::aDayIsAThousandPointsAndKeepsItsPeak() {
    History history;
    const qint64 day = qint64{24} * 3600 * 1000;
    for (qint64 at = 0; at <= day; at += 1000) {
        history.append(sampleAt(endMs + at, at == day / 3 / 1000 * 1000 ? 987'654'321 : 100));
    }
    SeriesCache series(Series::LagBytes);
    const Points points =
        series.read(history, windowFor(ChartRange::All, history.firstMs(), history.lastMs()),
                    history.lastMs(), 500);
    QVERIFY2(points.size() <= 1002, qPrintable(QString::number(points.size())));
    QCOMPARE(extentOf(points)->second, 987'654'321);
}

void ChartTest::zoomKeepsThePlaceThatIsPointedAt() {
    const Recorded day{endMs - 86'400'000, endMs};
    TimeView view;
    view.zoom(0.5, {}, day); // without a place the newest stays
    QVERIFY(view.isLive());
    QVERIFY(!view.range());
    QCOMPARE(view.window(day), (ChartWindow{endMs - 150'000, endMs}));

    view.zoom(0.5, endMs - 100'000, day);
    QVERIFY(!view.isLive());
    const ChartWindow closer = view.window(day);
    QCOMPARE(closer.spanMs(), 75'000);
    QCOMPARE(closer.fromMs,
             endMs - 125'000); // a third of the span lies before that place, as it did
    view.zoom(2, endMs - 100'000, day);
    QCOMPARE(view.window(day), (ChartWindow{endMs - 150'000, endMs}));
    view.setRange(ChartRange::Minute);
    QCOMPARE(view.range(), ChartRange::Minute);
    QCOMPARE(view.window(day).spanMs(), 60'000);
    view.goLive();
    QCOMPARE(view.window({day.firstMs, endMs + 250}).toMs, endMs + 250);
}

void ChartTest::theViewStaysWithinTheSamples() {
    const Recorded day{endMs - 86'400'000, endMs};
    TimeView view;
    view.shift(-1e12, day);
    QVERIFY(!view.isLive());
    QCOMPARE(view.window(day), (ChartWindow{day.firstMs, day.firstMs + 300'000}));
    QCOMPARE(view.range(), ChartRange::FiveMinutes); // moved, not zoomed
    view.zoom(1e9, endMs - 1000, day);
    QCOMPARE(view.window(day), (ChartWindow{day.firstMs, day.lastMs}));
    view.zoom(1e-9, endMs - 1000, day);
    QCOMPARE(view.window(day).spanMs(), 10'000);
    view.shift(1e12, day);
    QVERIFY(view.isLive());
}

void ChartTest::aYoungHistoryIsAllInSight() {
    const Recorded young{endMs - 30'000, endMs};
    TimeView view;
    const ChartWindow all = view.window(young);
    view.shift(-10'000, young);
    QCOMPARE(view.window(young), all);
    QVERIFY(view.isLive());
}

void ChartTest::theSeriesHoldTheSegments() {
    TimeChart chart("Lag", Quantity::Bytes, {{"Dragonfly", LineRole::Lag}});
    chart.resize(500, 300);
    chart.show();
    ChartContent content{0, 60'000, {0, 60'000, 0}, {}, {}};
    content.lines = {Points{{1000, 5}, {2000, 6}, {3000, nothing}, {9000, 7}, {9500, 8}}};
    content.markers = {{1500, "steady"}};
    chart.show(content);
    QCOMPARE(chart.segments(0), (QList<Points>{{{1000, 5}, {2000, 6}}, {{9000, 7}, {9500, 8}}}));
    QCOMPARE(chart.scene().gaps.size(), 3);
    QCOMPARE(chart.scene().markers.first().name, "steady");

    // Fewer segments than before: what is left over is not drawn any more.
    content.lines = {Points{{1000, 5}, {2000, 6}}};
    chart.show(content);
    QCOMPARE(chart.segments(0), (QList<Points>{{{1000, 5}, {2000, 6}}}));
}

void ChartTest::theLimitIsAlwaysInSight() {
    TimeChart chart("Lag", Quantity::Bytes, {{"Dragonfly", LineRole::Lag}});
    chart.setLimit(65'536, "limit 64 kB");
    chart.show(ChartContent{0, 60'000, {}, {Points{{0, 1}, {1000, 2}}}, {}});
    QVERIFY(chart.scene().scale.high > 65'536);
    QCOMPARE(chart.scene().scale.low, 0);
    chart.show(ChartContent{0, 60'000, {}, {Points{{0, 1}, {1000, 2e9}}}, {}});
    QVERIFY(chart.scene().scale.high >= 2e9);
}

void ChartTest::aDarkPaletteRecoloursTheLines() {
    TimeChart chart("Offset", Quantity::Offset,
                    {{"source", LineRole::Source}, {"Dragonfly", LineRole::Dragonfly}});
    const QColor light = chart.scene().colours.source;
    chart.setPalette(QPalette(QColor(0x2c, 0x30, 0x36), QColor(0x1a, 0x1c, 0x20)));
    QTRY_VERIFY(chart.scene().colours.source != light);
    QVERIFY(chart.scene().colours.text.lightness() > chart.scene().colours.panel.lightness());
}

void ChartTest::theBoardBeginsLiveWithFiveMinutes() {
    const Board on;
    QCOMPARE(on.board.window().spanMs(), 240'000); // 200 s are known: the axis grows by minutes
    QCOMPARE(on.board.window().fromMs, on.history->firstMs());
    QCOMPARE(on.readOut(), "Newest sample 02:04:41, live");
    // The full sync has no offset on Dragonfly: the line begins after it.
    const QList<Points> replica = on.chart("offsetChart")->segments(1);
    QCOMPARE(replica.size(), 1);
    QVERIFY(replica[0].first().x() >= static_cast<double>(on.history->firstMs() + 50'000));
    QCOMPARE(on.chart("offsetChart")->segments(0).size(), 1);
}

void ChartTest::pauseFreezesTheViewWhileSamplingGoesOn() {
    Board on;
    on.button("rangeMinute")->click();
    on.button("pauseCharts")->click();
    const ChartWindow before = on.board.window();
    const QList<Points> points = on.chart("lagBytesChart")->segments(0);
    on.history->append(sampleAt(endMs + 5000, 1'000'000));
    on.board.redraw();
    QCOMPARE(on.board.window(), before);
    QCOMPARE(on.chart("lagBytesChart")->segments(0), points);
    QCOMPARE(on.readOut(), "Stands still at 02:04:41; sampling goes on.");
    QCOMPARE(on.button("pauseCharts")->text(), "Back to live");

    on.button("pauseCharts")->click();
    QCOMPARE(on.board.window().toMs, endMs + 5000);
    QCOMPARE(on.readOut(), "Newest sample 02:04:46, live");
}

void ChartTest::rangesShowTheNewest() {
    Board on;
    on.button("rangeMinute")->click();
    QCOMPARE(on.board.window(), (ChartWindow{endMs - 60'000, endMs}));
    on.button("rangeHour")->click();
    QCOMPARE(on.board.window().spanMs(), 240'000);
    on.button("rangeAll")->click();
    QCOMPARE(on.board.window(), (ChartWindow{endMs - 200'000, endMs}));
}

void ChartTest::theCrossHairReadsAllChartsAtOneMoment() {
    Board on;
    emit on.chart("lagBytesChart")->pointedAt(endMs - 20'010);
    for (const TimeChart* chart : on.board.charts()) {
        QCOMPARE(chart->scene().crossHairMs, endMs - 20'000);
    }
    const Sample sample = *on.history->nearest(endMs - 20'000);
    const QLocale locale;
    QVERIFY2(on.readOut().startsWith(QString("At 02:04:21: source %1, Dragonfly %2, lag %3 B, ")
                                         .arg(locale.toString(*sample.sourceOffset),
                                              locale.toString(*sample.replicaOffset),
                                              locale.toString(*sample.lagBytes))),
             qPrintable(on.readOut()));
    QCOMPARE(on.chart("offsetChart")->scene().crossHairValues.size(), 2);

    emit on.chart("rateChart")->pointerLeft();
    QCOMPARE(on.chart("lagBytesChart")->scene().crossHairMs, std::nullopt);
    QCOMPARE(on.readOut(), "Newest sample 02:04:41, live");
}

void ChartTest::theCrossHairNamesTheMarksThatItMeets() {
    Board on;
    on.button("rangeAll")->click();
    QVERIFY(!on.history->markers().isEmpty());
    const Marker last = on.history->markers().last();
    QCOMPARE(last.id, QByteArray("steady"));
    emit on.chart("memoryChart")->pointedAt(last.atMs);
    QVERIFY2(on.readOut().contains(": steady, source "), qPrintable(on.readOut()));
    emit on.chart("memoryChart")->pointedAt(last.atMs + 20'000);
    QVERIFY2(!on.readOut().contains("steady"), qPrintable(on.readOut()));
}

void ChartTest::keysMoveTheCrossHair() {
    Board on;
    auto* view = on.chart("offsetChart")->findChild<QWidget*>("chartView");
    QVERIFY(view);
    QTest::keyClick(view, Qt::Key_Left);
    const std::optional<qint64> first = on.chart("lagSecondsChart")->scene().crossHairMs;
    QVERIFY(first && *first < endMs);
    QTest::keyClick(view, Qt::Key_Left);
    QVERIFY(*on.chart("lagSecondsChart")->scene().crossHairMs < *first);
    QTest::keyClick(view, Qt::Key_Right);
    QCOMPARE(on.chart("lagSecondsChart")->scene().crossHairMs, first);
    QTest::keyClick(view, Qt::Key_Escape);
    QCOMPARE(on.chart("lagSecondsChart")->scene().crossHairMs, std::nullopt);
}

void ChartTest::theMouseZoomsAndPullsTheTimeAlong() {
    Board on;
    auto* view = on.chart("lagBytesChart")->findChild<QGraphicsView*>("chartView");
    const QRectF plot = on.chart("lagBytesChart")->scene().plot;
    const QPoint middle = plot.center().toPoint();
    const qint64 pointed = on.chart("lagBytesChart")->scene().timeAt(middle.x());
    const qint64 before = on.board.window().spanMs();
    QWheelEvent closer(middle, view->viewport()->mapToGlobal(middle), {}, {0, 360}, Qt::NoButton,
                       Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view->viewport(), &closer);
    const ChartWindow zoomed = on.board.window();
    QVERIFY(zoomed.spanMs() < before * 6 / 10);
    const qint64 now = on.chart("lagBytesChart")->scene().timeAt(middle.x());
    QVERIFY2(std::abs(now - pointed) < zoomed.spanMs() / 50,
             qPrintable(QString::number(now - pointed)));
    QVERIFY(on.button("rangeZoomed")->isChecked());
    for (const TimeChart* chart : on.board.charts()) { // one axis for all
        QCOMPARE(chart->scene().fromMs, zoomed.fromMs);
        QCOMPARE(chart->scene().toMs, zoomed.toMs);
    }

    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, middle);
    QTest::mouseMove(view->viewport(), middle + QPoint(40, 0));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, middle + QPoint(40, 0));
    const auto pulled = static_cast<double>(zoomed.fromMs - on.board.window().fromMs);
    const double wanted = 40 / plot.width() * static_cast<double>(zoomed.spanMs());
    QVERIFY2(std::abs(pulled - wanted) < wanted / 10, qPrintable(QString::number(pulled)));

    QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, middle);
    QCOMPARE(on.board.window().toMs, on.history->lastMs());
    QCOMPARE(on.readOut(), "Newest sample 02:04:41, live");
}

void ChartTest::keysZoomAndMoveThroughTime() {
    Board on;
    on.button("rangeMinute")->click();
    auto* view = on.chart("memoryChart")->findChild<QWidget*>("chartView");
    QTest::keyClick(view, Qt::Key_Plus);
    QCOMPARE(on.board.window(), (ChartWindow{endMs - 30'000, endMs}));
    QCOMPARE(on.button("rangeZoomed")->text(), "30 s");
    QTest::keyClick(view, Qt::Key_Minus);
    QCOMPARE(on.board.window().spanMs(), 60'000);
    QTest::keyClick(view, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(on.board.window(), (ChartWindow{endMs - 75'000, endMs - 15'000}));
    QVERIFY(on.button("pauseCharts")->isChecked());
    QTest::keyClick(view, Qt::Key_Home);
    QCOMPARE(on.board.window().fromMs, on.history->firstMs());
    // What comes meanwhile moves nothing.
    on.history->append(sampleAt(endMs + 250, 1));
    on.board.redraw();
    QCOMPARE(on.board.window().fromMs, on.history->firstMs());
    QTest::keyClick(view, Qt::Key_End);
    QCOMPARE(on.board.window().toMs, endMs + 250);
    QVERIFY(!on.button("pauseCharts")->isChecked());
    on.button("rangeHour")->click();
    QVERIFY(!on.button("rangeZoomed")->isVisible());
}

void ChartTest::theCrossHairPullsTheWindowAlong() {
    Board on;
    on.button("rangeMinute")->click();
    auto* view = on.chart("offsetChart")->findChild<QWidget*>("chartView");
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(view, Qt::Key_PageUp);
    }
    const TimeChart* chart = on.chart("offsetChart");
    QVERIFY(*chart->scene().crossHairMs < endMs - 60'000);
    QVERIFY(*chart->scene().crossHairMs >= on.board.window().fromMs - 250);
    QVERIFY(*chart->scene().crossHairMs <= on.board.window().toMs);
}

void ChartTest::whatIsExportedIsWhatIsShown() {
    Board on;
    on.board.setPalette(QPalette(QColor(0x2c, 0x30, 0x36), QColor(0x1a, 0x1c, 0x20)));
    QTRY_VERIFY(on.chart("offsetChart")->scene().colours.text.lightness() > 128);
    const QTemporaryDir folder;
    const QString png = folder.filePath("charts.png");
    on.choose("exportChartsPng", png);
    QTRY_COMPARE(on.readOut(), QString("Exported to %1.").arg(png));
    const QImage picture(png);
    QCOMPARE(picture.width(), 2 * on.board.findChild<QWidget*>("chartGrid")->width());
    // On paper it is light, whatever the screen is, and the lines are there.
    QCOMPARE(picture.pixelColor(4, picture.height() / 2).name(), lightColours().panel.name());
    QVERIFY(coloursIn(picture).contains(lightColours().source.rgb()));
    QVERIFY(coloursIn(picture).contains(lightColours().dragonfly.rgb()));
    QVERIFY(on.chart("offsetChart")->scene().colours.text.lightness() > 128);
    QCOMPARE(hiddenGridLines(picture, on.chart("keysChart")->geometry()), 0);

    const QString svg = folder.filePath("charts.svg");
    on.choose("exportChartsSvg", svg);
    QTRY_COMPARE(on.readOut(), QString("Exported to %1.").arg(svg));
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    for (const TimeChart* chart : on.board.charts()) {
        QVERIFY2(text.contains(chart->title().toUtf8()), qPrintable(chart->title()));
    }
    QVERIFY(text.contains("<polyline") || text.contains("<path"));
    QVERIFY(!text.contains("<image")); // lines, no picture of lines
}

void ChartTest::everySampleIsInTheCsv() {
    Board on;
    on.button("rangeMinute")->click();
    const QTemporaryDir folder;
    const QString csv = folder.filePath("charts.csv");
    on.choose("exportChartsCsv", csv);
    QTRY_COMPARE(on.readOut(), QString("Exported to %1.").arg(csv));
    QFile file(csv);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArrayList lines = file.readAll().split('\n');
    QCOMPARE(lines.size(), 1 + 241 + 1); // the heading, a minute at 4 Hz, and the end
    QVERIFY(lines[0].startsWith("time,source_offset,dragonfly_offset,lag_bytes,"));
    const Sample last = *on.history->nearest(endMs);
    QVERIFY2(lines[241].startsWith("2026-03-04T02:04:41.000Z," +
                                   QByteArray::number(*last.sourceOffset) + ',' +
                                   QByteArray::number(*last.replicaOffset) + ',' +
                                   QByteArray::number(*last.lagBytes) + ','),
             lines[241].constData());
    QCOMPARE(lines[241].trimmed().count(','), 10);
}

void ChartTest::anExportThatFailsSaysWhy() {
    Board on;
    const QTemporaryDir folder;
    const QString path = folder.filePath("missing/charts.csv");
    on.choose("exportChartsCsv", path);
    QTRY_VERIFY2(on.readOut().contains(path + " cannot be written"), qPrintable(on.readOut()));
}

void ChartTest::theTableHasWhatTheChartsShow() {
    Board on;
    on.button("rangeMinute")->click();
    on.button("chartTableButton")->click();
    auto* table = on.board.findChild<QTableView*>("chartTable");
    QVERIFY(table->isVisible());
    auto* model = qobject_cast<HistoryTableModel*>(table->model());
    const QAbstractItemModelTester tester(model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model->rowCount(), 241);
    QCOMPARE(model->index(0, 0).data(), "02:04:41.000");
    const Sample newest = *on.history->nearest(endMs);
    QCOMPARE(model->index(0, 3).data(), QLocale().toString(*newest.lagBytes));

    on.board.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&on.board));
    table->setFocus();
    table->selectRow(0);
    QTest::keySequence(table, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], "Time\tSource offset\tDragonfly offset\tLag, bytes\tLag, seconds\tWritten, "
                       "bytes/s\tApplied, bytes/s\tSource keys\tDragonfly keys\tSource memory, "
                       "bytes\tDragonfly memory, bytes");
    const QString day = QDateTime::fromMSecsSinceEpoch(endMs).date().toString(Qt::ISODate);
    QVERIFY(lines[1].startsWith(day + " 02:04:41.000\t")); // what is copied is read another day
}

void ChartTest::anotherDayIsNamed() {
    constexpr qint64 dayMs = 24 * 3'600'000;
    const QDate before = QDateTime::fromMSecsSinceEpoch(endMs - dayMs).date();
    HistoryTableModel model;
    model.setSamples({sampleAt(endMs, 20), sampleAt(endMs - dayMs, 10)});
    QCOMPARE(model.index(0, 0).data(), "02:04:41.000");
    QCOMPARE(model.index(1, 0).data(), before.toString(Qt::ISODate) + " 02:04:41.000");
    QCOMPARE(clockText(endMs, endMs), "02:04:41");
    QCOMPARE(clockText(endMs - dayMs, endMs),
             QLocale().toString(before, QLocale::ShortFormat) + " 02:04:41");
}

void ChartTest::aSelectionInTheTableOutlivesNewSamples() {
    HistoryTableModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSamples({sampleAt(3, 30), sampleAt(2, 20), sampleAt(1, 10)});
    const QPersistentModelIndex kept(model.index(1, HistoryTableModel::LagBytes));
    model.setSamples({sampleAt(4, 40), sampleAt(3, 30), sampleAt(2, 20)});
    QVERIFY(kept.isValid());
    QCOMPARE(kept.row(), 2);
    QCOMPARE(kept.data(), "20");
    QCOMPARE(model.rowCount(), 3);
}

void ChartTest::everyControlHasANameForThoseWhoDoNotSee() {
    const Board on;
    int controls = 0;
    for (const QWidget* widget : on.board.findChildren<QWidget*>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) == 0 || widget->focusProxy()) {
            continue;
        }
        ++controls;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
    QCOMPARE(
        controls,
        11); // six charts, table, pause and export; of the four ranges Tab reaches the chosen one
}

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
