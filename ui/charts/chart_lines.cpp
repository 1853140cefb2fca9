// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_lines.h"

#include <QChart>
#include <QLineSeries>
#include <QValueAxis>

#include <cmath>

namespace ferryman {

namespace {

constexpr qsizetype mostSegments = 64;

/// A line this many times as long as the chart is wide is a band of noise: drawn thick it would say
/// no more, and the dashed stroker would take ten times as long for it as for a whole frame.
constexpr double busyFrom = 5;

bool isBusy(const Points& points, const ChartScene& scene) {
    double risen = 0;
    for (qsizetype i = 1; i < points.size(); ++i) {
        const double step = std::abs(points[i].y() - points[i - 1].y());
        risen += std::isfinite(step) ? step : 0;
    }
    const double pixels = risen * scene.plot.height() / (scene.scale.high - scene.scale.low);
    return pixels > busyFrom * scene.plot.width();
}

} // namespace

ChartLines::ChartLines(QChart& chart, QValueAxis& time, QValueAxis& value,
                       const QList<ChartLine>& lines)
    : m_chart(chart)
    , m_time(time)
    , m_value(value) {
    for (const ChartLine& line : lines) {
        m_lines << Line{line, {}, false};
    }
}

const QString& ChartLines::name(qsizetype line) const {
    return m_lines.at(line).description.name;
}

void ChartLines::show(const QList<Points>& lines, const ChartScene& scene) {
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const Points points = lines.value(i);
        fill(m_lines[i], points, isBusy(points, scene));
    }
}

void ChartLines::fill(Line& line, const Points& points, bool busy) {
    QList<Points> segments = splitAtGaps(points, mostSegments);
    while (line.series.size() < segments.size()) {
        addSeries(line);
    }
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

void ChartLines::addSeries(Line& line) {
    auto* series = new QLineSeries;
    series->setPen(penOf(line));
    attach(series);
    line.series << series;
    restack();
}

void ChartLines::restack() {
    // Series lie in the order in which they were added, and the dashed line must stay uppermost.
    for (qsizetype i = 1; i < m_lines.size(); ++i) {
        for (QLineSeries* series : std::as_const(m_lines[i].series)) {
            m_chart.removeSeries(series);
            attach(series);
        }
    }
}

void ChartLines::attach(QLineSeries* series) {
    m_chart.addSeries(series);
    series->attachAxis(&m_time);
    series->attachAxis(&m_value);
}

void ChartLines::setColours(const Colours& colours) {
    m_colours = colours;
    for (const Line& line : std::as_const(m_lines)) {
        for (QLineSeries* series : line.series) {
            series->setPen(penOf(line));
        }
    }
}

QPen ChartLines::pen(qsizetype line) const {
    const LineRole role = m_lines.at(line).description.role;
    if (role == LineRole::Source) {
        return {m_colours.source, 2.5};
    }
    QPen pen(m_colours.dragonfly, 1.75);
    if (role == LineRole::Dragonfly) {
        pen.setDashPattern({4, 3});
        pen.setCapStyle(Qt::FlatCap);
    }
    return pen;
}

QPen ChartLines::penOf(const Line& line) const {
    QPen drawn = pen(&line - m_lines.constData());
    if (line.busy) {
        drawn.setWidth(1);
        drawn.setCosmetic(true);
    }
    return drawn;
}

QList<Points> ChartLines::segments(qsizetype line) const {
    QList<Points> held;
    for (const QLineSeries* series : m_lines.at(line).series) {
        if (series->isVisible()) {
            held << series->points();
        }
    }
    return held;
}

} // namespace ferryman
