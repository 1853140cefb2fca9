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

} // namespace ferryman
