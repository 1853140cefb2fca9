// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/batch_check.h"
#include "verify/verdict.h"

#include <QJsonArray>

namespace ferryman {

/// Everything that a run has found so far.
class Tally {
public:
    explicit Tally(const VerifyOptions& options);

    void add(const BatchOutcome& batch);
    void add(const KeyOutcome& outcome); ///< Of a key that is settled; a difference is kept.
    void addDifference(const Difference& difference);
    void addUndecided(const KeyName& name); ///< Counted; its name is kept where it is not long.
    /// Keys that a resume point leaves out, since their names are longer than longestWholeKey: the
    /// run that goes on does not come across them again.
    void addLongUndecided(qint64 keys);
    void addLatelyWritten(const KeyName& name);

    [[nodiscard]] const VerifyCounts& counts() const { return m_counts; }
    [[nodiscard]] VerifyCounts& counts() { return m_counts; }
    [[nodiscard]] const QList<Difference>& differences() const { return m_differences; }
    [[nodiscard]] const QList<KeyName>& undecided() const { return m_undecided; }
    [[nodiscard]] const QList<KeyName>& latelyWritten() const { return m_latelyWritten; }

    /// As a part of a resume point, and back.
    [[nodiscard]] QJsonObject toJson() const;
    void restore(const QJsonObject& json);

private:
    qsizetype m_listed;
    qsizetype m_kept;
    VerifyCounts m_counts;
    QList<Difference> m_differences;
    QList<KeyName> m_undecided;
    QList<KeyName> m_latelyWritten;
};

/// [{"db","key" in base64}]
[[nodiscard]] QJsonArray toJson(const QList<KeyName>& names);
[[nodiscard]] QList<KeyName> keyNames(const QJsonArray& json);

} // namespace ferryman
