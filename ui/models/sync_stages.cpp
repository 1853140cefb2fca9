// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sync_stages.h"

#include "base/format.h"

#include <QCoreApplication>
#include <QLocale>

namespace ferryman {

namespace {

QString translated(const char* text, int form = -1) {
    return QCoreApplication::translate("SyncStages", text, nullptr, form);
}

/// How many of the five stages are behind; the next one is under way.
int stagesDone(const LinkState& link) {
    switch (link.phase) {
    case LinkPhase::Detached:
    case LinkPhase::Attaching:
    case LinkPhase::Stopped:
    case LinkPhase::Interrupted:
        return 0;
    case LinkPhase::FullSync:
    case LinkPhase::Looping:
        // wait_bgsave: the source still makes its snapshot (INFO replication of Redis 7.0).
        return link.sync.sourceState == QLatin1String("wait_bgsave") ? 1 : 2;
    case LinkPhase::CatchingUp:
        return link.steadiness.unbrokenMs > 0 ? 4 : 3;
    case LinkPhase::Steady:
        return 5;
    }
    return 0;
}

StageStatus underWay(LinkPhase phase) {
    switch (phase) {
    case LinkPhase::Detached:
    case LinkPhase::Stopped:
        return StageStatus::Waiting;
    case LinkPhase::Interrupted:
    case LinkPhase::Looping:
        return StageStatus::Trouble;
    default:
        return StageStatus::Running;
    }
}

QString loadNote(const LinkState& link, int done) {
    const QLocale locale;
    if (done > 2 && link.syncDurationMs) {
        return translated(QT_TRANSLATE_NOOP("SyncStages", "full sync in %1"))
            .arg(formatDuration(*link.syncDurationMs, locale));
    }
    if (done == 2) {
        return translated(QT_TRANSLATE_N_NOOP("SyncStages", "%1 of %2 keys"),
                          formOf(link.sync.keysTotal))
            .arg(formatCount(link.sync.keysLoaded, locale),
                 formatCount(link.sync.keysTotal, locale));
    }
    return {};
}

QString catchUpNote(const LinkState& link, int done) {
    if (done < 3 || !link.latest.lagBytes) {
        return {};
    }
    return translated(QT_TRANSLATE_NOOP("SyncStages", "lag %1"))
        .arg(formatBytes(*link.latest.lagBytes, QLocale()));
}

QString steadyNote(const LinkState& link, const Policy& policy) {
    if (link.steadiness.steady) {
        return translated(QT_TRANSLATE_NOOP("SyncStages", "for %1"))
            .arg(formatDuration(link.steadiness.unbrokenMs, QLocale()));
    }
    if (link.steadiness.unbrokenMs > 0) {
        return translated(QT_TRANSLATE_NOOP("SyncStages", "%1 of %2 s"))
            .arg(formatDuration(link.steadiness.unbrokenMs, QLocale()))
            .arg(policy.steadySeconds);
    }
    return translated(QT_TRANSLATE_NOOP("SyncStages", "%1 s within the limits"))
        .arg(policy.steadySeconds);
}

} // namespace

QList<SyncStage> syncStages(const LinkState& link, const Policy& policy) {
    const int done = stagesDone(link);
    QList<SyncStage> stages{
        {translated(QT_TRANSLATE_NOOP("SyncStages", "Attach")), QStringLiteral("REPLICAOF")},
        {translated(QT_TRANSLATE_NOOP("SyncStages", "Snapshot")),
         translated(QT_TRANSLATE_NOOP("SyncStages", "by the source"))},
        {translated(QT_TRANSLATE_NOOP("SyncStages", "Load")), loadNote(link, done)},
        {translated(QT_TRANSLATE_NOOP("SyncStages", "Catch up")), catchUpNote(link, done)},
        {translated(QT_TRANSLATE_NOOP("SyncStages", "Steady")), steadyNote(link, policy)},
    };
    for (int i = 0; i < stages.size(); ++i) {
        stages[i].status = i < done    ? StageStatus::Done
                           : i == done ? underWay(link.phase)
                                       : StageStatus::Waiting;
    }
    return stages;
}

} // namespace ferryman
