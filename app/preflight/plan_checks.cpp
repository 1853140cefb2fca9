// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/server_checks.h"

namespace ferryman {

/// What a plan leaves out: better said before than found out after.
QList<Finding> judgePlanPolicy(const Facts& facts) {
    const Policy& policy = facts.plan.policy;
    const QString shown = policy.verify == VerifyMode::Full     ? QStringLiteral("full")
                          : policy.verify == VerifyMode::Sample ? QStringLiteral("sample")
                                                                : QStringLiteral("off");
    if (policy.verify == VerifyMode::Off) {
        return {judged(
            Severity::Note, {QT_TRANSLATE_NOOP("core", "The data are not compared")},
            {"policy.verify: %1", {shown}}, {"policy.verify: full"},
            {QT_TRANSLATE_NOOP("core", "That no acknowledged write is lost is proven by the offset "
                                       "at the switch. That Dragonfly made the same of each write "
                                       "is shown by a comparison alone: commands that it does not "
                                       "know are skipped without a word.")})};
    }
    return {passed({QT_TRANSLATE_NOOP("core", "The data are compared before the switch")},
                   {"policy.verify: %1", {shown}})};
}

} // namespace ferryman
