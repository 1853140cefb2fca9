// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wrapping_delegate.h"

#include "widgets/kept_together.h"

#include <QApplication>
#include <QHeaderView>
#include <QTextBoundaryFinder>
#include <QTreeView>

namespace ferryman {

namespace {

constexpr int padding = 4; ///< Above and below the text.

} // namespace

int widestWord(const QFontMetrics& metrics, const QString& text) {
    int widest = 0;
    QTextBoundaryFinder breaks(QTextBoundaryFinder::Line, text);
    for (qsizetype from = 0, to = 0; (to = breaks.toNextBoundary()) >= 0; from = to) {
        widest = qMax(widest, metrics.horizontalAdvance(text.mid(from, to - from).trimmed()));
    }
    return widest;
}

WrappingDelegate::WrappingDelegate(QTreeView* view)
    : QStyledItemDelegate(view)
    , m_view(view) {
    view->setWordWrap(true);
    view->setUniformRowHeights(false);
    view->setTextElideMode(Qt::ElideNone);
    connect(view->header(), &QHeaderView::sectionResized, this,
            [this] { emit sizeHintChanged({}); });
}

int WrappingDelegate::widthOf(const QModelIndex& index) const {
    if (m_view->isFirstColumnSpanned(index.row(), index.parent())) {
        return m_view->viewport()->width();
    }
    int width = m_view->header()->sectionSize(index.column());
    if (index.column() == 0) {
        for (QModelIndex up = index.parent(); up.isValid(); up = up.parent()) {
            width -= m_view->indentation();
        }
        width -= m_view->rootIsDecorated() ? m_view->indentation() : 0;
    }
    return width;
}

void WrappingDelegate::initStyleOption(QStyleOptionViewItem* option,
                                       const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = keptTogether(option->text);
    option->features |= QStyleOptionViewItem::WrapText;
    option->textElideMode = Qt::ElideNone;
    option->displayAlignment =
        (option->displayAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter;
}

QSize WrappingDelegate::sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    QStyleOptionViewItem own = option;
    initStyleOption(&own, index);
    const QStyle* style = m_view->style();
    const int margin = 2 * (style->pixelMetric(QStyle::PM_FocusFrameHMargin, &own, m_view) + 1);
    int width = widthOf(index) - margin;
    if (own.features & QStyleOptionViewItem::HasDecoration) {
        width -= own.decorationSize.width() + margin;
    }
    const QRect text = own.fontMetrics.boundingRect(QRect(0, 0, qMax(20, width), 10'000),
                                                    Qt::TextWordWrap, own.text);
    const int least = qMax(own.fontMetrics.height(), own.decorationSize.height());
    return {width, qMax(text.height(), least) + 2 * padding};
}

} // namespace ferryman
