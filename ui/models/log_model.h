// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"

#include <QAbstractTableModel>

namespace ferryman {

/// The lines of the program's log that a person wants to see, the oldest first.
class LogModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Level, Category, Text };

    explicit LogModel(const MessageLog& log, QObject* parent = nullptr);

    void look(); ///< Takes what came since; lines that the log has dropped go too.
    void setLeast(LogLevel least);
    void setFilter(const QString& words); ///< Of category or text.

    [[nodiscard]] QString asText() const; ///< All shown lines, one a line.
    [[nodiscard]] QString asText(const QModelIndexList& rows) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void filter();
    void forget();
    [[nodiscard]] bool isShown(const LogLine& line) const;

    const MessageLog& m_log;
    QList<LogLine> m_all;
    QList<LogLine> m_shown;
    LogLevel m_least = LogLevel::Debug;
    QString m_filter;
};

[[nodiscard]] QString nameOf(LogLevel level); ///< "Warning"

} // namespace ferryman
