// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "journal/journal_row.h"

#include <QList>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>

namespace ferryman {

/// The SQLite file of one journal, over a connection of its own that belongs to the thread which
/// opened it.
class JournalFile {
public:
    /// Creates the file (readable by its owner alone) or opens one that is there. Errors: Storage,
    /// where it cannot be written, is no journal of Ferryman's, or has a newer schema.
    [[nodiscard]] static Result<std::unique_ptr<JournalFile>> openForWriting(const QString& path);

    /// All rows in their order, over a connection that lasts for this call.
    [[nodiscard]] static Result<QList<JournalRow>> readAll(const QString& path);

    ~JournalFile();
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;

    /// All rows in one transaction, on the disk when it returns; or none of them. The rows have
    /// their numbers already.
    [[nodiscard]] Result<Done> write(const QList<JournalRow>& rows);

    [[nodiscard]] Result<qint64> lastNumber(); ///< 0 where it is empty.

private:
    enum class Access { ReadOnly, ReadWrite };
    JournalFile(QString path, Access access);

    [[nodiscard]] Result<Done> connect();
    [[nodiscard]] Result<Done> prepareForWriting();
    [[nodiscard]] Result<Done> checkIdentity();
    [[nodiscard]] Result<Done> createSchema();
    [[nodiscard]] Result<Done> run(const QString& sql);
    [[nodiscard]] Result<qint64> number(const QString& sql);
    [[nodiscard]] Result<QList<JournalRow>> readRows();
    [[nodiscard]] tl::unexpected<Error> storageError(const char* sentence,
                                                     const QSqlError& error) const;

    QString m_path;
    QString m_connectionName;
    QSqlDatabase m_database;
};

} // namespace ferryman
