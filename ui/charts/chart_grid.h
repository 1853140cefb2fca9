// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

QT_BEGIN_NAMESPACE
class QGridLayout;
QT_END_NAMESPACE

namespace ferryman {

class TimeChart;

/// Charts beside and below each other, in as many columns as they are readable in; where they are
/// too many for the height they scroll.
class ChartGrid final : public QScrollArea {
    Q_OBJECT
public:
    explicit ChartGrid(QWidget* parent = nullptr);

    void add(TimeChart* chart);
    [[nodiscard]] QWidget* content() const { return m_content; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    void arrange();
    [[nodiscard]] int columnsFor(int width) const;

    QWidget* m_content;
    QGridLayout* m_layout;
    QList<TimeChart*> m_charts;
    int m_columns = 0;
};

} // namespace ferryman
