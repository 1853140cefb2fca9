// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QDialog>

class QLabel;

namespace ferryman {

class NodePane;
class Session;
class TopologyView;

/// The topology in a window of its own, to be kept beside any step: it shows the switch as it
/// happens.
class TopologyWindow final : public QDialog {
    Q_OBJECT
public:
    TopologyWindow(Session& session, QWidget* parent);

    void take(const Snapshot& snapshot);

private:
    QLabel* m_state;
    TopologyView* m_view;
    NodePane* m_pane;
};

} // namespace ferryman
