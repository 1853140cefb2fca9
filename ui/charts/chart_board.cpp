// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"

#include "base/format.h"
#include "charts/read_out.h"
#include "models/history_table_model.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QDateTime>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int redrawEveryMs = 250;
constexpr int mostBuckets = 500; ///< Two points each: Qt Charts draws a thousand in time.
constexpr int tableRows = 240;
constexpr int stepPixels = 4;
constexpr double shortestGapMs = 3000;

QString clockText(qint64 atMs) {
    return QDateTime::fromMSecsSinceEpoch(atMs).toString(QStringLiteral("HH:mm:ss"));
}

} // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildTools());
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildCharts());
    m_stack->addWidget(buildTable());
    layout->addWidget(m_stack, 1);

    m_redrawTimer.setSingleShot(true);
    connect(&m_redrawTimer, &QTimer::timeout, this, &ChartBoard::redraw);
    showReadOut();
}

ChartBoard::~ChartBoard() = default;

QWidget* ChartBoard::buildTools() {
    auto* tools = new QWidget(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_ranges = new QButtonGroup(this);
    addRangeButton(ChartRange::Minute, tr("1 min"), "rangeMinute");
    addRangeButton(ChartRange::FiveMinutes, tr("5 min"), "rangeFiveMinutes");
    addRangeButton(ChartRange::Hour, tr("1 h"), "rangeHour");
    addRangeButton(ChartRange::All, tr("All"), "rangeAll");
    for (QAbstractButton* button : m_ranges->buttons()) {
        row->addWidget(button);
    }
    connect(m_ranges, &QButtonGroup::idClicked, this, &ChartBoard::redraw);

    m_pause = new QToolButton(tools);
    m_pause->setText(tr("Pause"));
    m_pause->setFocusPolicy(Qt::StrongFocus);
    m_pause->setObjectName("pauseCharts");
    m_pause->setAccessibleName(tr("Pause the charts; sampling goes on"));
    m_pause->setCheckable(true);
    connect(m_pause, &QToolButton::toggled, this, &ChartBoard::setPaused);
    row->addSpacing(8);
    row->addWidget(m_pause);

    m_readOut = new QLabel(tools);
    m_readOut->setObjectName("chartReadOut");
    m_readOut->setTextFormat(Qt::PlainText);
    m_readOut->setWordWrap(true);
    m_readOut->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_readOut->setFocusPolicy(Qt::NoFocus);
    // Two lines always, so that the charts do not jump when the text grows.
    m_readOut->setFixedHeight(m_readOut->fontMetrics().lineSpacing() * 2 + 2);
    row->addSpacing(12);
    row->addWidget(m_readOut, 1);

    auto* table = new QToolButton(tools);
    table->setText(tr("Table"));
    table->setFocusPolicy(Qt::StrongFocus);
    table->setObjectName("chartTableButton");
    table->setAccessibleName(tr("Show the samples as a table"));
    table->setCheckable(true);
    connect(table, &QToolButton::toggled, this, [this](bool on) {
        m_stack->setCurrentIndex(on ? 1 : 0);
        redraw();
    });
    row->addSpacing(12);
    row->addWidget(table);
    return tools;
}

void ChartBoard::addRangeButton(ChartRange range, const QString& text, const QByteArray& name) {
    auto* button = new QToolButton(this); // Narrow: the read-out needs the room.
    button->setText(text);
    button->setObjectName(QString::fromLatin1(name));
    button->setAccessibleName(tr("Show %1").arg(text));
    button->setCheckable(true);
    button->setChecked(range == ChartRange::FiveMinutes);
    // Tab goes to the chosen one, the arrow keys from there to the others, as in any such group.
    button->setFocusPolicy(button->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
    m_ranges->addButton(button, static_cast<int>(range));
}

QWidget* ChartBoard::buildCharts() {
    auto* grid = new QWidget(this);
    auto* layout = new QGridLayout(grid);
    layout->setContentsMargins(0, 0, 0, 0);
    addChart(new TimeChart(
                 tr("Replication offset"), Quantity::Offset,
                 {{tr("source"), LineRole::Source}, {tr("Dragonfly"), LineRole::Dragonfly}}, grid),
             {Series::SourceOffset, Series::ReplicaOffset}, "offsetChart");
    addChart(new TimeChart(tr("Lag in bytes"), Quantity::Bytes, {{tr("Dragonfly"), LineRole::Lag}},
                           grid),
             {Series::LagBytes}, "lagBytesChart");
    addChart(new TimeChart(
                 tr("Write and apply rate"), Quantity::BytesPerSecond,
                 {{tr("written"), LineRole::Source}, {tr("applied"), LineRole::Dragonfly}}, grid),
             {Series::WriteRate, Series::ApplyRate}, "rateChart");
    addChart(new TimeChart(tr("Lag in seconds"), Quantity::Seconds,
                           {{tr("Dragonfly"), LineRole::Lag}}, grid),
             {Series::LagSeconds}, "lagSecondsChart");
    for (int i = 0; i < static_cast<int>(m_panels.size()); ++i) {
        layout->addWidget(m_panels[i].chart, i / 2, i % 2);
    }
    return grid;
}

void ChartBoard::addChart(TimeChart* chart, const QList<Series>& series, const QByteArray& name) {
    chart->setObjectName(QString::fromLatin1(name));
    connect(chart, &TimeChart::pointedAt, this, &ChartBoard::pointAt);
    connect(chart, &TimeChart::pointerLeft, this, &ChartBoard::clearCrossHair);
    connect(chart, &TimeChart::steppedBy, this, &ChartBoard::step);
    Panel panel{chart, {}};
    for (const Series one : series) {
        panel.series << SeriesCache(one);
    }
    m_panels << panel;
}

QWidget* ChartBoard::buildTable() {
    m_model = new HistoryTableModel(this);
    m_table = new QTableView(this);
    m_table->setObjectName("chartTable");
    m_table->setAccessibleName(tr("Samples, the newest first"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
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
    m_pausedAtMs.reset();
    m_pause->setChecked(false);
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
    if (!m_history || m_history->size() == 0) {
        m_model->setSamples({});
        for (const Panel& panel : std::as_const(m_panels)) {
            panel.chart->show(ChartContent{});
        }
        showReadOut();
        return;
    }
    const qint64 last = m_pausedAtMs.value_or(m_history->lastMs());
    m_window =
        windowFor(static_cast<ChartRange>(m_ranges->checkedId()), m_history->firstMs(), last);
    if (m_stack->currentWidget() == m_table) {
        m_model->setSamples(samplesIn(*m_history, {m_window.fromMs, last}, tableRows));
    } else {
        drawCharts(last);
    }
    showReadOut();
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

void ChartBoard::setPaused(bool paused) {
    m_pausedAtMs.reset();
    if (paused && m_history) {
        m_pausedAtMs = m_history->lastMs();
    }
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
    if (!m_history || m_history->size() == 0) {
        return;
    }
    const qint64 last = std::min(m_window.toMs, m_history->lastMs());
    const int width = std::max(1, m_panels.first().chart->plotWidth());
    const qint64 stepMs = std::max<qint64>(250, m_window.spanMs() * stepPixels / width);
    pointAt(std::clamp(m_pointedMs.value_or(last) + pixels * stepMs, m_window.fromMs, last));
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
    QString text;
    if (m_pointed) {
        text = readOut(*m_pointed);
    } else if (!m_history || m_history->size() == 0) {
        text = tr("No sample yet.");
    } else if (m_pausedAtMs) {
        text = tr("Paused at %1; sampling goes on.").arg(clockText(*m_pausedAtMs));
    } else {
        text = tr("Newest sample %1, live").arg(clockText(m_history->lastMs()));
    }
    if (text != m_readOut->text()) {
        m_readOut->setText(text);
    }
}

} // namespace ferryman
