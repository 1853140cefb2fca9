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
    redis::Address source;                ///< Of the connection on which the switch acts.
    redis::ServerIdentity sourceIdentity; ///< From its INFO server; unknown closes a gate.
    redis::Address target;                ///< Dragonfly, as the Sentinels name it.
    bool armed = false; ///< Asked again after Arm: then Sentinel must choose Dragonfly.
    bool journalWritable = true;
    qint64 nowMs = 0; ///< UTC, ms.
};

/// Pure: every gate in the order of the page.
[[nodiscard]] QList<Gate> judgeGates(const GateEvidence& evidence);
[[nodiscard]] bool allOpen(const QList<Gate>& gates);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Gate)
