// SPDX-License-Identifier: GPL-3.0-or-later
#include "elided_label.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace ferryman {

namespace {

constexpr int fewestCharacters = 6;

} // namespace

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent)
    : QLabel(text, parent) {
    setTextFormat(Qt::PlainText);
}

QSize ElidedLabel::minimumSizeHint() const {
    const int least = fontMetrics().averageCharWidth() * fewestCharacters;
    return {qMin(least, sizeHint().width()), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRect at = contentsRect();
    style()->drawItemText(&painter, at, static_cast<int>(alignment()), palette(), isEnabled(),
                          fontMetrics().elidedText(text(), Qt::ElideRight, at.width()),
                          foregroundRole());
}

bool ElidedLabel::event(QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::Resize || type == QEvent::LayoutRequest || type == QEvent::ToolTip) {
        const bool cut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
        setToolTip(cut ? text().toHtmlEscaped() : QString());
    }
    return QLabel::event(event);
}

} // namespace ferryman
