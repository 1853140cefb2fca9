// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/turn.h"

namespace ferryman {

namespace {

constexpr int patientRetryMs = 1000; // of a server that stayed silent for a while
constexpr int eagerAttempts = 10;
constexpr int quietLooksWanted =
    2; // a queued SLAVEOF NO ONE runs at once when a stopped Dragonfly wakes up
constexpr int silentLooksBorne = 15; // SLAVEOF NO ONE took up to 10 s, silent meanwhile (measured)

void demoteAgain(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    s.reason = event.why;
    s.demoteAttempts += 1;
    turn.order(EffectKind::Demote, s.demoteAttempts < eagerAttempts ? retryMs : patientRetryMs);
}

void finishMigrated(Turn& turn) {
    MachineState& s = turn.s;
    if (!s.drained) {
        turn.finish(Ending::Attention, Trouble::DrainUnproven);
    } else if (!s.unparked.isEmpty()) {
        s.reason =
            s.unforgotten.isEmpty() ? s.unparked : Message{"%1 %2", {s.unparked, s.unforgotten}};
        turn.finish(Ending::Attention, Trouble::NotParked);
    } else if (!s.forgotten) {
        s.reason = s.unforgotten;
        turn.finish(Ending::Attention, Trouble::NotForgotten);
    } else {
        turn.finish(Ending::Migrated);
    }
}

/// No write before the old primary is demoted: with it still a primary a Sentinel can reclaim
/// Dragonfly (measured), and the write would be lost.
void probeWhenDue(Turn& turn) {
    if (turn.s.agreed && turn.s.demoted == Certainty::Yes) {
        turn.order(EffectKind::Probe);
    }
}

/// Another Sentinel may promote what is proven to hold every acknowledged write, and nothing else.
/// Of a silent source only what this console saw of it is proof.
bool mayTellAnother(const MachineState& s, const Look& look) {
    const bool fenceHolds = look.fence == Look::Fence::Stands ||
                            (look.fence == Look::Fence::Unseen && s.drained && !s.resumed);
    return s.fenced != Certainty::No && !s.lifting && fenceHolds && look.targetHasAll &&
           look.anotherSentinel;
}

void lookInPromote(Turn& turn, const Look& look) {
    MachineState& s = turn.s;
    if (look.isPromoted()) {
        demote(turn);
        return;
    }
    s.stranger = look.target == Look::Target::Stranger;
    s.quietLooks = look.isQuiet() ? s.quietLooks + 1 : 0;
    if (s.quietLooks >= quietLooksWanted) {
        retreat(turn,
                s.reason.isEmpty()
                    ? Message{QT_TRANSLATE_NOOP(
                          "core", "The Sentinel gave the failover up before it began to promote.")}
                    : s.reason);
        return;
    }
    s.looks += 1;
    if (s.looks >= s.timings.looks) {
        turn.finish(Ending::Attention,
                    s.stranger ? Trouble::TargetStartedAnew : Trouble::PromotionUnknown);
        return;
    }
    const bool leaderSilent =
        look.failover == Look::Failover::Unknown && look.target == Look::Target::Replica;
    if (leaderSilent && mayTellAnother(s, look)) {
        turn.order(EffectKind::Trigger); // thawing here would lose what is written before the
                                         // leader wakes up
    }
    const bool targetSilent =
        look.failover == Look::Failover::UnderWay && look.target == Look::Target::Silent;
    s.silentLooks = targetSilent ? s.silentLooks + 1 : 0;
    if (s.silentLooks == silentLooksBorne) {
        turn.order(EffectKind::CallOff); // else it goes on for failover-timeout, 180 s as a rule
    }
    turn.within(s.timings.lookAgainMs);
}

Trouble whatIsMissing(const MachineState& s) {
    if (s.demoted != Certainty::Yes) {
        return Trouble::NotDemoted;
    }
    return s.agreed ? Trouble::ProbeRefused : Trouble::SentinelsDisagree;
}

void lookInConfirm(Turn& turn, const Look& look) {
    MachineState& s = turn.s;
    s.looks += 1;
    if (s.looks >= s.timings.looks) {
        turn.finish(Ending::Attention, whatIsMissing(s));
        return;
    }
    const bool leaderLost = !s.agreed && look.failover == Look::Failover::Unknown;
    if (leaderLost && look.anotherSentinel) {
        turn.order(
            EffectKind::Trigger); // the others then agree after 1.8 s instead of 31 s (measured)
    }
    turn.within(s.timings.lookAgainMs);
}

/// A silent Sentinel is asked on, for it would point the old servers at Dragonfly when it wakes up;
/// meanwhile what can be parked is.
void forgetOn(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    const bool first = s.unforgotten.isEmpty();
    s.forgotten = event.isDone(EffectKind::Forget);
    if (!s.forgotten) {
        s.unforgotten = event.why;
        turn.order(EffectKind::Forget, s.timings.lookAgainMs);
        s.parkedEarly = true;
        if (first) {
            turn.order(EffectKind::Park);
        }
        return;
    }
    s.unforgotten = {};
    const QSet<EffectKind> parking{EffectKind::Park, EffectKind::ClearLogin, EffectKind::LastLook};
    if (!s.pending.intersects(parking)) { // else settleOn() comes to it
        s.parkedEarly = false;
        turn.order(EffectKind::Park);
    }
}

void settleOn(Turn& turn) {
    MachineState& s = turn.s;
    if (s.forgotten && s.parkedEarly) {
        s.parkedEarly = false;
        turn.order(EffectKind::Park);
    } else if (s.forgotten) {
        finishMigrated(turn);
    }
}

void giveSettlingUp(Turn& turn) {
    MachineState& s = turn.s;
    if (s.pending.contains(EffectKind::Park)) {
        s.unparked = s.unparked.isEmpty() ? s.reason : s.unparked;
    }
    if (s.pending.contains(EffectKind::Park) && s.unparked.isEmpty()) {
        s.unparked = {QT_TRANSLATE_NOOP("core", "An old server did not answer in time.")};
    }
    if (!s.forgotten && s.unforgotten.isEmpty()) {
        s.unforgotten = {QT_TRANSLATE_NOOP("core", "A Sentinel was not ready for it in time.")};
    }
    finishMigrated(turn);
}

} // namespace

void inPromote(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::WatchRole)) {
        demote(turn);
    } else if (event.kind == EventKind::FailoverAborted) {
        s.reason = event.why;
        // Not at once: two looks in a moment would be no proof of quiet.
        turn.order(EffectKind::LookAround, s.timings.lookAgainMs);
    } else if (event.kind == EventKind::DeadlinePassed || event.isLost(EffectKind::WatchRole)) {
        s.reason = event.why.isEmpty() ? s.reason : event.why;
        turn.order(EffectKind::LookAround); // which sees a promotion as well
    } else if (event.isOutcome() && event.of == EffectKind::LookAround) {
        lookInPromote(turn, lookOf(event));
    } else if (event.isOutcome() && event.of == EffectKind::Trigger) {
        s.triggered = event.isRefused(EffectKind::Trigger) ? s.triggered : Certainty::Yes;
    }
}

void inDemote(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::Demote)) {
        s.demoted = Certainty::Yes;
        turn.enter(Phase::Confirm, s.timings.confirmMs);
        probeWhenDue(turn);
    } else if (event.hasFailed(EffectKind::Demote)) {
        demoteAgain(turn, event);
    } else if (event.isDone(EffectKind::WatchSentinels)) {
        s.agreed = true;
    } else if (event.kind == EventKind::DeadlinePassed) {
        turn.enter(Phase::Confirm, s.timings.confirmMs);
    }
}

void inConfirm(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::Demote)) {
        s.demoted = Certainty::Yes;
        probeWhenDue(turn);
    } else if (event.hasFailed(EffectKind::Demote)) {
        demoteAgain(turn, event);
    } else if (event.isDone(EffectKind::WatchSentinels)) {
        s.agreed = true;
        probeWhenDue(turn);
    } else if (event.isDone(EffectKind::Probe)) {
        s.pending.clear();
        turn.enter(Phase::Settle, s.timings.settleMs);
        turn.order(EffectKind::WatchCalm);
    } else if (event.hasFailed(EffectKind::Probe)) {
        s.reason = event.why;
        turn.order(EffectKind::Probe, retryMs);
    } else if (event.kind == EventKind::DeadlinePassed) {
        turn.order(EffectKind::LookAround);
    } else if (event.isOutcome() && event.of == EffectKind::LookAround) {
        lookInConfirm(turn, lookOf(event));
    }
}

/// The writes are safe already. What is left is that no Sentinel promotes an old server back, or
/// points it at Dragonfly, and that none accepts writes after a restart.
void inSettle(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::WatchCalm)) {
        s.reason = {};
        turn.order(EffectKind::Forget); // the leading Sentinel must not be reset before (measured)
    } else if (event.isOutcome() && event.of == EffectKind::Forget) {
        forgetOn(turn, event);
    } else if (event.isDone(EffectKind::Park) || event.isRefused(EffectKind::Park)) {
        s.unparked = event.isDone(EffectKind::Park) ? Message{} : event.why;
        turn.order(s.clearsLogin ? EffectKind::ClearLogin : EffectKind::LastLook);
    } else if (event.isOutcome() && event.of == EffectKind::ClearLogin) {
        s.clearsLogin = false;
        turn.order(EffectKind::LastLook); // left behind it does no harm
    } else if (event.isRefused(EffectKind::LastLook)) {
        s.reason = event.why;
        turn.order(EffectKind::Park, s.timings.lookAgainMs);
    } else if (event.isOutcome() && event.of == EffectKind::LastLook) {
        settleOn(turn);
    } else if (event.isOutcome()) {
        s.reason = event.why;
        turn.order(event.of, s.timings.lookAgainMs);
    } else if (event.kind == EventKind::DeadlinePassed) {
        giveSettlingUp(turn);
    }
}

} // namespace ferryman
