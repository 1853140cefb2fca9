// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"

#include <QSet>

namespace ferryman {

/// What the runner is asked to do. Each ends in exactly one event: Done, Refused or Lost of that
/// effect. A Watch asks again and again until it is Done; silence is no answer to it.
enum class EffectKind {
    JudgeGates,     ///< Done: all open; Refused: one is closed.
    WriteIntents,   ///< What the next phases change, durably into the journal.
    Pin,            ///< Every other replica: replica-priority to 0, and detached.
    Forget,         ///< SENTINEL RESET on one Sentinel after the other.
    WatchAlone,     ///< Done: every Sentinel shows Dragonfly as the only live replica.
    Arm,            ///< Dragonfly's replica_priority to 1.
    WatchArm,       ///< Done: every Sentinel shows it and would choose Dragonfly.
    Prepare,        ///< Opens every connection, reads the settings' old values.
    AwaitMoment,    ///< Done: from now on a Sentinel promotes soonest. It leads.
    Freeze,         ///< Fence and pause in one transaction; Done carries M, its offset.
    WatchDrain,     ///< Done: Dragonfly has M; Refused: it cannot have it any more.
    CompareFrozen,  ///< Done: compared as far as time allowed; Refused: a key differs; Lost: not
                    ///< compared, which is no reason to turn back.
    Trigger,        ///< SENTINEL FAILOVER on a Sentinel that was not told to yet.
    WatchRole,      ///< Done: Dragonfly says role:master.
    LookAround,     ///< Asks all servers what is true; Done carries a Look.
    Demote,         ///< On the old primary; done twice it changes nothing more.
    WatchSentinels, ///< Done: every answering Sentinel names Dragonfly.
    Probe,          ///< A write on the server that Sentinel names.
    WatchCalm,      ///< Done: no answering Sentinel has a failover under way.
    ClearLogin,     ///< Dragonfly's masteruser and masterauth.
    Park,           ///< What the plan wants of the old primary and of the other replicas. Refused:
                    ///< what could be done is done, and a restart would undo it.
    LastLook,      ///< Keys and error counters of Dragonfly, for the report; Refused: an old server
                   ///< follows somebody again.
    Gather,        ///< Of a switch that is taken up again: reads who is there, opens every line.
    CallOff,       ///< SENTINEL RESET on those that were told: it aborts their failover.
    CutOff,        ///< Ends the Sentinels' connections to Dragonfly, with what is queued there.
    Unfence,       ///< And thaw: the source as it was before Freeze.
    Disarm,        ///< Dragonfly's replica_priority as it was before Arm.
    Unpin,         ///< The other replicas follow the source again, with their old priority.
    StartDeadline, ///< Replaces the running one; ends in DeadlinePassed.
};
inline constexpr int effectKindCount = static_cast<int>(EffectKind::StartDeadline) + 1;

[[nodiscard]] const char* toString(EffectKind kind);

struct Effect {
    EffectKind kind = EffectKind::JudgeGates;
    int ms = 0; ///< Wait so long before; of StartDeadline: the deadline.

    friend bool operator==(const Effect&, const Effect&) = default;
};

/// What LookAround saw.
struct Look {
    enum class Failover {
        None,     ///< Every Sentinel whose answer matters says that none is in progress.
        UnderWay, ///< One says that it is in progress.
        Unknown,  ///< One that was told to fail over (or, where none was told, any of them) is
                  ///< silent.
    };
    enum class Target {
        Replica,
        Primary,
        Silent,
        Stranger, ///< It was started anew, and perhaps empty: not the server that was prepared.
    };

    enum class Fence {
        Stands, ///< The same run of the source refuses writes, and no full sync began since.
        Gone,   ///< It was lifted, or the source was started anew, or began a full sync.
        Unseen, ///< The source is silent.
    };

    Failover failover = Failover::Unknown;
    Target target = Target::Silent;
    Fence fence = Fence::Unseen;
    /// A replica of the frozen stream, not syncing, at M or beyond; where a killed console left no
    /// word of M, at the fenced source's offset or beyond.
    bool targetHasAll = false;
    bool sourceAnswers = false;
    bool anotherSentinel =
        false;          ///< One answers, is not in tilt and was not told to fail over yet.
    bool named = false; ///< A Sentinel names Dragonfly as the primary: it has seen the promotion.
    bool sourceGone = false; ///< Its machine answers, and nothing listens at its port.

    /// By its own word, or by that of a Sentinel where it is silent.
    [[nodiscard]] bool isPromoted() const {
        return target == Target::Primary || (named && target != Target::Stranger);
    }
    [[nodiscard]] bool isQuiet() const {
        return failover == Failover::None && target == Target::Replica && !named;
    }

    friend bool operator==(const Look&, const Look&) = default;
};

enum class EventKind {
    Confirmed, ///< The person typed the group's name.
    Resumed,   ///< Take up what an earlier console left open.
    AbortAsked,
    DeadlinePassed,
    FailoverAborted, ///< Published by a Sentinel: a reason to look around, no leave to thaw.
    Done,
    Refused, ///< The server or Ferryman itself said no: nothing of it happened.
    Lost,    ///< No reply: it may have happened.
};

struct Event {
    EventKind kind = EventKind::Confirmed;
    EffectKind of = EffectKind::JudgeGates; ///< Of Done, Refused and Lost.
    Message why;                            ///< Of Refused, Lost and FailoverAborted.
    qint64 offset = 0;                      ///< Of Freeze and WatchDrain.
    Look look;                              ///< Of LookAround.
    bool othersLive = false;                ///< Of JudgeGates: there is something to pin.

    [[nodiscard]] bool isDone(EffectKind effect) const {
        return kind == EventKind::Done && of == effect;
    }
    [[nodiscard]] bool isRefused(EffectKind effect) const {
        return kind == EventKind::Refused && of == effect;
    }
    [[nodiscard]] bool isLost(EffectKind effect) const {
        return kind == EventKind::Lost && of == effect;
    }
    [[nodiscard]] bool hasFailed(EffectKind effect) const {
        return isRefused(effect) || isLost(effect);
    }
    [[nodiscard]] bool isOutcome() const {
        return kind == EventKind::Done || kind == EventKind::Refused || kind == EventKind::Lost;
    }
};

/// How long each phase may take, ms.
struct SwitchTimings {
    int judgeMs = 5000;
    int pinMs = 90'000; ///< A Sentinel finds its peers again within 2 s, Dragonfly within 10 s.
    int armMs = 25'000; ///< A Sentinel polls INFO every 10 s (sentinel.c of Redis 7.0.15).
    int recheckMs = 8000;
    int alignMs = 15'000;    ///< Then it goes on unaligned; a Sentinel's moment comes every 10 s.
    int judgeAgainMs = 1500; ///< While it waits for the moment.
    int freezeMs = 1000;
    int drainMs = 1500;  ///< Within the freeze, so that what follows still runs inside it.
    int compareMs = 100; ///< Within the freeze; the drain does not count.
    int triggerMs = 1000;
    int promoteMs = 2000; ///< Then it looks around; a promotion takes 0.2 to 0.3 s as a rule.
    int lookAgainMs = 1000;
    int looks = 30;       ///< Then a person is asked for.
    int demoteMs = 1000;  ///< Then Confirm begins, while it is tried on.
    int confirmMs = 5000; ///< Then it looks around; all agree after about 1.2 s as a rule.
    int settleMs = 90'000;
    int retreatMs = 10'000; ///< Renewed while a source that may be fenced is silent.
    int retreats = 90;      ///< Then a person is asked for.

    [[nodiscard]] static SwitchTimings within(int freezeBudgetMs);
    friend bool operator==(const SwitchTimings&, const SwitchTimings&) = default;
};

/// Whether something was changed on a server. Maybe counts as yes on every way back, and as no in
/// every claim.
enum class Certainty { No, Maybe, Yes };

/// Why the switch asks for a person.
enum class Trouble {
    None,
    NotPutBack,        ///< The source may still be fenced, or Dragonfly still armed.
    SourceGone,        ///< Nothing was switched, and the source's process has ended, it seems.
    TargetStartedAnew, ///< Triggered, and Dragonfly is not the run that was drained into.
    PromotionUnknown,  ///< Triggered, and nobody can say how it will end. The fence is kept.
    NotDemoted,        ///< Dragonfly is primary, the old one is silent. The fence is kept.
    SentinelsDisagree, ///< Dragonfly is primary, and an answering Sentinel names another.
    ProbeRefused,      ///< Dragonfly is primary by all Sentinels, and refuses a write.
    DrainUnproven,     ///< Sentinel failed over by itself, before Dragonfly surely had all.
    NotForgotten,      ///< Migrated, and a Sentinel still lists the old servers as replicas.
    NotParked,         ///< Migrated, and an old server would accept writes after a restart.
};

[[nodiscard]] const char* toString(Trouble trouble);

/// Everything that the transition knows. A value: it can be printed, compared and started from
/// anywhere.
struct MachineState {
    Phase phase = Phase::Gate;
    Ending ending = Ending::None;
    Trouble trouble = Trouble::None;
    Message reason; ///< Why it turned back, or what went wrong last.

    Certainty pinned = Certainty::No;
    Certainty armed = Certainty::No;
    Certainty fenced = Certainty::No; ///< Fence and pause: they are one transaction.
    Certainty triggered = Certainty::No;
    Certainty demoted = Certainty::No;
    bool aligned = false;  ///< Frozen at the best moment.
    bool drained = false;  ///< Dragonfly has M, and the fence has held since.
    bool promoted = false; ///< role:master was seen.
    bool stranger = false; ///< At the last look Dragonfly was another run.
    bool resumed = false;  ///< What was proven, an earlier console saw.
    bool cutOff = false;   ///< On this way back.
    bool lifting = false;  ///< Unfence was sent, and may be on its way still.
    bool agreed = false;
    bool comparesFrozen = false; ///< Between Drain and Trigger keys are compared once more.
    bool clearsLogin = false;    ///< The source wants a login, which Dragonfly was given.
    bool forgotten = false;      ///< By every Sentinel, in Settle.
    bool parkedEarly = false;    ///< Before that, so it is done again after it.
    Message unforgotten;         ///< Which Sentinel has not forgotten, and why.
    Message unparked;            ///< Which old server a restart would make writable, and why.

    qint64 frozenOffset = 0;
    qint64 drainedOffset = 0;
    int looks = 0;
    int closedLooks = 0; ///< In a row, in Align: a gate was closed.
    int quietLooks = 0;  ///< In a row: no failover anywhere, and Dragonfly a replica.
    int silentLooks = 0; ///< In a row: a failover is under way, and Dragonfly is silent.
    int retreats = 0;    ///< How often Retreat's deadline passed with the source silent, in all:
                         ///< Sentinel's own vain failovers of it lead out and back again.
    int goneLooks = 0;   ///< In a row, in Retreat: nothing listens where the source was.
    int demoteAttempts = 0;
    QSet<EffectKind> pending; ///< Ordered and not answered. An answer to anything else is stale and
                              ///< changes nothing.
    SwitchTimings timings;

    [[nodiscard]] bool isRunning() const {
        return ending == Ending::None && (phase != Phase::Gate || !pending.isEmpty());
    }
    /// It goes forward, or back by proof alone: abort is refused.
    [[nodiscard]] bool isIrrevocable() const;

    friend bool operator==(const MachineState&, const MachineState&) = default;
};

} // namespace ferryman
