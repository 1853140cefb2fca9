// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/assessment.h"
#include "support/practice_lab.h"

namespace ferryman::test {

/// Assesses the servers of a lab, as the session does.
class Assessor {
public:
    explicit Assessor(PracticeLab& practice);
    /// The same servers by other addresses, such as those of proxies.
    Assessor(PracticeLab& practice, redis::Address source, redis::Address target);

    [[nodiscard]] CheckContext context();
    [[nodiscard]] QList<Finding> assess(); ///< Every check.
    [[nodiscard]] QList<Finding> assess(const CheckContext& context);
    [[nodiscard]] QList<Finding> check(const QString& id); ///< One.
    [[nodiscard]] QList<Finding> check(const QString& id, const CheckContext& context);

    /// Runs the mend of a finding where it says.
    [[nodiscard]] bool mend(const Finding& finding);
    [[nodiscard]] bool undo(const Finding& finding);

    /// Logs in to the source anew, as another user.
    void becomeAtSource(const QString& user, const QByteArray& password);
    void becomeAtTarget(const QByteArray& password);

private:
    [[nodiscard]] bool runAll(const QList<redis::Command>& commands, MendOn where);

    PracticeLab& m_practice;
    redis::Address m_sourceAt;
    redis::Address m_targetAt;
    SystemClock m_clock;
    std::unique_ptr<Sentinels> m_sentinels;
    std::unique_ptr<redis::Connection> m_source;
    std::unique_ptr<redis::Connection> m_target;
};

/// "target.empty blocker", sorted; of those that did not pass.
[[nodiscard]] QStringList notPassed(const QList<Finding>& findings);
[[nodiscard]] const Finding* find(const QList<Finding>& findings, const QString& id);
[[nodiscard]] QString described(const Finding& finding);

} // namespace ferryman::test
