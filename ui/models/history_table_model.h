// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

#include <QAbstractTableModel>

namespace ferryman {

/// Samples as a table, the newest first: the charts for those who read or copy rather than look.
class HistoryTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Time,
        SourceOffset,
        ReplicaOffset,
        LagBytes,
        LagSeconds,
        WriteRate,
        ApplyRate,
        SourceKeys,
        TargetKeys,
        SourceMemory,
        TargetMemory
    };
    static constexpr int columns = 11;

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that were there before stay the same rows, so that a selection outlives new samples.
    void setSamples(const QList<Sample>& newestFirst);

    /// The rows with their headings, tab-separated as spreadsheets take them; all rows if none is
    /// given.
    [[nodiscard]] QString asText(const QModelIndexList& rows = {}) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    QList<Sample> m_samples;
};

} // namespace ferryman
