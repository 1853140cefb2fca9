// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/transition.h"

namespace ferryman {

namespace {

constexpr int retryMs = 200;
constexpr int compareGraceMs = 50;   // for the answer of a comparison whose time is over
constexpr int patientRetryMs = 1000; // of a server that stayed silent for a while
constexpr int eagerAttempts = 10;
constexpr int closedLooksBorne = 3; // a lag over the limit for a moment is no reason to turn back
constexpr int quietLooksWanted =
    2; // a queued SLAVEOF NO ONE runs at once when a stopped Dragonfly wakes up
constexpr int silentLooksBorne = 15; // SLAVEOF NO ONE took up to 10 s, silent meanwhile (measured)

/// One step in the making.
class Turn {
public:
    explicit Turn(MachineState& state)
        : s(state) {}

    void order(EffectKind kind, int afterMs = 0) {
        if (s.pending.contains(kind)) {
            return;
        }
        s.pending.insert(kind);
        effects.append({kind, afterMs});
    }
    void within(int ms) { effects.append({EffectKind::StartDeadline, ms}); }

    void enter(Phase phase, int deadlineMs) {
        s.phase = phase;
        within(deadlineMs);
    }
    void finish(Ending ending, Trouble trouble = Trouble::None) {
        s.phase = Phase::Finished;
        s.ending = ending;
        s.trouble = trouble;
        s.pending.clear();
    }

    MachineState& s;
    QList<Effect> effects;
};

// --- ways that several phases take ---

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
    s.retreats = 0;
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

/// No write before the old primary is demoted: with it still a primary a Sentinel can reclaim
/// Dragonfly (measured), and the write would be lost.
void probeWhenDue(Turn& turn) {
    if (turn.s.agreed && turn.s.demoted == Certainty::Yes) {
        turn.order(EffectKind::Probe);
    }
}

bool mayGoBack(const MachineState& s, const Look& look) {
    if (s.triggered == Certainty::No) {
        return look.failover != Look::Failover::UnderWay;
    }
    return look.isQuiet();
}

/// Another Sentinel may promote what is proven to hold every acknowledged write, and nothing else.
/// Of a silent source only what this console saw of it is proof.
bool mayTellAnother(const MachineState& s, const Look& look) {
    const bool fenceHolds = look.fence == Look::Fence::Stands ||
                            (look.fence == Look::Fence::Unseen && s.drained && !s.resumed);
    return s.fenced != Certainty::No && !s.lifting && fenceHolds && look.targetHasAll &&
           look.anotherSentinel;
}

Look lookOf(const Event& event) {
    return event.kind == EventKind::Done
               ? event.look
               : Look{}; // not even the question could be asked: all is unknown
}

/// What a look proves of the drain holds for as long as the fence does.
void takeProof(MachineState& s, const Look& look) {
    const bool fenced = s.fenced != Certainty::No && !s.lifting;
    s.drained = s.drained || (fenced && look.fence == Look::Fence::Stands && look.targetHasAll);
}

// --- one function a phase ---

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

void trigger(Turn& turn) {
    MachineState& s = turn.s;
    s.pending.clear();
    s.triggered = Certainty::Maybe;
    turn.order(EffectKind::Trigger);
    turn.enter(Phase::Trigger, s.timings.triggerMs);
}

void inDrain(Turn& turn, const Event& event) {
    MachineState& s = turn.s;
    if (event.isDone(EffectKind::WatchDrain)) {
        s.drained = true;
        s.drainedOffset = event.offset;
        if (s.comparesFrozen) {
            turn.order(EffectKind::CompareFrozen);
            turn.within(s.timings.compareMs + compareGraceMs);
        } else {
            trigger(turn);
        }
    } else if (event.isDone(EffectKind::CompareFrozen) || event.isLost(EffectKind::CompareFrozen)) {
        trigger(turn); // what was not compared is told; it is no difference
    } else if (event.isOutcome()) {
        retreat(turn, event.why);
    } else if (event.kind == EventKind::DeadlinePassed && s.drained) {
        trigger(turn);
    } else if (event.kind == EventKind::DeadlinePassed) {
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

void putBack(Turn& turn, const Look& look) {
    MachineState& s = turn.s;
    if (s.fenced != Certainty::No && look.sourceAnswers) {
        s.fenced = Certainty::Maybe;
        s.drained = false;
        s.lifting = true;
        turn.order(EffectKind::Unfence); // first: the writers wait for it
    } else if (s.fenced != Certainty::No) {
        // A stopped source would run it when it wakes up, perhaps after Sentinel made Dragonfly the
        // primary.
        turn.order(EffectKind::LookAround, s.timings.lookAgainMs);
    }
    if (s.armed != Certainty::No) {
        turn.order(EffectKind::Disarm);
    }
    if (s.pinned != Certainty::No) {
        turn.order(EffectKind::Unpin);
    }
}

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
