// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"
#include "journal/chain.h"
#include "journal/journal_row.h"

#include <functional>
#include <memory>

namespace ferryman {

/// The append-only record of one migration: SQLite in WAL mode with synchronous FULL, one file
/// named after the plan's id, written on a thread of its own in the order of the calls. Rows cannot
/// be changed or deleted (triggers refuse it), and whoever does so with another tool is found out:
/// each row bears a hash over itself and the one before it (journal/chain.h).
class Journal {
public:
    /// Creates or opens `folder`/<planId>.ferryman. Errors: Storage (no right, disk full, a newer
    /// schema, no journal), Refused where another living console holds it.
    [[nodiscard]] static Result<std::unique_ptr<Journal>>
    open(const QString& folder, const QString& planId, const Clock& clock);
    /// What stands in the journal of that plan, whoever holds it; nothing where there is none.
    [[nodiscard]] static Result<QList<JournalRow>> earlier(const QString& folder,
                                                           const QString& planId);
    /// Of these kinds alone, the newest `most` rows, and the first and the last row of kind Opened;
    /// nothing where there is no journal. It costs one walk through the file, and memory for these.
    [[nodiscard]] static Result<QList<JournalRow>>
    newest(const QString& folder, const QString& planId, const QList<RowKind>& kinds, qint64 most);
    /// Moves the journal of that plan into the folder `into`, under a name that is free there.
    /// Errors: Refused where a living console holds it, Storage.
    [[nodiscard]] static Result<Done> retire(const QString& folder, const QString& planId,
                                             const QString& into);
    /// Whether a living console has the journal of that plan open.
    [[nodiscard]] static bool isHeld(const QString& folder, const QString& planId);
    /// Recomputes the hashes of all rows of that plan's journal and says which does not fit.
    /// Errors: Storage, where there is no journal or it cannot be opened.
    [[nodiscard]] static Result<ChainCheck> check(const QString& folder, const QString& planId);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Called with every row as it is queued, on the thread that appends it; it must not call the
    /// journal. It is how the command line tells what happens.
    using Observer = std::function<void(const JournalRow&)>;
    void setObserver(Observer observer);

    void append(RowKind kind, const QString& subject, const QJsonObject& data); ///< Does not block.
    [[nodiscard]] Future<Done>
    appendDurably(const QList<JournalRow>& rows); ///< Done once all are on the disk.
    [[nodiscard]] Future<Done> flushed();         ///< Done once all before it is on disk.

    [[nodiscard]] Result<QList<JournalRow>>
    rows() const;                                   ///< All, in order; waits for what is queued.
    [[nodiscard]] Result<ChainCheck> check() const; ///< Of what is on the disk; see the static one.
    [[nodiscard]] qint64 count() const;             ///< Rows written or queued.
    [[nodiscard]] QString path() const;
    /// The first write that failed: a gate closes on it. From then on every write fails with it,
    /// since a journal with a gap would tell less than the truth.
    [[nodiscard]] std::optional<Error> failure() const;

private:
    class Private;
    explicit Journal(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace ferryman
