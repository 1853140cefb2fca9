// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/page_breaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include <cmath>

namespace ferryman {

namespace {

int pageOf(const QTextDocument& document, const QTextBlock& block, int line) {
    const QRectF rect = document.documentLayout()->blockBoundingRect(block);
    const QTextLayout* layout = block.layout();
    const double inBlock = line < layout->lineCount() ? layout->lineAt(line).y() : 0;
    return static_cast<int>(std::floor((rect.top() + inBlock) / document.pageSize().height()));
}

bool isHeading(const QTextBlock& block) {
    return block.blockFormat().headingLevel() > 0;
}

bool holdsPicture(const QTextBlock& block) {
    return block.text().contains(QChar::ObjectReplacementCharacter);
}

/// A heading below another is one with it.
bool beginsGroup(const QTextBlock& block) {
    return isHeading(block) && !(block.previous().isValid() && isHeading(block.previous()));
}

bool isTorn(const QTextDocument& document, const QTextBlock& block) {
    if (beginsGroup(block)) {
        QTextBlock content = block.next();
        while (content.isValid() && isHeading(content)) {
            content = content.next();
        }
        // Of a picture below the heading all of it, since it has its title in its block.
        const int line =
            content.isValid() && holdsPicture(content) ? content.layout()->lineCount() - 1 : 0;
        return content.isValid() && pageOf(document, content, line) != pageOf(document, block, 0);
    }
    const int lines = block.layout()->lineCount();
    return !isHeading(block) && holdsPicture(block) && lines > 1 &&
           pageOf(document, block, lines - 1) != pageOf(document, block, 0);
}

} // namespace

int tornApart(const QTextDocument& document) {
    (void)document.pageCount(); // lays it out
    int torn = 0;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        torn += isTorn(document, block) ? 1 : 0;
    }
    return torn;
}

void keepTogether(QTextDocument& document) {
    (void)document.pageCount();
    // From the front: what is moved moves all that follows, and nothing that was before.
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!isTorn(document, block)) {
            continue;
        }
        QTextBlockFormat format = block.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(block).setBlockFormat(format);
        (void)document.pageCount();
    }
}

} // namespace ferryman
