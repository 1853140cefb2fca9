// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/turn.h"

namespace ferryman {

namespace {

constexpr int compareGraceMs = 50;  // for the answer of a comparison whose time is over
constexpr int closedLooksBorne = 3; // a lag over the limit for a moment is no reason to turn back

void arm(Turn& turn) {
    turn.enter(Phase::Arm, turn.s.timings.armMs);
    turn.order(EffectKind::WriteIntents);
}

void freeze(Turn& turn) {
    MachineState& s = turn.s;
    s.pending.clear();
    s.fenced = Certainty::Maybe;
    s.lifting = false;
    turn.order(EffectKind::Freeze);
    turn.enter(Phase::Freeze, s.timings.freezeMs);
}

void trigger(Turn& turn) {
    MachineState& s = turn.s;
    s.pending.clear();
    s.triggered = Certainty::Maybe;
    turn.order(EffectKind::Trigger);
    turn.enter(Phase::Trigger, s.timings.triggerMs);
}

} // namespace

void inGate(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.kind == EventKind::Confirmed) {
        s.reason = {};
        turn.order(EffectKind::JudgeGates);
        turn.within(s.timings.judgeMs);
    } else if (event.isDone(EffectKind::JudgeGates)) {
        if (event.othersLive) {
            turn.enter(Phase::Pin, s.timings.pinMs);
            turn.order(EffectKind::WriteIntents);
        } else {
            arm(turn);
        }
    } else if (event.hasFailed(EffectKind::JudgeGates)) {
        s.reason = event.why;
    } else if (event.kind == EventKind::DeadlinePassed && !s.pending.isEmpty()) {
        s.reason = {QT_TRANSLATE_NOOP(
            "core", "The gates could not be read in time: a server answers too slowly.")};
        s.pending.clear();
    } else if (event.kind == EventKind::AbortAsked) {
        s.pending.clear();
    }
}

void inPin(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::WriteIntents)) {
        s.pinned = Certainty::Maybe;
        turn.order(EffectKind::Pin);
    } else if (event.isDone(EffectKind::Pin)) {
        s.pinned = Certainty::Yes;
        turn.order(EffectKind::Forget);
    } else if (event.isDone(EffectKind::Forget)) {
        turn.order(EffectKind::WatchAlone);
    } else if (event.isDone(EffectKind::WatchAlone)) {
        arm(turn);
    } else if (event.isOutcome()) {
        retreat(turn, event.why);
    } else if (event.kind == EventKind::DeadlinePassed) {
        retreat(turn, {QT_TRANSLATE_NOOP(
                          "core", "Not every Sentinel came to know Dragonfly alone in time.")});
    }
}

void inArm(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::WriteIntents)) {
        s.armed = Certainty::Maybe;
        turn.order(EffectKind::Arm);
    } else if (event.isDone(EffectKind::Arm)) {
        s.armed = Certainty::Yes;
        turn.order(EffectKind::WatchArm);
    } else if (event.isLost(EffectKind::Arm)) {
        turn.order(EffectKind::WatchArm); // what the Sentinels show decides
    } else if (event.isDone(EffectKind::WatchArm)) {
        s.armed = Certainty::Yes;
        turn.enter(Phase::Recheck, s.timings.recheckMs);
        turn.order(EffectKind::Prepare);
    } else if (event.isOutcome()) {
        retreat(turn, event.why);
    } else if (event.kind == EventKind::DeadlinePassed) {
        retreat(turn, {QT_TRANSLATE_NOOP("core",
                                         "Not every Sentinel came to choose Dragonfly in time.")});
    }
}

void inRecheck(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::Prepare)) {
        turn.order(EffectKind::JudgeGates);
    } else if (event.isDone(EffectKind::JudgeGates)) {
        turn.order(EffectKind::WriteIntents);
    } else if (event.isDone(EffectKind::WriteIntents)) {
        turn.enter(Phase::Align, s.timings.alignMs);
        turn.order(EffectKind::AwaitMoment);
        turn.order(EffectKind::JudgeGates, s.timings.judgeAgainMs);
    } else if (event.isOutcome()) {
        retreat(turn, event.why);
    } else if (event.kind == EventKind::DeadlinePassed) {
        retreat(
            turn,
            {QT_TRANSLATE_NOOP(
                "core", "The last look at all gates took too long: a server answers too slowly.")});
    }
}

/// Without the moment the switch is as safe, only slower: by up to a second.
void inAlign(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::JudgeGates)) {
        s.closedLooks = 0;
        turn.order(EffectKind::JudgeGates, s.timings.judgeAgainMs);
    } else if (event.hasFailed(EffectKind::JudgeGates)) {
        s.reason = event.why;
        s.closedLooks += 1;
        turn.order(EffectKind::JudgeGates, retryMs);
    }
    const bool moment = event.isOutcome() && event.of == EffectKind::AwaitMoment;
    const bool over = event.kind == EventKind::DeadlinePassed;
    if (s.closedLooks >= closedLooksBorne || (over && s.closedLooks > 0)) {
        retreat(turn, s.reason);
    } else if (moment && s.closedLooks > 0) {
        turn.order(EffectKind::AwaitMoment);
    } else if (moment || over) {
        s.aligned = event.isDone(EffectKind::AwaitMoment);
        s.reason = {};
        freeze(turn);
    }
}

void inFreeze(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::Freeze)) {
        s.fenced = Certainty::Yes;
        s.frozenOffset = event.offset;
        turn.order(EffectKind::WatchDrain);
        turn.enter(Phase::Drain, s.timings.drainMs);
    } else if (event.isOutcome()) {
        s.fenced = event.isRefused(EffectKind::Freeze) ? Certainty::No : Certainty::Maybe;
        retreat(turn, event.why);
    } else if (event.kind == EventKind::DeadlinePassed) {
        retreat(turn, {QT_TRANSLATE_NOOP("core", "The source did not answer the freeze in time.")});
    }
}

void inDrain(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    const bool timeIsOver = event.kind == EventKind::DeadlinePassed;
    if (event.isDone(EffectKind::WatchDrain)) {
        s.drained = true;
        s.drainedOffset = event.offset;
        if (s.comparesFrozen) {
            turn.order(EffectKind::CompareFrozen);
            turn.within(s.timings.compareMs + compareGraceMs);
        } else {
            trigger(turn);
        }
    } else if (event.isDone(EffectKind::CompareFrozen) || event.isLost(EffectKind::CompareFrozen) ||
               (timeIsOver && s.drained)) {
        trigger(turn); // what was not compared is told; it is no difference
    } else if (event.isOutcome()) {
        retreat(turn, event.why);
    } else if (timeIsOver) {
        retreat(
            turn,
            {QT_TRANSLATE_NOOP(
                "core", "Dragonfly did not take in the last writes while the source was frozen.")});
    }
}

void inTrigger(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::Trigger)) {
        s.triggered = Certainty::Yes;
        awaitPromotion(turn);
    } else if (event.isRefused(EffectKind::Trigger)) {
        s.triggered = Certainty::No;
        retreat(turn, event.why);
    } else if (event.isOutcome() || event.kind == EventKind::DeadlinePassed) {
        awaitPromotion(turn); // it may have happened, so the fence stays and reality is asked
    }
}

} // namespace ferryman
