// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"
#include "theme.h"

#include <QAbstractTableModel>

namespace ferryman {

/// The timeline of a switch: what happened, the line from which there is no way back, what is being
/// waited for, and while it runs the phases still to come.
class TimelineModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { When, InPhase, What, Where, Took };
    static constexpr int columns = 5;
    enum Role { DividerRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setState(const SwitchState& state);
    void setColours(const Colours& colours);
    [[nodiscard]] bool isDivider(int row) const;
    [[nodiscard]] QString asText() const; ///< Tab-separated, a line a row.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    enum class Kind { Happened, SentinelEvent, Divider, Current, ToCome };
    struct Row {
        Kind kind = Kind::Happened;
        TimelineRow row;

        [[nodiscard]] bool isSameAs(const Row& other) const;
    };

    [[nodiscard]] static QList<Row> rowsOf(const SwitchState& state);
    static void appendOutlook(const SwitchState& state, QList<Row>& rows);
    [[nodiscard]] QString text(const Row& row, int column) const;
    [[nodiscard]] QVariant decoration(const Row& row) const;
    [[nodiscard]] QVariant font(const Row& row, int column) const;
    [[nodiscard]] QColor foreground(const Row& row, int column) const;

    QList<Row> m_rows;
    Colours m_colours = lightColours();
};

} // namespace ferryman
