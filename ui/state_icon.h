// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QIcon>

namespace ferryman {

/// The shapes by which states are told apart without seeing colours.
enum class StateShape { Tick, Cross, Triangle, Diamond, Note, Ring, Dot, Lock, List };

/// What a button does, beside the word that says so.
enum class ActionShape { Copy, Save, Again, Plus };

/// A crisp icon of a shape in a colour, at any size and pixel ratio.
[[nodiscard]] QIcon stateIcon(StateShape shape, const QColor& colour);
[[nodiscard]] QPixmap statePixmap(StateShape shape, const QColor& colour, int size,
                                  qreal pixelRatio);

/// In the colour that a button's text has by now, whatever the theme becomes; `onAccent`: on the
/// one button that leads on.
[[nodiscard]] QIcon actionIcon(ActionShape shape, bool onAccent = false);

/// The shape that goes with a tone.
[[nodiscard]] StateShape shapeOf(Tone tone);

} // namespace ferryman
