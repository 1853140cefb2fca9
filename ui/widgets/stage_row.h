// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sync_stages.h"

#include <QFrame>

class QLabel;

namespace ferryman {

/// The stages from REPLICAOF to steady, side by side.
class StageRow final : public QFrame {
    Q_OBJECT
public:
    explicit StageRow(QWidget* parent = nullptr);

    void setStages(const QList<SyncStage>& stages);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Cell {
        QLabel* icon = nullptr;
        QLabel* name = nullptr;
        QLabel* note = nullptr;
        StageStatus status = StageStatus::Waiting;
    };

    void addCell();
    void drawIcon(const Cell& cell) const;

    QList<Cell> m_cells;
};

} // namespace ferryman
