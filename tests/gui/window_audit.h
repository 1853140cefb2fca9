// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QStringList>

class QWidget;

namespace ferryman::test {

// What is wrong with a shown window, each fault as a line that names the control.

[[nodiscard]] QString describe(const QWidget* widget); ///< "QPushButton nextButton in page1".

/// Controls that take the focus and that a screen reader could not name.
[[nodiscard]] QStringList controlsWithoutName(QWidget& window);

/// Controls whose picture, with the focus and without it, differs by less than a line around them
/// with a contrast of 3 to 1 (WCAG 2.2, 2.4.13).
[[nodiscard]] QStringList controlsWithoutVisibleFocus(QWidget& window);

/// Where Tab, from the first control on, goes up or to the left without need, and what it misses.
[[nodiscard]] QStringList tabOrderFaults(QWidget& window);

/// Texts for which there is no room, and of which no tooltip tells the whole; and pages that must
/// be scrolled to the side, or down unless `mayScrollDown`.
[[nodiscard]] QStringList cutTexts(QWidget& window, bool mayScrollDown = false);

[[nodiscard]] QStringList visibleTexts(QWidget& window);

/// As WCAG 2.2 defines it: 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

} // namespace ferryman::test
