// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/machine.h"

namespace ferryman {

struct Transition {
    MachineState state;
    QList<Effect> effects;
};

// clang-format off
/// The switch: pure, without I/O and without a clock.
///
///   phase    | leaves when                             | else
///   ---------+-----------------------------------------+------------------------------------------
///   Gate     | confirmed, all gates open               | waits, with the reason
///   Pin      | every Sentinel shows Dragonfly alone    | Retreat (skipped where it is alone already)
///   Arm      | every Sentinel would choose Dragonfly   | Retreat
///   Recheck  | prepared, gates open, plan in journal   | Retreat
///   Align    | a Sentinel's best moment, or 15 s       | a gate closes: Retreat
///   Freeze   | the reply with M                        | Retreat
///   Drain    | Dragonfly has M                         | Retreat
///   Trigger  | OK, or no reply                         | refused: Retreat
///   Promote  | role:master                             | looks around, then waits, asks another Sentinel,
///            |                                         | retreats by proof, or asks for a person: fence kept
///   Demote   | the reply, or its deadline              | tries again, also in Confirm
///   Confirm  | demoted, all agree, probe written       | looks around, then asks another Sentinel or a person
///   Settle   | forgotten by the Sentinels, parked      | tries again, then asks for a person
///   Retreat  | unfenced, thawed, disarmed, unpinned    | a failover is under way: Promote; else asks for a person
///   Recover  | looked around: Demote, Promote, Retreat | asks for a person
// clang-format on
[[nodiscard]] Transition transition(MachineState state, const Event& event);

} // namespace ferryman
