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

/// What the journal tells of the comparisons of a migration.
struct VerifyHistory {
    std::shared_ptr<const Verdict> verdict; ///< Of the last that came to its end; null: none did.
    QString replid;                         ///< Of the stream that its offset is of.
    QList<Difference> differences;          ///< Of the last run, whether or not it ended.
    QJsonObject resume;                     ///< Where the last run can go on; empty: nowhere.
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
    void ended(const Verdict& verdict, const QString& replid);
    void selfTested(const SelfTestReport& report);
    void comparedFrozen(const FrozenVerdict& verdict);

private:
    Append m_append;
    int m_told = 0;
};

} // namespace ferryman
