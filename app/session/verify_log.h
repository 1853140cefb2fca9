// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal/journal_row.h"
#include "verify/verdict.h"
#include "verify/verify_events.h"

#include <functional>
#include <memory>

namespace ferryman {

struct FrozenVerdict;
struct SelfTestReport;
struct VerifyRequest;

/// Of which stream a verdict's offset is.
struct StreamMark {
    QString replid;
    std::optional<qint64> fullSyncs; ///< sync_full of the primary; unset: not known.
};

/// What the journal tells of the comparisons of a migration.
struct VerifyHistory {
    /// Of the last that came to its end, with the keys that the freeze is to compare; null: none
    /// did, or a full sync came after it.
    std::shared_ptr<const Verdict> verdict;
    StreamMark stream;             ///< Where it ended.
    bool isReplaced = false;       ///< A full sync came after the last that came to its end.
    QList<Difference> differences; ///< Of the last run, whether or not it ended.
    QJsonObject resume;            ///< Where the last run can go on; empty: nowhere.
};
[[nodiscard]] VerifyHistory verifyHistory(const QList<JournalRow>& rows);

/// Writes them; `append` is given rows in their order.
class VerifyLog {
public:
    using Append = std::function<void(const QString& event, const QJsonObject& data)>;
    explicit VerifyLog(Append append);

    void begun(const VerifyRequest& request);
    void found(const Difference& difference); ///< The first thousand of a run.
    void reached(const QJsonObject& resume);  ///< In pieces, since a row has its largest size.
    /// Before it its keys, the undecided ones first and then those written last, as far as they
    /// have room.
    void ended(const Verdict& verdict, const StreamMark& stream);
    void replaced();
    void selfTested(const SelfTestReport& report);
    void comparedFrozen(const FrozenVerdict& verdict);

private:
    void inPieces(const QString& event, const QByteArray& json);

    Append m_append;
    int m_told = 0;
};

} // namespace ferryman
