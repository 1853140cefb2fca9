// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chart_window.h"
#include "charts/time_chart.h"

#include <QElapsedTimer>
#include <QTimer>

QT_BEGIN_NAMESPACE
class QButtonGroup;
class QStackedWidget;
class QTableView;
class QToolButton;
QT_END_NAMESPACE

namespace ferryman {

class HistoryTableModel;

/// The four charts of a replication over one time axis, with one cross-hair, and their table twin.
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

    [[nodiscard]] QWidget* buildTools();
    [[nodiscard]] QWidget* buildCharts();
    [[nodiscard]] QWidget* buildTable();
    void addRangeButton(ChartRange range, const QString& text, const QByteArray& name);
    void addChart(TimeChart* chart, const QList<Series>& series, const QByteArray& name);
    [[nodiscard]] TimeChart* chartOf(Series first) const;
    void drawCharts(qint64 lastMs);
    void setPaused(bool paused);
    void pointAt(qint64 atMs);
    void step(int pixels);
    void clearCrossHair();
    void showReadOut();
    [[nodiscard]] QList<NamedMarker> namedMarkers() const;

    std::shared_ptr<const History> m_history;
    QList<Panel> m_panels;
    ChartWindow m_window;
    std::optional<qint64> m_pausedAtMs;
    std::optional<qint64> m_pointedMs;
    std::optional<Sample> m_pointed; ///< The sample under the cross-hair.
    QTimer m_redrawTimer;
    QElapsedTimer m_sinceRedraw;

    QButtonGroup* m_ranges = nullptr;
    QToolButton* m_pause = nullptr;
    QLabel* m_readOut = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTableView* m_table = nullptr;
    HistoryTableModel* m_model = nullptr;
};

} // namespace ferryman
