// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/time_chart.h"

#include "charts/chart_gestures.h"
#include "elided_label.h"

#include <QBoxLayout>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr double axisTextSize = 0.9; ///< Of the widget's font.
constexpr int padding = 10;
constexpr int swatchWidth = 30;

} // namespace

TimeChart::TimeChart(const QString& title, Quantity quantity, const QList<ChartLine>& lines,
                     QWidget* parent)
    : QWidget(parent)
    , m_title(title) {
    m_scene.quantity = quantity;
    m_scene.gapText = tr("no value");
    buildHeader(lines);
    buildChart(lines);
    connectGestures();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_view, 1);
    recolour();
}

TimeChart::~TimeChart() = default;

void TimeChart::buildHeader(const QList<ChartLine>& lines) {
    m_header = new QWidget(this);
    m_headerRow = new QBoxLayout(QBoxLayout::LeftToRight, m_header);
    m_headerRow->setContentsMargins(padding, 4, padding, 4);
    m_headerRow->setSpacing(2);
    auto* title = new ElidedLabel(m_title, m_header);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_headerRow->addWidget(title, 1);
    m_legend = new QHBoxLayout;
    m_legend->setSpacing(6);
    m_legend->addStretch(1);
    for (const ChartLine& line : lines) {
        m_swatches << new QLabel(m_header);
        m_legend->addWidget(m_swatches.constLast());
        auto* name = new QLabel(line.name, m_header);
        name->setTextFormat(Qt::PlainText);
        m_legend->addWidget(name);
    }
    m_headerRow->addLayout(m_legend);
}

/// The names of the lines below the title where they do not fit beside it.
void TimeChart::arrangeHeader() {
    QFont bold = font();
    bold.setBold(true);
    const int wanted = QFontMetrics(bold).horizontalAdvance(m_title) + padding +
                       m_legend->sizeHint().width() + 2 * padding;
    m_headerRow->setDirection(wanted <= width() ? QBoxLayout::LeftToRight
                                                : QBoxLayout::TopToBottom);
}

void TimeChart::resizeEvent(QResizeEvent* event) {
    arrangeHeader();
    QWidget::resizeEvent(event);
}

void TimeChart::buildChart(const QList<ChartLine>& lines) {
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
    m_lines = std::make_unique<ChartLines>(*m_chart, *m_timeAxis, *m_valueAxis, lines);
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
        tr("%1 The table shows all values.").arg(ChartGestures::description()));
    connect(m_chart, &QGraphicsWidget::geometryChanged, this, &TimeChart::layOutPlot);
}

void TimeChart::connectGestures() {
    m_gestures = new ChartGestures(m_view);
    connect(m_gestures, &ChartGestures::pointedAt, this,
            [this](double x) { emit pointedAt(momentAt(x)); });
    connect(m_gestures, &ChartGestures::pointerLeft, this, &TimeChart::pointerLeft);
    connect(m_gestures, &ChartGestures::steppedBy, this, &TimeChart::steppedBy);
    connect(m_gestures, &ChartGestures::draggedBy, this,
            [this](double x) { emit shiftedBy(-x / std::max(1.0, m_scene.plot.width())); });
    connect(m_gestures, &ChartGestures::shiftedBy, this, &TimeChart::shiftedBy);
    connect(m_gestures, &ChartGestures::zoomedBy, this,
            [this](double factor, const std::optional<double>& x) {
                emit zoomedBy(factor, x ? std::optional(momentAt(*x)) : m_scene.crossHairMs);
            });
    connect(m_gestures, &ChartGestures::liveAsked, this, &TimeChart::liveAsked);
    connect(m_gestures, &ChartGestures::focusChanged, this, qOverload<>(&QWidget::update));
}

void TimeChart::setWheelScrolls(bool scrolls) {
    m_gestures->setWheelScrolls(scrolls);
}

qint64 TimeChart::momentAt(double x) const {
    return m_scene.timeAt(std::clamp(x, m_scene.plot.left(), m_scene.plot.right()));
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
    m_content.lines.resize(m_lines->size());
    m_scene.fromMs = content.fromMs;
    m_scene.toMs = std::max(content.toMs, content.fromMs + 1);
    m_scene.markers = content.markers;
    m_scene.gaps = gapsIn(m_content.lines.constLast(), content.known);
    rescale();
    m_lines->show(m_content.lines, m_scene);
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
    for (qsizetype i = 0; i < std::min(values.size(), m_lines->size()); ++i) {
        if (values[i]) {
            m_scene.crossHairValues << std::pair{*values[i], m_lines->pen(i).color()};
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
    return m_lines->segments(line);
}

int TimeChart::plotWidth() const {
    return static_cast<int>(m_scene.plot.width());
}

QSize TimeChart::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 36, fontMetrics().height() * 8};
}

QSize TimeChart::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 13};
}

void TimeChart::use(const Colours& colours) {
    m_scene.colours = colours;
    m_view->setBackgroundBrush(colours.panel);
    m_lines->setColours(colours);
}

void TimeChart::recolour() {
    m_recolourPending = false;
    m_scene.font = font();
    if (font().pointSizeF() > 0) {
        m_scene.font.setPointSizeF(font().pointSizeF() * axisTextSize);
    } else {
        m_scene.font.setPixelSize(static_cast<int>(std::lround(font().pixelSize() * axisTextSize)));
    }
    use(coloursOf(palette()));
    for (qsizetype i = 0; i < m_swatches.size(); ++i) {
        const qreal ratio = devicePixelRatioF();
        QPixmap swatch(QSize(swatchWidth, 8) * ratio);
        swatch.setDevicePixelRatio(ratio);
        swatch.fill(Qt::transparent);
        QPainter painter(&swatch);
        painter.setPen(m_lines->pen(i));
        painter.drawLine(QPointF(0, 4), QPointF(swatchWidth, 4));
        m_swatches[i]->setPixmap(swatch);
    }
    arrangeHeader();
    layOutPlot();
    update();
}

void TimeChart::drawHeader(QPainter& painter, const QRectF& row) const {
    const bool inTwo = m_headerRow->direction() == QBoxLayout::TopToBottom;
    const QRectF texts = row.adjusted(padding, 0, -padding, inTwo ? -row.height() / 2 : 0);
    const QRectF legend = inTwo ? texts.translated(0, row.height() / 2) : texts;
    QFont bold = font();
    bold.setBold(true);
    painter.setPen(m_scene.colours.text);
    painter.setFont(bold);
    painter.drawText(texts, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(font());
    double right = texts.right();
    for (qsizetype i = m_lines->size() - 1; i >= 0; --i) {
        const double width = fontMetrics().horizontalAdvance(m_lines->name(i)) + 2;
        painter.setPen(m_scene.colours.text);
        painter.drawText(QRectF(right - width, legend.top(), width, legend.height()),
                         Qt::AlignRight | Qt::AlignVCenter, m_lines->name(i));
        right -= width + padding / 2.0;
        painter.setPen(m_lines->pen(i));
        painter.drawLine(QPointF(right - swatchWidth, legend.center().y()),
                         QPointF(right, legend.center().y()));
        right -= swatchWidth + padding;
    }
}

void TimeChart::draw(QPainter& painter, const QRectF& into, const Colours& colours) {
    use(colours);
    painter.save();
    painter.translate(into.topLeft());
    painter.scale(into.width() / width(), into.height() / height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.line);
    painter.setBrush(colours.panel);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    drawHeader(painter, m_header->geometry());
    painter.setBrush(Qt::NoBrush); // a dashed line is a path, which would be filled with it
    m_view->scene()->render(&painter, m_view->geometry(), m_chart->sceneBoundingRect(),
                            Qt::IgnoreAspectRatio);
    painter.restore();
    use(coloursOf(palette()));
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
