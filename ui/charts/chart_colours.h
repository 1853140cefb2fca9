// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QPalette;

namespace ferryman {

/// The colours that charts are drawn in; QChart itself knows nothing of the palette.
struct ChartColours {
    QColor text;
    QColor mutedText;
    QColor background;
    QColor grid;
    QColor frame;
    QColor gap;       ///< Where no value is known.
    QColor source;    ///< Orange, drawn solid.
    QColor dragonfly; ///< Blue, drawn dashed: told apart without seeing colours.

    [[nodiscard]] static ChartColours of(const QPalette& palette);
};

} // namespace ferryman
