// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ferryman::markdown {

/// What a server said must not end a table's cell, nor begin an element.
[[nodiscard]] QString cell(QString text);
[[nodiscard]] QString line(const QStringList& cells);  ///< A table's row.
[[nodiscard]] QString heads(const QStringList& names); ///< Its first two.

} // namespace ferryman::markdown
