// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/finding.h"

namespace ferryman {

const char* toString(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return "blocker";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        return "note";
    case Severity::Passed:
        return "passed";
    case Severity::Unknown:
        return "unknown";
    }
    return "unknown";
}

QJsonObject essenceOf(const Finding& finding) {
    return {
        {QStringLiteral("id"), finding.id},
        {QStringLiteral("subject"), finding.subject},
        {QStringLiteral("severity"), QLatin1String(toString(finding.severity))},
        {QStringLiteral("title"), finding.title.english()},
        {QStringLiteral("found"), finding.found.english()},
        {QStringLiteral("wanted"), finding.wanted.english()},
        {QStringLiteral("why"), finding.why.english()},
        {QStringLiteral("readWith"), finding.readWith},
    };
}

} // namespace ferryman
