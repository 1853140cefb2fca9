// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/server_checks.h"

namespace ferryman {

/// What a plan asks for and this version does not do: better said before than found out after.
QList<Finding> judgePlanPolicy(const Facts& facts) {
    QList<Finding> findings;
    const Policy& policy = facts.plan.policy;
    if (policy.verify != VerifyMode::Off) {
        findings.append(judged(
            Severity::Note,
            {QT_TRANSLATE_NOOP("core", "The data are compared by their number of keys only")},
            {"policy.verify: %1",
             {policy.verify == VerifyMode::Full ? QStringLiteral("full")
                                                : QStringLiteral("sample")}},
            {"policy.verify: off"},
            {QT_TRANSLATE_NOOP("core", "This version of Ferryman compares no values. That no "
                                       "acknowledged write is lost is proven by the offset at "
                                       "the switch.")}));
    }
    if (findings.isEmpty()) {
        findings.append(
            passed({QT_TRANSLATE_NOOP("core", "This version can do what the plan asks for")},
                   {"policy.verify: off"}));
    }
    return findings;
}

} // namespace ferryman
