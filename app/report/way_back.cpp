// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/way_back.h"

#include "cutover/open_intents.h"
#include "report/story.h"
#include "report/wording.h"

#include <QDateTime>

#include <algorithm>

namespace ferryman {

namespace {

QString sourceAddress(const Report& report) {
    return report.before.primary.isNull() ? addressOf(report, QStringLiteral("source"))
                                          : report.before.primary.toString();
}

/// When Dragonfly became primary, UTC; empty where the timeline does not say.
QString promotedAt(const Report& report) {
    const auto& timeline = report.cutover.timeline;
    const auto row =
        std::find_if(timeline.crbegin(), timeline.crend(), [](const TimelineRow& each) {
            return each.phase == Phase::Promote && !each.sentinelEvent;
        });
    return row == timeline.crend() ? QString()
                                   : QDateTime::fromMSecsSinceEpoch(row->atMs, Qt::UTC)
                                         .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

QStringList sentinelsOf(const Report& report) {
    QStringList addresses;
    for (const SentinelView& view : report.before.sentinels) {
        addresses.append(view.address.toString());
    }
    return addresses;
}

/// The commands that put the changed settings back, by server in the order of the last change
/// first.
QList<BackStep> undoSteps(const Report& report, bool purposely) {
    QList<BackStep> steps;
    for (const OpenIntent& intent : openIntents(report.rows)) {
        if (intent.leftOnPurpose != purposely) {
            continue;
        }
        auto step = std::ranges::find(steps, intent.where, &BackStep::where);
        if (step == steps.end()) {
            steps.append(BackStep{{}, intent.where, {}});
            step = std::prev(steps.end());
        }
        step->commands.append(intent.undo);
    }
    return steps;
}

BackStep forgetStep(const Report& report, const QString& group) {
    return {{QT_TRANSLATE_NOOP("core", "Every Sentinel forgets the group. Do it on all of them "
                                       "before anything else: one that still knows it tells the "
                                       "others of Dragonfly.")},
            sentinelsOf(report).join(QStringLiteral(", ")),
            {QStringLiteral("SENTINEL REMOVE %1").arg(group)}};
}

BackStep monitorStep(const Report& report, const QString& group) {
    const redis::Address& source = report.before.primary;
    QStringList commands{QStringLiteral("SENTINEL MONITOR %1 %2 %3 %4")
                             .arg(group, source.host, QString::number(source.port),
                                  QString::number(report.before.quorum))};
    if (!report.before.sentinels.isEmpty()) {
        const SentinelView& view = report.before.sentinels.first();
        const std::pair<const char*, qint64> settings[] = {
            {"down-after-milliseconds", view.downAfterMs()},
            {"failover-timeout", view.failoverTimeoutMs()}};
        for (const auto& [name, value] : settings) {
            if (value > 0) {
                commands.append(QStringLiteral("SENTINEL SET %1 %2 %3")
                                    .arg(group, QLatin1String(name), QString::number(value)));
            }
        }
    }
    return {{QT_TRANSLATE_NOOP("core", "Every Sentinel watches the old primary again. Where it "
                                       "wants a login, add SENTINEL SET %1 auth-user and "
                                       "auth-pass."),
             {group}},
            sentinelsOf(report).join(QStringLiteral(", ")),
            commands};
}

/// A replica that was parked refuses writes, should it ever become the primary; what its setting
/// was before, nobody asked.
bool wasFenced(const Report& report, const QString& where) {
    return std::ranges::any_of(commandsOf(report), [&](const StoryCommand& sent) {
        return sent.server == where &&
               sent.command.contains(QLatin1String("min-replicas-to-write"));
    });
}

/// What is sent to the old primary, or to a replica that was detached.
QList<BackStep> restoreSteps(const Report& report) {
    const QString source = sourceAddress(report);
    const QString dragonfly = report.plan.dragonfly.address.toString();
    QList<BackStep> steps = undoSteps(report, true);
    for (BackStep& step : steps) {
        if (step.where == source) {
            step.what = {QT_TRANSLATE_NOOP("core", "The old primary accepts writes again, with the "
                                                   "settings that it had, and keeps them.")};
        } else if (step.where == dragonfly) {
            step.what = {QT_TRANSLATE_NOOP("core", "No Sentinel chooses Dragonfly any more.")};
        } else if (wasFenced(report, step.where)) {
            step.what = {QT_TRANSLATE_NOOP("core", "A replica follows the old primary again. Its "
                                                   "min-replicas-to-write is not known from "
                                                   "before: 0 is the default.")};
            step.commands.append(QStringLiteral("CONFIG SET min-replicas-to-write 0"));
        } else {
            step.what = {QT_TRANSLATE_NOOP("core", "A replica follows the old primary again.")};
        }
        if (step.where != dragonfly) {
            step.commands.append(QStringLiteral("CONFIG REWRITE"));
        }
    }
    std::stable_partition(steps.begin(), steps.end(),
                          [&](const BackStep& step) { return step.where == source; });
    return steps;
}

QList<BackStep> stepsFromDragonfly(const Report& report) {
    const QString group = report.before.group.isEmpty() ? report.plan.group : report.before.group;
    QList<BackStep> steps{
        {{QT_TRANSLATE_NOOP("core", "Stop what writes, or let it fail: from here on every write on "
                                    "Dragonfly is lost. Copy from Dragonfly by other means what "
                                    "must not be.")},
         {},
         {}}};
    if (report.plan.policy.oldPrimary == OldPrimary::Shutdown) {
        steps.append(
            BackStep{{QT_TRANSLATE_NOOP("core", "Start the old primary with its configuration "
                                                "file; it was shut down with its data saved.")},
                     {},
                     {}});
    }
    steps.append(forgetStep(report, group));
    return steps + restoreSteps(report) + QList<BackStep>{monitorStep(report, group)};
}

QList<BackStep> stepsFromAbort(const Report& report) {
    QList<BackStep> steps = undoSteps(report, false);
    for (BackStep& step : steps) {
        step.what = {
            QT_TRANSLATE_NOOP("core", "It may still be changed: ask it, then put it back.")};
    }
    return steps;
}

} // namespace

Message oldPrimaryOf(const Report& report) {
    if (report.cutover.ending != Ending::Migrated) {
        return {};
    }
    const QString source = sourceAddress(report);
    switch (report.plan.policy.oldPrimary) {
    case OldPrimary::Park:
        return {QT_TRANSLATE_NOOP("core", "The old primary %1 is parked: it refuses every write, "
                                          "has priority 0, and its data are as they were at the "
                                          "freeze."),
                {source}};
    case OldPrimary::Shutdown:
        return {QT_TRANSLATE_NOOP("core", "The old primary %1 was shut down, with its data as they "
                                          "were at the freeze saved."),
                {source}};
    case OldPrimary::Leave:
        return {QT_TRANSLATE_NOOP("core", "The old primary %1 is a read-only replica of nobody, "
                                          "with priority 0. Its data are as they were at the "
                                          "freeze."),
                {source}};
    }
    return {};
}

QList<Message> wayBackOf(const Report& report) {
    if (report.cutover.ending != Ending::Migrated) {
        return {Message{QT_TRANSLATE_NOOP(
            "core", "Sentinel's primary was not changed by a finished switch, so there is nothing "
                    "to go back from. What may still be changed stands below, with its "
                    "command.")}};
    }
    const QString since = promotedAt(report);
    const Message moment = since.isEmpty() ? Message{QT_TRANSLATE_NOOP("core", "the promotion")}
                                           : Message{QT_TRANSLATE_NOOP("core", "%1 UTC"), {since}};
    return {
        oldPrimaryOf(report),
        Message{QT_TRANSLATE_NOOP("core",
                                  "Redis cannot follow Dragonfly. Going back loses every write "
                                  "that Dragonfly accepted since %1, unless it is copied by other "
                                  "means."),
                {moment}},
        Message{QT_TRANSLATE_NOOP("core", "Keep the old primary until Dragonfly has written its "
                                          "first snapshot (SAVE) and you are sure; then shut it "
                                          "down.")},
    };
}

QList<BackStep> backStepsOf(const Report& report) {
    return report.cutover.ending == Ending::Migrated ? stepsFromDragonfly(report)
                                                     : stepsFromAbort(report);
}

} // namespace ferryman
