// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/journey_progress.h"

namespace ferryman {

namespace {

QString shownProgress(const Snapshot& snapshot) {
    const LinkState& link = snapshot.replicate.link;
    // A source that saves a large snapshot to its disk sends no key for many minutes.
    const bool saving = link.sync.sourceState == QLatin1String("wait_bgsave");
    const bool steady = link.steadiness.steady; // what is missing now is no matter of time
    const VerifyProgress& verify = snapshot.verify.progress;
    return QStringLiteral("%1|%2|%3|%4|%5|%6|%7|%8|%9")
        .arg(snapshot.practiceNote.english())
        .arg(snapshot.connect.endpoints.size())
        .arg(QLatin1String(toString(link.phase)))
        .arg(link.sync.keysLoaded)
        .arg(link.sync.round)
        .arg(saving ? link.sync.elapsedMs / 1000 : -1)
        .arg(steady ? -1 : link.steadiness.unbrokenMs / 1000)
        .arg(verify.counts.bytesRead)
        .arg(verify.suspects);
}

/// Nothing moves for itself in a steady link: what is missing then is no matter of time.
bool isCatchingUp(const LinkState& link) {
    return !link.steadiness.steady &&
           (link.phase == LinkPhase::CatchingUp || link.phase == LinkPhase::FullSync);
}

} // namespace

bool JourneyProgress::advance(const Snapshot& snapshot) {
    const QString now = shownProgress(snapshot);
    bool advanced = now != m_shown;
    m_shown = now;
    const LinkState& link = snapshot.replicate.link;
    if (!isCatchingUp(link)) {
        return advanced;
    }
    if (const qint64 offset = link.latest.replicaOffset.value_or(-1); offset > m_targetOffset) {
        m_targetOffset = offset;
        advanced = true;
    }
    if (const qint64 lag = link.latest.lagBytes.value_or(-1);
        lag >= 0 && (m_smallestLagBytes < 0 || lag < m_smallestLagBytes)) {
        m_smallestLagBytes = lag;
        advanced = true;
    }
    return advanced;
}

} // namespace ferryman
