// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_node_button.h"

#include "state_icon.h"
#include "widgets/wrapping_delegate.h"

#include <QFontDatabase>
#include <QPainter>

namespace ferryman {

namespace {

constexpr int rows = 4;
constexpr int marginY = 7;
constexpr int signSize = 14;
constexpr int signIndent = 20;

/// What tells at a glance: chosen, in focus, the primary, and how it is.
void drawFrame(QPainter& painter, const QPushButton& button, const TopologyNode& node,
               const QRectF& box) {
    const Colours& colours = coloursOf(button.palette());
    painter.setPen(
        QPen(node.tone == Tone::Bad ? colours.bad : colours.control, node.isPrimary ? 2 : 1.2));
    painter.setBrush(button.isChecked() ? colours.selection : colours.panel);
    painter.drawRoundedRect(box, 3, 3);
    painter.fillRect(QRectF(box.left() + 3, box.top() + 3, 4, box.height() - 6),
                     colours.of(node.tone));
    if (button.hasFocus()) {
        painter.setPen(QPen(colours.focus, 3)); // wider than the frame of any node
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(button.rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
}

/// And has them: a word that is wider than the box is cut in either.
bool needsTwoLines(const QFontMetricsF& metrics, const QString& words, const QRectF& two) {
    const QRectF wrapped = metrics.boundingRect(two, Qt::AlignLeft | Qt::TextWordWrap, words);
    return metrics.horizontalAdvance(words) > two.width() && wrapped.width() <= two.width() &&
           wrapped.height() <= two.height();
}

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
    drawFrame(painter, *this, m_node, box);
    const QRectF inner = box.adjusted(13, marginY - 1, -8, 1 - marginY);
    const qreal line = inner.height() / rows;
    const auto write = [&](int row, const QFont& font, const QColor& colour, const QString& words) {
        painter.setFont(font);
        painter.setPen(colour);
        const QRectF at(inner.left(), inner.top() + row * line, inner.width(), line);
        painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(font).elidedText(words, Qt::ElideRight, at.width()));
    };
    QFont bold = font();
    bold.setBold(true);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    write(0, bold, colours.text, m_node.title);
    write(1, fixed, colours.text, m_node.address.toString());
    const QString state = keptTogether(m_node.note);
    // A state that needs two lines matters more than the version, which the hint has.
    const QRectF one(inner.left() + signIndent, inner.top() + 3 * line, inner.width() - signIndent,
                     line);
    const QRectF two = one.adjusted(0, -line, 0, 0);
    const bool isLong = needsTwoLines(QFontMetricsF(font()), state, two);
    if (!isLong) {
        write(2, font(), colours.muted, m_node.version);
    }
    const QPixmap icon =
        statePixmap(shapeOf(m_node.tone), colours.of(m_node.tone), signSize, devicePixelRatioF());
    const QRectF note = isLong ? two : one;
    painter.drawPixmap(QPointF(inner.left(), note.top() + (line - signSize) / 2), icon);
    painter.setFont(font());
    painter.setPen(colours.text);
    const QString words =
        isLong ? state : QFontMetricsF(font()).elidedText(state, Qt::ElideRight, one.width());
    painter.drawText(note, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, words);
}

} // namespace ferryman
