// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QStackedWidget;
class QTreeView;

namespace ferryman {

class ConnectionModel;
class Connections;
class EndpointFields;
class SentinelSetupView;
class NodePane;
class Settings;
class TopologyView;

/// Step 1: the endpoints, what was found behind them, and what is wrong with each connection.
class ConnectPage final : public WizardPage {
    Q_OBJECT
public:
    ConnectPage(Session& session, Settings& settings, Connections& connections,
                QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

private:
    [[nodiscard]] QWidget* buildFindings();
    void fitTable();
    void readAndTest();
    void showSetup(bool shown); ///< For a source without Sentinel.
    void setUpGroup(bool registers);
    void goOnWithGroup();

    QPushButton* m_test = nullptr;
    EndpointFields* m_fields = nullptr;
    QStackedWidget* m_ways = nullptr;
    SentinelSetupView* m_setup = nullptr;
    Panel* m_drawing = nullptr;
    TopologyView* m_topology = nullptr;
    NodePane* m_node = nullptr; ///< In the place of the tests while a server is open.
    QTreeView* m_table = nullptr;
    ConnectionModel* m_connections = nullptr;
    Panel* m_tests = nullptr;
    QString m_fieldProblem;
};

} // namespace ferryman
