// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "journal/chain.h"
#include "journal/journal_row.h"

#include <QList>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <functional>
#include <memory>

namespace ferryman {

/// The SQLite file of one journal, over a connection of its own that belongs to the thread which
/// opened it.
class JournalFile {
public:
    /// Creates the file (readable by its owner alone) or opens one that is there. Errors: Storage,
    /// where it cannot be written, is no journal of Ferryman's, or has a newer schema. A file of
    /// the first schema, whose rows had no hashes, is brought to the present one.
    [[nodiscard]] static Result<std::unique_ptr<JournalFile>> openForWriting(const QString& path);

    /// All rows in their order, over a connection that lasts for this call.
    [[nodiscard]] static Result<QList<JournalRow>> readAll(const QString& path);

    /// The newest `most` rows of these kinds, in their order, and besides the first and the last
    /// row that opened the journal: what is read of a long journal to say how its migration stands.
    [[nodiscard]] static Result<QList<JournalRow>>
    readNewest(const QString& path, const QList<RowKind>& kinds, qint64 most);

    /// Walks along the chain of all rows as their bytes stand in the file; the rows themselves need
    /// not be readable. A file of the first schema has its fault at row 1.
    [[nodiscard]] static Result<ChainCheck> check(const QString& path);

    ~JournalFile();
    JournalFile(const JournalFile&) = delete;
    JournalFile& operator=(const JournalFile&) = delete;

    /// All rows in one transaction, on the disk when it returns; or none of them. The rows have
    /// their numbers already.
    [[nodiscard]] Result<Done> write(const QList<JournalRow>& rows);

    [[nodiscard]] qint64 lastNumber() const { return m_last.number; } ///< 0 where it is empty.
    /// How many rows were given their hashes only now, since they were of the first schema.
    [[nodiscard]] qint64 chainedLate() const { return m_chainedLate; }

private:
    enum class Access { ReadOnly, ReadWrite };
    JournalFile(QString path, Access access);

    [[nodiscard]] Result<Done> connect();
    [[nodiscard]] Result<Done> prepareForWriting();
    [[nodiscard]] Result<qint64> schema(); ///< Its version; an error where it is none of ours.
    [[nodiscard]] Result<Done> createSchema();
    [[nodiscard]] Result<Done> chainOldRows();
    [[nodiscard]] Result<Done> readLast();
    [[nodiscard]] Result<Done> readStored(const QString& hashColumn,
                                          const std::function<void(const StoredRow&)>& take);
    [[nodiscard]] Result<Done> run(const QString& sql);
    [[nodiscard]] Result<Done> runAll(const QStringList& statements); ///< In one transaction.
    [[nodiscard]] Result<qint64> number(const QString& sql);
    [[nodiscard]] Result<QList<JournalRow>> readRows(qint64 version, const QString& which = {});
    [[nodiscard]] tl::unexpected<Error> storageError(const char* sentence,
                                                     const QSqlError& error) const;

    QString m_path;
    QString m_connectionName;
    QSqlDatabase m_database;
    StoredRow m_last; ///< The row that the next one follows; its number and hash alone.
    qint64 m_chainedLate = 0;
};

} // namespace ferryman
