// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate.h"

#include "cutover/gate_collector.h"

#include <QVersionNumber>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 freshFindingsMs = 10'000; // they are read by several commands, every few seconds
const QVersionNumber oldestPausing{6, 2};
const QVersionNumber oldestFenced{5, 0}; // measured from 5.0 on

QVersionNumber versionOf(const redis::ServerIdentity& source) {
    return QVersionNumber::fromString(source.version);
}

// --- plan ---

void judgeFindings(Gates& gates) {
    const GateEvidence& e = gates.e;
    const auto blocking = std::ranges::find_if(e.findings, &Finding::blocks);
    const auto blockers = std::ranges::count_if(e.findings, &Finding::blocks);
    const bool begun = e.pinned || e.armed;
    const bool fresh =
        begun || !e.findingsReadAtMs || e.nowMs - *e.findingsReadAtMs <= freshFindingsMs;
    Message value{QT_TRANSLATE_NOOP("core", "not known: no assessment has ended")};
    if (blocking != e.findings.end()) {
        value = {QT_TRANSLATE_NOOP("core", "%1, such as: %2"),
                 {QString::number(blockers), blocking->title}};
    } else if (e.assessedAtMs && !fresh) {
        value = {QT_TRANSLATE_NOOP("core", "none, but read more than %1 s ago"),
                 {QString::number(freshFindingsMs / 1000)}};
    } else if (e.assessedAtMs) {
        value = {QT_TRANSLATE_NOOP("core", "none, assessed %1 ago"),
                 {formatDuration(std::max<qint64>(e.nowMs - *e.assessedAtMs, 0))}};
    }
    gates.addPlan("plan.findings", {QT_TRANSLATE_NOOP("core", "Findings that block")}, value,
                  {QT_TRANSLATE_NOOP("core", "none")},
                  blocking == e.findings.end() && e.assessedAtMs.has_value() && fresh,
                  e.assessedAtMs.value_or(0));
}

void judgePlan(Gates& gates) {
    const GateEvidence& e = gates.e;
    judgeFindings(gates);

    const QVersionNumber version = versionOf(e.sourceIdentity);
    Message described = plain(e.sourceIdentity.describe());
    if (version.isNull()) {
        described = {QT_TRANSLATE_NOOP("core", "not known")};
    } else if (!pausesWrites(e.sourceIdentity)) {
        described = {QT_TRANSLATE_NOOP("core", "%1: writes are refused instead of paused"),
                     {e.sourceIdentity.describe()}};
    }
    gates.addPlan("plan.source-version", {QT_TRANSLATE_NOOP("core", "Version of the source")},
                  described, {QT_TRANSLATE_NOOP("core", "5.0 or later")}, version >= oldestFenced,
                  e.sourceSeenAtMs);
    gates.because(
        {QT_TRANSLATE_NOOP("core", "It says how writes are held back: paused from 6.2 on, "
                                   "refused before.")});

    gates.addPlan("plan.journal", {QT_TRANSLATE_NOOP("core", "Journal")},
                  e.journalWritable ? Message{QT_TRANSLATE_NOOP("core", "is written")}
                                    : Message{QT_TRANSLATE_NOOP("core", "cannot be written")},
                  {QT_TRANSLATE_NOOP("core", "is written")}, e.journalWritable, e.nowMs);
    gates.because(
        {QT_TRANSLATE_NOOP("core", "What is to be done stands there before it is done.")});
}

} // namespace

QList<redis::Address> otherLiveReplicas(const GateEvidence& evidence) {
    QList<redis::Address> others;
    if (evidence.target.isNull()) {
        return others;
    }
    for (const ReplicaView& replica : evidence.topology.replicas) {
        if (replica.live && replica.address != evidence.target) {
            others.append(replica.address);
        }
    }
    return others;
}

bool pausesWrites(const redis::ServerIdentity& source) {
    return versionOf(source) >= oldestPausing;
}

bool fenceHoldsScripts(const redis::ServerIdentity& source) {
    const QVersionNumber version = versionOf(source);
    return version >= QVersionNumber{6, 2} ? version >= QVersionNumber{6, 2, 7}
                                           : version >= QVersionNumber{6, 0, 17};
}

bool fenceHoldsQueued(const redis::ServerIdentity& source) {
    return versionOf(source) >= QVersionNumber{6, 0, 6};
}

int exchangesToFreeze(bool fenceHoldsQueued) {
    return fenceHoldsQueued ? 1 : 2;
}

QList<Gate> judgeGates(const GateEvidence& evidence) {
    Gates gates(evidence);
    judgeReplication(gates);
    judgeData(gates);
    judgeSentinels(gates);
    judgePlan(gates);
    return gates.list;
}

bool allOpen(const QList<Gate>& gates) {
    return !gates.isEmpty() && std::ranges::all_of(gates, &Gate::open);
}

} // namespace ferryman
