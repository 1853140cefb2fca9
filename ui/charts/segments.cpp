// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/segments.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ferryman {

namespace {

QList<Points> allRuns(const Points& points) {
    QList<Points> runs;
    Points run;
    for (const QPointF& point : points) {
        if (std::isfinite(point.y())) {
            run << point;
        } else if (!run.isEmpty()) {
            runs << std::exchange(run, {});
        }
    }
    if (!run.isEmpty()) {
        runs << run;
    }
    return runs;
}

double gapBefore(const QList<Points>& runs, qsizetype i) {
    return runs[i].first().x() - runs[i - 1].last().x();
}

} // namespace

QList<Points> splitAtGaps(const Points& points, qsizetype most) {
    const QList<Points> runs = allRuns(points);
    if (runs.size() <= most || most < 1) {
        return runs;
    }
    QList<qsizetype> widest;
    for (qsizetype i = 1; i < runs.size(); ++i) {
        widest << i;
    }
    std::ranges::sort(widest, std::greater{}, [&](qsizetype i) { return gapBefore(runs, i); });
    widest.resize(most - 1);
    std::ranges::sort(widest);

    QList<Points> joined{runs.first()};
    for (qsizetype i = 1; i < runs.size(); ++i) {
        if (std::ranges::binary_search(widest, i)) {
            joined << runs[i];
        } else {
            joined.last() += runs[i];
        }
    }
    return joined;
}

QList<std::pair<double, double>> gapsIn(const Points& points, const KnownTime& known) {
    QList<std::pair<double, double>> gaps;
    double end = known.fromMs;
    bool broken = true;
    bool inside = false;
    for (const QPointF& point : points) {
        if (!std::isfinite(point.y())) {
            broken = true;
            continue;
        }
        const double least = inside ? 0 : known.toleranceMs;
        if (broken && point.x() - end > least) {
            gaps << std::pair{end, point.x()};
        }
        end = point.x();
        broken = false;
        inside = true;
    }
    if (known.toMs - end > known.toleranceMs) {
        gaps << std::pair{end, known.toMs};
    }
    return gaps;
}

std::optional<std::pair<double, double>> extentOf(const Points& points) {
    std::optional<std::pair<double, double>> extent;
    for (const QPointF& point : points) {
        if (!std::isfinite(point.y())) {
            continue;
        }
        if (!extent) {
            extent = {point.y(), point.y()};
        }
        extent->first = std::min(extent->first, point.y());
        extent->second = std::max(extent->second, point.y());
    }
    return extent;
}

} // namespace ferryman
