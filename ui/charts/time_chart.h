// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_marks.h"
#include "charts/segments.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QChart;
class QChartView;
class QLabel;
class QLineSeries;
class QValueAxis;
QT_END_NAMESPACE

namespace ferryman {

/// Whose values a line shows, and so how it looks.
enum class LineRole {
    Source,    ///< Orange, solid.
    Dragonfly, ///< Blue, dashed: it often lies upon the source's line.
    Lag,       ///< Blue, solid.
};

struct ChartLine {
    QString name; ///< For the legend and the read-out.
    LineRole role = LineRole::Source;
};

/// What a chart shows at one moment; the lines in the order in which they were declared.
struct ChartContent {
    qint64 fromMs = 0;
    qint64 toMs = 1;
    KnownTime known; ///< Where the last line has no value in it, the chart says so.
    QList<Points> lines;
    QList<NamedMarker> markers;
};

/// The one place that knows Qt Charts: one or two lines over time, with axes that are readable at
/// any size, gaps that stay gaps, a limit, markers and a cross-hair. Points are replaced as a
/// whole, since appending them one by one is quadratic in Qt Charts 6.4.
class TimeChart final : public QWidget {
    Q_OBJECT
public:
    TimeChart(const QString& title, Quantity quantity, const QList<ChartLine>& lines,
              QWidget* parent = nullptr);
    ~TimeChart() override;

    void setLimit(std::optional<double> limit, const QString& text);
    void show(const ChartContent& content);
    using QWidget::show;

    /// The values of the lines at that moment, in their order; what is not known is not marked.
    void setCrossHair(qint64 atMs, const QList<std::optional<double>>& values);
    void clearCrossHair();

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] const ChartScene& scene() const { return m_scene; }
    [[nodiscard]] QList<Points> segments(int line) const; ///< What the series hold.
    [[nodiscard]] int plotWidth() const; ///< In pixels: more points than this are not seen.
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void pointedAt(qint64 atMs); ///< The pointer is over this moment.
    void pointerLeft();
    void steppedBy(int pixels); ///< Left and Right move the cross-hair.

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Line {
        ChartLine description;
        QList<QLineSeries*> series; ///< One a segment; those that are not needed now are hidden.
        QLabel* swatch = nullptr;
        bool busy = false; ///< Drawn thin.
    };

    void buildHeader();
    void buildChart();
    void addSeries(Line& line);
    void fill(Line& line, const Points& points);
    void restack();
    void rescale();
    void layOutPlot();
    void recolour();
    [[nodiscard]] bool isBusy(const Points& points) const;
    [[nodiscard]] QPen penOf(const Line& line) const;
    [[nodiscard]] QPen penOf(LineRole role) const;
    [[nodiscard]] bool keyPressed(int key);

    QString m_title;
    ChartScene m_scene;
    ChartContent m_content;
    QList<Line> m_lines;
    QWidget* m_header = nullptr;
    QChart* m_chart = nullptr;
    QChartView* m_view = nullptr;
    QValueAxis* m_timeAxis = nullptr;
    QValueAxis* m_valueAxis = nullptr;
    ChartBackdrop* m_backdrop = nullptr;
    ChartMarks* m_marks = nullptr;
    bool m_recolourPending = false;
};

} // namespace ferryman
