// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QIcon>

namespace ferryman {

/// The shapes by which states are told apart without seeing colours.
enum class StateShape { Tick, Cross, Triangle, Diamond, Note, Ring, Dot, Lock };

/// A crisp icon of a shape in a colour, at any size and pixel ratio.
[[nodiscard]] QIcon stateIcon(StateShape shape, const QColor& colour);
[[nodiscard]] QPixmap statePixmap(StateShape shape, const QColor& colour, int size,
                                  qreal pixelRatio);

/// The shape that goes with a tone.
[[nodiscard]] StateShape shapeOf(Tone tone);

} // namespace ferryman
