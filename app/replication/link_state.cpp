// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/link_state.h"

namespace ferryman {

const char* toString(LinkPhase phase) {
    switch (phase) {
    case LinkPhase::Detached:
        return "detached";
    case LinkPhase::Attaching:
        return "attaching";
    case LinkPhase::FullSync:
        return "full-sync";
    case LinkPhase::CatchingUp:
        return "catching-up";
    case LinkPhase::Steady:
        return "steady";
    case LinkPhase::Interrupted:
        return "interrupted";
    case LinkPhase::Looping:
        return "looping";
    case LinkPhase::Stopped:
        return "stopped";
    }
    return "detached";
}

} // namespace ferryman
