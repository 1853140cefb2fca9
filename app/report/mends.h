// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal/journal_row.h"

#include <QList>

namespace ferryman {

/// The names in a mend's rows of the journal beside those of cutover/switch_record.h. They are
/// written to files: never rename one.
namespace record {
inline constexpr QLatin1String mend{"mend"}; ///< Which mend a row belongs to.
inline constexpr QLatin1String check{"check"};
inline constexpr QLatin1String subject{"subject"};
inline constexpr QLatin1String title{"title"};
inline constexpr QLatin1String by{"by"};
inline constexpr QLatin1String replyBytes{"replyBytes"}; ///< Base64, where the undo wants it.
} // namespace record

/// What was done on one server to mend a finding.
struct MendedServer {
    QString where;
    QString commands; ///< As redis-cli would take them, secrets hidden.
    QString undo;     ///< Empty: nothing undoes it.
    QString outcome;  ///< "done", "refused", "lost"; empty: nothing was sent.
    QString reply;    ///< To the last command.
    bool undone = false;
};

/// A finding that was mended by Ferryman, or was to be.
struct Mend {
    QString id;
    QString check; ///< "sentinel.timers"
    QString subject;
    QString title; ///< English.
    QString by;    ///< "operator@console"
    QDateTime at;  ///< UTC.
    QList<MendedServer> servers;

    [[nodiscard]] bool isUndone() const; ///< Wherever something was done.
};

/// Pure: the mends that a journal tells, the oldest first.
[[nodiscard]] QList<Mend> mendsOf(const QList<JournalRow>& rows);

} // namespace ferryman
