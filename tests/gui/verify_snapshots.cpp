// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/verify_snapshots.h"

#include "gui/sample_snapshots.h"

namespace ferryman::test {

namespace {

constexpr qint64 allKeys = 12'418'302;

VerifyCounts countsOf(qint64 keys) {
    VerifyCounts counts;
    counts.keysCompared = keys;
    counts.targetKeysSeen = keys;
    counts.bytesRead = keys * 412;
    counts.byType = {{"string", keys / 2},
                     {"hash", keys / 4},
                     {"list", keys / 8},
                     {"zset", keys - keys / 2 - keys / 4 - keys / 8}};
    return counts;
}

void plant(VerifyCounts& counts, const QList<Difference>& differences) {
    for (const Difference& difference : differences) {
        counts.differences += 1;
        counts.byClass[QLatin1String(toString(difference.kind))] += 1;
        counts.differencesByType[difference.type] += 1;
    }
}

} // namespace

QList<Difference> sampleDifferences() {
    using enum DifferenceClass;
    return {
        {{0, QByteArray("sess:\x00\xff<b>", 10)}, Value, "string", "SPRING26", "SPRING2", "byte 7"},
        {{0, "cart:981734"}, Value, "hash", "1774310912", {}, "field coupon_at"},
        {{3, "geo:stores:tmp"}, Missing, "zset", "812 members", {}, {}},
        {{0, "lock:invoice:88"}, Extra, "string", {}, "1", {}},
        {{0, "queue:mail"}, Type, "list", "list", "set", {}},
        {{0, "cart:551209"}, Expiry, "string", "1781000 ms", "1785200 ms", {}},
        {{0, "user:7"}, FieldExpiry, "hash", "60000 ms", "no expiry", "field token"},
        {{1, "events"}, Stream, "stream", "1-0", "0-0", "group billing"},
        {{12, {}}, Database, {}, "812 keys", {}, {}},
    };
}

Snapshot verifyReadySnapshot() {
    Snapshot snapshot = readySnapshot();
    snapshot.verify.sourceKeys = allKeys;
    snapshot.verify.targetKeys = allKeys - 12;
    return snapshot;
}

Snapshot verifyingSnapshot() {
    Snapshot snapshot = verifyReadySnapshot();
    VerifyState& verify = snapshot.verify;
    verify.running = true;
    verify.cannotStart = {"The data is being compared already."};
    verify.differences = sampleDifferences().first(2);
    verify.differencesFound = 2;
    verify.progress.counts = countsOf(8'070'112);
    plant(verify.progress.counts, verify.differences);
    verify.progress.keysExpected = allKeys;
    verify.progress.suspects = 3;
    verify.progress.seconds = 17.5;
    verify.progress.keysPerSecond = 462'000;
    verify.progress.etaMs = 9'400;
    verify.progress.roundTripMs = 1;
    verify.progress.lagBytes = 22'798;
    return snapshot;
}

Snapshot slowedSnapshot() {
    Snapshot snapshot = verifyingSnapshot();
    VerifyState& verify = snapshot.verify;
    verify.differences.clear();
    verify.differencesFound = 0;
    verify.progress.counts = countsOf(8'070'112);
    verify.progress.slowedTo = 0.25;
    verify.progress.keysPerSecond = 41'000;
    verify.progress.etaMs.reset();
    verify.progress.note = {"Slowed down: the source took %1 to answer.", {"212 ms"}};
    return snapshot;
}

Snapshot brokenOffSnapshot() {
    Snapshot snapshot = verifyingSnapshot();
    snapshot.verify.running = false;
    snapshot.verify.cannotStart = {};
    snapshot.verify.canResume = true;
    return snapshot;
}

Snapshot verifiedSnapshot(Verdict::Outcome outcome) {
    Snapshot snapshot = verifyReadySnapshot();
    VerifyState& verify = snapshot.verify;
    Verdict verdict;
    verdict.outcome = outcome;
    verdict.counts = countsOf(allKeys);
    verdict.seconds = 27.4;
    verdict.keysPerSecond = 453'000;
    verdict.finishedAtMs = snapshot.atMs - 72'000;
    verdict.startedAtMs = verdict.finishedAtMs - 27'400;
    verdict.startOffset = 48'901'220'417;
    verdict.offset = 48'931'231'004;
    verdict.holdsFor = {"Each key was compared in a state between the source's offsets %1 and %2.",
                        {"48,901,220,417", "48,931,231,004"}};
    if (outcome == Verdict::Outcome::Different) {
        verdict.differences = sampleDifferences();
        plant(verdict.counts, verdict.differences);
        verdict.counts.notComparable = 14;
        verdict.counts.notCompared = {{"MBbloom--", 14}, {"hash.fieldExpiry", 2}};
    }
    if (outcome == Verdict::Outcome::Undecided) {
        verdict.counts.undecided = 14;
        verify.frozenKeys = 312;
        verify.frozenExpectedMs = 12.4;
    }
    verify.differences = verdict.differences;
    verify.differencesFound = verdict.counts.differences;
    verify.progress.counts = verdict.counts;
    verify.freshness = VerifyFreshness{72'000, 3'204'000};
    verify.verdict = std::make_shared<const Verdict>(verdict);
    return snapshot;
}

Snapshot mendableSnapshot() {
    Snapshot snapshot = verifiedSnapshot(Verdict::Outcome::Different);
    snapshot.replicate.maySyncAgain = true;
    snapshot.replicate.link.syncDurationMs = 183'000;
    snapshot.replicate.syncAgainCommands = {{"CONFIG", "SET", "replica_priority", "0"},
                                            {"REPLICAOF", "10.0.0.1", "6379"}};
    return snapshot;
}

Snapshot sampledSnapshot() {
    Snapshot snapshot = verifiedSnapshot(Verdict::Outcome::Clean);
    VerifyState& verify = snapshot.verify;
    Verdict verdict = *verify.verdict;
    verdict.mode = VerifyOptions::Mode::Sample;
    verdict.counts = countsOf(20'000);
    verdict.confidence = sampleConfidence(20'000, 0, allKeys);
    verify.verdict = std::make_shared<const Verdict>(verdict);
    verify.request.options.mode = VerifyOptions::Mode::Sample;
    verify.progress.counts = verdict.counts;
    return snapshot;
}

Snapshot selfTestedSnapshot() {
    Snapshot snapshot = verifyReadySnapshot();
    SelfTestReport report;
    report.planted = 54;
    report.found = 54;
    report.leftOut = QStringList{"fieldExpiry"};
    snapshot.verify.selfTest = std::make_shared<const SelfTestReport>(report);
    return snapshot;
}

} // namespace ferryman::test
