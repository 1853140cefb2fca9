// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_node_button.h"

#include "state_icon.h"
#include "widgets/kept_together.h"

#include <QFontDatabase>
#include <QPainter>
#include <QTextLayout>

namespace ferryman {

namespace {

constexpr int fewestRows = 4;
constexpr int mostNoteLines = 2;
constexpr int marginY = 7;
constexpr int marginLeft = 13; ///< Beside the coloured edge.
constexpr int marginRight = 8;
constexpr int signSize = 14;
constexpr int signRoom = 20;

/// As many lines as may be, the last one ending in "…" where there would be more.
QStringList linesOf(const QString& words, const QFont& font, qreal width, int most) {
    const QString text = keptTogether(words);
    QStringList lines;
    QTextLayout layout(text, font);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() == most - 1) {
            lines << QFontMetricsF(font).elidedText(text.mid(line.textStart()), Qt::ElideRight,
                                                    width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
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
    return {230, heightOf(fewestRows)};
}

int TopologyNodeButton::heightOf(int rows) const {
    return rows * fontMetrics().height() + 2 * marginY;
}

int TopologyNodeButton::heightWanted(int width) const {
    const int room = width - marginLeft - marginRight - signRoom - 2;
    const auto note = linesOf(m_node.note, font(), room, mostNoteLines).size();
    const int above = m_node.version.isEmpty() ? 2 : 3;
    return heightOf(qMax(fewestRows, above + static_cast<int>(note)));
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
    const QRectF inner = box.adjusted(marginLeft, marginY - 1, -marginRight, 1 - marginY);
    const int rows = qMax(fewestRows, (height() - 2 * marginY) / qMax(1, fontMetrics().height()));
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
    const int free = rows - (m_node.version.isEmpty() ? 2 : 3);
    const QStringList note =
        linesOf(m_node.note, font(), inner.width() - signRoom, qMin(free, mostNoteLines));
    int row = rows - qMax(1, static_cast<int>(note.size()));
    const QPixmap icon =
        statePixmap(shapeOf(m_node.tone), colours.of(m_node.tone), signSize, devicePixelRatioF());
    painter.drawPixmap(QPointF(inner.left(), inner.top() + row * line + (line - signSize) / 2),
                       icon);
    for (const QString& words : note) {
        write(row++, font(), colours.text, words, signRoom);
    }
}

} // namespace ferryman
