// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"

#include <QDateTime>
#include <QJsonObject>

#include <memory>

namespace ferryman {

/// What a row tells. The names are written to the file: never rename one.
enum class RowKind { Opened, Endpoint, Topology, Finding, Phase, Intent, Command, Reply, Gate, SentinelEvent, Replication, Note, Result };

[[nodiscard]] const char* toString(RowKind kind);

struct JournalRow {
    qint64 number = 0; ///< 1, 2, 3 ...; given by the journal.
    QDateTime at;      ///< UTC, ms.
    RowKind kind = RowKind::Note;
    QString subject;   ///< The server's address or the check's id; may be empty.
    QJsonObject data;  ///< English texts; secrets never.
};

/// The append-only record of one migration: SQLite in WAL mode with synchronous FULL, one file named after the plan's id,
/// written on a thread of its own in the order of the calls. Rows cannot be changed or deleted (triggers refuse it).
class Journal {
public:
    /// Creates or opens `folder`/<planId>.ferryman. Errors: Storage (no right, disk full, a newer schema, no journal),
    /// Refused where another living console holds it.
    [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const QString& folder, const QString& planId,
                                                               const Clock& clock);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void append(RowKind kind, const QString& subject, const QJsonObject& data); ///< Does not block.
    [[nodiscard]] Future<Done> appendDurably(const QList<JournalRow>& rows);      ///< Done once all are on the disk.
    [[nodiscard]] Future<Done> flushed();                                         ///< Done once all before it is on disk.

    [[nodiscard]] Result<QList<JournalRow>> rows() const; ///< All, in order; waits for what is queued.
    [[nodiscard]] qint64 count() const;                   ///< Rows written or queued.
    [[nodiscard]] QString path() const;
    [[nodiscard]] std::optional<Error> failure() const;   ///< The first write that failed: a gate closes on it.

private:
    class Private;
    explicit Journal(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace ferryman
