// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>

#include <optional>

class QApplication;
class QPalette;

namespace ferryman {

/// What a colour says; the colour itself depends on light and dark.
enum class Tone { Neutral, Good, Warning, Bad, Info, Muted };

/// The colours of one theme by what they are for. Every text colour keeps a contrast of 4.5 to 1 on
/// its background, and of 7 to 1 in the theme of high contrast (WCAG 2.2, AA and AAA).
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
    QColor focus; ///< The frame around what has the keyboard.
    QColor good;
    QColor warning;
    QColor bad;
    QColor info;
    QColor goodBack;
    QColor warningBack;
    QColor badBack;
    QColor infoBack;
    QColor progress;  ///< How far something is, behind the text that says so.
    QColor source;    ///< Of the source's lines, everywhere.
    QColor dragonfly; ///< Of Dragonfly's lines, everywhere.

    [[nodiscard]] QColor of(Tone tone) const;
    [[nodiscard]] QColor backOf(Tone tone) const;
};

[[nodiscard]] const Colours& lightColours();
[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours& highContrastColours();
[[nodiscard]] const Colours& coloursOf(const QPalette& palette); ///< By its window colour.

enum class ThemeMode { System, Light, Dark, HighContrast };

/// What a person asked their desktop for, by its settings; nothing: it does not say.
struct DesktopWish {
    std::optional<bool> highContrast;
    std::optional<bool> dark;

    [[nodiscard]] bool operator==(const DesktopWish&) const = default;
};

/// What the desktop wants, as far as it can be known: what it says (appearance_portal.h) before
/// what its palette tells. High contrast too where that is black on white or white on black to the
/// last, or where its icons are those of GNOME's theme for it.
[[nodiscard]] ThemeMode themeOfDesktop(const QPalette& desktop, const QString& iconTheme,
                                       const DesktopWish& wish = {});

/// Sets style, palette and style sheet of the application. System: as themeOfDesktop() says.
void applyTheme(QApplication& app, ThemeMode mode);
[[nodiscard]] ThemeMode appliedTheme(); ///< System, where none was applied.

/// Counts wherever ThemeMode::System is applied; at once.
void followDesktop(QApplication& app, const DesktopWish& wish);

/// All texts in `percent` of the size that the desktop gives them; at once.
void applyTextSize(QApplication& app, int percent);

/// The desktop's font of fixed width, in that size.
[[nodiscard]] QFont fixedFont();

} // namespace ferryman
