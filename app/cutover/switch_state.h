// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/census.h"
#include "cutover/outage_probe.h"
#include "redis/endpoint.h"

#include <QList>

#include <optional>

namespace ferryman {

/// The phases in their order.
enum class Phase {
    Gate,    ///< Waits for the person's typed confirmation with all gates open.
    Pin,     ///< The other replicas are detached, until every Sentinel shows Dragonfly alone.
    Arm,     ///< Dragonfly's replica_priority from 0 to 1, until every Sentinel shows it.
    Recheck, ///< All gates again, by the machine.
    Align,   ///< Waits for the moment at which a Sentinel promotes soonest.
    Freeze,
    Drain,
    Trigger,
    Promote,
    Demote,
    Confirm,
    Settle,  ///< The Sentinels forget the old servers, which are parked or shut down.
    Retreat, ///< Unfence, thaw, disarm, unpin: the way back of every phase up to Trigger.
    Recover, ///< Takes up what an earlier console left open: reality first, then the journal.
    Finished,
};

[[nodiscard]] const char* toString(Phase phase); ///< "freeze", ...

enum class Ending {
    None, ///< Still under way, or not begun.
    Migrated,
    Aborted,   ///< Everything was put back.
    Attention, ///< A person is needed; no write is accepted in two places.
};

[[nodiscard]] const char* toString(Ending ending); ///< "migrated", "aborted", "attention"

/// One line of the timeline.
struct TimelineRow {
    qint64 atMs = 0;                     ///< UTC, ms since the epoch.
    std::optional<double> sinceFreezeMs; ///< From the sending of Freeze; nothing before it.
    Phase phase = Phase::Gate;
    Message text;
    QString where; ///< The server's address.
    std::optional<double> tookMs;
    bool sentinelEvent = false; ///< What a Sentinel published, shown as it came.
};

/// What was measured; nothing stands here that was not.
struct SwitchFigures {
    std::optional<qint64> frozenOffset;
    std::optional<qint64> drainedOffset;
    std::optional<double> drainMs;
    std::optional<double>
        writeFreezeMs; ///< Freeze's reply to the first write that Dragonfly may accept.
    std::optional<double> promotedAfterMs;       ///< From the sending of FAILOVER.
    std::optional<double> sentinelsAgreeAfterMs; ///< From the sending of FAILOVER.
    bool aligned = false; ///< Frozen at the moment at which a Sentinel promotes soonest.
    int sentinelsAgreeing = 0;
    int sentinelsAsked = 0;
    std::optional<ProbeFigures> probe = {}; ///< Of the plan's probe writer.
};

/// The switch as it stands; a value for the screen, the command line and the report.
struct SwitchState {
    Phase phase = Phase::Gate;
    Ending ending = Ending::None;
    bool running = false;
    bool irrevocable = false;              ///< Trigger was sent: it can only go forward.
    Message waitingFor;                    ///< What the present phase waits for.
    std::optional<qint64> phaseDeadlineMs; ///< UTC, ms: when the phase gives up.
    std::optional<qint64> bestMomentMs;    ///< UTC, ms: of Align, about.
    Message reason;                        ///< Why it turned back or was refused; may be empty.
    Message outcome; ///< Once finished: one sentence, with what to do where a person is needed.
    SwitchFigures figures;
    std::optional<Census> census; ///< Once migrated; nothing where a server did not tell.
    QList<TimelineRow> timeline;
};

/// A command that will be sent, for the page that shows them before they run.
struct PlannedCommand {
    Phase phase = Phase::Gate;
    QString where;
    QString text; ///< The literal command, or empty for a note.
    Message note; ///< What it is for, or what is only read.
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::SwitchState)
