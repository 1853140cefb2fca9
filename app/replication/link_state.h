// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "redis/endpoint.h"
#include "replication/sample.h"

#include <QStringList>

namespace ferryman {

enum class LinkPhase {
    Detached,   ///< Dragonfly is nobody's replica, or nothing was asked yet.
    Attaching,  ///< REPLICAOF was sent.
    FullSync,   ///< The source saves or sends its snapshot, Dragonfly loads it.
    CatchingUp, ///< Online, but not within the limits or not yet for long enough.
    Steady,
    Interrupted, ///< It was attached and the link is down, or one side does not answer.
    Looping, ///< Full sync after full sync: it is stopped (Dragonfly replica.cc retries for ever).
    Stopped, ///< It is stopped, or being so, because somebody wanted it.
};

[[nodiscard]] const char* toString(LinkPhase phase); ///< "full-sync", ...

/// How far a full sync has come.
struct SyncProgress {
    int round = 0;         ///< 1 for the first full sync since REPLICAOF.
    QString sourceState;   ///< slaveN.state.
    qint64 keysLoaded = 0; ///< On Dragonfly.
    qint64 keysTotal = 0;  ///< On the source now.
    double keysPerSecond = 0;
    std::optional<qint64> etaMs; ///< Nothing while there is no rate to judge by.
    qint64 elapsedMs = 0;
};

/// Steady or not, and why: always one sentence.
struct Steadiness {
    bool steady = false;
    qint64 unbrokenMs = 0;      ///< For how long every condition has held.
    Message sentence;           ///< "Not steady: lag 1.2 MB; the limit is 64 kB."
    qint64 largestLagBytes = 0; ///< In the unbroken time.
};

/// The replication as it stands; a value for the screen and for the gates.
struct LinkState {
    LinkPhase phase = LinkPhase::Detached;
    Sample latest;
    SyncProgress sync;
    Steadiness steadiness;
    qint64 fullSyncsSinceStart = 0;
    std::optional<qint64> syncDurationMs; ///< Of the last completed full sync.
    redis::Address listed; ///< Dragonfly as the source and the Sentinels name it; null: not known.
    QString reachedAs;     ///< Dragonfly as it is connected to, with its IPs.
    QStringList lines;     ///< The replicas that the source lists.
    qint64 samples = 0;
    qint64 missed = 0; ///< Sampling turns that were skipped because the last one was unanswered.
    std::optional<Error> sourceError; ///< Set while the source does not answer.
    std::optional<Error> targetError; ///< Set while Dragonfly does not answer.
};

/// Why it is not known under which address the source lists Dragonfly, and what to do.
[[nodiscard]] Message whyUnlisted(const LinkState& link);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::LinkState)
