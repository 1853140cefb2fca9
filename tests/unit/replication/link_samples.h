// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/sample.h"

namespace ferryman::test {

constexpr qint64 startMs = 1'767'322'000'000; ///< 2026-01-02, UTC.

// Samples of a link; a test takes one and spoils one thing.

/// In order: online, nothing behind, the first full sync long done.
[[nodiscard]] inline Sample goodSample(qint64 atMs) {
    Sample sample;
    sample.atMs = atMs;
    sample.sourceOffset = 50'000;
    sample.ackedOffset = 50'000;
    sample.ackAgeSeconds = 0;
    sample.lineState = QStringLiteral("online");
    sample.fullSyncs = 1;
    sample.sourceReplid = QStringLiteral("ec98b44ef4f6a4a328828b14a8af13720098c651");
    sample.linkUp = true;
    sample.replicaOffset = 50'000;
    sample.targetReplid = sample.sourceReplid;
    sample.sourceKeys = 1000;
    sample.targetKeys = 1000;
    sample.lagBytes = 0;
    sample.lagSeconds = 0;
    return sample;
}

/// The source saves its snapshot; Dragonfly already calls the link up, as it does.
[[nodiscard]] inline Sample syncingSample(qint64 atMs, qint64 fullSyncs = 1) {
    Sample sample = goodSample(atMs);
    sample.lineState = QStringLiteral("wait_bgsave");
    sample.fullSyncs = fullSyncs;
    sample.syncInProgress = true;
    sample.replicaOffset.reset();
    sample.ackedOffset.reset();
    sample.lagBytes.reset();
    sample.lagSeconds.reset();
    sample.targetKeys = 0;
    return sample;
}

/// Dragonfly has lost the source, which no longer lists it.
[[nodiscard]] inline Sample unlinkedSample(qint64 atMs, qint64 fullSyncs = 1) {
    Sample sample = syncingSample(atMs, fullSyncs);
    sample.linkUp = false;
    sample.syncInProgress = false;
    sample.lineState.clear();
    sample.ackAgeSeconds.reset();
    return sample;
}

} // namespace ferryman::test
