// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_marks.h"
#include "charts/segments.h"

#include <QPen>

QT_BEGIN_NAMESPACE
class QChart;
class QLineSeries;
class QValueAxis;
QT_END_NAMESPACE

namespace ferryman {

/// Whose values a line shows, and so how it looks: colour and dash tell it apart, so that one of
/// them is enough for whoever sees no colours and for a print without them.
enum class LineRole {
    Source,    ///< Orange, solid.
    Dragonfly, ///< Blue, dashed: it often lies upon the source's line.
    Lag,       ///< Blue, solid.
};

struct ChartLine {
    QString name; ///< For the legend and the read-out.
    LineRole role = LineRole::Source;
};

/// The lines of one chart as Qt Charts draws them: a line is as many series as it has unbroken
/// runs, and its points are replaced as a whole, since appending them one by one is quadratic in
/// Qt Charts 6.4. The series belong to the chart.
class ChartLines {
public:
    ChartLines(QChart& chart, QValueAxis& time, QValueAxis& value, const QList<ChartLine>& lines);

    void show(const QList<Points>& lines, const ChartScene& scene);
    void setColours(const Colours& colours);

    [[nodiscard]] qsizetype size() const { return m_lines.size(); }
    [[nodiscard]] const QString& name(qsizetype line) const;
    [[nodiscard]] QPen pen(qsizetype line) const;               ///< As in the legend.
    [[nodiscard]] QList<Points> segments(qsizetype line) const; ///< What its series hold.

private:
    struct Line {
        ChartLine description;
        QList<QLineSeries*> series; ///< One a segment; those that are not needed now are hidden.
        bool busy = false;          ///< Drawn thin.
    };

    void fill(Line& line, const Points& points, bool busy);
    void addSeries(Line& line);
    void restack();
    void attach(QLineSeries* series);
    [[nodiscard]] QPen penOf(const Line& line) const;

    QChart& m_chart;
    QValueAxis& m_time;
    QValueAxis& m_value;
    QList<Line> m_lines;
    Colours m_colours;
};

} // namespace ferryman
