// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_node_button.h"

#include "state_icon.h"

#include <QFontDatabase>
#include <QPainter>

namespace ferryman {

namespace {

constexpr int rows = 4;
constexpr int marginY = 7;
constexpr int signSize = 14;

} // namespace

TopologyNodeButton::TopologyNodeButton(const QString& name, QWidget* parent)
    : QPushButton(parent) {
    setObjectName(name);
    setCheckable(true);
    setAutoDefault(false);
    setFocusPolicy(Qt::StrongFocus);
}

QSize TopologyNodeButton::sizeHint() const {
    return {230, rows * fontMetrics().height() + 2 * marginY};
}

/// A box may be too narrow for its texts: the whole of them.
QString TopologyNodeButton::hint() const {
    return QStringLiteral("<p style=\"white-space:pre\"><b>%1</b><br>%2</p>")
        .arg(m_node.spoken().toHtmlEscaped(),
             m_node.factsAsText().toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

void TopologyNodeButton::setNode(const TopologyNode& node) {
    m_node = node;
    setAccessibleName(node.spoken());
    setAccessibleDescription(node.factsAsText());
    setToolTip(hint());
    update();
}

void TopologyNodeButton::paintEvent(QPaintEvent*) {
    const Colours& colours = coloursOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(
        QPen(m_node.tone == Tone::Bad ? colours.bad : colours.control, m_node.isPrimary ? 2 : 1.2));
    painter.setBrush(isChecked() ? colours.selection : colours.panel);
    painter.drawRoundedRect(box, 3, 3);
    painter.fillRect(QRectF(box.left() + 3, box.top() + 3, 4, box.height() - 6),
                     colours.of(m_node.tone));
    if (hasFocus()) {
        painter.setPen(QPen(colours.focus, 3)); // wider than the frame of any node
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
    const QRectF inner = box.adjusted(13, marginY - 1, -8, 1 - marginY);
    const qreal line = inner.height() / rows;
    const auto write = [&](int row, const QFont& font, const QColor& colour, const QString& words,
                           qreal indent = 0) {
        painter.setFont(font);
        painter.setPen(colour);
        const QRectF at(inner.left() + indent, inner.top() + row * line, inner.width() - indent,
                        line);
        painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(words, Qt::ElideRight, at.width()));
    };
    QFont bold = font();
    bold.setBold(true);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    write(0, bold, colours.text, m_node.title);
    write(1, fixed, colours.text, m_node.address.toString());
    write(2, font(), colours.muted, m_node.version);
    const QPixmap icon =
        statePixmap(shapeOf(m_node.tone), colours.of(m_node.tone), signSize, devicePixelRatioF());
    painter.drawPixmap(QPointF(inner.left(), inner.top() + 3 * line + (line - signSize) / 2), icon);
    write(3, font(), colours.text, m_node.note, 20);
}

} // namespace ferryman
