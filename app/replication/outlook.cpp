// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/outlook.h"

#include "base/format.h"

#include <cmath>

namespace ferryman {

namespace {

constexpr qint64 lookBackMs = 30'000;
constexpr int lookBackPoints = 120;
constexpr qsizetype fewestPoints = 6;
constexpr double shortestMs = 3000;
constexpr double meaningfulShare = 0.05; // of the limit, in ten seconds: less is the lag's breath
constexpr double meaningfulOverSeconds = 10;
constexpr qint64 farOffMs = qint64{24} * 3600 * 1000; // no trend holds for so long

/// The lag moves so fast that it matters.
bool isMoving(double bytesPerSecond, const Policy& policy) {
    return std::abs(bytesPerSecond) * meaningfulOverSeconds >
           meaningfulShare * static_cast<double>(policy.maxLagBytes);
}

std::optional<qint64> timeFor(double bytes, double bytesPerSecond) {
    const double ms = bytes / bytesPerSecond * 1000;
    return ms >= 0 && ms < static_cast<double>(farOffMs) ? std::optional(std::llround(ms))
                                                         : std::nullopt;
}

Message neverSteady(const Sample& latest) {
    if (!latest.writeBytesPerSecond || !latest.applyBytesPerSecond) {
        return {QT_TRANSLATE_NOOP("core", "At this trend it will not become steady.")};
    }
    return {QT_TRANSLATE_NOOP("core", "At this trend it will not become steady: the source writes "
                                      "%1, Dragonfly applies %2."),
            {formatRate(*latest.writeBytesPerSecond), formatRate(*latest.applyBytesPerSecond)}};
}

Message whileBehind(const LinkState& link, double trend, const Policy& policy) {
    if (!isMoving(trend, policy) || trend > 0) {
        return neverSteady(link.latest);
    }
    const auto within =
        timeFor(static_cast<double>(*link.latest.lagBytes - policy.maxLagBytes), -trend);
    if (!within) {
        return neverSteady(link.latest);
    }
    return {QT_TRANSLATE_NOOP("core", "At this trend it is within the limits in about %1, and "
                                      "steady %2 s later."),
            {formatDuration(*within), QString::number(policy.steadySeconds)}};
}

Message whileCatchingUp(const LinkState& link, const std::optional<double>& trend,
                        const Policy& policy) {
    const bool behind = link.latest.lagBytes && *link.latest.lagBytes > policy.maxLagBytes;
    if (behind) {
        return trend ? whileBehind(link, *trend, policy) : Message();
    }
    const qint64 left = qint64{policy.steadySeconds} * 1000 - link.steadiness.unbrokenMs;
    if (link.steadiness.unbrokenMs <= 0 || left <= 0) {
        return {};
    }
    return {QT_TRANSLATE_NOOP("core", "Steady in about %1, if it stays within the limits."),
            {formatDuration(left)}};
}

Message whileSteady(const LinkState& link, const std::optional<double>& trend,
                    const Policy& policy) {
    if (!trend || !link.latest.lagBytes) {
        return {};
    }
    if (isMoving(*trend, policy) && *trend > 0) {
        const auto until =
            timeFor(static_cast<double>(policy.maxLagBytes - *link.latest.lagBytes), *trend);
        if (until) {
            return {QT_TRANSLATE_NOOP("core", "The lag grows by %1: at this trend it reaches the "
                                              "limit in about %2."),
                    {formatRate(*trend), formatDuration(*until)}};
        }
    }
    return {QT_TRANSLATE_NOOP("core", "The lag does not grow.")};
}

Message whileSyncing(const SyncProgress& sync, const Policy& policy) {
    const QString steady = QString::number(policy.steadySeconds);
    if (!sync.etaMs) {
        return {QT_TRANSLATE_NOOP("core", "After it Dragonfly must catch up and stay within the "
                                          "limits for %1 s."),
                {steady}};
    }
    return {QT_TRANSLATE_NOOP("core", "At this rate it ends in about %1; then Dragonfly must catch "
                                      "up and stay within the limits for %2 s."),
            {formatDuration(*sync.etaMs), steady}};
}

} // namespace

std::optional<double> trendOf(const Points& lag) {
    Points run;
    for (const QPointF& point : lag) {
        if (std::isnan(point.y())) {
            run.clear(); // what was before the gap says nothing of now
        } else {
            run.append(point);
        }
    }
    if (run.size() < fewestPoints || run.last().x() - run.first().x() < shortestMs) {
        return {};
    }
    double meanX = 0;
    double meanY = 0;
    for (const QPointF& point : run) {
        meanX += point.x() / static_cast<double>(run.size());
        meanY += point.y() / static_cast<double>(run.size());
    }
    double products = 0;
    double squares = 0;
    for (const QPointF& point : run) {
        products += (point.x() - meanX) * (point.y() - meanY);
        squares += (point.x() - meanX) * (point.x() - meanX);
    }
    return squares > 0 ? std::optional(products / squares * 1000) : std::nullopt;
}

Points recentLag(const History& history) {
    const qint64 last = history.lastMs();
    return history.view(Series::LagBytes, last - lookBackMs, last, lookBackPoints);
}

Outlook outlookOf(const LinkState& link, const Points& lag, const Policy& policy) {
    Outlook outlook;
    outlook.sentence = link.steadiness.sentence;
    if (outlook.sentence.isEmpty()) {
        outlook.sentence = {
            QT_TRANSLATE_NOOP("core", "Not steady: Dragonfly is not attached yet.")};
    }
    switch (link.phase) {
    case LinkPhase::FullSync:
        outlook.forecast = whileSyncing(link.sync, policy);
        break;
    case LinkPhase::CatchingUp:
        outlook.forecast = whileCatchingUp(link, trendOf(lag), policy);
        break;
    case LinkPhase::Steady:
        outlook.forecast = whileSteady(link, trendOf(lag), policy);
        break;
    case LinkPhase::Interrupted:
        outlook.forecast = {QT_TRANSLATE_NOOP(
            "core", "When it answers again, Dragonfly begins with a new full sync.")};
        break;
    case LinkPhase::Detached:
    case LinkPhase::Attaching:
    case LinkPhase::Looping:
    case LinkPhase::Stopped:
        break;
    }
    return outlook;
}

} // namespace ferryman
