// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/difference.h"

#include <QAbstractTableModel>

namespace ferryman {

[[nodiscard]] QString nameOf(DifferenceClass which);    ///< "Missing"
[[nodiscard]] QString meaningOf(DifferenceClass which); ///< "The key is on the source alone."
/// "byte 120" and its like in the reader's language; what a server named stays as it is.
[[nodiscard]] QString placeOf(const QString& where);
/// Its key escaped, at most `bytes` of it and then an ellipsis; of a whole database "all keys".
[[nodiscard]] QString shownKey(const Difference& difference, qsizetype bytes);

/// The differences of a verification, a row each, in the order in which they were found.
class DifferenceModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Key, Database, Type, Class };
    static constexpr int columns = 4;

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows stay the same rows while the list only grows.
    void setDifferences(const QList<Difference>& differences);
    [[nodiscard]] const QList<Difference>& differences() const { return m_all; }
    [[nodiscard]] const Difference* difference(const QModelIndex& index) const; ///< Or null.

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    QList<Difference> m_all;
};

} // namespace ferryman
