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

Message whyUnlisted(const LinkState& link) {
    if (link.lines.isEmpty()) {
        return {
            QT_TRANSLATE_NOOP("core", "the source lists no replica, Dragonfly is reached as %1"),
            {link.reachedAs}};
    }
    return {QT_TRANSLATE_NOOP(
                "core",
                "the source lists %1, and none of them is surely Dragonfly, which is reached as "
                "%2: name it in the plan by the address under which it is listed (tls.serverName "
                "keeps its certificate's name), or start it with --replica_announce_ip and "
                "--announce_port set to an address that leads to it"),
            {link.lines.join(QStringLiteral(", ")), link.reachedAs}};
}

} // namespace ferryman
