// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QApplication;
class QPalette;

namespace ferryman {

/// What a colour says; the colour itself depends on light and dark.
enum class Tone { Neutral, Good, Warning, Bad, Info, Muted };

/// The colours of one theme by what they are for. Every text colour keeps a contrast of 4.5 to 1 on
/// its background.
struct Colours {
    QColor window;
    QColor panel;
    QColor sunken; ///< Rail, header rows, read-only fields.
    QColor line;
    QColor control; ///< The frame of fields and buttons.
    QColor text;
    QColor muted;
    QColor selection;
    QColor accent; ///< The one button that goes on.
    QColor accentText;
    QColor good;
    QColor warning;
    QColor bad;
    QColor info;
    QColor goodBack;
    QColor warningBack;
    QColor badBack;
    QColor infoBack;
    QColor source;    ///< Of the source's lines, everywhere.
    QColor dragonfly; ///< Of Dragonfly's lines, everywhere.

    [[nodiscard]] QColor of(Tone tone) const;
    [[nodiscard]] QColor backOf(Tone tone) const;
};

[[nodiscard]] const Colours& lightColours();
[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours&
coloursOf(const QPalette& palette); ///< By the lightness of its window colour.

enum class ThemeMode { System, Light, Dark };

/// Sets style, palette and style sheet of the application. System: as light or dark as the
/// desktop's own palette.
void applyTheme(QApplication& app, ThemeMode mode);
[[nodiscard]] ThemeMode appliedTheme(); ///< System, where none was applied.

} // namespace ferryman
