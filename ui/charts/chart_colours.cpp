// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_colours.h"

#include <QPalette>

namespace ferryman {

ChartColours ChartColours::of(const QPalette& palette) {
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const auto mixed = [&](double share) {
        return QColor::fromRgbF(
            static_cast<float>(base.redF() * (1 - share) + text.redF() * share),
            static_cast<float>(base.greenF() * (1 - share) + text.greenF() * share),
            static_cast<float>(base.blueF() * (1 - share) + text.blueF() * share));
    };
    const bool dark = base.lightness() < 128;
    return {
        .text = text,
        .mutedText = mixed(0.7),
        .background = base,
        .grid = mixed(0.12),
        .frame = mixed(0.5),
        .gap = mixed(0.07),
        .source = dark ? QColor(0xff, 0xa0, 0x50) : QColor(0xb0, 0x46, 0x00),
        .dragonfly = dark ? QColor(0x5c, 0xb3, 0xf5) : QColor(0x00, 0x66, 0xa8),
    };
}

} // namespace ferryman
