// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "theme.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPen;
class QVBoxLayout;

namespace ferryman {

/// Link, offsets, lag and rate at the foot of every page from Replicate on; after the switch, who
/// is primary.
class LiveStrip final : public QFrame {
    Q_OBJECT
public:
    explicit LiveStrip(QWidget* parent = nullptr);

    void take(const Snapshot& snapshot);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Cell {
        QLabel* title = nullptr;
        QLabel* icon = nullptr;
        QLabel* value = nullptr;
        QVBoxLayout* place = nullptr;

        [[nodiscard]] int width() const;
    };

    Cell addCell(const char* name);
    static void write(const Cell& cell, const QString& title, const QString& value);
    void fill(const Cell& cell, const QString& title, const QString& value,
              Tone tone = Tone::Neutral);
    /// With the line by which the charts show that value.
    void fillLine(const Cell& cell, const QString& title, const QString& value, const QPen& pen);
    void showReplication(const Snapshot& snapshot);
    void showSwitched(const Snapshot& snapshot);

    void arrange();

    QHBoxLayout* m_cellRow = nullptr;
    QHBoxLayout* m_secondRow = nullptr; ///< For the later cells, where large text wants it.
    bool m_inTwoRows = false;
    QList<Cell> m_cells;
    QLabel* m_outlook; ///< Steady or not, and what will come of it.
};

} // namespace ferryman
