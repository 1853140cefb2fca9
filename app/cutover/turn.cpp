// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/turn.h"

namespace ferryman {

bool isAsItWas(const MachineState& s) {
    return s.pinned == Certainty::No && s.armed == Certainty::No && s.fenced == Certainty::No;
}

void retreat(Turn& turn, const Message& why) {
    MachineState& s = turn.s;
    s.reason = why;
    s.pending.clear();
    if (isAsItWas(s)) {
        turn.finish(Ending::Aborted);
        return;
    }
    s.cutOff = false;
    turn.enter(Phase::Retreat, s.timings.retreatMs);
    turn.order(EffectKind::LookAround); // Sentinel may have begun a failover of its own: then back
                                        // is the wrong way
}

void awaitPromotion(Turn& turn) {
    turn.s.pending.clear();
    turn.s.quietLooks = 0;
    turn.s.silentLooks = 0;
    turn.enter(Phase::Promote, turn.s.timings.promoteMs);
    turn.order(EffectKind::WatchRole);
}

void demote(Turn& turn) {
    MachineState& s = turn.s;
    s.promoted = true;
    s.looks = 0;
    s.demoted = Certainty::Maybe;
    s.pending.clear();
    turn.order(EffectKind::Demote); // first of all: from now on Dragonfly accepts writes
    turn.order(EffectKind::WatchSentinels);
    turn.enter(Phase::Demote, s.timings.demoteMs);
}

Look lookOf(const Event& event) {
    return event.kind == EventKind::Done
               ? event.look
               : Look{}; // not even the question could be asked: all is unknown
}

} // namespace ferryman
