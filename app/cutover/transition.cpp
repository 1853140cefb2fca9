// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/transition.h"

#include "cutover/turn.h"

namespace ferryman {

namespace {

/// What a look proves of the drain holds for as long as the fence does.
void takeProof(MachineState& s, const Look& look) {
    const bool fenced = s.fenced != Certainty::No && !s.lifting;
    s.drained = s.drained || (fenced && look.fence == Look::Fence::Stands && look.targetHasAll);
}

void dispatch(Turn& turn, const Event& event) {
    switch (turn.s.phase) {
    case Phase::Gate:
        return inGate(turn, event);
    case Phase::Pin:
        return inPin(turn, event);
    case Phase::Arm:
        return inArm(turn, event);
    case Phase::Recheck:
        return inRecheck(turn, event);
    case Phase::Align:
        return inAlign(turn, event);
    case Phase::Freeze:
        return inFreeze(turn, event);
    case Phase::Drain:
        return inDrain(turn, event);
    case Phase::Trigger:
        return inTrigger(turn, event);
    case Phase::Promote:
        return inPromote(turn, event);
    case Phase::Demote:
        return inDemote(turn, event);
    case Phase::Confirm:
        return inConfirm(turn, event);
    case Phase::Settle:
        return inSettle(turn, event);
    case Phase::Retreat:
        return inRetreat(turn, event);
    case Phase::Recover:
        return inRecover(turn, event);
    case Phase::Finished:
        return;
    }
}

bool stops(const MachineState& s, const Event& event) {
    return event.kind == EventKind::AbortAsked && s.phase > Phase::Gate && s.phase < Phase::Trigger;
}

} // namespace

Transition transition(MachineState state, const Event& event) {
    if (event.isOutcome() && !state.pending.remove(event.of)) {
        return {std::move(state), {}};
    }
    Turn turn(state);
    if (stops(state, event)) {
        retreat(turn, {QT_TRANSLATE_NOOP("core", "It was stopped at your word.")});
    } else {
        if (event.isDone(EffectKind::LookAround)) {
            takeProof(state, event.look);
        }
        dispatch(turn, event);
    }
    return {std::move(state), std::move(turn.effects)};
}

} // namespace ferryman
