// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/time_view.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr qint64 closestMs = 10'000; ///< Forty samples.

} // namespace

void TimeView::setRange(ChartRange range) {
    m_range = range;
    m_zoomed = false;
    m_spanMs.reset();
}

void TimeView::hold(qint64 lastMs) {
    m_endMs = lastMs;
}

void TimeView::goLive() {
    m_endMs.reset();
    if (!m_zoomed) {
        m_spanMs.reset(); // a range grows with a young history
    }
}

std::optional<ChartRange> TimeView::range() const {
    return m_zoomed ? std::nullopt : std::optional(m_range);
}

qint64 TimeView::newestMs(const Recorded& recorded) const {
    return m_endMs ? std::clamp(*m_endMs, recorded.firstMs, recorded.lastMs) : recorded.lastMs;
}

ChartWindow TimeView::window(const Recorded& recorded) const {
    const qint64 newest = newestMs(recorded);
    if (!m_spanMs) {
        return windowFor(m_range, recorded.firstMs, newest);
    }
    const qint64 from = std::max(recorded.firstMs, newest - *m_spanMs);
    return {from, from + *m_spanMs};
}

void TimeView::zoom(double factor, std::optional<qint64> aroundMs, const Recorded& recorded) {
    const ChartWindow now = window(recorded);
    const qint64 widest = std::max(closestMs, recorded.lastMs - recorded.firstMs);
    const auto span =
        std::clamp(static_cast<qint64>(std::llround(static_cast<double>(now.spanMs()) * factor)),
                   closestMs, widest);
    const bool wasLive = isLive();
    m_zoomed = true;
    m_spanMs = span;
    if (!aroundMs) {
        return;
    }
    const double share = static_cast<double>(*aroundMs - now.fromMs) /
                         static_cast<double>(std::max<qint64>(1, now.spanMs()));
    const qint64 from = *aroundMs - std::llround(share * static_cast<double>(span));
    end(from + span, wasLive, recorded);
}

void TimeView::shift(double byMs, const Recorded& recorded) {
    const ChartWindow now = window(recorded);
    if (now.spanMs() >= recorded.lastMs - recorded.firstMs) {
        return; // all of it is in sight
    }
    m_spanMs = now.spanMs();
    const double to =
        std::clamp(static_cast<double>(newestMs(recorded)) + byMs,
                   static_cast<double>(recorded.firstMs), static_cast<double>(recorded.lastMs));
    end(static_cast<qint64>(to), byMs > 0, recorded);
}

void TimeView::include(qint64 atMs, const Recorded& recorded) {
    const ChartWindow now = window(recorded);
    if (atMs < now.fromMs) {
        shift(static_cast<double>(atMs - now.fromMs), recorded);
    } else if (atMs > now.toMs) {
        shift(static_cast<double>(atMs - now.toMs), recorded);
    }
}

void TimeView::end(qint64 endMs, bool mayBeLive, const Recorded& recorded) {
    const qint64 earliest = std::min(recorded.firstMs + m_spanMs.value_or(0), recorded.lastMs);
    m_endMs = std::clamp(endMs, earliest, recorded.lastMs);
    if (mayBeLive && *m_endMs == recorded.lastMs) {
        goLive();
    }
}

} // namespace ferryman
