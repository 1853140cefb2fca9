// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/svg_chart.h"

#include "base/format.h"

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
constexpr double top = 26;
constexpr double bottom = 30;
constexpr double roomForMark = 64; // what the name of a mark takes
constexpr int verticalSteps = 4;
constexpr int horizontalSteps = 5;

struct Range {
    double x0 = 0, x1 = 0, y0 = 0, y1 = 0;
};

QString number(double value) {
    return QString::number(value, 'f', 1);
}

/// Seconds with as many digits as tell one line of the grid from the next.
QString labelOf(double value, const QString& unit, double step) {
    if (unit == QLatin1String("bytes")) {
        return formatBytes(std::llround(value));
    }
    if (unit == QLatin1String("bytes/s")) {
        return formatRate(value);
    }
    if (unit == QLatin1String("keys")) {
        return formatCount(std::llround(value));
    }
    const int digits = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    return QStringLiteral("%1 s").arg(QString::number(value, 'f', digits));
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
    explicit Canvas(const Range& range)
        : m_range(range) {}

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
                            number(y(value) + 4), labelOf(value, unit, step).toHtmlEscaped());
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

    /// One after the other; a name that would cover the last one is left out.
    QString marker(const Marker& marker) {
        const double at = static_cast<double>(marker.atMs);
        if (at < m_range.x0 || at > m_range.x1) {
            return {};
        }
        const bool named = x(at) - m_lastMark > roomForMark;
        if (named) {
            m_lastMark = x(at);
        }
        const bool atTheEnd = x(at) > width - roomForMark; // else its name would be cut off
        return QStringLiteral("<line class=\"marker\" x1=\"%1\" x2=\"%1\" y1=\"%2\" y2=\"%3\"/>"
                              "<text class=\"mark\" text-anchor=\"%7\" x=\"%4\" y=\"%5\">%6</text>")
            .arg(number(x(at)), number(top), number(height - bottom),
                 number(x(at) + (atTheEnd ? -3 : 3)), number(top - 4),
                 named ? QString::fromUtf8(marker.id).toHtmlEscaped() : QString(),
                 atTheEnd ? QStringLiteral("end") : QStringLiteral("start"));
    }

private:
    Range m_range;
    double m_lastMark = -width; ///< Where the last name stands.
};

} // namespace

QString styleOf(const ReportChart& chart, int series) {
    return chart.series.size() == 1 ? QStringLiteral("s1 alone") // what is alone is Dragonfly's
                                    : QStringLiteral("s%1").arg(series);
}

QString svgOf(const ReportChart& chart) {
    const auto range = rangeOf(chart);
    if (!range) {
        return QStringLiteral("<p class=\"muted\">Nothing was measured for this chart.</p>");
    }
    Canvas canvas(*range);
    QString svg = QStringLiteral("<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">")
                      .arg(width)
                      .arg(height)
                      .arg(chart.title.english().toHtmlEscaped());
    svg += canvas.grid(chart.unit);
    for (int i = 0; i < chart.series.size(); ++i) {
        svg += canvas.line(chart.series[i].second, styleOf(chart, i));
    }
    for (const Marker& marker : chart.markers) {
        svg += canvas.marker(marker);
    }
    return svg + QStringLiteral("</svg>");
}

} // namespace ferryman
