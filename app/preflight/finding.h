// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"
#include "redis/command.h"

#include <QDateTime>
#include <QJsonObject>

namespace ferryman {

enum class Severity { Blocker, Warning, Note, Passed, Unknown };

[[nodiscard]] const char* toString(Severity severity); ///< "blocker", "warning", ...

/// Whose commands a mend is.
enum class MendOn { Source, Dragonfly, EverySentinel, Nowhere };

/// What one check found on one subject.
struct Finding {
    QString id;      ///< "target.empty".
    QString subject; ///< The endpoint's URL, or empty.
    Severity severity = Severity::Unknown;
    Message title;
    Message found;              ///< Value found; for `unknown` the reason why it could not be had.
    Message wanted;             ///< Value wanted.
    Message why;                ///< One sentence: why it matters.
    QString readWith;           ///< The command that it was read with.
    QList<redis::Command> mend; ///< The literal commands that mend it; may be empty.
    QList<redis::Command> undo; ///< And how to undo them.
    MendOn mendOn =
        MendOn::Nowhere; ///< Where Ferryman can run mend and undo itself; Nowhere: a person must.
    bool acceptable = false; ///< A person may accept it (for a blocker: the check says so).
    bool accepted = false;
    QString acceptedBecause;
    QString acceptedBy; ///< "operator@console", or the plan.
    QDateTime at;       ///< UTC.

    [[nodiscard]] bool blocks() const { return severity == Severity::Blocker && !accepted; }
};

/// What was found and why it matters, in English: the part that journal and report share.
[[nodiscard]] QJsonObject essenceOf(const Finding& finding);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Finding)
