// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_state.h"

namespace ferryman {

const char* toString(Phase phase) {
    switch (phase) {
    case Phase::Gate:
        return "gate";
    case Phase::Pin:
        return "pin";
    case Phase::Arm:
        return "arm";
    case Phase::Recheck:
        return "recheck";
    case Phase::Align:
        return "align";
    case Phase::Freeze:
        return "freeze";
    case Phase::Drain:
        return "drain";
    case Phase::Trigger:
        return "trigger";
    case Phase::Promote:
        return "promote";
    case Phase::Demote:
        return "demote";
    case Phase::Confirm:
        return "confirm";
    case Phase::Settle:
        return "settle";
    case Phase::Retreat:
        return "retreat";
    case Phase::Recover:
        return "recover";
    case Phase::Finished:
        return "finished";
    }
    return "gate";
}

const char* toString(Ending ending) {
    switch (ending) {
    case Ending::None:
        return "none";
    case Ending::Migrated:
        return "migrated";
    case Ending::Aborted:
        return "aborted";
    case Ending::Attention:
        return "attention";
    }
    return "none";
}

} // namespace ferryman
