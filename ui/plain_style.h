// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace ferryman {

/// Fusion, with what it draws too faint or as a bevel drawn flat: the frame around what has the
/// focus, and the box of a check box (3 to 1 on its ground, as WCAG 2.2 asks for). The cells of
/// tables have room at their sides, and a line below. Message boxes show the signs of the pages.
class PlainStyle final : public QProxyStyle {
    Q_OBJECT
public:
    PlainStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr,
                                  const QWidget* widget = nullptr) const override;
    [[nodiscard]] QIcon standardIcon(StandardPixmap which, const QStyleOption* option = nullptr,
                                     const QWidget* widget = nullptr) const override;
};

} // namespace ferryman
