// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/turn.h"

namespace ferryman {

namespace {

constexpr int goneLooksBorne = 30; // a second apart: a supervisor may start it anew

bool mayGoBack(const MachineState& s, const Look& look) {
    if (s.triggered == Certainty::No) {
        return look.failover != Look::Failover::UnderWay;
    }
    return look.isQuiet();
}

void putBack(Turn& turn, const Look& look) {
    MachineState& s = turn.s;
    if (s.fenced != Certainty::No && look.sourceAnswers) {
        s.fenced = Certainty::Maybe;
        s.drained = false;
        s.lifting = true;
        turn.order(EffectKind::Unfence); // first: the writers wait for it
    } else if (s.fenced != Certainty::No) {
        // A stopped source would run it when it wakes up, perhaps after Sentinel made Dragonfly the
        // primary. One that is gone wakes up never: its settings went with it.
        s.goneLooks = look.sourceGone ? s.goneLooks + 1 : 0;
        turn.order(EffectKind::LookAround, s.timings.lookAgainMs);
    }
    if (s.armed != Certainty::No) {
        turn.order(EffectKind::Disarm);
    }
    if (s.pinned != Certainty::No) {
        turn.order(EffectKind::Unpin);
    }
}

} // namespace

void inRetreat(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isOutcome() && event.of == EffectKind::LookAround) {
        const Look look = lookOf(event);
        if (look.isPromoted()) {
            demote(turn);
        } else if (!mayGoBack(s, look)) {
            awaitPromotion(turn);
        } else if (s.triggered != Certainty::No && !s.cutOff) {
            turn.order(EffectKind::CutOff); // a SLAVEOF NO ONE may still be on its way
        } else {
            putBack(turn, look);
        }
        const bool onlyTheFence = s.armed == Certainty::No && s.pinned == Certainty::No;
        if (s.phase == Phase::Retreat && s.goneLooks >= goneLooksBorne && onlyTheFence) {
            turn.finish(Ending::Attention, Trouble::SourceGone);
        }
        return;
    }
    if (event.isDone(EffectKind::CutOff)) {
        s.cutOff = true;
        turn.order(EffectKind::LookAround);
    } else if (event.isDone(EffectKind::Unfence)) {
        s.fenced = Certainty::No;
    } else if (event.isDone(EffectKind::Disarm)) {
        s.armed = Certainty::No;
    } else if (event.isDone(EffectKind::Unpin)) {
        s.pinned = Certainty::No;
    } else if (event.hasFailed(EffectKind::Unfence) || event.hasFailed(EffectKind::CutOff)) {
        turn.order(EffectKind::LookAround, retryMs);
    } else if (event.hasFailed(EffectKind::Disarm) || event.hasFailed(EffectKind::Unpin)) {
        turn.order(event.of, retryMs);
    } else if (event.kind == EventKind::DeadlinePassed) {
        // A Freeze that lies before a silent source would be run when it wakes up, and nobody would
        // be there to lift it.
        if (s.fenced == Certainty::No || s.retreats >= s.timings.retreats) {
            turn.finish(Ending::Attention, Trouble::NotPutBack);
            return;
        }
        s.retreats += 1;
        turn.within(s.timings.retreatMs);
        turn.order(EffectKind::LookAround);
    }
    if (isAsItWas(s)) {
        turn.finish(Ending::Aborted);
    }
}

/// An earlier console ended here or there: the servers say what is true, the journal only what may
/// have been changed.
void inRecover(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.kind == EventKind::Resumed) {
        s.resumed = true;
        turn.order(EffectKind::Gather);
        turn.within(s.timings.recheckMs);
    } else if (event.isDone(EffectKind::Gather)) {
        turn.order(EffectKind::LookAround);
    } else if (event.isOutcome() && event.of == EffectKind::LookAround) {
        if (lookOf(event).isPromoted()) {
            demote(turn); // Sentinel's own demotion comes after about 10 s
        } else if (s.triggered != Certainty::No) {
            awaitPromotion(turn);
        } else {
            retreat(turn,
                    {QT_TRANSLATE_NOOP("core", "An earlier switch had not come to its end.")});
        }
    } else if (event.isOutcome()) {
        s.reason = event.why;
        turn.order(event.of, s.timings.lookAgainMs);
    } else if (event.kind == EventKind::DeadlinePassed) {
        turn.finish(Ending::Attention,
                    s.triggered == Certainty::No ? Trouble::NotPutBack : Trouble::PromotionUnknown);
    }
}

} // namespace ferryman
