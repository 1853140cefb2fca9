// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_grid.h"

#include "charts/time_chart.h"

#include <QEvent>
#include <QGridLayout>
#include <QScrollBar>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int mostColumns = 3;

} // namespace

ChartGrid::ChartGrid(QWidget* parent)
    : QScrollArea(parent)
    , m_content(new QWidget)
    , m_layout(new QGridLayout(m_content)) {
    setObjectName(QStringLiteral("chartGrid"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus); // the charts themselves take it, and are scrolled to
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    setWidget(m_content);
}

void ChartGrid::add(TimeChart* chart) {
    m_charts << chart;
    chart->setParent(m_content);
    m_columns = 0;
    arrange();
}

int ChartGrid::columnsFor(int width) const {
    const int spacing = m_layout->spacing();
    const int least = m_charts.constFirst()->minimumSizeHint().width();
    const auto fitting = [&](int each) { return (width + spacing) / (each + spacing); };
    const int comfortable = std::min(fitting(least * 5 / 4), mostColumns);
    return std::max({comfortable, std::min(fitting(least), 2), 1});
}

void ChartGrid::arrange() {
    if (m_charts.isEmpty()) {
        return;
    }
    const int columns = columnsFor(viewport()->width());
    if (columns != m_columns) {
        m_columns = columns;
        for (TimeChart* chart : std::as_const(m_charts)) {
            m_layout->removeWidget(chart);
        }
        for (int i = 0; i < static_cast<int>(m_charts.size()); ++i) {
            m_layout->addWidget(m_charts[i], i / columns, i % columns);
        }
        for (int column = 0; column < mostColumns; ++column) {
            m_layout->setColumnStretch(column, column < columns ? 1 : 0);
        }
    }
    const bool scrolls = m_content->minimumSizeHint().height() > viewport()->height();
    for (TimeChart* chart : std::as_const(m_charts)) {
        chart->setWheelScrolls(scrolls);
    }
}

void ChartGrid::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

bool ChartGrid::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::FontChange) {
        arrange();
    }
    return QScrollArea::event(event);
}

} // namespace ferryman
