// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault_cell.h"

#include <algorithm>

namespace ferryman::test {

const char* toString(Fault fault) {
    switch (fault) {
    case Fault::ConsoleKilled:
        return "console killed";
    case Fault::ConsoleFrozen:
        return "console frozen";
    case Fault::SourceKilled:
        return "source killed";
    case Fault::SourceFrozen:
        return "source frozen";
    case Fault::TargetKilled:
        return "dragonfly killed";
    case Fault::TargetFrozen:
        return "dragonfly frozen";
    case Fault::LeaderKilled:
        return "leader killed";
    case Fault::LeaderFrozen:
        return "leader frozen";
    case Fault::OtherKilled:
        return "sentinel killed";
    case Fault::OtherFrozen:
        return "sentinel frozen";
    case Fault::ConsoleSourceCut:
        return "console-source cut";
    case Fault::ConsoleTargetCut:
        return "console-dragonfly cut";
    case Fault::SourceTargetCut:
        return "source-dragonfly cut";
    }
    return "";
}

const QList<FaultPoint>& faultPoints() {
    using Place = FaultPoint::Place;
    using Moment = Trap::Moment;
    constexpr auto early = FaultPoint::Reign::BeforeFreeze;
    constexpr auto late = FaultPoint::Reign::Frozen;
    constexpr auto over = FaultPoint::Reign::Promoted;
    constexpr auto console = Speaker::Console;
    // With their arguments: the assessment tries each command with those of nobody.
    static const QByteArrayList pause{"CLIENT", "PAUSE", "1500"};
    static const QByteArrayList failover{"SENTINEL", "FAILOVER", "practice"};
    static const QByteArrayList park{"REPLICAOF", "127.0.0.1", "1"};
    static const QByteArrayList reset{"SENTINEL", "RESET", "practice"};
    static const QByteArrayList isolate{"REPLICAOF", "NO", "ONE"};
    static const QByteArrayList unfence{"CONFIG", "SET", "min-replicas-to-write", "0"};
    constexpr auto interrupted = FaultPoint::Console::Interrupted;
    constexpr auto killed = FaultPoint::Console::Killed;
    static const QList<FaultPoint> points{
        {"gate", early, Place::Stream, console, {}, Moment::Before},
        {"pin", early, Place::Replica, console, park, Moment::Before, {}, 1},
        {"pinned", early, Place::AnySentinel, console, reset, Moment::Before, {}, 1},
        {"arm", early, Place::Target, console, {"SET", "replica_priority", "1"}, Moment::Answered},
        {"recheck",
         early,
         Place::Source,
         console,
         {"GET", "min-replicas-to-write"},
         Moment::Before},
        {"align", early, Place::Stream, console, {"align"}, Moment::Before},
        {"freeze", late, Place::Source, console, pause, Moment::Before},
        {"frozen", late, Place::Source, console, pause, Moment::Answered},
        {"drain", late, Place::Target, console, {"INFO", "replication"}, Moment::Before, pause},
        {"trigger", late, Place::AnySentinel, console, failover, Moment::Before},
        {"triggered", late, Place::AnySentinel, console, failover, Moment::Answered},
        {"promote",
         late,
         Place::Target,
         Speaker::Sentinel,
         {"SLAVEOF", "NO", "ONE"},
         Moment::Answered},
        {"demote", late, Place::Source, console, park, Moment::Before},
        {"confirm", late, Place::Source, console, park, Moment::Answered},
        {"settle", over, Place::AnySentinel, console, reset, Moment::Before},
        {"forget", over, Place::AnySentinel, console, reset, Moment::Answered},
        {"park", over, Place::Source, console, isolate, Moment::Before},
        {"parked", over, Place::Source, console, isolate, Moment::Answered},
        {"retreat", late, Place::Source, console, unfence, Moment::Before, pause, 0, interrupted},
        {"retreated", early, Place::Source, console, unfence, Moment::Answered, pause, 0,
         interrupted},
        {"recover",
         late,
         Place::Source,
         console,
         {"INFO", "replication"},
         Moment::Before,
         failover,
         0,
         killed},
        {"recovering", late, Place::Source, console, park, Moment::Before, failover, 0, killed},
    };
    return points;
}

const QList<Fault>& allFaults() {
    static const QList<Fault> faults{
        Fault::ConsoleKilled,  Fault::ConsoleFrozen,    Fault::SourceKilled,
        Fault::SourceFrozen,   Fault::TargetKilled,     Fault::TargetFrozen,
        Fault::LeaderKilled,   Fault::LeaderFrozen,     Fault::OtherKilled,
        Fault::OtherFrozen,    Fault::ConsoleSourceCut, Fault::ConsoleTargetCut,
        Fault::SourceTargetCut};
    return faults;
}

const FaultPoint& faultPoint(const QByteArray& name) {
    const auto& points = faultPoints();
    const auto found =
        std::ranges::find_if(points, [&](const FaultPoint& point) { return name == point.name; });
    if (found == points.end()) {
        qFatal("no fault can begin at %s", name.constData());
    }
    return *found;
}

bool mayLose(const FaultCell& cell) {
    switch (cell.point.reign) {
    case FaultPoint::Reign::BeforeFreeze:
        return cell.fault == Fault::SourceKilled || cell.fault == Fault::SourceFrozen;
    case FaultPoint::Reign::Frozen:
        return cell.fault == Fault::SourceKilled;
    case FaultPoint::Reign::Promoted:
        return cell.fault == Fault::TargetKilled;
    }
    return false;
}

bool mayWakeAsPrimary(const FaultCell& cell) {
    return cell.point.reign == FaultPoint::Reign::BeforeFreeze && cell.fault == Fault::SourceFrozen;
}

bool endsByItself(Fault fault) {
    switch (fault) {
    case Fault::ConsoleKilled:
    case Fault::SourceKilled:
    case Fault::TargetKilled:
    case Fault::LeaderKilled:
    case Fault::OtherKilled:
        return false;
    case Fault::ConsoleFrozen:
    case Fault::SourceFrozen:
    case Fault::TargetFrozen:
    case Fault::LeaderFrozen:
    case Fault::OtherFrozen:
    case Fault::ConsoleSourceCut:
    case Fault::ConsoleTargetCut:
    case Fault::SourceTargetCut:
        return true;
    }
    return false;
}

} // namespace ferryman::test
