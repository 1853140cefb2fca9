// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/link_tracker.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr int roundsUntilLooping = 3;
constexpr qint64 keyRateOverMs = 2000;

constexpr auto loopStoppingSentence = QT_TRANSLATE_NOOP(
    "core",
    "Replication is being stopped: Dragonfly began %1 full syncs and none led to steady "
    "replication. Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly's dbnum, "
    "hash-field TTLs, or a replica output buffer that is too small on the source.");
constexpr auto loopStoppedSentence = QT_TRANSLATE_NOOP(
    "core",
    "Replication was stopped: Dragonfly began %1 full syncs and none led to steady replication. "
    "Look for functions (FUNCTION LIST), keys in a database beyond Dragonfly's dbnum, hash-field "
    "TTLs, or a replica output buffer that is too small on the source.");

} // namespace

LinkTracker::LinkTracker(const Policy& policy, History& history)
    : m_history(history)
    , m_judge(policy) {
    m_state.steadiness.sentence = {QT_TRANSLATE_NOOP("core", "Dragonfly is not attached yet.")};
}

void LinkTracker::attaching(qint64 nowMs) {
    m_attached = true;
    m_judge.restart();
    m_fullSyncsWhenSteady.reset();
    m_syncBegunMs = nowMs;
    m_keysBefore.reset();
    m_state.sync = {};
    m_state.phase = LinkPhase::Attaching;
    m_state.steadiness.sentence = {QT_TRANSLATE_NOOP("core", "Dragonfly connects to the source.")};
    m_history.mark({nowMs, "attached"});
}

void LinkTracker::stopping() {
    m_attached = false;
    m_judge.restart();
    if (m_state.phase != LinkPhase::Looping) {
        m_state.phase = LinkPhase::Stopped;
        m_state.steadiness = {
            false, 0, {QT_TRANSLATE_NOOP("core", "Replication is being stopped.")}, 0};
    }
}

void LinkTracker::listing(const TargetListing& listing) {
    m_state.listed = listing.address();
    m_state.reachedAs = listing.names().describe();
    m_state.lines = listing.seen();
}

void LinkTracker::stopped() {
    stopping();
    if (m_state.phase == LinkPhase::Looping) {
        sayLooping(loopStoppedSentence);
    } else {
        m_state.steadiness.sentence = {QT_TRANSLATE_NOOP("core", "Replication was stopped.")};
    }
}

void LinkTracker::sayLooping(const char* sentence) {
    m_state.steadiness = {false, 0, {sentence, {QString::number(m_state.sync.round)}}, 0};
}

void LinkTracker::errors(const std::optional<Error>& source, const std::optional<Error>& target) {
    m_state.sourceError = source;
    m_state.targetError = target;
}

LinkPhase LinkTracker::phaseFor(const Sample& sample) const {
    const bool syncing = !sample.replicaOffset || sample.lineState != QLatin1String("online");
    if (m_state.sourceError || m_state.targetError) {
        return LinkPhase::Interrupted;
    }
    if (!sample.linkUp || (sample.lineState.isEmpty() && m_state.phase != LinkPhase::Attaching)) {
        return m_state.phase == LinkPhase::Attaching ? LinkPhase::Attaching
                                                     : LinkPhase::Interrupted;
    }
    if (sample.lineState.isEmpty()) {
        return LinkPhase::Attaching;
    }
    if (syncing) {
        return LinkPhase::FullSync;
    }
    return m_state.steadiness.steady ? LinkPhase::Steady : LinkPhase::CatchingUp;
}

void LinkTracker::take(const Sample& sample) {
    ++m_state.samples;
    m_state.latest = sample;
    m_history.append(sample);
    if (!m_attached || m_state.phase == LinkPhase::Looping) {
        return;
    }
    countRounds(sample);
    m_state.steadiness = m_judge.judge(sample);
    if (sample.linkUp && m_state.listed.isNull() && !m_state.lines.isEmpty()) {
        m_state.steadiness.sentence = {QT_TRANSLATE_NOOP("core", "Not steady: %1."),
                                       {whyUnlisted(m_state)}};
    }
    if (m_state.sourceError || m_state.targetError) {
        m_state.steadiness.sentence = {
            m_state.sourceError
                ? QT_TRANSLATE_NOOP("core", "Not steady: the source does not answer.")
                : QT_TRANSLATE_NOOP("core", "Not steady: Dragonfly does not answer.")};
    }
    const LinkPhase phase = phaseFor(sample);
    if (phase != m_state.phase) {
        enter(phase, sample);
    }
    if (phase == LinkPhase::FullSync) {
        followSync(sample);
    }
    if (phase == LinkPhase::Steady) {
        m_fullSyncsWhenSteady = sample.fullSyncs;
    } else if (m_state.sync.round >= roundsUntilLooping && isSyncingAgain(phase)) {
        m_state.phase = LinkPhase::Looping;
        sayLooping(loopStoppingSentence);
    }
}

bool LinkTracker::isSyncingAgain(LinkPhase phase) const {
    const bool bothAnswer = !m_state.sourceError && !m_state.targetError;
    // A full sync may be over before anybody sees it run: then the link is found down after it.
    return phase != LinkPhase::CatchingUp && phase != LinkPhase::Steady && bothAnswer;
}

void LinkTracker::countRounds(const Sample& sample) {
    if (!sample.fullSyncs) {
        return;
    }
    if (!m_fullSyncsAtStart) {
        m_fullSyncsAtStart = sample.fullSyncs;
    }
    if (m_lastFullSyncs && *sample.fullSyncs < *m_lastFullSyncs) { // a restarted source counts anew
        const qint64 lost = *m_lastFullSyncs - *sample.fullSyncs;
        *m_fullSyncsAtStart -= lost;
        if (m_fullSyncsWhenSteady) {
            *m_fullSyncsWhenSteady -= lost;
        }
    }
    // The first reading after REPLICAOF may or may not count its full sync already: the one under
    // way is round 1.
    if (!m_fullSyncsWhenSteady) {
        m_fullSyncsWhenSteady = *sample.fullSyncs - (sample.lineState.isEmpty() ? 0 : 1);
    }
    m_state.fullSyncsSinceStart = *sample.fullSyncs - *m_fullSyncsAtStart;
    m_state.sync.round = static_cast<int>(*sample.fullSyncs - *m_fullSyncsWhenSteady);
    const bool another = m_lastFullSyncs && *sample.fullSyncs > *m_lastFullSyncs;
    if (another && m_state.phase != LinkPhase::Attaching) { // the first began with REPLICAOF
        m_syncBegunMs = sample.atMs;
        m_keysBefore.reset();
    }
    m_lastFullSyncs = sample.fullSyncs;
}

void LinkTracker::enter(LinkPhase phase, const Sample& sample) {
    const bool wasSyncing =
        m_state.phase == LinkPhase::FullSync || m_state.phase == LinkPhase::Attaching;
    const bool synced = phase == LinkPhase::CatchingUp || phase == LinkPhase::Steady;
    if (wasSyncing && synced) {
        m_state.syncDurationMs = sample.atMs - m_syncBegunMs;
        m_history.mark({sample.atMs, "synced"});
    } else if (phase == LinkPhase::Steady) {
        m_history.mark({sample.atMs, "steady"});
    } else if (phase == LinkPhase::Interrupted) {
        m_history.mark({sample.atMs, "interrupted"});
    }
    m_state.phase = phase;
}

void LinkTracker::followSync(const Sample& sample) {
    SyncProgress& sync = m_state.sync;
    sync.sourceState = sample.lineState;
    sync.keysLoaded = sample.targetKeys.value_or(0);
    sync.keysTotal = sample.sourceKeys.value_or(0);
    sync.elapsedMs = sample.atMs - m_syncBegunMs;
    if (!m_keysBefore || sync.keysLoaded < m_keysBefore->second) {
        m_keysBefore = std::pair(sample.atMs, sync.keysLoaded);
        sync.keysPerSecond = 0;
        sync.etaMs.reset();
        return;
    }
    if (sample.atMs - m_keysBefore->first < keyRateOverMs) {
        return;
    }
    sync.keysPerSecond = static_cast<double>(sync.keysLoaded - m_keysBefore->second) * 1000.0 /
                         static_cast<double>(sample.atMs - m_keysBefore->first);
    m_keysBefore = std::pair(sample.atMs, sync.keysLoaded);
    sync.etaMs.reset();
    if (sync.keysPerSecond > 0) {
        const double left =
            static_cast<double>(std::max<qint64>(sync.keysTotal - sync.keysLoaded, 0));
        sync.etaMs = static_cast<qint64>(left / sync.keysPerSecond * 1000.0);
    }
}

} // namespace ferryman
