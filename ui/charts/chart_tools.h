// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/time_view.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QAction;
class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QToolButton;
QT_END_NAMESPACE

namespace ferryman {

/// What the charts are written as.
enum class ChartFile { Png, Svg, Csv };

/// The row above the charts: the ranges, pause and back to live, the read-out, table and export.
class ChartTools final : public QWidget {
    Q_OBJECT
public:
    explicit ChartTools(QWidget* parent = nullptr);

    void setView(const TimeView& view, qint64 spanMs); ///< Shows what was chosen by other means.
    void setReadOut(const QString& text);
    void setCanExport(bool can);

signals:
    void rangeAsked(ChartRange range);
    void holdAsked(bool hold); ///< False: back to live.
    void tableAsked(bool table);
    void exportAsked(ChartFile form);

private:
    [[nodiscard]] QToolButton* addButton(QHBoxLayout* row, const QString& text, const char* name,
                                         const QString& accessibleName);
    void addRange(QHBoxLayout* row, ChartRange range, const QString& text, const char* name);
    void addExport(QHBoxLayout* row);

    QButtonGroup* m_ranges = nullptr;
    QToolButton* m_zoomed = nullptr; ///< Stands for a span that is none of the ranges.
    QToolButton* m_pause = nullptr;
    QLabel* m_readOut = nullptr;
    QToolButton* m_export = nullptr;
};

} // namespace ferryman
