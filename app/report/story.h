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
    Message label;
    Message text;
};

/// Whether Dragonfly had the whole stream of writes before it was promoted.
[[nodiscard]] bool isProvenByOffset(const Report& report);

[[nodiscard]] Message titleOf(const Report& report);
[[nodiscard]] Message subtitleOf(const Report& report);
/// The whole of it in one or two sentences, for whoever reads no further.
[[nodiscard]] Message headlineOf(const Report& report);
[[nodiscard]] Message standInNotice(); ///< Said wherever the target was no Dragonfly.
[[nodiscard]] QList<StoryFigure> figuresOf(const Report& report); ///< What a manager wants to know.
[[nodiscard]] QList<StoryRow>
summaryOf(const Report& report); ///< Moved, data, switch, proof, verified, findings.
/// What was compared and what was not, and how it is known that nothing was lost; the first row
/// says it in one sentence.
[[nodiscard]] QList<StoryRow> verificationOf(const Report& report);
[[nodiscard]] QList<StoryRow> environmentOf(const Report& report);
[[nodiscard]] Message acceptedBy(const Report& report, const Finding& finding); ///< Or empty.
/// Those that a person must know of first; within a severity in the order of the checks.
[[nodiscard]] QList<Finding> findingsByWeight(const Report& report);
[[nodiscard]] Message sealText(const Report& report); ///< What the journal's hash proves.
[[nodiscard]] QString addressOf(const Report& report,
                                const QString& role); ///< Of the first endpoint of the role.

/// "15:27:45.196", with its date where the migration took more than one day; in UTC.
[[nodiscard]] QString timeOf(const Report& report, qint64 ms);

/// "0.4 ms", "-1.2 s": of a row of the timeline; empty where nothing was frozen yet.
[[nodiscard]] Message sinceFreeze(const TimelineRow& row);

/// "done", "refused: NOPERM ...", "done, and undone again".
[[nodiscard]] Message outcomeOf(const MendedServer& server);

/// A command as it was sent, and what the server said to it.
struct StoryCommand {
    qint64 row = 0; ///< Of the journal; of the command, not of its reply.
    QDateTime at;
    QString server;
    QString command;
    QString reply; ///< Empty: none is known.
};

/// All that were sent to change something, in order.
[[nodiscard]] QList<StoryCommand> commandsOf(const Report& report);

} // namespace ferryman
