// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

// The sentences of a report, told once and laid out by each form of it.

struct StoryFigure {
    Message label;
    Message value;
    Message note;
    bool good =
        false; ///< As promised; a figure that is not is no fault by itself (an aborted switch).
};

struct StoryRow {
    QString label;
    QString text;
};

[[nodiscard]] QString titleOf(const Report& report);
[[nodiscard]] QString subtitleOf(const Report& report);
[[nodiscard]] QString standInNotice(); ///< Said wherever the target was no Dragonfly.
[[nodiscard]] QList<StoryFigure> figuresOf(const Report& report); ///< What a manager wants to know.
[[nodiscard]] QList<StoryRow>
summaryOf(const Report& report); ///< Moved, data, switch, proof, verified, findings.
[[nodiscard]] QStringList
wayBackOf(const Report& report); ///< What stays as it is, and what going back costs.
[[nodiscard]] QString addressOf(const Report& report,
                                const QString& role); ///< Of the first endpoint of the role.

/// "ada@console: no scripts here"; empty where it was not accepted.
[[nodiscard]] QString acceptanceOf(const Finding& finding);
/// "done", "refused: NOPERM ...", "done, and undone again".
[[nodiscard]] QString outcomeOf(const MendedServer& server);

/// A command row of the journal with its reply, as they were sent; empty text for rows of other
/// kinds.
[[nodiscard]] QString commandTextOf(const JournalRow& row);

} // namespace ferryman
