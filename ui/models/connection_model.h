// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QAbstractTableModel>

namespace ferryman {

/// The connection tests, a server a row.
class ConnectionModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Role, Address, Result, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setEndpoints(const QList<EndpointStatus>& endpoints);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString textOf(const EndpointStatus& endpoint, int column) const;

    QList<EndpointStatus> m_endpoints;
};

} // namespace ferryman
