// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/machine.h"

namespace ferryman {

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

inline constexpr int retryMs = 200;

// Ways that several phases take.

[[nodiscard]] bool isAsItWas(const MachineState& state);
[[nodiscard]] Look lookOf(const Event& event); ///< All unknown where it could not be asked.
void retreat(Turn& turn, const Message& why);
void awaitPromotion(Turn& turn);
void demote(Turn& turn);

// What each phase makes of an event; the table of transition() tells where it leads.

void inGate(Turn& turn, const Event& event);
void inPin(Turn& turn, const Event& event);
void inArm(Turn& turn, const Event& event);
void inRecheck(Turn& turn, const Event& event);
void inAlign(Turn& turn, const Event& event);
void inFreeze(Turn& turn, const Event& event);
void inDrain(Turn& turn, const Event& event);
void inTrigger(Turn& turn, const Event& event);
void inPromote(Turn& turn, const Event& event);
void inDemote(Turn& turn, const Event& event);
void inConfirm(Turn& turn, const Event& event);
void inSettle(Turn& turn, const Event& event);
void inRetreat(Turn& turn, const Event& event);
void inRecover(Turn& turn, const Event& event);

} // namespace ferryman
