// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/steady_judge.h"

#include "base/format.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 trendOverMs = 5000;

} // namespace

SteadyJudge::SteadyJudge(const Policy& policy)
    : m_policy(policy) {}

void SteadyJudge::restart() {
    m_sinceMs = 0;
    m_largestLag = 0;
    m_fullSyncs.reset();
}

Message SteadyJudge::tooFarBehind(const Sample& sample) const {
    const Figure lag = formatBytes(*sample.lagBytes);
    const Figure limit = formatBytes(m_policy.maxLagBytes);
    if (!m_lagBefore || sample.atMs <= m_lagBefore->first ||
        *sample.lagBytes == m_lagBefore->second) {
        return {QT_TRANSLATE_NOOP("core", "Not steady: lag %1; the limit is %2."), {lag, limit}};
    }
    const double perSecond = static_cast<double>(*sample.lagBytes - m_lagBefore->second) * 1000.0 /
                             static_cast<double>(sample.atMs - m_lagBefore->first);
    return perSecond > 0
               ? Message{QT_TRANSLATE_NOOP(
                             "core", "Not steady: lag %1 and growing by %2; the limit is %3."),
                         {lag, formatRate(perSecond), limit}}
               : Message{QT_TRANSLATE_NOOP(
                             "core", "Not steady: lag %1 and shrinking by %2; the limit is %3."),
                         {lag, formatRate(-perSecond), limit}};
}

Message SteadyJudge::whatBreaks(const Sample& sample) const {
    if (!sample.linkUp) {
        return {QT_TRANSLATE_NOOP("core", "Not steady: Dragonfly's link to the source is down.")};
    }
    if (sample.lineState.isEmpty()) {
        return {QT_TRANSLATE_NOOP(
            "core", "Not steady: the source does not list Dragonfly among its replicas.")};
    }
    if (sample.lineState != QLatin1String("online") || !sample.replicaOffset) {
        return {QT_TRANSLATE_NOOP("core", "Not steady: the full sync is under way (%1)."),
                {sample.lineState}};
    }
    if (!sample.lagBytes || !sample.lagSeconds || !sample.ackAgeSeconds) {
        return {QT_TRANSLATE_NOOP(
            "core", "Not steady: the lag is not known, since one side did not answer.")};
    }
    if (*sample.lagBytes > m_policy.maxLagBytes) {
        return tooFarBehind(sample);
    }
    const double seconds = std::max(*sample.lagSeconds, static_cast<double>(*sample.ackAgeSeconds));
    if (seconds > m_policy.maxLagSeconds) {
        return {QT_TRANSLATE_NOOP("core", "Not steady: lag %1 s; the limit is %2 s."),
                {formatDecimal(seconds, 1), QString::number(m_policy.maxLagSeconds)}};
    }
    if (m_fullSyncs && sample.fullSyncs && *sample.fullSyncs != *m_fullSyncs) {
        return {QT_TRANSLATE_NOOP("core", "Not steady: a new full sync has begun since.")};
    }
    return {};
}

Steadiness SteadyJudge::judge(const Sample& sample) {
    const Message broken = whatBreaks(sample);
    if (sample.lagBytes && (!m_lagBefore || sample.atMs - m_lagBefore->first >= trendOverMs)) {
        m_lagBefore = std::pair(sample.atMs, *sample.lagBytes);
    }
    if (!broken.isEmpty()) {
        restart();
        return {false, 0, broken, 0};
    }
    if (m_sinceMs == 0) {
        m_sinceMs = sample.atMs;
        m_fullSyncs = sample.fullSyncs;
    }
    m_largestLag = std::max(m_largestLag, *sample.lagBytes);
    const qint64 unbroken = sample.atMs - m_sinceMs;
    const Figure lag = formatBytes(*sample.lagBytes);
    if (unbroken < qint64{m_policy.steadySeconds} * 1000) {
        return {false,
                unbroken,
                {QT_TRANSLATE_NOOP("core", "Within the limits for %1, lag %2; steady after %3 s."),
                 {formatDuration(unbroken), lag, QString::number(m_policy.steadySeconds)}},
                m_largestLag};
    }
    return {true,
            unbroken,
            {QT_TRANSLATE_NOOP("core", "Steady for %1: lag %2 and %3 s, limits %4 and %5 s."),
             {formatDuration(unbroken), lag, formatDecimal(*sample.lagSeconds, 1),
              formatBytes(m_policy.maxLagBytes), QString::number(m_policy.maxLagSeconds)}},
            m_largestLag};
}

} // namespace ferryman
