// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/svg_chart.h"

#include "base/format.h"
#include "report/report_words.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace ferryman {

namespace {

constexpr double width = 860;
constexpr double height = 240;
constexpr double left = 84;
constexpr double right = 16;
constexpr double top = 36;
constexpr double bottom = 30;
constexpr double roomForMark = 64; // what the name of a mark takes
constexpr double markRow = 12;     // names of two marks at one moment stand in two rows
constexpr double nearLimit = 2;    // times what was measured: a limit so far off is drawn
constexpr int verticalSteps = 4;
constexpr int horizontalSteps = 5;

struct Range {
    double x0 = 0, x1 = 0, y0 = 0, y1 = 0;
};

QString number(double value) {
    return QString::number(value, 'f', 1);
}

/// Seconds with as many digits as tell one line of the grid from the next.
Message labelOf(double value, const QString& unit, double step) {
    if (unit == QLatin1String("bytes")) {
        return {"%1", {formatBytes(std::llround(value))}};
    }
    if (unit == QLatin1String("bytes/s")) {
        return {"%1", {formatRate(value)}};
    }
    if (unit == QLatin1String("keys")) {
        return {"%1", {formatCount(std::llround(value))}};
    }
    const int digits = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    return {QT_TRANSLATE_NOOP("core", "%1 s"), {formatDecimal(value, digits)}};
}

/// A limit far above all that was measured would flatten the line.
bool isLimitNear(const ReportChart& chart, const Range& range) {
    return chart.limit && *chart.limit > 0 && *chart.limit <= nearLimit * range.y1;
}

/// What a switch was made of is shown though nothing was measured after it.
void takeMarkers(Range& range, const QList<Marker>& markers) {
    for (const Marker& marker : markers) {
        if (marker.id == "frozen" || marker.id == "promoted") {
            range.x1 = std::max(range.x1, static_cast<double>(marker.atMs));
        }
    }
}

/// The next larger 1, 2, 2.5 or 5 times a power of ten: ticks that people can read.
double niceStep(double raw) {
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (raw <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

std::optional<Range> rangeOf(const ReportChart& chart) {
    std::optional<Range> range;
    for (const auto& [name, points] : chart.series) {
        for (const QPointF& point : points) {
            if (std::isnan(point.y())) {
                continue;
            }
            if (!range) {
                range = Range{point.x(), point.x(), point.y(), point.y()};
            }
            range->x0 = std::min(range->x0, point.x());
            range->x1 = std::max(range->x1, point.x());
            range->y0 = std::min(range->y0, point.y());
            range->y1 = std::max(range->y1, point.y());
        }
    }
    if (!range) {
        return {};
    }
    takeMarkers(*range, chart.markers);
    if (isLimitNear(chart, *range)) {
        range->y0 = std::min(range->y0, *chart.limit);
        range->y1 = std::max(range->y1, *chart.limit);
    }
    if (chart.unit != QLatin1String("bytes") || range->y0 < range->y1 / 4) {
        range->y0 =
            std::min(range->y0, 0.0); // a lag and a rate begin at nothing, a large offset does not
    }
    // A flat line far from nothing: a step below what a double can add would make no progress.
    const double least = std::max(1e-3, std::abs(range->y1) * 1e-9);
    const double step = niceStep(std::max((range->y1 - range->y0) / verticalSteps, least));
    range->y0 = std::floor(range->y0 / step) * step;
    range->y1 = std::max(std::ceil(range->y1 / step) * step, range->y0 + step);
    range->x1 = std::max(range->x1, range->x0 + 1000);
    return range;
}

class Canvas {
public:
    Canvas(const Range& range, const Wording& wording)
        : m_range(range)
        , m_wording(wording) {}

    [[nodiscard]] double x(double ms) const {
        return left + (ms - m_range.x0) / (m_range.x1 - m_range.x0) * (width - left - right);
    }
    [[nodiscard]] double y(double value) const {
        return height - bottom -
               (value - m_range.y0) / (m_range.y1 - m_range.y0) * (height - top - bottom);
    }

    QString grid(const QString& unit) const {
        QString svg;
        const double step = niceStep((m_range.y1 - m_range.y0) / verticalSteps);
        const auto lines = static_cast<int>(std::lround((m_range.y1 - m_range.y0) / step));
        for (int i = 0; i <= lines; ++i) {
            const double value = m_range.y0 + i * step;
            svg += QStringLiteral(
                       "<line class=\"grid\" x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\"/>"
                       "<text class=\"axis\" text-anchor=\"end\" x=\"%4\" y=\"%5\">%6</text>")
                       .arg(number(left), number(width - right), number(y(value)), number(left - 8),
                            number(y(value) + 4), said(labelOf(value, unit, step)));
        }
        for (int i = 0; i <= horizontalSteps; ++i) {
            const double ms = m_range.x0 + (m_range.x1 - m_range.x0) * i / horizontalSteps;
            const QString anchor = i == 0                 ? QStringLiteral("start")
                                   : i == horizontalSteps ? QStringLiteral("end")
                                                          : QStringLiteral("middle");
            svg += QStringLiteral(
                       "<text class=\"axis\" text-anchor=\"%1\" x=\"%2\" y=\"%3\">%4</text>")
                       .arg(anchor, number(x(ms)), number(height - 10),
                            QDateTime::fromMSecsSinceEpoch(std::llround(ms), Qt::UTC)
                                .toString(QStringLiteral("HH:mm:ss")));
        }
        return svg;
    }

    QString line(const Points& points, const QString& style) const {
        QString path;
        bool lifted = true;
        for (const QPointF& point : points) {
            if (std::isnan(point.y())) {
                lifted = true; // a gap stays a gap
                continue;
            }
            path +=
                QStringLiteral("%1%2 %3").arg(lifted ? QStringLiteral("M") : QStringLiteral("L"),
                                              number(x(point.x())), number(y(point.y())));
            lifted = false;
        }
        return QStringLiteral("<path class=\"series %1\" d=\"%2\"/>").arg(style, path);
    }

    QString limit(double value, const QString& unit) const {
        const Message name{QT_TRANSLATE_NOOP("core", "limit %1"), {labelOf(value, unit, value)}};
        const bool below = y(value) < top + 2 * markRow; // above it the marks have their names
        return QStringLiteral("<line class=\"limit\" x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\"/>"
                              "<text class=\"bound\" x=\"%4\" y=\"%5\">%6</text>")
            .arg(number(left), number(width - right), number(y(value)), number(left + 6),
                 number(y(value) + (below ? 14 : -5)), said(name));
    }

    /// One after the other; a name that would cover the last one stands above it.
    QString marker(const Marker& marker) {
        const double at = static_cast<double>(marker.atMs);
        if (at < m_range.x0 || at > m_range.x1) {
            return {};
        }
        double& last = x(at) - m_lastMark > roomForMark ? m_lastMark : m_lastAbove;
        const double row = &last == &m_lastMark ? 0 : markRow;
        const bool named = x(at) - last > roomForMark;
        if (named) {
            last = x(at);
        }
        const bool atTheEnd = x(at) > width - roomForMark; // else its name would be cut off
        return QStringLiteral("<line class=\"marker\" x1=\"%1\" x2=\"%1\" y1=\"%2\" y2=\"%3\"/>"
                              "<text class=\"mark\" text-anchor=\"%7\" x=\"%4\" y=\"%5\">%6</text>")
            .arg(number(x(at)), number(top - row), number(height - bottom),
                 number(x(at) + (atTheEnd ? -3 : 3)), number(top - 4 - row),
                 named ? said(markerWord(marker.id)) : QString(),
                 atTheEnd ? QStringLiteral("end") : QStringLiteral("start"));
    }

private:
    QString said(const Message& message) const { return m_wording.say(message).toHtmlEscaped(); }

    Range m_range;
    const Wording& m_wording;
    double m_lastMark = -width;  ///< Where the last name stands,
    double m_lastAbove = -width; ///< and the last of the upper row.
};

} // namespace

QString styleOf(const ReportChart& chart, int series) {
    return chart.series.size() == 1 ? QStringLiteral("s1 alone") // what is alone is Dragonfly's
                                    : QStringLiteral("s%1").arg(series);
}

QString svgOf(const ReportChart& chart, const Wording& wording) {
    const auto range = rangeOf(chart);
    if (!range) {
        const Message nothing{QT_TRANSLATE_NOOP("core", "Nothing was measured for this chart.")};
        return QStringLiteral("<p class=\"muted\">%1</p>")
            .arg(wording.say(nothing).toHtmlEscaped());
    }
    Canvas canvas(*range, wording);
    QString svg = QStringLiteral("<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">")
                      .arg(width)
                      .arg(height)
                      .arg(wording.say(chart.title).toHtmlEscaped());
    svg += canvas.grid(chart.unit);
    for (int i = 0; i < chart.series.size(); ++i) {
        svg += canvas.line(chart.series[i].second, styleOf(chart, i));
    }
    if (isLimitNear(chart, *range) && *chart.limit <= range->y1) {
        svg += canvas.limit(*chart.limit, chart.unit);
    }
    for (const Marker& marker : chart.markers) {
        svg += canvas.marker(marker);
    }
    return svg + QStringLiteral("</svg>");
}

} // namespace ferryman
