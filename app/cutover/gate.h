// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "preflight/finding.h"
#include "replication/link_state.h"
#include "topology/replica_choice.h"

namespace ferryman {

enum class GateGroup { Replication, Data, Sentinels, Plan };

/// One condition of the switch, with its evidence.
struct Gate {
    QByteArray id; ///< "replication.lag-bytes"
    GateGroup group = GateGroup::Replication;
    Message title;
    Message value;  ///< As read.
    Message wanted; ///< The threshold.
    bool open = false;
    qint64 readAtMs = 0; ///< UTC, ms: of the evidence. Evidence older than 2 s closes the gate.
};

/// What the gates are judged by.
struct GateEvidence {
    Plan plan;
    LinkState link;
    Topology topology;
    QList<Finding> findings;
    /// UTC, ms: when the oldest of the findings that can change was read; unset where none can.
    /// Judged before the switch begins alone: from Pin on nothing is looked for but the switch.
    std::optional<qint64> findingsReadAtMs;
    redis::Address source;                ///< Of the connection on which the switch acts.
    redis::ServerIdentity sourceIdentity; ///< From its INFO server; unknown closes a gate.
    redis::Address target;                ///< Dragonfly, as the Sentinels name it.
    bool pinned = false; ///< Asked again after Pin: then Dragonfly must be the only live replica.
    bool armed = false;  ///< Asked again after Arm: then Sentinel must choose Dragonfly.
    bool journalWritable = true;
    qint64 nowMs = 0; ///< UTC, ms.
};

/// The live replicas of the group beside Dragonfly.
[[nodiscard]] QList<redis::Address> otherLiveReplicas(const GateEvidence& evidence);

/// CLIENT PAUSE ... WRITE came with Redis 6.2; before it the fence alone freezes.
[[nodiscard]] bool pausesWrites(const redis::ServerIdentity& source);
/// A script's writes respect min-replicas-to-write since Redis 6.0.17 and 6.2.7 (measured on 5.0
/// to 7.4).
[[nodiscard]] bool fenceHoldsScripts(const redis::ServerIdentity& source);

/// How long the drain will take at the present lag and rate, ms; nothing where one is not known.
[[nodiscard]] std::optional<double> expectedDrainMs(const Sample& sample);

/// Pure: every gate in the order of the page.
[[nodiscard]] QList<Gate> judgeGates(const GateEvidence& evidence);
[[nodiscard]] bool allOpen(const QList<Gate>& gates);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Gate)
