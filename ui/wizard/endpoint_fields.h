// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"
#include "session/session.h"
#include "wizard/chosen_connections.h"

#include <QScrollArea>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace ferryman {

class Settings;

/// The endpoints of a plan as fields, each with a menu of what was used before and of the
/// connections that are kept.
class EndpointFields final : public QScrollArea {
    Q_OBJECT
public:
    EndpointFields(Settings& settings, Connections& connections, QWidget* parent = nullptr);

    void fill(const Plan& plan);
    void take(const Snapshot& snapshot); ///< The groups and the primary that were found.
    void takeGroup(const Plan& plan,
                   const EnteredSecrets& secrets); ///< Just set up; all else stays.

    /// The plan as the fields say, or the sentence that says which field is wrong.
    [[nodiscard]] Result<Plan> plan() const;
    [[nodiscard]] EnteredSecrets secrets() const;
    [[nodiscard]] const Plan& base() const { return m_plan; } ///< What they were last filled from.
    void setBase(const Plan& plan) { m_plan = plan; }         ///< Of which no field says anything.

signals:
    void submitted();  ///< Enter was pressed.
    void setupAsked(); ///< There is no Sentinel yet.

private:
    [[nodiscard]] QWidget* build();
    QLineEdit* addField(QFormLayout* form, const QString& label, const char* name,
                        const QString& placeholder = {});
    QLineEdit* addChoice(QFormLayout* form, PlanPart part, const QString& label, const char* name,
                         const QString& placeholder);
    void addNote(QFormLayout* form, PlanPart part);
    QLineEdit* addPassword(QFormLayout* form, const char* name, const QString& accessibleName);
    void chooseProfile(PlanPart part, const ConnectionProfile& profile);
    void enter(PlanPart part, const redis::Endpoint& endpoint, const Secret& password);
    void forget(PlanPart part);
    void rememberWhatAnswered(const Snapshot& snapshot);
    void manageConnections();
    [[nodiscard]] QLineEdit* passwordOf(PlanPart part) const;

    Settings& m_settings;
    Connections& m_connections;
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
    std::array<QLabel*, planParts> m_notes{}; ///< Which connection was chosen.
    Plan m_plan;
    bool m_wasRunning = false; ///< The connection tests, at the last snapshot.
};

} // namespace ferryman
