// SPDX-License-Identifier: GPL-3.0-or-later
//
// The switch as a model for spin: the old primary, Dragonfly, two of its Sentinels, the console, a
// client and one fault, each a process. check.sh runs it, with one kind of fault a run and then
// with one guard of the protocol taken out a run, which spin must find.
//
//   -D FAULT_SOURCE FAULT_TARGET FAULT_LEADER FAULT_OTHER   that process stands still at any moment,
//                                                then wakes, or stays so, or dies
//   -D RESTART_TARGET                            Dragonfly dies, and somebody starts it again, empty
//   -D FAULT_CONSOLE                             the console dies at any moment, and is started again
//   -D STOP_CONSOLE                              it stands still, and wakes at any later moment
//   -D CUT_SOURCE CUT_TARGET CUT_LEADER          the console's link to it is cut, and perhaps mended
//   -D CUT_STREAM                                the link from the source to Dragonfly is
//   -D CUT_PROMOTION                             the link from the leading Sentinel to Dragonfly is
//
// The console's phases are those of app/cutover/transition.cpp. Each change of phase is written
// go(FROM, TO) and in no other way: model_tie_test reads them from here and compares them with the
// edges of transition().
//
// What is assumed of time, for the model has no clock:
//   T1 The deadline of Freeze or Drain, one look and the Disarm after it are over before a Sentinel
//      that holds the source for down chooses. It then reads Dragonfly's INFO each second, and so
//      knows its priority of at most a second ago (sentinel.c of Redis 7.0.15). Its last PONG can
//      be a second old: freezeBudgetMs / 2 + 0.5 s + 1 s + 1 s < down-after-milliseconds.
//   T2 Without a fault every deadline suffices: only a person's abort turns the switch back.
//   T3 Who wakes up, or is awake, has done what is queued for it before the console's next look,
//      which comes a second later; the console is not started again sooner.
//   T4 A Sentinel demotes the old primary, re-points Dragonfly to it or promotes it back 5 to 15 s
//      after the promotion: the hello among Sentinels (2 s at most) and the console's Demote
//      (milliseconds; 4 s where it has to look around) come first, if who sends and who receives
//      are awake. The priority that it promotes by is again that of now.
//   T5 Dragonfly's full sync after a broken link begins half a second later at the earliest, so
//      not between the proof of the drain, or of a later look, and the promotion by a Sentinel that
//      is awake.
//   T6 Who wakes up reads what an older connection holds before what a newer one does. Only for
//      Freeze and Unfence it is not relied upon.
//
// What no tool can prevent is left out: a source that stands still for longer than down-after
// before Freeze took hold is failed over by Sentinel, and loses on waking what it acknowledges
// then. So a Sentinel begins a failover of its own only when the source is dead, or was fenced
// before it stopped; and what a dead source never sent is not counted as lost.
// Left out too: that a person lifts the fence (a look sees it: transition_test), that the console
// calls off the failover of a silent Dragonfly (which ends as failover-timeout ends it, only
// sooner), the other replicas (Pin is only a setting here), a source that died and that
// somebody starts again, and what the source's clients read.

mtype = { GATE, PIN, ARM, RECHECK, ALIGN, FREEZE, DRAIN, TRIGGER, PROMOTE, DEMOTE, CONFIRM, SETTLE,
          RETREAT, RECOVER, FINISHED };
mtype = { NOT_YET, MIGRATED, ABORTED, ATTENTION };
mtype = { UP, STOPPED, DEAD };                         // a process
mtype = { PRIMARY, REPLICA, PARKED, SILENT };          // a server's role; parked: replica of nobody
mtype = { SOURCE, TARGET };                            // whom a Sentinel names
mtype = { IDLE, STARTED, SENT_NO_ONE, RECONF };        // a Sentinel's failover-state
mtype = { UNSENT, SENT, DONE, REFUSED };               // a command of the console
mtype = { NONE, UNDER_WAY, UNKNOWN };                  // what a look says of failovers
mtype = { WHOLE, TO_SOURCE, TO_TARGET, TO_LEADER, STREAM, PROMOTION }; // which link is cut

// --- the guards of the protocol; a mutant takes one out ---
#ifdef NO_FENCE
#define FENCES false        // the pause alone freezes
#else
#define FENCES true
#endif
#ifdef NO_DRAIN
#define DRAINED true
#else
#define DRAINED (undrained == 0 && !partial && !resynced)
#endif
#ifdef NO_DEMOTE
#define DEMOTES false
#else
#define DEMOTES true
#endif
#ifdef NO_PRIORITY
#define PARKED_PRIORITY true // the parked primary stays eligible
#else
#define PARKED_PRIORITY false
#endif
#ifdef NO_OTHER_SENTINEL
#define GOES_FORWARD false   // a silent leader: thaw instead of telling another Sentinel
#else
#define GOES_FORWARD true
#endif
#ifdef THAW_ON_ABORT_EVENT
#define EVENT_IS_PROOF true
#else
#define EVENT_IS_PROOF false
#endif
#ifdef ONE_QUIET_LOOK
#define QUIET_LOOKS 1
#else
#define QUIET_LOOKS 2
#endif
#ifdef BLIND_UNFENCE
#define ONLY_AWAKE false     // unfences a source that does not answer
#else
#define ONLY_AWAKE true
#endif
#ifdef NO_DISARM
#define DISARMS false        // Dragonfly stays eligible on the way back
#else
#define DISARMS true
#endif
#ifdef EARLY_RESET
#define CALM true            // SENTINEL RESET although a failover is in progress there
#else
#define CALM ((isSilent(0) || failover[0] == IDLE) && (isSilent(1) || failover[1] == IDLE))
#endif
#if defined EARLY_RESET || defined BLIND_RESET
#define RESET_WHEN true      // looks at none of them once more before its RESET
#else
#define RESET_WHEN (failover[i] == IDLE)
#endif
#ifdef NO_JOURNAL
#define JOURNALS false       // the intents are written after the freeze
#else
#define JOURNALS true
#endif
#ifdef DEAF
#define HEARS false          // does not take a Sentinel's word for the promotion
#else
#define HEARS true
#endif
#ifdef NO_CUT_OFF
#define CUTS_OFF false       // leaves the Sentinels' connections to Dragonfly on the way back
#else
#define CUTS_OFF true
#endif
#ifdef NO_IDENTITY
#define KNOWS false          // takes a Dragonfly that was started anew for the one that it prepared
#else
#define KNOWS true
#endif
#ifdef LATE
#define DROPS false          // a cut link still delivers what the console gave up, once it is mended
#else
#define DROPS true
#endif

#if defined FAULT_SOURCE || defined CUT_SOURCE || defined FAULT_LEADER || defined CUT_LEADER
#define ALONE false          // what comes first makes no difference later: half of the states
#else
#define ALONE true
#endif
#define LOOKS 4              // MachineState::looks has 30
#define MAX_LAG 2

// --- the servers ---
mtype source = UP;
mtype sourceRole = PRIMARY;
bool fence, pause, eligible = true;                    // eligible: its replica-priority is not 0
mtype target = UP;
mtype targetRole = REPLICA;
bool armed_, wasArmed;                                 // Dragonfly's replica_priority is 1
bool partial;                                          // in a full sync: flushed, not yet filled
bool emptied;                                          // it was started anew, with nothing in it
byte lag;                                              // acknowledged writes that it does not have
byte undrained;                                        // those of them that M counts
bool resynced;                                         // sync_full rose since Recheck
bool noOne[2];                                         // SLAVEOF NO ONE on its way, a Sentinel each

// --- the Sentinels: 0 is told first; the quorum of those that are not modelled is given ---
mtype sentinel[2] = UP;
mtype names[2] = SOURCE;
mtype failover[2] = IDLE;
bool own[2];                                           // by itself, and not by SENTINEL FAILOVER
byte epoch[2];                                         // config-epoch
bool forgot[2];                                        // the old primary, by SENTINEL RESET
bool abortEvent;                                       // -failover-abort-* was published

// --- commands on their way, and what came of them ---
mtype arm = UNSENT, disarm = UNSENT, freeze = UNSENT, unfence = UNSENT, demote = UNSENT;
mtype trigger[2] = UNSENT;

// --- the console; what the journal says survives it ---
mtype phase = GATE;
mtype ending = NOT_YET;
bool crashed, recovered, consoleStopped;
bool pinned, openPin, openArm, openFence, openParked;  // open: an intent without its undo
bool armed, fenced, triggered, drained, demoted, agreed;
bool told[2];
byte quiet, looks;
mtype sawFailover, sawTarget;
bool sawSource, sawAnother, sawNamed, cutOff;
bool sawProof;                                         // Dragonfly has all, and the fence stands

// --- the client and the fault ---
mtype client = SOURCE;
bool wroteLast;                                        // after the end, once is enough
bool wroteThere;                                       // Dragonfly acknowledged a write
mtype cut = WHOLE;
bool faulted;
bool promotedBack;

#define sourceAccepts (source == UP && sourceRole == PRIMARY && !fence && !pause)
#define targetAccepts (target == UP && targetRole == PRIMARY)
#define sourceSilent (source != UP || cut == TO_SOURCE)
#define targetSilent (target != UP || cut == TO_TARGET)
// An empty one that was started anew accepts writes of nobody, until a Sentinel names it.
#define bothAccept                                                                                 \
    (sourceAccepts && targetAccepts &&                                                             \
     (!emptied || (sentinel[0] == UP && names[0] == TARGET) ||                                     \
      (sentinel[1] == UP && names[1] == TARGET)))
#define isSilent(i) (sentinel[i] != UP || (i == 0 && cut == TO_LEADER))
#define reachesTarget(i) (!(i == 0 && cut == PROMOTION))
#define isStrange (!targetSilent && emptied && KNOWS)
#define consoleUp ((!crashed || recovered) && !consoleStopped)

#define doneAtSource                                                                               \
    (sourceSilent || (freeze != SENT && unfence != SENT && demote != SENT))
#ifdef CUT_PROMOTION
#define doneAtTarget true                              // nobody knows how late that link is
#else
#define doneAtTarget (target != UP || (!noOne[0] && !noOne[1]))
#endif
#if defined LATE && defined CUT_LEADER
#define doneAtLeader true
#else
#define doneAtLeader (isSilent(0) || trigger[0] != SENT)
#endif
#define allDone                                                                                    \
    (doneAtSource && doneAtTarget && doneAtLeader && (isSilent(1) || trigger[1] != SENT)) // T3

#define isNamed                                                                                    \
    ((!isSilent(0) && names[0] == TARGET) || (!isSilent(1) && names[1] == TARGET))
#define lookingOut (phase == TRIGGER || phase == PROMOTE || phase == RETREAT || phase == RECOVER)
#define demoteComes                                                                                \
    (consoleUp && !sourceSilent &&                                                                 \
     (demote == SENT || (lookingOut && (!targetSilent || (HEARS && isNamed))))) // T4

// === the servers and the Sentinels ===

active proctype Source()
{
end:
    do
    :: atomic { !sourceSilent && freeze == SENT && unfence != SENT && demote != SENT ->
           assert(openFence);                          // the journal comes before the effect
           fence = FENCES; pause = true; undrained = lag; freeze = DONE }
    :: atomic { !sourceSilent && freeze == SENT && (unfence == SENT || demote == SENT) ->
           assert(openFence);                          // over an older connection, in any order
           fence = FENCES; pause = true; freeze = DONE }
    :: atomic { !sourceSilent && unfence == SENT ->
           fence = false; pause = false; unfence = DONE;
#ifndef NO_KILL
           freeze = UNSENT                             // it kills the connection that freezes, first
#endif
       }
    :: atomic { !sourceSilent && demote == SENT ->
           assert(openParked);
           eligible = PARKED_PRIORITY; sourceRole = PARKED; pause = false; demote = DONE }
    :: atomic { pause -> pause = false }               // it expires by itself, in a stopped one too
    od
}

/// SLAVEOF NO ONE; a primary is told in vain.
inline promote()
{
    if
    :: targetRole == REPLICA ->
           assert((lag == 0 && !partial) || source == DEAD); // every acknowledged write is there
           targetRole = PRIMARY
    :: else
    fi
}

active proctype Dragonfly()
{
end:
    do
    :: atomic { !targetSilent && arm == SENT ->
           assert(openArm); armed_ = true; wasArmed = true; arm = DONE }
    :: atomic { !targetSilent && disarm == SENT && arm != SENT -> armed_ = false; disarm = DONE } // T6
    :: atomic { target == UP && noOne[0] && reachesTarget(0) -> noOne[0] = false; promote() }
    :: atomic { target == UP && noOne[1] -> noOne[1] = false; promote() }
    od
}

active proctype Stream()
{
end:
    do
    :: atomic { target == UP && source == UP && sourceRole == PRIMARY && targetRole == REPLICA &&
                cut != STREAM && !partial && lag > 0 ->
           lag--;
           if
           :: undrained > 0 -> undrained--
           :: else
           fi }
    :: atomic { target == UP && source == UP && sourceRole == PRIMARY && targetRole == REPLICA &&
                cut != STREAM && partial -> partial = false; lag = 0; undrained = 0 }
    od
}

proctype Sentinel(byte me)
{
end:
    do
    // SENTINEL FAILOVER. Its last INFO of Dragonfly can be older than a Disarm.
    :: atomic { sentinel[me] == UP && !(me == 0 && cut == TO_LEADER) && trigger[me] == SENT ->
           if
           :: failover[me] == IDLE && names[me] == SOURCE && wasArmed && target != DEAD ->
                  failover[me] = STARTED; own[me] = false; trigger[me] = DONE
           :: failover[me] == IDLE && names[me] == SOURCE && (faulted || !armed_) ->
                  trigger[me] = REFUSED                // NOGOODSLAVE
           :: failover[me] != IDLE || names[me] == TARGET -> trigger[me] = REFUSED // INPROG, or
                  // NOGOODSLAVE: a primary that it knows since seconds only is no candidate (T4)
           fi }
    // Its own failover: the source is down for longer than down-after.
    :: atomic { sentinel[me] == UP && failover[me] == IDLE && names[me] == SOURCE &&
                (source == DEAD || (source == STOPPED && fence)) && armed_ && target == UP &&
                !(consoleUp && !targetSilent &&        // T1
                  (phase == FREEZE || phase == DRAIN || phase == TRIGGER ||
                   (phase == RETREAT && armed && DISARMS))) ->
           failover[me] = STARTED; own[me] = true }
    :: atomic { sentinel[me] == UP && failover[me] == STARTED && target != DEAD &&
                (armed_ || !own[me]) -> noOne[me] = true; failover[me] = SENT_NO_ONE }
    :: atomic { sentinel[me] == UP && failover[me] == STARTED &&
                (target != UP || (own[me] && !armed_)) -> // no good replica
           failover[me] = IDLE; abortEvent = true }
    :: atomic { sentinel[me] == UP && failover[me] == SENT_NO_ONE && !noOne[me] && target == UP &&
                targetRole == PRIMARY && reachesTarget(me) ->
           failover[me] = RECONF; names[me] = TARGET; epoch[me]++ }
    :: atomic { sentinel[me] == UP && failover[me] == SENT_NO_ONE &&
                (target != UP || !reachesTarget(me)) -> // after failover-timeout
           failover[me] = IDLE; abortEvent = true }
    :: atomic { sentinel[me] == UP && failover[me] == RECONF -> failover[me] = IDLE }
    // The hello of the other one, with a higher config-epoch.
    :: atomic { sentinel[me] == UP && sentinel[1 - me] == UP && epoch[1 - me] > epoch[me] ->
           names[me] = names[1 - me]; epoch[me] = epoch[1 - me]; failover[me] = IDLE }
    // +convert-to-slave of the old primary.
    :: atomic { sentinel[me] == UP && names[me] == TARGET && failover[me] == IDLE && !forgot[me] &&
                targetAccepts && source == UP && sourceRole == PRIMARY && !demoteComes ->
           sourceRole = REPLICA }
    // +convert-to-slave of Dragonfly, by a Sentinel that never learnt of its promotion.
    :: atomic { sentinel[me] == UP && names[me] == SOURCE && failover[me] == IDLE &&
                targetAccepts && source == UP && sourceRole == PRIMARY && !demoteComes &&
                !(sentinel[1 - me] == UP &&
                  (names[1 - me] == TARGET || failover[1 - me] != IDLE)) ->
           assert(!wroteThere || emptied);             // a full sync: what it acknowledged is gone
           targetRole = REPLICA; lag = 0; partial = false; emptied = false }
    // Dragonfly is down, and the old primary is taken for a good replica of it.
    :: atomic { sentinel[me] == UP && names[me] == TARGET && failover[me] == IDLE &&
                target != UP && source == UP && eligible && !forgot[me] && !demoteComes &&
                !promotedBack ->
           assert(!wroteThere || target == DEAD);      // the stale old primary comes back
           promotedBack = true; names[me] = SOURCE; sourceRole = PRIMARY; epoch[me]++ }
    od
}

active proctype Client()
{
end:
    do
    :: atomic { client == SOURCE && sourceAccepts && lag < MAX_LAG && targetRole == REPLICA &&
                !partial && !wroteLast -> lag++; wroteLast = (phase == FINISHED) }
    :: atomic { client == SOURCE && (source == DEAD || (source == UP && sourceRole != PRIMARY)) ->
           client = NONE }                             // -READONLY or a closed connection
    :: atomic { client == SOURCE && source == UP && fence -> client = NONE } // a new one; -NOREPLICAS
                                                       // holds those that are there
    :: atomic { client == TARGET && targetAccepts && !wroteThere -> wroteThere = true }
    :: atomic { client == TARGET && (target == DEAD || (target == UP && targetRole != PRIMARY)) ->
           client = NONE }
    :: atomic { client == NONE && sentinel[0] == UP -> client = names[0] }
    :: atomic { client == NONE && sentinel[1] == UP -> client = names[1] }
    od
}

// === the console ===

#define go(FROM, TO) atomic { assert(phase == FROM); phase = TO; goto at_##TO }

#define giveUp(command)                                                                            \
    if                                                                                             \
    :: DROPS && cut != WHOLE && command == SENT -> command = UNSENT                                \
    :: else                                                                                        \
    fi

/// Asks all at once: who answers first is not given.
/// Of a silent source only what this console saw of it is proof.
#define PROVEN ((sourceSilent && drained && !recovered) || (!sourceSilent && fence))
inline lookAtTarget()
{
    if
    :: targetSilent || isStrange -> sawTarget = SILENT
    :: !(targetSilent || isStrange) && targetRole == PRIMARY -> sawTarget = PRIMARY
    :: !(targetSilent || isStrange) && targetRole != PRIMARY -> sawTarget = REPLICA
    fi;
    sawSource = !sourceSilent;
    sawProof = sawTarget == REPLICA && undrained == 0 && !partial && !resynced && PROVEN
}
inline lookAtSentinels()
{
    sawNamed = isNamed && HEARS;
    sawAnother = (!isSilent(0) && !told[0]) || (!isSilent(1) && !told[1]);
    if
    :: (!isSilent(0) && failover[0] != IDLE) || (!isSilent(1) && failover[1] != IDLE) ->
           sawFailover = UNDER_WAY
    :: else ->
           if
           :: (isSilent(0) && (told[0] || !told[1])) || (isSilent(1) && (told[1] || !told[0])) ->
                  sawFailover = UNKNOWN
           :: else -> sawFailover = NONE
           fi
    fi
}
inline lookAround()
{
    if
    :: atomic { lookAtTarget() }; atomic { lookAtSentinels() }
    :: atomic { lookAtSentinels() }; atomic { lookAtTarget() }
    fi
}

inline tell(i)
{
    told[i] = true; triggered = true; trigger[i] = SENT
}

inline sendDemote()
{
    looks = 0;
    assert(!emptied);                                  // only for a Dragonfly that has everything
    if
    :: DEMOTES -> demote = SENT
    :: else
    fi
}

/// SENTINEL RESET: it forgets the old primary. Within reconf-slaves it also forgets the switch, and
/// for ever, for it has the config-epoch of the others.
inline settle(i)
{
    if
    :: isSilent(i)
    :: atomic { !isSilent(i) && RESET_WHEN ->
           if
           :: failover[i] == RECONF -> names[i] = SOURCE; failover[i] = IDLE
           :: else
           fi;
           forgot[i] = true }
    fi
}

#define isQuiet (sawFailover == NONE && sawTarget == REPLICA && !sawNamed)
#define isPromoted ((sawTarget == PRIMARY || sawNamed) && !isStrange)
#define agrees(i) (isSilent(i) || names[i] == TARGET)
#define allAgree (agrees(0) && agrees(1) && !(isSilent(0) && isSilent(1)))
#define mayGoBack                                                                                  \
    (EVENT_IS_PROOF || !GOES_FORWARD || (triggered && isQuiet) || (!triggered && sawFailover != UNDER_WAY))

#ifdef STOP_CONSOLE
#define UNLESS_STOPPED provided (!consoleStopped)
#else
#define UNLESS_STOPPED
#endif
active proctype Console() UNLESS_STOPPED
{
start:
    {
        if
        :: phase == GATE -> goto at_GATE
        :: else -> goto at_RECOVER
        fi;

at_GATE:
        if
        :: go(GATE, PIN)
        :: ALONE -> go(GATE, ARM)                      // Dragonfly is the only replica
        fi;

at_PIN:
        if
        :: openPin = true
        :: atomic { ending = ABORTED; go(PIN, FINISHED) }
        fi;
        pinned = true;
        if
        :: go(PIN, ARM)
        :: go(PIN, RETREAT)
        fi;

at_ARM:
        if
        :: openArm = true
        :: atomic { !pinned -> ending = ABORTED; go(ARM, FINISHED) }
        :: pinned -> go(ARM, RETREAT)
        fi;
        atomic { armed = true; arm = SENT };
        if
        :: arm == DONE -> go(ARM, RECHECK)
        :: targetSilent -> giveUp(arm); go(ARM, RETREAT)
        :: go(ARM, RETREAT)                            // the person's abort, at any moment
        fi;

at_RECHECK:
        if
        :: JOURNALS -> atomic { openFence = true; openParked = true } // one plan, Freeze to Demote
        :: else
        fi;
        if
        :: atomic { !partial -> resynced = false; go(RECHECK, ALIGN) }
        :: go(RECHECK, RETREAT)
        fi;

at_ALIGN:
        if
        :: atomic { fenced = true; freeze = SENT; go(ALIGN, FREEZE) }
        :: go(ALIGN, RETREAT)
        fi;

at_FREEZE:
        if
        :: freeze == DONE -> go(FREEZE, DRAIN)
        :: sourceSilent -> giveUp(freeze); go(FREEZE, RETREAT)
        :: go(FREEZE, RETREAT)
        fi;

at_DRAIN:
        if
        :: atomic { DRAINED && !(sourceSilent && targetSilent) -> drained = true;
               if
               :: sentinel[0] != DEAD -> tell(0)       // a silent one, too, while its connection is open
               :: else -> tell(1)
               fi;
               go(DRAIN, TRIGGER) }
        :: go(DRAIN, RETREAT)
        fi;

at_TRIGGER:
        if
        :: trigger[0] == DONE || trigger[1] == DONE -> go(TRIGGER, PROMOTE)
        :: atomic { trigger[0] == REFUSED || trigger[1] == REFUSED ->
               triggered = false; go(TRIGGER, RETREAT) }
        :: atomic { told[0] && isSilent(0) -> giveUp(trigger[0]); go(TRIGGER, PROMOTE) }
        :: atomic { told[1] && isSilent(1) -> giveUp(trigger[1]); go(TRIGGER, PROMOTE) }
        fi;

at_PROMOTE:
        quiet = 0;
        do
        :: atomic { !targetSilent && targetRole == PRIMARY && !isStrange -> sendDemote();
               go(PROMOTE, DEMOTE) }
        :: atomic { abortEvent && EVENT_IS_PROOF -> abortEvent = false; go(PROMOTE, RETREAT) }
        :: faulted || abortEvent ->                    // the deadline, or a reason to look sooner
               abortEvent = false;
               lookAround();
               if
               :: atomic { isPromoted -> sendDemote(); go(PROMOTE, DEMOTE) }
               :: else
               fi;
               quiet = (isQuiet -> quiet + 1 : 0);
               if
               :: quiet >= QUIET_LOOKS -> go(PROMOTE, RETREAT)
               :: else -> looks++
               fi;
               if
               :: atomic { looks >= LOOKS -> ending = ATTENTION; go(PROMOTE, FINISHED) }
               :: else
               fi;
               if
               :: sawFailover == UNKNOWN && sawTarget == REPLICA && !GOES_FORWARD ->
                      go(PROMOTE, RETREAT)
               :: atomic { sawFailover == UNKNOWN && sawTarget == REPLICA && GOES_FORWARD &&
                           sawAnother && sawProof ->
                      if
                      :: !told[0] && !isSilent(0) -> tell(0)
                      :: !told[1] && !isSilent(1) -> tell(1)
                      :: else
                      fi }
               :: else
               fi;
               allDone
        od;

at_DEMOTE:
        if
        :: atomic { demote == DONE -> demoted = true }; go(DEMOTE, CONFIRM)
        :: !DEMOTES -> demoted = true; go(DEMOTE, CONFIRM)
        :: sourceSilent -> giveUp(demote); go(DEMOTE, CONFIRM)
        fi;

at_CONFIRM:
        do
        :: atomic { !demoted && demote == DONE -> demoted = true }
        :: atomic { !demoted && demote == UNSENT -> demote = SENT }
        :: atomic { !agreed && allAgree -> agreed = true }
        :: atomic { demoted && agreed && !targetSilent && targetRole == PRIMARY && !isStrange ->
               wroteThere = true };                    // the probe
               go(CONFIRM, SETTLE)
        :: faulted ->
               lookAround();
               looks++;
               if
               :: atomic { looks >= LOOKS -> ending = ATTENTION; go(CONFIRM, FINISHED) }
               :: else
               fi;
               if
               :: atomic { !agreed && sawFailover == UNKNOWN && sawAnother ->
                      if
                      :: !told[0] && !isSilent(0) -> tell(0)
                      :: !told[1] && !isSilent(1) -> tell(1)
                      :: else
                      fi }
               :: else
               fi;
               if
               :: !demoted && sourceSilent -> giveUp(demote)
               :: else
               fi;
               allDone
        od;

at_SETTLE:
        CALM;
        settle(0);
        settle(1);
        atomic { ending = MIGRATED; go(SETTLE, FINISHED) };

at_RETREAT:
        looks = 0; cutOff = false;
again:
        lookAround();
        if
        :: atomic { isPromoted -> sendDemote(); go(RETREAT, DEMOTE) }
        :: else
        fi;
        if
        :: !mayGoBack -> go(RETREAT, PROMOTE)
        :: else
        fi;
        if
        :: atomic { triggered && CUTS_OFF && !cutOff && !targetSilent ->
               noOne[0] = false; noOne[1] = false; cutOff = true; goto again } // CLIENT KILL there
        :: else
        fi;
        atomic {
            if
            :: fenced && (sawSource || !ONLY_AWAKE) -> drained = false; unfence = SENT
            :: else
            fi;
            if
            :: armed && DISARMS -> disarm = SENT
            :: armed && !DISARMS -> armed = false
            :: else
            fi;
            pinned = false; openPin = false
        };
        do
        :: atomic { unfence == DONE -> unfence = UNSENT; fenced = false; openFence = false;
               openParked = false }
        :: atomic { disarm == DONE -> disarm = UNSENT; armed = false; openArm = false }
        :: atomic { !fenced && !armed -> ending = ABORTED; go(RETREAT, FINISHED) }
        :: atomic { fenced && (sourceSilent || unfence == UNSENT) && !(armed && disarm != UNSENT && !targetSilent) ->
               giveUp(unfence); looks++ };
               if
               :: atomic { looks >= LOOKS -> ending = ATTENTION; go(RETREAT, FINISHED) }
               :: else -> goto again
               fi
        :: atomic { !fenced && armed && (targetSilent || disarm == UNSENT) -> giveUp(disarm); looks++ };
               if
               :: atomic { looks >= LOOKS -> ending = ATTENTION; go(RETREAT, FINISHED) }
               :: else -> goto again
               fi
        od;

at_RECOVER:
        lookAround();
        if
        :: atomic { isPromoted -> sendDemote(); go(RECOVER, DEMOTE) } // once more, if it is done
        :: !isPromoted && triggered -> go(RECOVER, PROMOTE)
        :: !isPromoted && !triggered && (openPin || armed || fenced) -> go(RECOVER, RETREAT)
        :: atomic { !isPromoted && !triggered && !(openPin || armed || fenced) ->
               ending = ABORTED; go(RECOVER, FINISHED) }
        fi;

at_FINISHED:
        goto over
    } unless { crashed && !recovered };

    allDone;                                           // T3
    atomic {                                           // what it knew is gone, but for the journal
        armed = openArm; fenced = openFence; triggered = openFence;
        demoted = false; agreed = false;
        if
        :: drained = false; told[0] = false; told[1] = false // rows that were not flushed
        :: skip
        fi;
        quiet = 0; looks = 0; abortEvent = false;
        arm = UNSENT; disarm = UNSENT; freeze = UNSENT; unfence = UNSENT; demote = UNSENT;
        trigger[0] = UNSENT; trigger[1] = UNSENT;
        phase = RECOVER; recovered = true
    };
    goto start;
over:
    skip
}

// === the fault, one a run ===

#define underWay (phase != GATE && phase != FINISHED)

#define standsStill(process)                                                                       \
    atomic { underWay -> faulted = true; process = STOPPED };                                      \
    if                                                                                             \
    :: process = UP                                                                                \
    :: skip                                                                                        \
    :: process = DEAD                                                                              \
    fi

#define isCut(link)                                                                                \
    atomic { underWay -> faulted = true; cut = link };                                             \
    if                                                                                             \
    :: cut = WHOLE                                                                                 \
    :: skip                                                                                        \
    fi

active proctype Fault()
{
end:
#if defined FAULT_SOURCE
    atomic { underWay -> faulted = true; source = STOPPED };
    if
    :: source = UP
    :: skip
    :: atomic { source = DEAD; freeze = UNSENT; unfence = UNSENT; demote = UNSENT }
    fi
#elif defined FAULT_TARGET
    atomic { underWay -> faulted = true; target = STOPPED };
    if
    :: target = UP
    :: skip
    :: atomic { target = DEAD; arm = UNSENT; disarm = UNSENT; noOne[0] = false; noOne[1] = false }
    fi
#elif defined RESTART_TARGET
    atomic { underWay -> faulted = true; target = DEAD; arm = UNSENT; disarm = UNSENT;
             noOne[0] = false; noOne[1] = false };
    atomic { target = UP; targetRole = PRIMARY; armed_ = false; emptied = true; partial = false }
#elif defined FAULT_LEADER
    standsStill(sentinel[0])
#elif defined FAULT_OTHER
    standsStill(sentinel[1])
#elif defined FAULT_CONSOLE
    atomic { underWay -> faulted = true; crashed = true }
#elif defined STOP_CONSOLE
    atomic { underWay -> faulted = true; consoleStopped = true };
    consoleStopped = false
#elif defined CUT_SOURCE
    isCut(TO_SOURCE)
#elif defined CUT_TARGET
    isCut(TO_TARGET)
#elif defined CUT_LEADER
    isCut(TO_LEADER)
#elif defined CUT_PROMOTION
    isCut(PROMOTION)
#elif defined CUT_STREAM
    atomic { underWay -> faulted = true; cut = STREAM };
    if
    :: skip
    :: atomic { targetRole == REPLICA && failover[0] == IDLE && failover[1] == IDLE && // T5
                trigger[0] != SENT && trigger[1] != SENT && !noOne[0] && !noOne[1] ->
           cut = WHOLE; partial = true; resynced = true } // flushed by the full sync
    fi
#else
    false
#endif
}

// === what must always hold ===

// It ends, and then one primary accepts writes and every Sentinel that lives names it; or a person
// is asked. Who has died is excused from serving.
#define named(i, whom) (sentinel[i] != UP || names[i] == whom)
#define served                                                                                     \
    ((ending == MIGRATED && (target != UP || emptied ||                                            \
                             (targetAccepts && named(0, TARGET) && named(1, TARGET)))) ||          \
     (ending == ABORTED && (source != UP || (sourceAccepts && named(0, SOURCE) && named(1, SOURCE)))))

active proctype Watch()
{
end:
    if
    :: atomic { bothAccept -> assert(!bothAccept) }
    // Every setting that was changed is put back, or stands in the journal.
    :: atomic { fence && !openFence && source != DEAD -> assert(!fence || openFence) }
    :: atomic { armed_ && !openArm && target != DEAD -> assert(!armed_ || openArm) }
    :: atomic { sourceRole == PARKED && !openParked -> assert(sourceRole != PARKED || openParked) }
    :: atomic { pinned && !openPin -> assert(!pinned || openPin) }
    // Nothing moves any more: what ended well is as it should be.
    :: timeout -> assert(phase == FINISHED && (served || ending == ATTENTION))
    // A person is asked only where something failed.
    :: atomic { ending == ATTENTION && !faulted -> assert(ending != ATTENTION || faulted) }
    fi
}

init
{
    atomic { run Sentinel(0); run Sentinel(1) }
}

ltl settles { <> [] (phase == FINISHED && (served || ending == ATTENTION)) }
