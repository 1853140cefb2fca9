// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/steps.h"

#include "base/format.h"

#include <algorithm>

namespace ferryman {

namespace {

StepState connectStep(const ConnectState& connect) {
    if (connect.running && !connect.usable) {
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "reading and testing")}};
    }
    const auto failed =
        std::ranges::count_if(connect.endpoints, [](const EndpointStatus& endpoint) {
            return endpoint.error.has_value();
        });
    if (failed > 0) {
        return {connect.usable ? StepStatus::Done : StepStatus::Attention,
                {Plural{QT_TRANSLATE_N_NOOP("core", "%1 of %2 tests failed"),
                        "%1 of %2 test failed", connect.endpoints.size()},
                 {QString::number(failed), QString::number(connect.endpoints.size())}}};
    }
    if (connect.usable) {
        return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "all connections work")}};
    }
    if (connect.error) {
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "something stands in the way")}};
    }
    return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "to do")}};
}

StepState assessStep(const Snapshot& snapshot) {
    const AssessState& assess = snapshot.assess;
    if (assess.running) {
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "checking")}};
    }
    if (!assess.ran) {
        return snapshot.connect.usable
                   ? StepState{StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "to do")}}
                   : StepState{StepStatus::Locked,
                               {QT_TRANSLATE_NOOP("core", "waits for Connect")}};
    }
    const auto blockers = std::ranges::count_if(assess.findings, &Finding::blocks);
    if (blockers > 0) {
        return {StepStatus::Attention,
                {QT_TRANSLATE_NOOP("core", "blockers: %1"), {QString::number(blockers)}}};
    }
    const auto warnings = std::ranges::count_if(assess.findings, [](const Finding& finding) {
        return finding.severity == Severity::Warning && !finding.accepted;
    });
    if (warnings > 0) {
        return {
            StepStatus::Done,
            {QT_TRANSLATE_NOOP("core", "no blocker, warnings: %1"), {QString::number(warnings)}}};
    }
    return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "nothing in the way")}};
}

StepState replicateStep(const Snapshot& snapshot, const StepState& assess) {
    if (snapshot.failOver.cutover.ending == Ending::Migrated) {
        return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "ended with the switch")}};
    }
    const ReplicateState& replicate = snapshot.replicate;
    switch (replicate.link.phase) {
    case LinkPhase::Attaching:
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "attaching")}};
    case LinkPhase::FullSync:
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "full sync")}};
    case LinkPhase::CatchingUp:
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "not steady yet")}};
    case LinkPhase::Steady:
        return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "steady")}};
    case LinkPhase::Interrupted:
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "interrupted")}};
    case LinkPhase::Looping:
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "full syncs without end")}};
    case LinkPhase::Detached:
    case LinkPhase::Stopped:
        break;
    }
    if (replicate.starting) {
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "attaching")}};
    }
    if (replicate.error) {
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "not started")}};
    }
    if (assess.status != StepStatus::Done) {
        return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "waits for Assess")}};
    }
    return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "to do")}};
}

Message comparedSoFar(const VerifyProgress& progress) {
    if (progress.keysExpected <= 0) {
        return {QT_TRANSLATE_NOOP("core", "comparing")};
    }
    const qint64 percent =
        std::min<qint64>(progress.counts.keysCompared * 100 / progress.keysExpected, 99);
    return {QT_TRANSLATE_NOOP("core", "comparing, %1 %"), {QString::number(percent)}};
}

Message shortVerdict(const Verdict& verdict) {
    if (verdict.counts.undecided > 0) {
        return {QT_TRANSLATE_NOOP("core", "no difference, undecided: %1"),
                {formatCount(verdict.counts.undecided)}};
    }
    return verdict.mode == VerifyOptions::Mode::Sample
               ? Message{QT_TRANSLATE_NOOP("core", "no difference in a sample")}
               : Message{QT_TRANSLATE_NOOP("core", "no difference")};
}

StepState verifyStep(const Snapshot& snapshot, const StepState& replicate) {
    const VerifyState& verify = snapshot.verify;
    if (verify.running) {
        return {StepStatus::Running, comparedSoFar(verify.progress)};
    }
    if (verify.differencesFound > 0) {
        return {
            StepStatus::Attention,
            {QT_TRANSLATE_NOOP("core", "differences: %1"), {formatCount(verify.differencesFound)}}};
    }
    if (verify.error) {
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "did not come to its end")}};
    }
    if (verify.canResume) {
        return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "stopped, can go on")}};
    }
    if (verify.verdict) {
        return {StepStatus::Done, shortVerdict(*verify.verdict)};
    }
    if (verify.isReplaced) {
        return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "compare once more")}};
    }
    const bool open = replicate.status == StepStatus::Done || verify.targetKeys.has_value();
    if (!open) {
        return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "waits for Replicate")}};
    }
    return snapshot.plan.policy.verify == VerifyMode::Off
               ? StepState{StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "off in the plan")}}
               : StepState{StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "to do")}};
}

StepState failOverStep(const Snapshot& snapshot, const StepState& replicate) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.running) {
        return {StepStatus::Running, {QT_TRANSLATE_NOOP("core", "under way")}};
    }
    switch (cutover.ending) {
    case Ending::Migrated:
        return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "done")}};
    case Ending::Attention:
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "a person is needed")}};
    case Ending::Aborted:
        return {StepStatus::Attention, {QT_TRANSLATE_NOOP("core", "aborted, all put back")}};
    case Ending::None:
        break;
    }
    if (replicate.status != StepStatus::Done) {
        return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "waits for steady replication")}};
    }
    if (snapshot.failOver.gates.isEmpty()) {
        return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "reads the gates")}};
    }
    if (allOpen(snapshot.failOver.gates)) {
        return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "ready")}};
    }
    const auto closed =
        std::ranges::count_if(snapshot.failOver.gates, [](const Gate& gate) { return !gate.open; });
    return {StepStatus::Attention,
            {QT_TRANSLATE_NOOP("core", "gates closed: %1"), {QString::number(closed)}}};
}

StepState reportStep(const Snapshot& snapshot) {
    if (!snapshot.report.files.isEmpty()) {
        return {StepStatus::Done, {QT_TRANSLATE_NOOP("core", "exported")}};
    }
    if (snapshot.report.report) {
        return {StepStatus::ToDo, {QT_TRANSLATE_NOOP("core", "ready, not exported")}};
    }
    if (snapshot.failOver.cutover.ending == Ending::Migrated && !snapshot.report.error) {
        return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "is being made")}};
    }
    return {StepStatus::Locked, {QT_TRANSLATE_NOOP("core", "waits for Fail over")}};
}

} // namespace

std::array<StepState, stepCount> stepStates(const Snapshot& snapshot) {
    const StepState connect = connectStep(snapshot.connect);
    const StepState assess = assessStep(snapshot);
    const StepState replicate = replicateStep(snapshot, assess);
    return {connect,
            assess,
            replicate,
            verifyStep(snapshot, replicate),
            failOverStep(snapshot, replicate),
            reportStep(snapshot)};
}

} // namespace ferryman
