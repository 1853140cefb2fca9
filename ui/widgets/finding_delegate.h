// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/wrapping_delegate.h"

namespace ferryman {

/// Rows whose second line, after a line break, stands muted below the first.
class FindingDelegate final : public WrappingDelegate {
    Q_OBJECT
public:
    using WrappingDelegate::WrappingDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace ferryman
