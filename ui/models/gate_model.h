// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "theme.h"

#include <QAbstractItemModel>

namespace ferryman {

/// The gates of a switch below their groups, as a tree of two levels.
class GateModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Title, Value, Wanted, Age };
    static constexpr int columns = 4;

    using QAbstractItemModel::QAbstractItemModel;

    /// Rows stay the same rows while the gates are the same ones.
    void setGates(const QList<Gate>& gates);
    void setNow(qint64 nowMs); ///< UTC, ms: the age of the evidence is counted to this moment.
    void setColours(const Colours& colours);

    [[nodiscard]] int openCount() const;
    [[nodiscard]] int gateCount() const;
    [[nodiscard]] const Gate* gate(const QModelIndex& index) const; ///< Null: a group, or nothing.

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Group {
        GateGroup group = GateGroup::Replication;
        QList<Gate> gates;

        [[nodiscard]] int openCount() const;
    };

    [[nodiscard]] static QList<Group> groupsOf(const QList<Gate>& gates);
    [[nodiscard]] bool sameRows(const QList<Group>& groups) const;
    [[nodiscard]] QVariant groupData(const Group& group, int column, int role) const;
    [[nodiscard]] QVariant gateData(const Gate& gate, int column, int role) const;
    [[nodiscard]] QString text(const Gate& gate, int column) const;
    void tellChanged(int firstColumn, int lastColumn);

    QList<Group> m_groups;
    qint64 m_nowMs = 0;
    Colours m_colours = lightColours();
};

} // namespace ferryman
