// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"

#include "base/format.h"
#include "charts/chart_export.h"
#include "charts/chart_grid.h"
#include "charts/read_out.h"
#include "models/history_table_model.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int redrawEveryMs = 250;
constexpr int mostBuckets = 500; ///< Two points each: Qt Charts draws a thousand in time.
constexpr int tableRows = 240;
constexpr int rowsThatGiveTheWidth = 20; ///< All of them have as many digits.
constexpr int stepPixels = 4;
constexpr double shortestGapMs = 3000;

} // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent)
    , m_tools(new ChartTools(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tools);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildCharts());
    m_stack->addWidget(buildTable());
    layout->addWidget(m_stack, 1);
    connectTools();

    m_redrawTimer.setSingleShot(true);
    connect(&m_redrawTimer, &QTimer::timeout, this, &ChartBoard::redraw);
    showReadOut();
}

ChartBoard::~ChartBoard() = default;

void ChartBoard::connectTools() {
    connect(m_tools, &ChartTools::rangeAsked, this, [this](ChartRange range) {
        m_view.setRange(range);
        redraw();
    });
    connect(m_tools, &ChartTools::holdAsked, this, [this](bool hold) {
        if (hold && !isEmpty()) {
            m_view.hold(m_history->lastMs());
            redraw();
        } else {
            goLive();
        }
    });
    connect(m_tools, &ChartTools::tableAsked, this, [this](bool table) {
        m_stack->setCurrentIndex(table ? 1 : 0);
        redraw();
    });
    connect(m_tools, &ChartTools::exportAsked, this, &ChartBoard::chooseFile);
}

QWidget* ChartBoard::buildCharts() {
    m_grid = new ChartGrid(this);
    const QList<ChartLine> both{{tr("source"), LineRole::Source},
                                {tr("Dragonfly"), LineRole::Dragonfly}};
    const QList<ChartLine> lag{{tr("Dragonfly"), LineRole::Lag}};
    addChart(new TimeChart(tr("Replication offset"), Quantity::Offset, both),
             {Series::SourceOffset, Series::ReplicaOffset}, "offsetChart");
    addChart(new TimeChart(tr("Lag in bytes"), Quantity::Bytes, lag), {Series::LagBytes},
             "lagBytesChart");
    addChart(new TimeChart(tr("Lag in seconds"), Quantity::Seconds, lag), {Series::LagSeconds},
             "lagSecondsChart");
    addChart(
        new TimeChart(tr("Write and apply rate"), Quantity::BytesPerSecond,
                      {{tr("written"), LineRole::Source}, {tr("applied"), LineRole::Dragonfly}}),
        {Series::WriteRate, Series::ApplyRate}, "rateChart");
    addChart(new TimeChart(tr("Keys: sync progress"), Quantity::Count, both),
             {Series::SourceKeys, Series::TargetKeys}, "keysChart");
    addChart(new TimeChart(tr("Memory"), Quantity::Bytes, both),
             {Series::SourceMemory, Series::TargetMemory}, "memoryChart");
    return m_grid;
}

void ChartBoard::addChart(TimeChart* chart, const QList<Series>& series, const QByteArray& name) {
    chart->setObjectName(QString::fromLatin1(name));
    connect(chart, &TimeChart::pointedAt, this, &ChartBoard::pointAt);
    connect(chart, &TimeChart::pointerLeft, this, &ChartBoard::clearCrossHair);
    connect(chart, &TimeChart::steppedBy, this, &ChartBoard::step);
    connect(chart, &TimeChart::shiftedBy, this, &ChartBoard::shift);
    connect(chart, &TimeChart::zoomedBy, this, &ChartBoard::zoom);
    connect(chart, &TimeChart::liveAsked, this, &ChartBoard::goLive);
    Panel panel{chart, {}};
    for (const Series one : series) {
        panel.series << SeriesCache(one);
    }
    m_panels << panel;
    m_grid->add(chart);
}

QWidget* ChartBoard::buildTable() {
    m_model = new HistoryTableModel(this);
    m_table = new QTableView(this);
    m_table->setObjectName("chartTable");
    m_table->setAccessibleName(tr("Samples, the newest first"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setResizeContentsPrecision(rowsThatGiveTheWidth);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    auto* copy = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr,
                               Qt::WidgetWithChildrenShortcut);
    connect(copy, &QShortcut::activated, this, [this] {
        QGuiApplication::clipboard()->setText(
            m_model->asText(m_table->selectionModel()->selectedRows()));
    });
    return m_table;
}

QList<TimeChart*> ChartBoard::charts() const {
    QList<TimeChart*> charts;
    for (const Panel& panel : m_panels) {
        charts << panel.chart;
    }
    return charts;
}

void ChartBoard::setHistory(std::shared_ptr<const History> history) {
    if (history == m_history) {
        return;
    }
    m_history = std::move(history);
    for (Panel& panel : m_panels) {
        std::ranges::for_each(panel.series, &SeriesCache::clear);
    }
    m_view.goLive();
    clearCrossHair();
    redraw();
}

void ChartBoard::setLimits(qint64 lagBytes, int lagSeconds) {
    chartOf(Series::LagBytes)
        ->setLimit(static_cast<double>(lagBytes),
                   tr("limit %1").arg(formatBytes(lagBytes, QLocale())));
    chartOf(Series::LagSeconds)->setLimit(lagSeconds, tr("limit %1 s").arg(lagSeconds));
}

TimeChart* ChartBoard::chartOf(Series series) const {
    for (const Panel& panel : m_panels) {
        if (panel.series.constFirst().series() == series) {
            return panel.chart;
        }
    }
    return m_panels.constFirst().chart;
}

void ChartBoard::touch() {
    if (!isVisible() || m_redrawTimer.isActive()) {
        return;
    }
    const qint64 since = m_sinceRedraw.isValid() ? m_sinceRedraw.elapsed() : redrawEveryMs;
    m_redrawTimer.start(
        static_cast<int>(std::clamp<qint64>(redrawEveryMs - since, 0, redrawEveryMs)));
}

void ChartBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    redraw();
}

void ChartBoard::redraw() {
    m_redrawTimer.stop();
    m_sinceRedraw.start();
    m_tools->setCanExport(!isEmpty());
    if (isEmpty()) {
        m_model->setSamples({});
        for (const Panel& panel : std::as_const(m_panels)) {
            panel.chart->show(ChartContent{});
        }
        showReadOut();
        return;
    }
    const qint64 last = m_view.newestMs(recorded());
    m_window = m_view.window(recorded());
    m_tools->setView(m_view, m_window.spanMs());
    if (m_stack->currentWidget() == m_table) {
        m_model->setSamples(samplesIn(*m_history, {m_window.fromMs, last}, tableRows));
    } else {
        drawCharts(last);
    }
    showReadOut();
}

bool ChartBoard::isEmpty() const {
    return !m_history || m_history->size() == 0;
}

Recorded ChartBoard::recorded() const {
    return {m_history->firstMs(), m_history->lastMs()};
}

void ChartBoard::drawCharts(qint64 lastMs) {
    const QList<NamedMarker> markers = namedMarkers();
    const KnownTime known{static_cast<double>(std::max(m_window.fromMs, m_history->firstMs())),
                          static_cast<double>(lastMs), 0};
    for (Panel& panel : m_panels) {
        const int buckets = std::clamp(panel.chart->plotWidth() / 2, 50, mostBuckets);
        ChartContent content{m_window.fromMs, m_window.toMs, known, {}, markers};
        content.known.toleranceMs =
            std::max(shortestGapMs, 2.0 * static_cast<double>(m_window.spanMs()) / buckets);
        for (SeriesCache& series : panel.series) {
            content.lines << series.read(*m_history, m_window, lastMs, buckets);
        }
        panel.chart->show(content);
    }
}

QList<NamedMarker> ChartBoard::namedMarkers() const {
    const QHash<QByteArray, QString> names{
        {"attached", tr("attached")},       {"synced", tr("sync done")},
        {"steady", tr("steady")},           {"not-steady", tr("not steady")},
        {"interrupted", tr("interrupted")}, {"looping", tr("sync again")},
        {"stopped", tr("stopped")},         {"frozen", tr("frozen")},
        {"promoted", tr("promoted")},
    };
    QList<NamedMarker> named;
    for (const Marker& marker : m_history->markers()) {
        named << NamedMarker{marker.atMs, names.value(marker.id, QString::fromUtf8(marker.id))};
    }
    return named;
}

QStringList ChartBoard::marksAt(qint64 atMs) const {
    const int width = std::max(1, m_panels.constFirst().chart->plotWidth());
    const qint64 near = std::max<qint64>(250, m_window.spanMs() * stepPixels / width);
    QStringList names;
    for (const NamedMarker& marker : namedMarkers()) {
        if (std::abs(marker.atMs - atMs) <= near) {
            names << marker.name;
        }
    }
    return names;
}

void ChartBoard::shift(double share) {
    if (!isEmpty()) {
        m_written.clear();
        m_view.shift(share * static_cast<double>(m_window.spanMs()), recorded());
        redraw();
    }
}

void ChartBoard::zoom(double factor, std::optional<qint64> aroundMs) {
    if (!isEmpty()) {
        m_written.clear();
        m_view.zoom(factor, aroundMs, recorded());
        redraw();
    }
}

void ChartBoard::goLive() {
    m_written.clear();
    m_view.goLive();
    clearCrossHair();
    redraw();
}

void ChartBoard::pointAt(qint64 atMs) {
    if (!m_history) {
        return;
    }
    m_pointedMs = atMs;
    m_pointed = m_history->nearest(atMs);
    if (!m_pointed) {
        return;
    }
    for (const Panel& panel : std::as_const(m_panels)) {
        QList<std::optional<double>> values;
        for (const SeriesCache& series : panel.series) {
            values << valueOf(series.series(), *m_pointed);
        }
        panel.chart->setCrossHair(m_pointed->atMs, values);
    }
    showReadOut();
}

void ChartBoard::step(int pixels) {
    if (isEmpty()) {
        return;
    }
    const qint64 last = m_view.newestMs(recorded());
    const int width = std::max(1, m_panels.first().chart->plotWidth());
    const qint64 stepMs = std::max<qint64>(250, m_window.spanMs() * stepPixels / width);
    const qint64 at = std::clamp(m_pointedMs.value_or(last) + pixels * stepMs, m_history->firstMs(),
                                 m_history->lastMs());
    if (at < m_window.fromMs || at > last) { // the cross-hair pulls the window along
        m_view.include(at, recorded());
        redraw();
    }
    pointAt(at);
}

void ChartBoard::clearCrossHair() {
    m_pointedMs.reset();
    m_pointed.reset();
    for (const Panel& panel : std::as_const(m_panels)) {
        panel.chart->clearCrossHair();
    }
    showReadOut();
}

void ChartBoard::showReadOut() {
    if (m_pointed) {
        m_tools->setReadOut(readOut(*m_pointed, m_history->lastMs(), marksAt(m_pointed->atMs)));
    } else if (isEmpty()) {
        m_tools->setReadOut(tr("No sample yet."));
    } else if (!m_written.isEmpty()) {
        m_tools->setReadOut(m_written);
    } else if (!m_view.isLive()) {
        m_tools->setReadOut(tr("Stands still at %1; sampling goes on.")
                                .arg(clockText(m_view.newestMs(recorded()), m_history->lastMs())));
    } else {
        m_tools->setReadOut(
            tr("Newest sample %1, live").arg(clockText(m_history->lastMs(), m_history->lastMs())));
    }
}

void ChartBoard::chooseFile(ChartFile form) {
    const QString ending = endingOf(form);
    auto* dialog = new QFileDialog(this, tr("Export the charts"));
    dialog->setObjectName(QStringLiteral("chartExportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    dialog->selectFile(QStringLiteral("replication.") + ending);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, form](const QString& path) { write(form, path); });
    dialog->open();
}

void ChartBoard::write(ChartFile form, const QString& path) {
    if (isEmpty()) {
        return;
    }
    const ChartWindow shown{m_window.fromMs, m_view.newestMs(recorded())};
    const Future<QString> written =
        form == ChartFile::Csv ? writeSamples(m_history, shown, path)
                               : writeCharts(charts(), m_grid->content()->size(), form, path);
    whenDone(written, this, [this](const Result<QString>& result) {
        m_written =
            result ? tr("Exported to %1.").arg(*result) : result.error().sentence().translated();
        showReadOut();
    });
}

} // namespace ferryman
