// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/outage.h"
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
    /// UTC, ms: of the evidence; 0: never read. Evidence of servers that is older than 2 s closes
    /// the gate; the assessment and the version of the source are shown with their age.
    qint64 readAtMs = 0;
    Message price = {}; ///< What the switch costs beside, told before it starts; empty: nothing.
    Message why = {};   ///< How value or threshold come about, where they do not say it themselves.
};

/// What is known of the data on both sides.
struct DataEvidence {
    bool underWay = false; ///< It is being compared: that load must not run into the freeze.
    bool compared = false; ///< To the end, at least once.
    bool sampled = false;  ///< Not all keys.
    qint64 differences = 0;
    qint64 undecided = 0;
    qint64 undecidedLeftOut = 0;      ///< Of those: cannot be compared within the freeze.
    qint64 comparedAtMs = 0;          ///< UTC, ms: when the comparison ended.
    std::optional<qint64> bytesSince; ///< Of replicated writes since; nothing where not known.
    qint64 frozenKeys = 0;            ///< To be compared again within the freeze.
    std::optional<double> frozenMs;   ///< So long that is expected to take.
};

/// What the gates are judged by.
struct GateEvidence {
    Plan plan;
    LinkState link;
    DataEvidence data;
    Topology topology;
    QList<Finding> findings;
    /// UTC, ms: when the oldest of the findings that can change was read; unset where none can.
    /// Judged before the switch begins alone: from Pin on nothing is looked for but the switch.
    std::optional<qint64> findingsReadAtMs;
    redis::Address source;                ///< Of the connection on which the switch acts.
    redis::ServerIdentity sourceIdentity; ///< From its INFO server; unknown closes a gate.
    qint64 sourceSeenAtMs = 0;            ///< UTC, ms: when that was read.
    redis::Address target; ///< Dragonfly, as the source and the Sentinels list it; null: not known.
    std::optional<double> sourceRoundTripMs; ///< Of a PING; nothing where it was not measured.
    std::optional<double> targetRoundTripMs;
    std::optional<qint64> assessedAtMs; ///< UTC, ms: of the oldest finding; nothing: never, or one
                                        ///< is under way.
    bool pinned = false; ///< Asked again after Pin: then Dragonfly must be the only live replica.
    bool armed = false;  ///< Asked again after Arm: then Sentinel must choose Dragonfly.
    bool journalWritable = true;
    qint64 nowMs = 0; ///< UTC, ms.
};

/// The live replicas of the group beside Dragonfly; none while it is not known which one that is.
[[nodiscard]] QList<redis::Address> otherLiveReplicas(const GateEvidence& evidence);

/// CLIENT PAUSE ... WRITE came with Redis 6.2; before it the fence alone freezes.
[[nodiscard]] bool pausesWrites(const redis::ServerIdentity& source);
/// A script's writes respect min-replicas-to-write since Redis 6.0.17 and 6.2.7 (measured on 5.0
/// to 7.4).
[[nodiscard]] bool fenceHoldsScripts(const redis::ServerIdentity& source);
/// EXEC of writes that were queued before it respects it since Redis 6.0.6 (server.c,
/// is_write_command).
[[nodiscard]] bool fenceHoldsQueued(const redis::ServerIdentity& source);
/// Exchanges with the source until its last offset is known: where the fence does not hold what was
/// queued, who is within MULTI is asked as well. To end those takes a further one, which is left
/// out: as a rule there are none.
[[nodiscard]] int exchangesToFreeze(bool fenceHoldsQueued);

/// Pure: every gate in the order of the page.
[[nodiscard]] QList<Gate> judgeGates(const GateEvidence& evidence);
[[nodiscard]] bool allOpen(const QList<Gate>& gates);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::Gate)
