// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTextDocument;

namespace ferryman {

/// Moves to the next page what would be torn apart at the foot of one: a heading whose first line
/// of content begins on the next page, and a picture whose title, in the same block, stands on the
/// page before. For a document that is laid out in pages; nothing else of it changes.
void keepTogether(QTextDocument& document);

/// How many headings and pictures are torn apart so.
[[nodiscard]] int tornApart(const QTextDocument& document);

} // namespace ferryman
