// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/finding.h"
#include "topology/topology.h"

namespace ferryman {

[[nodiscard]] const char* nameOf(MendOn place); ///< "source", "dragonfly", "every-sentinel", ...

/// The servers as they are known now.
struct MendPlaces {
    redis::Address source;
    redis::Address dragonfly;
    Topology topology;
};

/// What is sent to one server, in this order, and what undoes it there.
struct MendStep {
    redis::Address where;
    QList<redis::Command> commands;
    QList<redis::Command> undo;

    friend bool operator==(const MendStep&, const MendStep&) = default;
};

/// Pure: what mending a finding sends, server by server; empty where Ferryman cannot run it. A
/// SENTINEL SET is undone with the value that this very Sentinel had, and Sentinels that have the
/// wanted value already are left alone.
[[nodiscard]] QList<MendStep> mendSteps(const Finding& finding, const MendPlaces& places);

/// Pure: words of the shape `<what COMMAND gave>` in an undo stand for the reply to that command of
/// the mend. The text of that command, or empty.
[[nodiscard]] QString replyWantedBy(const QByteArray& word);
/// The undo with that reply in their place.
[[nodiscard]] QList<redis::Command> withReply(const QList<redis::Command>& undo,
                                              const QString& command, const QByteArray& reply);

/// "CONFIG SET a b; CONFIG SET c d", secrets hidden.
[[nodiscard]] QString textOf(const QList<redis::Command>& commands);

} // namespace ferryman
