// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/axis.h"
#include "theme.h"

#include <QFont>
#include <QGraphicsItem>
#include <QPointF>

#include <optional>

namespace ferryman {

/// Something that happened, with its name in the person's language.
struct NamedMarker {
    qint64 atMs = 0;
    QString name;
};

/// Everything around the lines of a chart that has to be drawn at a place: axes, gaps, limit,
/// markers and cross-hair. Times are ms since the epoch.
struct ChartScene {
    QRectF plot; ///< In the chart's coordinates.
    qint64 fromMs = 0;
    qint64 toMs = 1;
    ValueScale scale;
    Quantity quantity = Quantity::Bytes;
    QList<std::pair<double, double>> gaps;
    QString gapText;
    std::optional<double> limit;
    QString limitText;
    QList<NamedMarker> markers;
    std::optional<qint64> crossHairMs;
    QList<std::pair<double, QColor>> crossHairValues;
    Colours colours;
    QFont font;

    [[nodiscard]] double xAt(double atMs) const;
    [[nodiscard]] double yAt(double value) const;
    /// Between two grid lines and not upon one, nor upon the limit and its text.
    [[nodiscard]] double gapTextY(double textHeight) const;
    [[nodiscard]] qint64 timeAt(double x) const;
};

/// Draws the part of a scene that lies behind the lines: gaps, grid, axes and their texts.
class ChartBackdrop final : public QGraphicsItem {
public:
    ChartBackdrop(const ChartScene& scene, QGraphicsItem* parent);
    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintGaps(QPainter& painter) const;
    void paintValueAxis(QPainter& painter) const;
    void paintTimeAxis(QPainter& painter) const;

    const ChartScene& m_scene;
};

/// Draws the part of a scene that lies before the lines: limit, markers and cross-hair.
class ChartMarks final : public QGraphicsItem {
public:
    ChartMarks(const ChartScene& scene, QGraphicsItem* parent);
    [[nodiscard]] QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintLimit(QPainter& painter) const;
    void paintMarkers(QPainter& painter) const;
    void paintCrossHair(QPainter& painter) const;

    const ChartScene& m_scene;
};

} // namespace ferryman
