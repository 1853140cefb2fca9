// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal/journal_row.h"
#include "verify/verdict.h"

#include <QList>

namespace ferryman {

/// What was compared within the freeze of a switch.
struct ComparedFrozen {
    qint64 compared = 0;
    qint64 unread = 0; ///< The time ended before these, or they cannot be compared.
    double tookMs = 0;
    qint64 differing = 0;
    QList<Difference> differences;

    [[nodiscard]] bool isClean() const { return differing == 0 && unread == 0; }
};

/// How the verification proved itself on scratch servers.
struct VerificationSelfTest {
    qint64 planted = 0;
    qint64 found = 0;
    qint64 falseAlarms = 0;
    QStringList leftOut; ///< Kinds that those servers cannot show.
};

/// The comparisons of a migration, as its journal tells them.
struct ReportVerification {
    std::optional<Verdict> verdict;   ///< Of the last that came to its end; without lists.
    bool isReplaced = false;          ///< A full sync came after it, so that there is none.
    QList<Difference> differences;    ///< Of it: those that the journal lists.
    QString readFrom;                 ///< The replica that was read in place of the primary, or "".
    std::optional<Verdict> brokenOff; ///< A later one that was stopped or failed.
    QString brokenOffBecause;         ///< Empty: a person stopped it.
    std::optional<ComparedFrozen> frozen; ///< Of the last switch that made one.
    std::optional<VerificationSelfTest> selfTest;
};

/// Pure. Rows of other kinds are passed over.
[[nodiscard]] ReportVerification verificationFrom(const QList<JournalRow>& rows);

} // namespace ferryman
