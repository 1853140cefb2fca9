// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_lines.h"

#include <QWidget>

#include <memory>

QT_BEGIN_NAMESPACE
class QBoxLayout;
class QChart;
class QChartView;
class QHBoxLayout;
class QLabel;
class QValueAxis;
QT_END_NAMESPACE

namespace ferryman {

class ChartGestures;

/// What a chart shows at one moment; the lines in the order in which they were declared.
struct ChartContent {
    qint64 fromMs = 0;
    qint64 toMs = 1;
    KnownTime known; ///< Where the last line has no value in it, the chart says so.
    QList<Points> lines;
    QList<NamedMarker> markers;
};

/// The one place that shows Qt Charts: one or two lines over time, with axes that are readable at
/// any size, gaps that stay gaps, a limit, markers and a cross-hair.
class TimeChart final : public QWidget {
    Q_OBJECT
public:
    TimeChart(const QString& title, Quantity quantity, const QList<ChartLine>& lines,
              QWidget* parent = nullptr);
    ~TimeChart() override;

    void setLimit(std::optional<double> limit, const QString& text);
    void show(const ChartContent& content);
    using QWidget::show;
    void setWheelScrolls(bool scrolls); ///< The chart stands in an area that scrolls.

    /// The values of the lines at that moment, in their order; what is not known is not marked.
    void setCrossHair(qint64 atMs, const QList<std::optional<double>>& values);
    void clearCrossHair();

    /// All of it in other colours, such as those of paper, as large as it is now.
    void draw(QPainter& painter, const QRectF& into, const Colours& colours);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] const ChartScene& scene() const { return m_scene; }
    [[nodiscard]] QList<Points> segments(int line) const; ///< What the series hold.
    [[nodiscard]] int plotWidth() const; ///< In pixels: more points than this are not seen.
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void pointedAt(qint64 atMs); ///< The pointer is over this moment.
    void pointerLeft();
    void steppedBy(int pixels);   ///< Left and Right move the cross-hair.
    void shiftedBy(double share); ///< The window moves by this share of itself; negative: back.
    void zoomedBy(double factor, std::optional<qint64> aroundMs); ///< Below 1: closer.
    void liveAsked();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void buildHeader(const QList<ChartLine>& lines);
    void buildChart(const QList<ChartLine>& lines);
    void arrangeHeader();
    void connectGestures();
    void rescale();
    void layOutPlot();
    void recolour();
    void use(const Colours& colours);
    void drawHeader(QPainter& painter, const QRectF& row) const;
    [[nodiscard]] qint64 momentAt(double x) const;

    QString m_title;
    ChartScene m_scene;
    ChartContent m_content;
    QWidget* m_header = nullptr;
    QBoxLayout* m_headerRow = nullptr;
    QHBoxLayout* m_legend = nullptr;
    QList<QLabel*> m_swatches;
    QChart* m_chart = nullptr;
    QChartView* m_view = nullptr;
    QValueAxis* m_timeAxis = nullptr;
    QValueAxis* m_valueAxis = nullptr;
    ChartBackdrop* m_backdrop = nullptr;
    ChartMarks* m_marks = nullptr;
    std::unique_ptr<ChartLines> m_lines;
    ChartGestures* m_gestures = nullptr;
    bool m_recolourPending = false;
};

} // namespace ferryman
