// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/count_model.h"

#include "base/format.h"

#include <QLocale>

#include <algorithm>

namespace ferryman {

CountModel::CountModel(QStringList headings, QObject* parent)
    : QAbstractTableModel(parent)
    , m_headings(std::move(headings)) {}

void CountModel::setRows(const QList<Row>& rows) {
    const bool sameNames = std::ranges::equal(m_rows, rows, {}, &Row::name, &Row::name);
    if (!sameNames) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    } else if (m_rows != rows) {
        m_rows = rows;
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int CountModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CountModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_headings.size());
}

QVariant CountModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[index.row()];
    if (role == Qt::TextAlignmentRole && index.column() > 0) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    if (index.column() == 0) {
        return row.name;
    }
    const std::optional<qint64> number = row.numbers.value(index.column() - 1);
    return number ? formatCount(*number, QLocale()) : QStringLiteral("–");
}

QVariant CountModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section > 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    return role == Qt::DisplayRole ? QVariant(m_headings.value(section)) : QVariant();
}

} // namespace ferryman
