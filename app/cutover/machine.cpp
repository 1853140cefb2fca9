// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/machine.h"

#include <algorithm>

namespace ferryman {

const char* toString(EffectKind kind) {
    switch (kind) {
    case EffectKind::JudgeGates:
        return "judge-gates";
    case EffectKind::WriteIntents:
        return "write-intents";
    case EffectKind::Pin:
        return "pin";
    case EffectKind::Forget:
        return "forget";
    case EffectKind::WatchAlone:
        return "watch-alone";
    case EffectKind::Arm:
        return "arm";
    case EffectKind::WatchArm:
        return "watch-arm";
    case EffectKind::Prepare:
        return "prepare";
    case EffectKind::AwaitMoment:
        return "await-moment";
    case EffectKind::Freeze:
        return "freeze";
    case EffectKind::WatchDrain:
        return "watch-drain";
    case EffectKind::CompareFrozen:
        return "compare-frozen";
    case EffectKind::Trigger:
        return "trigger";
    case EffectKind::WatchRole:
        return "watch-role";
    case EffectKind::LookAround:
        return "look-around";
    case EffectKind::Demote:
        return "demote";
    case EffectKind::WatchSentinels:
        return "watch-sentinels";
    case EffectKind::Probe:
        return "probe";
    case EffectKind::WatchCalm:
        return "watch-calm";
    case EffectKind::ClearLogin:
        return "clear-login";
    case EffectKind::Park:
        return "park";
    case EffectKind::LastLook:
        return "last-look";
    case EffectKind::Gather:
        return "gather";
    case EffectKind::CallOff:
        return "call-off";
    case EffectKind::CutOff:
        return "cut-off";
    case EffectKind::Unfence:
        return "unfence";
    case EffectKind::Disarm:
        return "disarm";
    case EffectKind::Unpin:
        return "unpin";
    case EffectKind::StartDeadline:
        return "start-deadline";
    }
    return "judge-gates";
}

const char* toString(Trouble trouble) {
    switch (trouble) {
    case Trouble::None:
        return "none";
    case Trouble::NotPutBack:
        return "not-put-back";
    case Trouble::SourceGone:
        return "source-gone";
    case Trouble::TargetStartedAnew:
        return "target-started-anew";
    case Trouble::PromotionUnknown:
        return "promotion-unknown";
    case Trouble::NotDemoted:
        return "not-demoted";
    case Trouble::SentinelsDisagree:
        return "sentinels-disagree";
    case Trouble::ProbeRefused:
        return "probe-refused";
    case Trouble::DrainUnproven:
        return "drain-unproven";
    case Trouble::NotForgotten:
        return "not-forgotten";
    case Trouble::NotParked:
        return "not-parked";
    }
    return "none";
}

SwitchTimings SwitchTimings::within(int freezeBudgetMs) {
    SwitchTimings timings;
    timings.drainMs = freezeBudgetMs / 2;
    timings.freezeMs = std::min(timings.freezeMs, freezeBudgetMs / 2);
    return timings;
}

bool MachineState::isIrrevocable() const {
    return phase == Phase::Trigger || phase == Phase::Promote || phase == Phase::Demote ||
           phase == Phase::Confirm || phase == Phase::Settle;
}

} // namespace ferryman
