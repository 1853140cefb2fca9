// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/time_chart.h"

#include "elided_label.h"

#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr qsizetype mostSegments = 64;
constexpr double axisTextSize = 0.9; ///< Of the widget's font.
constexpr int padding = 10;
constexpr int swatchWidth = 30;

/// A line this many times as long as the chart is wide is a band of noise: drawn thick it would say
/// no more, and the dashed stroker would take ten times as long for it as for a whole frame.
constexpr double busyFrom = 5;

} // namespace

TimeChart::TimeChart(const QString& title, Quantity quantity, const QList<ChartLine>& lines,
                     QWidget* parent)
    : QWidget(parent)
    , m_title(title) {
    m_scene.quantity = quantity;
    m_scene.gapText = tr("no value");
    for (const ChartLine& line : lines) {
        m_lines << Line{.description = line, .series = {}, .swatch = nullptr, .busy = false};
    }
    buildHeader();
    buildChart();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_view, 1);
    recolour();
}

TimeChart::~TimeChart() = default;

void TimeChart::buildHeader() {
    m_header = new QWidget(this);
    auto* row = new QHBoxLayout(m_header);
    row->setContentsMargins(padding, 4, padding, 4);
    auto* title = new ElidedLabel(m_title, m_header);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    row->addWidget(title, 1);
    for (Line& line : m_lines) {
        line.swatch = new QLabel(m_header);
        row->addWidget(line.swatch);
        auto* name = new QLabel(line.description.name, m_header);
        name->setTextFormat(Qt::PlainText);
        row->addWidget(name);
    }
}

void TimeChart::buildChart() {
    m_chart = new QChart;
    m_chart->setBackgroundVisible(false);
    m_chart->setPlotAreaBackgroundVisible(false);
    m_chart->setMargins(QMargins());
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);

    // The axes only scale: their texts would be cut to "..." or lie upon each other.
    m_timeAxis = new QValueAxis(this);
    m_valueAxis = new QValueAxis(this);
    for (QValueAxis* axis : {m_timeAxis, m_valueAxis}) {
        axis->setVisible(false);
    }
    m_chart->addAxis(m_timeAxis, Qt::AlignBottom);
    m_chart->addAxis(m_valueAxis, Qt::AlignLeft);
    m_backdrop = new ChartBackdrop(m_scene, m_chart);
    m_marks = new ChartMarks(m_scene, m_chart);

    m_view = new QChartView(m_chart, this);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    m_view->setFocusPolicy(Qt::StrongFocus);
    m_view->setObjectName("chartView");
    m_view->setAccessibleName(m_title);
    m_view->setAccessibleDescription(
        tr("Left and Right read the values at one moment; the table shows all of them."));
    m_view->setMouseTracking(true);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_view->viewport()->setMouseTracking(true);
    connect(m_chart, &QGraphicsWidget::geometryChanged, this, &TimeChart::layOutPlot);
}

void TimeChart::addSeries(Line& line) {
    auto* series = new QLineSeries(this);
    series->setPen(penOf(line));
    m_chart->addSeries(series);
    series->attachAxis(m_timeAxis);
    series->attachAxis(m_valueAxis);
    line.series << series;
    restack();
}

void TimeChart::restack() {
    // Series lie in the order in which they were added, and the dashed line must stay uppermost.
    for (qsizetype i = 1; i < m_lines.size(); ++i) {
        for (QLineSeries* series : m_lines[i].series) {
            m_chart->removeSeries(series);
            series->setParent(this);
            m_chart->addSeries(series);
            series->attachAxis(m_timeAxis);
            series->attachAxis(m_valueAxis);
        }
    }
}

void TimeChart::fill(Line& line, const Points& points) {
    QList<Points> segments = splitAtGaps(points, mostSegments);
    while (line.series.size() < segments.size()) {
        addSeries(line);
    }
    const bool busy = isBusy(points);
    if (busy != line.busy) {
        line.busy = busy;
        for (QLineSeries* series : std::as_const(line.series)) {
            series->setPen(penOf(line));
        }
    }
    for (qsizetype i = 0; i < line.series.size(); ++i) {
        const bool used = i < segments.size();
        if (used && segments[i].size() == 1) {
            segments[i] << segments[i].first(); // A lone value is still to be seen: as a dot.
        }
        if (used || line.series[i]->count() > 0) {
            line.series[i]->replace(used ? segments[i] : Points());
        }
        line.series[i]->setVisible(used);
    }
}

void TimeChart::setLimit(std::optional<double> limit, const QString& text) {
    if (limit == m_scene.limit && text == m_scene.limitText) {
        return;
    }
    m_scene.limit = limit;
    m_scene.limitText = text;
    rescale();
    layOutPlot();
}

void TimeChart::show(const ChartContent& content) {
    m_content = content;
    m_content.lines.resize(m_lines.size());
    m_scene.fromMs = content.fromMs;
    m_scene.toMs = std::max(content.toMs, content.fromMs + 1);
    m_scene.markers = content.markers;
    m_scene.gaps = gapsIn(m_content.lines.constLast(), content.known);
    rescale();
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        fill(m_lines[i], m_content.lines[i]);
    }
    layOutPlot();
}

void TimeChart::rescale() {
    std::optional<std::pair<double, double>> extent;
    for (const Points& points : m_content.lines) {
        if (const auto one = extentOf(points)) {
            extent = extent ? std::pair{std::min(extent->first, one->first),
                                        std::max(extent->second, one->second)}
                            : *one;
        }
    }
    if (!extent) {
        extent = {0.0, m_scene.limit.value_or(1.0)};
    }
    // An offset starts where it starts; everything else is judged by its distance from zero.
    if (m_scene.quantity != Quantity::Offset) {
        extent->first = std::min(0.0, extent->first);
        extent->second = std::max(extent->second, m_scene.limit.value_or(0.0) * 1.1);
    }
    const QFontMetricsF metrics(m_scene.font);
    const int most = static_cast<int>(m_scene.plot.height() / (metrics.height() * 1.6));
    m_scene.scale = niceScale(extent->first, extent->second, std::clamp(most, 3, 7));
    m_timeAxis->setRange(static_cast<double>(m_scene.fromMs), static_cast<double>(m_scene.toMs));
    m_valueAxis->setRange(m_scene.scale.low, m_scene.scale.high);
}

void TimeChart::layOutPlot() {
    const QFontMetricsF metrics(m_scene.font);
    // Room for an ordinary text always, so that the axis does not jump with every new value.
    double widest = metrics.horizontalAdvance(QStringLiteral("000.0 MB/s"));
    for (const double tick : m_scene.scale.ticks()) {
        widest = std::max(widest, metrics.horizontalAdvance(
                                      tickText(tick, m_scene.scale.step, m_scene.quantity)));
    }
    const QMarginsF margins(padding + widest, metrics.height() + 3, padding + 4,
                            metrics.height() + 10);
    const QRectF plot = m_chart->rect().marginsRemoved(margins);
    if (plot.width() < 1 || plot.height() < 1) {
        return;
    }
    const bool higher = !qFuzzyCompare(plot.height(), m_scene.plot.height());
    if (plot != m_scene.plot) {
        m_scene.plot = plot;
        m_chart->setPlotArea(plot);
    }
    if (higher) {
        rescale();
    }
    m_backdrop->update();
    m_marks->update();
}

void TimeChart::setCrossHair(qint64 atMs, const QList<std::optional<double>>& values) {
    m_scene.crossHairMs = atMs;
    m_scene.crossHairValues.clear();
    for (qsizetype i = 0; i < std::min(values.size(), m_lines.size()); ++i) {
        if (values[i]) {
            m_scene.crossHairValues
                << std::pair{*values[i], penOf(m_lines[i].description.role).color()};
        }
    }
    m_marks->update();
}

void TimeChart::clearCrossHair() {
    m_scene.crossHairMs.reset();
    m_scene.crossHairValues.clear();
    m_marks->update();
}

QList<Points> TimeChart::segments(int line) const {
    QList<Points> held;
    for (const QLineSeries* series : m_lines.at(line).series) {
        if (series->isVisible()) {
            held << series->points();
        }
    }
    return held;
}

int TimeChart::plotWidth() const {
    return static_cast<int>(m_scene.plot.width());
}

QSize TimeChart::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 36, fontMetrics().height() * 11 / 2};
}

QSize TimeChart::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 13};
}

bool TimeChart::isBusy(const Points& points) const {
    double pixels = 0;
    for (qsizetype i = 1; i < points.size(); ++i) {
        const double risen = std::abs(points[i].y() - points[i - 1].y());
        pixels += std::isfinite(risen) ? risen : 0;
    }
    pixels *= m_scene.plot.height() / (m_scene.scale.high - m_scene.scale.low);
    return pixels > busyFrom * m_scene.plot.width();
}

QPen TimeChart::penOf(const Line& line) const {
    QPen pen = penOf(line.description.role);
    if (line.busy) {
        pen.setWidth(1);
        pen.setCosmetic(true);
    }
    return pen;
}

QPen TimeChart::penOf(LineRole role) const {
    if (role == LineRole::Source) {
        return {m_scene.colours.source, 2.5};
    }
    QPen pen(m_scene.colours.dragonfly, 1.75);
    if (role == LineRole::Dragonfly) {
        pen.setDashPattern({4, 3});
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

void TimeChart::recolour() {
    m_recolourPending = false;
    m_scene.colours = coloursOf(palette());
    m_scene.font = font();
    if (font().pointSizeF() > 0) {
        m_scene.font.setPointSizeF(font().pointSizeF() * axisTextSize);
    } else {
        m_scene.font.setPixelSize(static_cast<int>(std::lround(font().pixelSize() * axisTextSize)));
    }
    m_view->setBackgroundBrush(m_scene.colours.panel);
    for (const Line& line : std::as_const(m_lines)) {
        const QPen pen = penOf(line.description.role);
        for (QLineSeries* series : line.series) {
            series->setPen(penOf(line));
        }
        const qreal ratio = devicePixelRatioF();
        QPixmap swatch(QSize(swatchWidth, 8) * ratio);
        swatch.setDevicePixelRatio(ratio);
        swatch.fill(Qt::transparent);
        QPainter painter(&swatch);
        painter.setPen(pen);
        painter.drawLine(QPointF(0, 4), QPointF(swatchWidth, 4));
        line.swatch->setPixmap(swatch);
    }
    layOutPlot();
    update();
}

bool TimeChart::keyPressed(int key) {
    switch (key) {
    case Qt::Key_Left:
        emit steppedBy(-1);
        return true;
    case Qt::Key_Right:
        emit steppedBy(1);
        return true;
    case Qt::Key_PageUp:
        emit steppedBy(-20);
        return true;
    case Qt::Key_PageDown:
        emit steppedBy(20);
        return true;
    case Qt::Key_Escape:
        if (!m_scene.crossHairMs) {
            return false;
        }
        emit pointerLeft();
        return true;
    default:
        return false;
    }
}

bool TimeChart::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseMove:
        if (watched == m_view->viewport()) {
            const QPointF at = static_cast<QMouseEvent*>(event)->position();
            const double x = std::clamp(at.x(), m_scene.plot.left(), m_scene.plot.right());
            emit pointedAt(m_scene.timeAt(x));
        }
        break;
    case QEvent::Leave:
        if (watched == m_view->viewport()) {
            emit pointerLeft();
        }
        break;
    case QEvent::KeyPress:
        if (watched == m_view && keyPressed(static_cast<QKeyEvent*>(event)->key())) {
            return true;
        }
        break;
    case QEvent::FocusIn:
    case QEvent::FocusOut:
        update();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void TimeChart::changeEvent(QEvent* event) {
    // One change of theme arrives as dozens of these.
    if ((event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) &&
        !m_recolourPending) {
        m_recolourPending = true;
        QTimer::singleShot(0, this, &TimeChart::recolour);
    }
    QWidget::changeEvent(event);
}

void TimeChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const bool focused = m_view->hasFocus();
    painter.setPen(focused ? m_scene.colours.text : m_scene.colours.line);
    painter.setBrush(m_scene.colours.panel);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.setPen(m_scene.colours.line);
    painter.drawLine(0, m_header->geometry().bottom() + 1, width(),
                     m_header->geometry().bottom() + 1);
}

} // namespace ferryman
