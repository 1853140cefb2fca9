// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_text.h"

#include "base/format.h"

namespace ferryman {

namespace {

Message tellDone(const Event& event, const MachineState& after) {
    switch (event.of) {
    case EffectKind::JudgeGates:
        return {QT_TRANSLATE_NOOP("core", "All gates are open.")};
    case EffectKind::WriteIntents:
        return {QT_TRANSLATE_NOOP("core", "What comes next stands in the journal.")};
    case EffectKind::Pin:
        return {QT_TRANSLATE_NOOP("core", "The other replicas are detached: no Sentinel would "
                                          "choose one of them.")};
    case EffectKind::Forget:
        return {QT_TRANSLATE_NOOP("core", "Every answering Sentinel has forgotten the other "
                                          "servers and found its peers again.")};
    case EffectKind::WatchAlone:
        return {QT_TRANSLATE_NOOP("core", "Every answering Sentinel shows Dragonfly alone.")};
    case EffectKind::Arm:
        return {QT_TRANSLATE_NOOP("core", "Dragonfly may be promoted: replica_priority is 1.")};
    case EffectKind::WatchArm:
        return {QT_TRANSLATE_NOOP("core", "Every answering Sentinel would choose Dragonfly.")};
    case EffectKind::Prepare:
        return {QT_TRANSLATE_NOOP("core", "Every connection is open, the old settings are known.")};
    case EffectKind::AwaitMoment:
        return {QT_TRANSLATE_NOOP("core", "The best moment has come.")};
    case EffectKind::Freeze:
        return {QT_TRANSLATE_NOOP("core", "Writes are frozen at offset %1."),
                {formatCount(event.offset)}};
    case EffectKind::WatchDrain:
        return {QT_TRANSLATE_NOOP("core", "Dragonfly has everything: offset %1."),
                {formatCount(event.offset)}};
    case EffectKind::Trigger:
        return {QT_TRANSLATE_NOOP("core", "The Sentinel began the failover.")};
    case EffectKind::WatchRole:
        return {QT_TRANSLATE_NOOP("core", "Dragonfly is the primary: it accepts writes.")};
    case EffectKind::Demote:
        return {QT_TRANSLATE_NOOP(
            "core", "The old primary is read-only, its clients were sent to Sentinel.")};
    case EffectKind::WatchSentinels:
        return {QT_TRANSLATE_NOOP("core", "Every answering Sentinel names Dragonfly.")};
    case EffectKind::Probe:
        return {QT_TRANSLATE_NOOP("core", "A write where Sentinel points was accepted.")};
    case EffectKind::WatchCalm:
        return {QT_TRANSLATE_NOOP("core", "No Sentinel has a failover under way any more.")};
    case EffectKind::ClearLogin:
        return {QT_TRANSLATE_NOOP("core", "Dragonfly forgot the old primary's login.")};
    case EffectKind::Park:
        return {QT_TRANSLATE_NOOP("core", "The old servers are as the plan wants them.")};
    case EffectKind::CompareFrozen:
    case EffectKind::LastLook:
        return event.why;
    case EffectKind::Gather:
        return {QT_TRANSLATE_NOOP("core", "Read who is there.")};
    case EffectKind::Unpin:
        return {QT_TRANSLATE_NOOP("core", "The other replicas follow the source again.")};
    case EffectKind::CallOff:
        return {QT_TRANSLATE_NOOP("core", "The Sentinel gave up its failover of the silent "
                                          "Dragonfly.")};
    case EffectKind::CutOff:
        return {QT_TRANSLATE_NOOP("core", "The Sentinels' connections to Dragonfly were ended, "
                                          "with whatever was queued there.")};
    case EffectKind::Unfence:
        return {QT_TRANSLATE_NOOP("core", "The source accepts writes again.")};
    case EffectKind::Disarm:
        return {QT_TRANSLATE_NOOP("core", "Dragonfly's replica_priority is as it was.")};
    case EffectKind::LookAround:
        return after.phase == Phase::Promote
                   ? Message{QT_TRANSLATE_NOOP(
                         "core", "Looked around: the outcome of the failover is still open.")}
                   : Message{};
    case EffectKind::StartDeadline:
        return {};
    }
    return {};
}

const char* whatWasTried(EffectKind kind) {
    switch (kind) {
    case EffectKind::Pin:
        return QT_TRANSLATE_NOOP("core", "The other replicas could not be detached: %1");
    case EffectKind::Forget:
        return QT_TRANSLATE_NOOP("core", "A Sentinel has not forgotten the other servers: %1");
    case EffectKind::Park:
        return QT_TRANSLATE_NOOP("core", "The old servers could not be parked yet: %1");
    case EffectKind::LastLook:
        return QT_TRANSLATE_NOOP("core", "The last look found this: %1");
    case EffectKind::Gather:
        return QT_TRANSLATE_NOOP("core", "Not every server could be read yet: %1");
    case EffectKind::Unpin:
        return QT_TRANSLATE_NOOP("core", "The other replicas could not be put back yet: %1");
    case EffectKind::Arm:
        return QT_TRANSLATE_NOOP("core", "Dragonfly's replica_priority could not be set: %1");
    case EffectKind::Freeze:
        return QT_TRANSLATE_NOOP("core", "The freeze failed: %1");
    case EffectKind::CompareFrozen:
        return QT_TRANSLATE_NOOP("core", "The comparison within the freeze: %1");
    case EffectKind::Trigger:
        return QT_TRANSLATE_NOOP("core", "The Sentinel did not take the failover: %1");
    case EffectKind::Demote:
        return QT_TRANSLATE_NOOP("core",
                                 "The old primary is not demoted yet, and is tried again: %1");
    case EffectKind::Probe:
        return QT_TRANSLATE_NOOP("core",
                                 "The write where Sentinel points failed, and is tried again: %1");
    case EffectKind::ClearLogin:
        return QT_TRANSLATE_NOOP("core", "The old primary's login stays on Dragonfly: %1");
    case EffectKind::CallOff:
        return QT_TRANSLATE_NOOP("core", "The Sentinel's failover could not be called off: %1");
    case EffectKind::CutOff:
        return QT_TRANSLATE_NOOP("core", "The Sentinels' connections to Dragonfly could not be "
                                         "ended yet: %1");
    case EffectKind::Unfence:
        return QT_TRANSLATE_NOOP("core", "The source could not be put back yet: %1");
    case EffectKind::Disarm:
        return QT_TRANSLATE_NOOP("core", "Dragonfly could not be put back yet: %1");
    default:
        return "%1";
    }
}

Message troubleText(const MachineState& machine, const SwitchScope& scope, const QString& undo) {
    const QString source = scope.source.toString();
    const QString target = scope.target.toString();
    switch (machine.trouble) {
    case Trouble::NotPutBack:
        return {QT_TRANSLATE_NOOP("core", "Nothing was switched, but not everything could be put "
                                          "back. Run this as soon as the "
                                          "server answers: %1"),
                {undo}};
    case Trouble::SourceGone:
        return {QT_TRANSLATE_NOOP(
                    "core",
                    "Nothing was switched, and nothing listens at %1 any more: if its process has "
                    "ended, the write pause has ended with it. Start it, then take this up again; "
                    "if it runs after all, run this: %2"),
                {source, undo}};
    case Trouble::TargetStartedAnew:
        return {QT_TRANSLATE_NOOP(
                    "core",
                    "Dragonfly %2 was started anew during the switch, so it may be empty and "
                    "must not become the primary: %1 has every write and goes on refusing new "
                    "ones. Stop Dragonfly, see that no Sentinel shows a failover-state, then run "
                    "this: %3"),
                {source, target, undo}};
    case Trouble::PromotionUnknown:
        return {QT_TRANSLATE_NOOP("core", "The failover was begun and its end is not known, so %1 "
                                          "goes on refusing writes and none is lost. "
                                          "Ask %2 for its ROLE. If it is master, run REPLICAOF "
                                          "127.0.0.1 1 on %1. If it is slave and no "
                                          "Sentinel shows a failover-state, run this: %3"),
                {source, target, undo}};
    case Trouble::NotDemoted:
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "Dragonfly %2 is the primary, but the old primary %1 did not answer and was not "
                "demoted. Keep it stopped, or run REPLICAOF 127.0.0.1 1 there once it answers."),
            {source, target}};
    case Trouble::SentinelsDisagree:
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "Dragonfly %1 is the primary and the old one is read-only, but not every Sentinel "
                "names it. Run SENTINEL MASTER %2 on each, and SENTINEL RESET %2 on the one that "
                "is wrong."),
            {target, scope.group}};
    case Trouble::ProbeRefused:
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "Every Sentinel names Dragonfly %1, but it did not accept a write: see its log and "
                "its memory limit."),
            {target}};
    case Trouble::DrainUnproven:
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "Sentinel failed over to Dragonfly %2 by itself, before it was known to have every "
                "write. It is the primary now; compare it with %1, which was not changed since."),
            {source, target}};
    case Trouble::NotForgotten:
        return {QT_TRANSLATE_NOOP("core",
                                  "Dragonfly %1 is the primary and no write is lost, but a "
                                  "Sentinel still lists the old servers and would point them at "
                                  "it. Once it answers, names %1 and shows no failover-state, run "
                                  "SENTINEL RESET %2 there. %3"),
                {target, scope.group, machine.reason}};
    case Trouble::NotParked:
        return {QT_TRANSLATE_NOOP("core",
                                  "Dragonfly %1 is the primary and no write is lost, but an old "
                                  "server may accept writes after a restart: keep it stopped, or "
                                  "see that it refuses them. %2"),
                {target, machine.reason}};
    case Trouble::None:
        break;
    }
    return {};
}

} // namespace

Message waitingFor(const MachineState& machine) {
    switch (machine.phase) {
    case Phase::Gate:
        return machine.pending.isEmpty()
                   ? Message{QT_TRANSLATE_NOOP("core",
                                               "Waits for the group's name as confirmation.")}
                   : Message{QT_TRANSLATE_NOOP("core", "Reads all gates.")};
    case Phase::Pin:
        return {QT_TRANSLATE_NOOP("core", "Detaches the other replicas, and waits until every "
                                          "Sentinel knows Dragonfly alone: about 10 s and 3 s "
                                          "more for each Sentinel.")};
    case Phase::Align:
        return {QT_TRANSLATE_NOOP("core", "Waits for the best moment, which comes every 10 s at "
                                          "each Sentinel.")};
    case Phase::Arm:
        return {QT_TRANSLATE_NOOP(
            "core",
            "Waits until every Sentinel has noticed that Dragonfly may be promoted: up to 10 s.")};
    case Phase::Recheck:
        return {QT_TRANSLATE_NOOP("core", "Opens every connection and reads all gates once more.")};
    case Phase::Freeze:
        return {QT_TRANSLATE_NOOP("core", "Freezes the writes on the source.")};
    case Phase::Drain:
        return {QT_TRANSLATE_NOOP("core", "Waits until Dragonfly has the last write.")};
    case Phase::Trigger:
        return {QT_TRANSLATE_NOOP("core", "Tells a Sentinel to fail over.")};
    case Phase::Promote:
        return {QT_TRANSLATE_NOOP(
            "core",
            "Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes.")};
    case Phase::Demote:
        return {QT_TRANSLATE_NOOP("core", "Makes the old primary read-only.")};
    case Phase::Confirm:
        return machine.demoted == Certainty::Yes
                   ? Message{QT_TRANSLATE_NOOP("core",
                                               "Waits until every Sentinel names Dragonfly.")}
                   : Message{QT_TRANSLATE_NOOP("core", "Waits until the old primary answers and "
                                                       "every Sentinel names Dragonfly.")};
    case Phase::Settle:
        return machine.pending.contains(EffectKind::Park)
                   ? Message{QT_TRANSLATE_NOOP("core", "Parks the old servers.")}
                   : Message{QT_TRANSLATE_NOOP("core", "Has the Sentinels forget the old servers, "
                                                       "one after the other.")};
    case Phase::Retreat:
        return {QT_TRANSLATE_NOOP("core", "Puts everything back.")};
    case Phase::Recover:
        return {QT_TRANSLATE_NOOP("core", "Reads what is true on all servers.")};
    case Phase::Finished:
        return {};
    }
    return {};
}

Message tell(const Event& event, const MachineState& after) {
    switch (event.kind) {
    case EventKind::Done:
        return tellDone(event, after);
    case EventKind::Refused:
    case EventKind::Lost:
        return {whatWasTried(event.of), {event.why}};
    case EventKind::AbortAsked:
        return {QT_TRANSLATE_NOOP("core", "Asked to stop.")};
    case EventKind::DeadlinePassed:
        return after.phase == Phase::Retreat || after.phase == Phase::Finished ? after.reason
                                                                               : Message{};
    case EventKind::Confirmed:
    case EventKind::Resumed:
    case EventKind::FailoverAborted:
        return {}; // the first is told by the gates, the second as the Sentinel published it
    }
    return {};
}

Message outcomeOf(const MachineState& machine, const SwitchScope& scope,
                  const SwitchFigures& figures, const QString& undo) {
    switch (machine.ending) {
    case Ending::None:
        return {};
    case Ending::Migrated:
        return {Plural{QT_TRANSLATE_N_NOOP("core", "Dragonfly %1 is the primary, named by %2 of %3 "
                                                   "Sentinels. Writes were frozen for %4."),
                       "Dragonfly %1 is the primary, named by %2 of %3 Sentinel. Writes were "
                       "frozen for %4.",
                       figures.sentinelsAsked},
                {scope.target.toString(), QString::number(figures.sentinelsAgreeing),
                 QString::number(figures.sentinelsAsked),
                 formatMs(figures.writeFreezeMs.value_or(0))}};
    case Ending::Aborted:
        return {QT_TRANSLATE_NOOP("core", "Nothing was switched, and everything was put back.")};
    case Ending::Attention:
        return troubleText(machine, scope, undo);
    }
    return {};
}

} // namespace ferryman
