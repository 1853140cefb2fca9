// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/finding_delegate.h"

#include "theme.h"

#include <QPainter>
#include <QStyle>

namespace ferryman {

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    QStyleOptionViewItem own = option;
    initStyleOption(&own, index);
    // What stands for a line break by now, see QStyledItemDelegate::displayText().
    const qsizetype lineBreak = own.text.indexOf(QChar::LineSeparator);
    if (lineBreak < 0) {
        WrappingDelegate::paint(painter, option, index);
        return;
    }
    const QStyle* style = own.widget->style();
    const QString title = own.text.left(lineBreak);
    const QString below = own.text.mid(lineBreak + 1);
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &own, own.widget) + 1;
    const QRect room = style->subElementRect(QStyle::SE_ItemViewItemText, &own, own.widget)
                           .adjusted(margin, 0, -margin, 0);
    own.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &own, painter, own.widget);

    const Colours& colours = coloursOf(own.palette);
    const int flags = static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap;
    const QRect first = own.fontMetrics.boundingRect(room, flags, title);
    const QRect second = own.fontMetrics.boundingRect(room, flags, below);
    const int top = room.top() + (room.height() - first.height() - second.height()) / 2;
    painter->save();
    painter->setFont(own.font);
    painter->setPen(colours.text);
    painter->drawText(QRect(room.left(), top, room.width(), first.height()), flags, title);
    painter->setPen(colours.muted);
    painter->drawText(QRect(room.left(), top + first.height(), room.width(), second.height()),
                      flags, below);
    painter->restore();
}

} // namespace ferryman
