// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <optional>

namespace ferryman {

/// A small table of names and numbers, such as keys by type.
class CountModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    struct Row {
        QString name;
        QList<std::optional<qint64>> numbers; ///< One for each heading but the first; or nothing.

        friend bool operator==(const Row&, const Row&) = default;
    };

    explicit CountModel(QStringList headings, QObject* parent = nullptr);

    void setRows(const QList<Row>& rows);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    QStringList m_headings;
    QList<Row> m_rows;
};

} // namespace ferryman
