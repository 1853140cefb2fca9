// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/wizard_page.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QStackedLayout;
class QTreeView;

namespace ferryman {

class ConnectionModel;
class SentinelSetupView;
class NodePane;
class TopologyView;

/// Step 1: the endpoints, what was found behind them, and what is wrong with each connection.
class ConnectPage final : public WizardPage {
    Q_OBJECT
public:
    explicit ConnectPage(Session& session, QWidget* parent = nullptr);

    void take(const Snapshot& snapshot) override;
    [[nodiscard]] QString footer(const Snapshot& snapshot) const override;
    [[nodiscard]] QString help() const override;

    /// The plan as the fields say, or the sentence that says which field is wrong.
    [[nodiscard]] Result<Plan> planOfFields() const;

private:
    [[nodiscard]] QWidget* buildFields();
    [[nodiscard]] QWidget* buildFindings();
    QLineEdit* addField(QFormLayout* form, const QString& label, const char* name,
                        const QString& placeholder = {});
    QLineEdit* addPassword(QFormLayout* form, const char* name, const QString& accessibleName);
    QLineEdit* addFile(QFormLayout* form, const QString& label, const char* name);
    void fitTable();
    void fillFields(const Plan& plan);
    void readAndTest();
    void showSetup(bool shown); ///< For a source without Sentinel.
    void setUpGroup(bool registers);
    void goOnWithGroup();

    QLineEdit* m_sentinel = nullptr;
    QComboBox* m_group = nullptr;
    QLineEdit* m_sentinelPassword = nullptr;
    QLineEdit* m_source = nullptr;
    QLineEdit* m_sourceUser = nullptr;
    QLineEdit* m_sourcePassword = nullptr;
    QLineEdit* m_dragonfly = nullptr;
    QLineEdit* m_dragonflyPassword = nullptr;
    QLineEdit* m_ca = nullptr;
    QLineEdit* m_certificate = nullptr;
    QLineEdit* m_key = nullptr;
    QLineEdit* m_serverName = nullptr;
    QPushButton* m_test = nullptr;
    QStackedLayout* m_ways = nullptr;
    SentinelSetupView* m_setup = nullptr;
    Panel* m_drawing = nullptr;
    TopologyView* m_topology = nullptr;
    NodePane* m_node = nullptr; ///< In the place of the tests while a server is open.
    QTreeView* m_table = nullptr;
    ConnectionModel* m_connections = nullptr;
    Panel* m_tests = nullptr;
    Plan m_plan; ///< What the fields were last filled from.
    QString m_fieldProblem;
};

} // namespace ferryman
