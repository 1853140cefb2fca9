// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_view.h"

#include "state_icon.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace ferryman {

namespace {

/// What a test of the server said, for one line.
QString resultOf(const EndpointStatus* status) {
    if (status == nullptr || !status->tested) {
        return TopologyView::tr("not tested");
    }
    return status->error ? TopologyView::tr("cannot be used") : status->identity.describe();
}

constexpr qreal nodeHeight = 74;
constexpr qreal gap = 14;
constexpr qreal widest = 230;

const EndpointStatus* statusOf(const ConnectState& connect, const redis::Address& address) {
    const auto found = std::ranges::find(connect.endpoints, address, &EndpointStatus::address);
    return found == connect.endpoints.end() ? nullptr : &*found;
}

} // namespace

TopologyView::TopologyView(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("topologyView"));
    setAccessibleName(tr("Topology"));
}

QSize TopologyView::minimumSizeHint() const {
    return {330, static_cast<int>(2 * nodeHeight + 56)};
}

void TopologyView::setState(const ConnectState& connect, const redis::Address& target) {
    m_connect = connect;
    m_target = target;
    describe();
    update();
}

void TopologyView::describe() {
    QStringList parts;
    for (const QList<Node>& row : {sentinelNodes(), serverNodes()}) {
        for (const Node& node : row) {
            parts.append(QStringLiteral("%1 %2: %3").arg(node.title, node.address, node.note));
        }
    }
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
}

QList<TopologyView::Node> TopologyView::sentinelNodes() const {
    QList<Node> nodes;
    int number = 0;
    for (const SentinelView& view : m_connect.topology.sentinels) {
        Node node;
        node.title = tr("Sentinel %1").arg(++number);
        node.address = view.address.toString();
        node.note =
            view.answered()
                ? tr("epoch %1, %2 ms").arg(view.configEpoch()).arg(view.roundTripMs, 0, 'f', 1)
                : tr("does not answer");
        node.tone = static_cast<int>(view.answered() ? Tone::Good : Tone::Bad);
        nodes.append(node);
    }
    return nodes;
}

QList<TopologyView::Node> TopologyView::serverNodes() const {
    QList<Node> nodes;
    const redis::Address& primary = m_connect.topology.primary;
    for (const ReplicaView& replica : m_connect.topology.replicas) {
        if (replica.address != m_target) {
            const QString note =
                replica.live ? tr("replica, priority %1").arg(replica.priority) : tr("not live");
            nodes.append({primary == m_target ? tr("Old server") : tr("Replica"),
                          replica.address.toString(),
                          note,
                          static_cast<int>(replica.live ? Tone::Warning : Tone::Muted),
                          {}});
        }
    }
    // Beside Dragonfly, so that what is between both goes through no other server.
    if (!primary.isNull() && primary != m_target) {
        const EndpointStatus* status = statusOf(m_connect, primary);
        nodes.append({tr("Primary"),
                      primary.toString(),
                      resultOf(status),
                      static_cast<int>(status != nullptr && status->error ? Tone::Bad : Tone::Good),
                      {}});
    }
    if (!m_target.isNull()) {
        const EndpointStatus* status = statusOf(m_connect, m_target);
        const ReplicaView* replica = m_connect.topology.replica(m_target);
        QString note = resultOf(status);
        if (replica != nullptr) {
            note = tr("follows, priority %1").arg(replica->priority);
        } else if (primary == m_target) {
            note = tr("primary of the group");
        }
        nodes.append({tr("Dragonfly"),
                      m_target.toString(),
                      note,
                      static_cast<int>(status == nullptr ? Tone::Muted
                                       : status->error   ? Tone::Bad
                                                         : Tone::Good),
                      {}});
    }
    return nodes;
}

void TopologyView::layOut(QList<Node>& nodes, qreal top) const {
    if (nodes.isEmpty()) {
        return;
    }
    const auto count = static_cast<qreal>(nodes.size());
    const qreal wide = std::min(widest, (width() - gap * (count - 1) - 2) / count);
    const qreal space = count > 1 ? (width() - 2 - wide * count) / (count - 1) : 0;
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        nodes[i].box = QRectF(1 + static_cast<qreal>(i) * (wide + space), top, wide, nodeHeight);
    }
}

void TopologyView::drawNode(QPainter& painter, const Node& node) const {
    const Colours& colours = coloursOf(palette());
    const auto tone = static_cast<Tone>(node.tone);
    painter.setPen(QPen(tone == Tone::Bad ? colours.bad : colours.control, 1.2));
    painter.setBrush(colours.panel);
    painter.drawRoundedRect(node.box, 3, 3);
    painter.fillRect(QRectF(node.box.left(), node.box.top() + 1, 4, node.box.height() - 2),
                     colours.of(tone));
    const QRectF inner = node.box.adjusted(14, 8, -8, -8);
    const qreal line = inner.height() / 3;
    const auto text = [&](int row, const QFont& font, const QColor& colour, const QString& words,
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
    text(0, bold, colours.text, node.title);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    text(1, fixed, colours.text, node.address);
    const QPixmap icon = statePixmap(shapeOf(tone), colours.of(tone), 14, devicePixelRatioF());
    painter.drawPixmap(QPointF(inner.left(), inner.top() + 2 * line + (line - 14) / 2), icon);
    text(2, font(), colours.muted, node.note, 20);
}

void TopologyView::drawLinks(QPainter& painter, const QList<Node>& sentinels,
                             const QList<Node>& servers) const {
    const Colours& colours = coloursOf(palette());
    const auto nodeOf = [&](const redis::Address& address) {
        const auto found = std::ranges::find(servers, address.toString(), &Node::address);
        return found == servers.end() ? nullptr : &*found;
    };
    // All that name one server meet in one line, which stands under a Sentinel where one is above.
    const auto meetingPoint = [&](const Node& named) {
        const auto above = std::ranges::find_if(sentinels, [&](const Node& sentinel) {
            const qreal x = sentinel.box.center().x();
            return x > named.box.left() && x < named.box.right();
        });
        return (above == sentinels.end() ? named : *above).box.center().x();
    };
    for (qsizetype i = 0; i < sentinels.size(); ++i) {
        const SentinelView& view = m_connect.topology.sentinels[i];
        const Node* named = view.answered() ? nodeOf(view.primary()) : nullptr;
        if (named == nullptr) {
            continue;
        }
        painter.setPen(QPen(colours.control, 1.2));
        const qreal middle = (sentinels[i].box.bottom() + named->box.top()) / 2;
        const qreal target = meetingPoint(*named);
        painter.drawPolyline(QPolygonF{{sentinels[i].box.center().x(), sentinels[i].box.bottom()},
                                       {sentinels[i].box.center().x(), middle},
                                       {target, middle},
                                       {target, named->box.top()}});
    }
    const Node* primary = nodeOf(m_connect.topology.primary);
    const Node* target = nodeOf(m_target);
    if (primary != nullptr && target != nullptr && primary != target) {
        const bool attached = m_connect.topology.replica(m_target) != nullptr;
        painter.setPen(QPen(colours.dragonfly, 2, attached ? Qt::SolidLine : Qt::DashLine));
        const qreal y = primary->box.center().y();
        painter.drawLine(QPointF(primary->box.right(), y), QPointF(target->box.left(), y));
        painter.setBrush(colours.dragonfly);
        painter.setPen(Qt::NoPen);
        const qreal x = target->box.left();
        painter.drawPolygon(QPolygonF{{x, y}, {x - 8, y - 5}, {x - 8, y + 5}});
    }
}

QList<TopologyView::Node> TopologyView::placed(QList<Node> sentinels, QList<Node> servers) const {
    layOut(sentinels, 2);
    layOut(servers, std::max(nodeHeight + 44, height() - nodeHeight - 2));
    return sentinels + servers;
}

void TopologyView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QList<Node> sentinels = sentinelNodes();
    if (sentinels.isEmpty()) {
        painter.setPen(coloursOf(palette()).muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Nothing was read yet. Enter any one Sentinel and Dragonfly, then "
                            "press “Read and test”."));
        return;
    }
    const QList<Node> nodes = placed(sentinels, serverNodes());
    drawLinks(painter, nodes.first(sentinels.size()), nodes.sliced(sentinels.size()));
    for (const Node& node : nodes) {
        drawNode(painter, node);
    }
}

/// A box may be too narrow for its texts: the whole of them.
bool TopologyView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Node& node : placed(sentinelNodes(), serverNodes())) {
        if (node.box.contains(help->pos())) {
            const QString text = QStringLiteral("<p style=\"white-space:pre\">%1 %2<br>%3</p>")
                                     .arg(node.title.toHtmlEscaped(), node.address.toHtmlEscaped(),
                                          node.note.toHtmlEscaped());
            QToolTip::showText(help->globalPos(), text, this, node.box.toRect());
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace ferryman
