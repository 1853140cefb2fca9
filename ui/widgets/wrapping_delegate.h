// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace ferryman {

/// Pixels of the longest part of a text that cannot be broken: Japanese and Chinese have no spaces
/// between words.
[[nodiscard]] int widestWord(const QFontMetrics& metrics, const QString& text);

/// Rows of a tree as high as their longest text needs when it wraps in its column: a tree by itself
/// asks for sizes without telling the width, and cuts its texts.
class WrappingDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit WrappingDelegate(QTreeView* view);

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    [[nodiscard]] int widthOf(const QModelIndex& index) const;

    QTreeView* m_view;
};

} // namespace ferryman
