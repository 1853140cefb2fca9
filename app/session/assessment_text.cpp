// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/assessment_text.h"

namespace ferryman {

Message nothingBlocks(const QList<Finding>& findings) {
    QStringList unread;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::Unknown && !finding.accepted &&
            !unread.contains(finding.id)) {
            unread.append(finding.id);
        }
    }
    if (unread.isEmpty()) {
        return {QT_TRANSLATE_NOOP("core", "Nothing blocks this migration.")};
    }
    return {QT_TRANSLATE_NOOP("core",
                              "Nothing that could be read blocks this migration. Not known: %1."),
            {unread.join(QStringLiteral(", "))}};
}

} // namespace ferryman
