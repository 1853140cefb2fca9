// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_view.h"

#include "widgets/topology_node_button.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr int gap = 14;
constexpr int widest = 230;
constexpr int between = 40; ///< From the Sentinels to the servers, at the least.

QPointF middleOf(const QWidget* widget) {
    return QRectF(widget->geometry()).center();
}

} // namespace

TopologyView::TopologyView(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("topologyView"));
    setAccessibleName(tr("Topology"));
}

int TopologyView::nodeHeight() const {
    return buttons().isEmpty() ? 4 * fontMetrics().height() + gap
                               : buttons().first()->sizeHint().height();
}

/// For the whole of all notes, as long as both rows have the room.
int TopologyView::shownNodeHeight() const {
    const int least = nodeHeight();
    int wanted = least;
    for (const auto* row : {&m_sentinels, &m_servers}) {
        for (const TopologyNodeButton* button : *row) {
            wanted = std::max(wanted, button->heightWanted(nodeWidth(*row)));
        }
    }
    return std::clamp((height() - between - 2) / 2, least, wanted);
}

int TopologyView::nodeWidth(const QList<TopologyNodeButton*>& row) const {
    const int count = static_cast<int>(row.size());
    return std::min(widest, (width() - gap * (count - 1) - 2) / count);
}

QSize TopologyView::minimumSizeHint() const {
    return {330, 2 * nodeHeight() + between + 2};
}

TopologyNodeButton* TopologyView::buttonOf(const redis::Address& address) const {
    const QList<TopologyNodeButton*> all = buttons();
    const auto found = std::ranges::find_if(
        all, [&](const TopologyNodeButton* button) { return button->node().address == address; });
    return found == all.end() ? nullptr : *found;
}

void TopologyView::setPicture(const TopologyPicture& picture) {
    m_picture = picture;
    fill(m_sentinels, picture.sentinels, QStringLiteral("topologySentinel%1"));
    fill(m_servers, picture.servers, QStringLiteral("topologyServer%1"));
    const QList<TopologyNodeButton*> all = buttons();
    QWidget* before = stopBefore();
    for (TopologyNodeButton* button : all) {
        setTabOrder(before, button);
        before = button;
    }
    const bool stops = std::ranges::any_of(all, [](const TopologyNodeButton* button) {
        return (button->focusPolicy() & Qt::TabFocus) != 0;
    });
    if ((!stops || !m_chosen) && !all.isEmpty()) {
        makeStop(all.first()); // what is read first stands first, until a person chose another
    }
    setOpened(m_opened);
    layOut();
    update();
}

/// The drawing takes no focus itself, and what takes none has no place that could be given.
QWidget* TopologyView::stopBefore() const {
    QWidget* stop = previousInFocusChain();
    while (stop != this && ((stop->focusPolicy() & Qt::TabFocus) == 0 || isAncestorOf(stop))) {
        stop = stop->previousInFocusChain();
    }
    return stop == this ? nullptr : stop;
}

/// A row keeps its buttons, so that the focus stays where it is.
void TopologyView::fill(QList<TopologyNodeButton*>& row, const QList<TopologyNode>& nodes,
                        const QString& name) {
    while (row.size() > nodes.size()) {
        delete row.takeLast();
    }
    while (row.size() < nodes.size()) {
        auto* button = new TopologyNodeButton(name.arg(row.size() + 1), this);
        button->setFocusPolicy(Qt::ClickFocus);
        button->installEventFilter(this);
        connect(button, &QPushButton::clicked, this, [this, button] {
            comeBackTo(button);
            emit nodeOpened(button->node().address);
            setOpened(m_opened); // the click has checked it
        });
        button->show();
        row.append(button);
    }
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        row[i]->setNode(nodes[i]);
    }
}

void TopologyView::setReading(bool reading) {
    if (reading != m_reading) {
        m_reading = reading;
        update();
    }
}

void TopologyView::setOpened(const redis::Address& address) {
    m_opened = address;
    for (TopologyNodeButton* button : buttons()) {
        button->setChecked(!address.isNull() && button->node().address == address);
    }
}

void TopologyView::focusNode(const redis::Address& address) {
    TopologyNodeButton* button = buttonOf(address);
    if (button != nullptr) {
        comeBackTo(button);
        button->setFocus(Qt::OtherFocusReason);
    }
}

void TopologyView::comeBackTo(TopologyNodeButton* stop) {
    m_chosen = true;
    makeStop(stop);
}

/// The one at which Tab stops; the arrows lead on from there.
void TopologyView::makeStop(TopologyNodeButton* stop) const {
    for (TopologyNodeButton* button : buttons()) {
        button->setFocusPolicy(button == stop ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

void TopologyView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

void TopologyView::layOut() {
    const int tall = shownNodeHeight();
    layOutRow(m_sentinels, 1, tall);
    layOutRow(m_servers, std::max(tall + between, height() - tall - 1), tall);
}

void TopologyView::layOutRow(const QList<TopologyNodeButton*>& row, int top, int tall) const {
    if (row.isEmpty()) {
        return;
    }
    const int count = static_cast<int>(row.size());
    const int wide = nodeWidth(row);
    const int space = count > 1 ? (width() - 2 - wide * count) / (count - 1) : 0;
    for (int i = 0; i < count; ++i) {
        row[i]->setGeometry(1 + i * (wide + space), top, wide, tall);
    }
}

/// Left and right within a row, up and down to the nearest of the other one.
bool TopologyView::goTo(TopologyNodeButton* from, int key) {
    const bool above = m_sentinels.contains(from);
    const QList<TopologyNodeButton*>& row = above ? m_sentinels : m_servers;
    const QList<TopologyNodeButton*>& other = above ? m_servers : m_sentinels;
    const qsizetype index = row.indexOf(from);
    TopologyNodeButton* to = nullptr;
    switch (key) {
    case Qt::Key_Left:
        to = row.value(index - 1);
        break;
    case Qt::Key_Right:
        to = row.value(index + 1);
        break;
    case Qt::Key_Home:
        to = row.first();
        break;
    case Qt::Key_End:
        to = row.last();
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (above == (key == Qt::Key_Down) && !other.isEmpty()) {
            to = *std::ranges::min_element(other, {}, [&](const TopologyNodeButton* each) {
                return std::abs(middleOf(each).x() - middleOf(from).x());
            });
        }
        break;
    default:
        return false;
    }
    if (to != nullptr) {
        comeBackTo(to);
        to->setFocus(Qt::OtherFocusReason);
    }
    return true; // at the end of a row too: the focus stays
}

bool TopologyView::eventFilter(QObject* watched, QEvent* event) {
    auto* button = qobject_cast<TopologyNodeButton*>(watched);
    if (button == nullptr || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* pressed = static_cast<QKeyEvent*>(event);
    if ((pressed->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier) {
        return false;
    }
    if (pressed->key() == Qt::Key_Return || pressed->key() == Qt::Key_Enter) {
        button->click();
        return true;
    }
    return goTo(button, pressed->key());
}

void TopologyView::drawSentinelLinks(QPainter& painter) const {
    const Colours& colours = coloursOf(palette());
    // All that name one server meet in one line, which stands under a Sentinel where one is above.
    const auto meetingPoint = [this](const QWidget* named) {
        const auto above = std::ranges::find_if(m_sentinels, [&](const TopologyNodeButton* each) {
            const qreal x = middleOf(each).x();
            return x > named->geometry().left() && x < named->geometry().right();
        });
        return middleOf(above == m_sentinels.end() ? named : *above).x();
    };
    for (const TopologyNodeButton* sentinel : m_sentinels) {
        const TopologyNode& node = sentinel->node();
        const TopologyNodeButton* named = node.names.isNull() ? nullptr : buttonOf(node.names);
        if (named == nullptr) {
            continue;
        }
        painter.setPen(node.disagrees ? QPen(colours.warning, 1.6, Qt::DashLine)
                                      : QPen(colours.control, 1.2));
        const qreal from = sentinel->geometry().bottom() + 1;
        const qreal to = named->geometry().top();
        const qreal middle = (from + to) / 2 + (node.disagrees ? 6 : 0); // beside the others' line
        const qreal target = meetingPoint(named);
        const qreal x = middleOf(sentinel).x();
        painter.drawPolyline(QPolygonF{{x, from}, {x, middle}, {target, middle}, {target, to}});
    }
}

void TopologyView::drawReplication(QPainter& painter) const {
    using Link = TopologyPicture::Link;
    if (m_picture.link == Link::None || m_servers.size() < 2) {
        return;
    }
    const Colours& colours = coloursOf(palette());
    const QRectF primary = m_servers[m_servers.size() - 2]->geometry();
    const QRectF dragonfly = m_servers.last()->geometry();
    const QColor colour = m_picture.link == Link::Down ? colours.bad : colours.dragonfly;
    painter.setPen(QPen(colour, 2, m_picture.link == Link::Up ? Qt::SolidLine : Qt::DashLine));
    const qreal y = primary.center().y();
    painter.drawLine(QPointF(primary.right() + 1, y), QPointF(dragonfly.left(), y));
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    const qreal x = dragonfly.left();
    painter.drawPolygon(QPolygonF{{x, y}, {x - 8, y - 5}, {x - 8, y + 5}});
}

void TopologyView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_sentinels.isEmpty()) {
        painter.setPen(coloursOf(palette()).muted);
        const int below = m_servers.isEmpty() ? 0 : nodeHeight() + between;
        painter.drawText(rect().adjusted(12, 0, -12, -below), Qt::AlignCenter | Qt::TextWordWrap,
                         m_reading ? tr("The Sentinels are being asked for the primary, its "
                                        "replicas and each other.")
                                   : tr("Nothing was read yet. Enter any one Sentinel and "
                                        "Dragonfly, then press “Read and test”."));
        return;
    }
    drawSentinelLinks(painter);
    drawReplication(painter);
}

} // namespace ferryman
