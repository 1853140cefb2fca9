// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/topology_window.h"

#include "models/phase_name.h"
#include "session/session.h"
#include "widgets/node_pane.h"
#include "widgets/topology_view.h"

#include <QLabel>
#include <QVBoxLayout>

namespace ferryman {

TopologyWindow::TopologyWindow(Session& session, QWidget* parent)
    : QDialog(parent)
    , m_state(makeLabel({}, "strong", this))
    , m_view(new TopologyView(this))
    , m_pane(new NodePane(session, this)) {
    setObjectName(QStringLiteral("topologyWindow"));
    setWindowTitle(tr("Topology"));
    m_state->setObjectName(QStringLiteral("topologyState"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 12, 16, 16);
    all->setSpacing(12);
    all->addWidget(m_state);
    all->addWidget(m_view, 2);
    all->addWidget(m_pane, 3);
    resize(760, 340);
    connect(m_view, &TopologyView::nodeOpened, this, [this](const redis::Address& server) {
        m_view->setOpened(server);
        m_pane->open(server);
        resize(width(), std::max(height(), 620));
    });
    connect(m_pane, &NodePane::closed, this, [this](const redis::Address& server) {
        m_view->setOpened({});
        m_view->focusNode(server);
    });
    take(*session.snapshot());
}

void TopologyWindow::take(const Snapshot& snapshot) {
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    const SwitchState& cutover = snapshot.failOver.cutover;
    m_state->setText(cutover.running
                         ? tr("Switch: %1. %2").arg(nameOf(cutover.phase), picture.agreement)
                         : picture.agreement);
    m_view->setPicture(picture);
    m_pane->take(snapshot);
}

} // namespace ferryman
