// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/proxied_connection.h"

namespace ferryman::test {

/// The moment at which a fault begins.
struct FaultPoint {
    enum class Place { Stream, Source, Target, Replica, AnySentinel };
    /// Who accepts writes: the source, nobody, Dragonfly.
    enum class Reign { BeforeFreeze, Frozen, Promoted };
    /// What became of the console at `after`: nothing, Ctrl+C, or SIGKILL; `recover` follows that,
    /// and the fault befalls it.
    enum class Console { GoesOn, Interrupted, Killed };

    const char* name; ///< The phase, and where in it.
    Reign reign;
    Place place; ///< Whose proxy waits for the words; Stream: the console tells of the phase.
    Speaker speaker;
    QByteArrayList words;
    Trap::Moment moment;
    /// The words count only once these were said: to the source, or where the console is killed to
    /// a Sentinel.
    QByteArrayList after = {};
    int extraReplicas = 0;
    Console console = Console::GoesOn;
};

/// What happens then, for eight seconds or for good.
enum class Fault {
    ConsoleKilled,
    ConsoleFrozen,
    SourceKilled,
    SourceFrozen,
    TargetKilled,
    TargetFrozen,
    LeaderKilled,
    LeaderFrozen,
    OtherKilled,
    OtherFrozen,
    ConsoleSourceCut,
    ConsoleTargetCut,
    SourceTargetCut,
};

struct FaultCell {
    FaultPoint point;
    Fault fault{};
};

[[nodiscard]] const char* toString(Fault fault); ///< "source killed", ...
[[nodiscard]] const QList<FaultPoint>& faultPoints();
[[nodiscard]] const QList<Fault>& allFaults();
[[nodiscard]] const FaultPoint& faultPoint(const QByteArray& name);

/// No tool can prevent a loss where the server dies that holds the only copy of what it
/// acknowledged; nor where Sentinel replaces a source that stands still beyond down-after, and
/// takes back what it acknowledges on waking. From the freeze on it acknowledges nothing.
[[nodiscard]] bool mayLose(const FaultCell& cell);

/// Only such a source, which wakes as the primary that it was; one that died does not wake.
[[nodiscard]] bool mayWakeAsPrimary(const FaultCell& cell);

/// The fault ends by itself, so that the migration can be taken up and brought to an end.
[[nodiscard]] bool endsByItself(Fault fault);

} // namespace ferryman::test
