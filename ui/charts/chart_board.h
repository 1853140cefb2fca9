// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_tools.h"
#include "charts/time_chart.h"
#include "charts/time_view.h"

#include <QElapsedTimer>
#include <QTimer>

QT_BEGIN_NAMESPACE
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace ferryman {

class ChartGrid;
class HistoryTableModel;

/// The charts of a replication over one time axis, with one cross-hair, and their table twin.
class ChartBoard final : public QWidget {
    Q_OBJECT
public:
    explicit ChartBoard(QWidget* parent = nullptr);
    ~ChartBoard() override;

    void setHistory(std::shared_ptr<const History> history);
    void setLimits(qint64 lagBytes, int lagSeconds);
    void touch(); ///< There may be new samples: drawn at most four times a second.

    [[nodiscard]] ChartWindow window() const { return m_window; }
    [[nodiscard]] QList<TimeChart*> charts() const;

    void redraw(); ///< At once.

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Panel {
        TimeChart* chart = nullptr;
        QList<SeriesCache> series;
    };

    void connectTools();
    [[nodiscard]] QWidget* buildCharts();
    [[nodiscard]] QWidget* buildTable();
    void addChart(TimeChart* chart, const QList<Series>& series, const QByteArray& name);
    [[nodiscard]] TimeChart* chartOf(Series first) const;
    void drawCharts(qint64 lastMs);
    void shift(double share);
    void zoom(double factor, std::optional<qint64> aroundMs);
    void goLive();
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] Recorded recorded() const;
    void chooseFile(ChartFile form);
    void write(ChartFile form, const QString& path);
    void pointAt(qint64 atMs);
    void step(int pixels);
    void clearCrossHair();
    void showReadOut();
    [[nodiscard]] QList<NamedMarker> namedMarkers() const;
    [[nodiscard]] QStringList marksAt(qint64 atMs) const; ///< Names, as near as the eye sees.

    std::shared_ptr<const History> m_history;
    QList<Panel> m_panels;
    ChartWindow m_window;
    TimeView m_view;
    std::optional<qint64> m_pointedMs;
    std::optional<Sample> m_pointed; ///< The sample under the cross-hair.
    QTimer m_redrawTimer;
    QElapsedTimer m_sinceRedraw;

    ChartTools* m_tools = nullptr;
    QStackedWidget* m_stack = nullptr;
    ChartGrid* m_grid = nullptr;
    QTableView* m_table = nullptr;
    HistoryTableModel* m_model = nullptr;
    QString m_written; ///< What came of the last export, until the charts are moved.
};

} // namespace ferryman
