// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QAbstractTableModel>

namespace ferryman {

/// All migrations; the one that this console works on as it stands now, not as it was listed.
[[nodiscard]] QList<Migration> migrationsNow(const Snapshot& snapshot);
/// Those of them that no living console works on, and that were neither finished nor put back; who
/// cannot wait comes first.
[[nodiscard]] QList<Migration> leftMigrations(const QList<Migration>& all);
/// The shorter the nearer: "02:04", "Tue 23:10", else the date.
[[nodiscard]] QString momentText(const QDateTime& utc, qint64 nowMs);

/// All migrations of this machine, a row each, in the order in which they come; a filter leaves
/// those that have all of its words in their name, group or servers.
class MigrationModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { State, Name, Group, Primary, Dragonfly, LastEvent, NextStep };
    static constexpr int columns = 7;

    using QAbstractTableModel::QAbstractTableModel;

    void setMigrations(const QList<Migration>& all, qint64 nowMs);
    void setFilter(const QString& words);
    [[nodiscard]] const Migration* migration(const QModelIndex& index) const; ///< Or null.
    [[nodiscard]] QModelIndex indexOf(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString textOf(const Migration& migration, int column) const;
    [[nodiscard]] QStringList textsOf(const QList<Migration>& migrations) const;
    void choose();

    QList<Migration> m_all;
    QList<Migration> m_shown;
    QStringList m_texts; ///< Of all cells, as they were shown last.
    QString m_filter;
    qint64 m_nowMs = 0;
};

} // namespace ferryman
