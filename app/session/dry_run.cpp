// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/dry_run.h"

#include "cutover/switch_commands.h"

#include <algorithm>

namespace ferryman {

namespace {

GateEvidence evidenceOf(const Snapshot& snapshot) {
    GateEvidence evidence;
    evidence.plan = snapshot.plan;
    evidence.link = snapshot.replicate.link;
    evidence.topology = snapshot.connect.topology;
    evidence.findings = snapshot.assess.findings;
    for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
        if (endpoint.role == EndpointStatus::Role::Source) {
            evidence.source = endpoint.address;
            evidence.sourceIdentity = endpoint.identity;
        } else if (endpoint.role == EndpointStatus::Role::Dragonfly) {
            evidence.target = endpoint.address;
        }
    }
    if (snapshot.assess.ran) {
        evidence.assessedAtMs = snapshot.assess.finishedAtMs;
    }
    evidence.nowMs = snapshot.atMs;
    return evidence;
}

/// Open only once replication was started, which a dry run does not do.
bool waitsForReplication(const Gate& gate) {
    static const QByteArrayList ids{"data.keys", "sentinels.replicas", "sentinels.choice"};
    return gate.group == GateGroup::Replication || ids.contains(gate.id);
}

/// A dry run reads no setting that it would change, so it cannot name what an abort puts back.
const QByteArray asBefore = "<as-before>";

SwitchScope scopeOf(const GateEvidence& evidence) {
    const Policy& policy = evidence.plan.policy;
    SwitchScope scope;
    scope.group = evidence.topology.group;
    scope.source = evidence.source;
    scope.target = evidence.target;
    scope.freezeBudgetMs = policy.freezeBudgetMs;
    scope.pauses = pausesWrites(evidence.sourceIdentity);
    scope.fenceHolds = fenceHoldsScripts(evidence.sourceIdentity);
    scope.fenceHoldsQueued = fenceHoldsQueued(evidence.sourceIdentity);
    scope.clearsLogin = evidence.plan.sourceSecret.kind != SecretSource::Kind::None;
    scope.oldPrimary = policy.oldPrimary;
    scope.otherReplicas = policy.otherReplicas;
    for (const redis::Address& other : otherLiveReplicas(evidence)) {
        scope.others.append({other, asBefore});
    }
    scope.before.fence = asBefore;
    scope.before.sourcePriority = asBefore;
    scope.before.targetPriority = asBefore;
    return scope;
}

} // namespace

DryRun dryRunOf(const Snapshot& snapshot) {
    const GateEvidence evidence = evidenceOf(snapshot);
    DryRun dryRun;
    dryRun.runbook = {snapshot.plan, snapshot.connect.topology, judgeGates(evidence),
                      plannedCommands(scopeOf(evidence)),
                      QDateTime::fromMSecsSinceEpoch(snapshot.atMs, Qt::UTC)};
    for (const Gate& gate : std::as_const(dryRun.runbook.gates)) {
        if (!gate.open && !waitsForReplication(gate)) {
            dryRun.closed.append(
                QStringLiteral("%1: %2; wanted: %3")
                    .arg(gate.title.english(), gate.value.english(), gate.wanted.english()));
        }
    }
    return dryRun;
}

} // namespace ferryman
