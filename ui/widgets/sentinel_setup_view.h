// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ferryman {

class CommandBlock;
class ConfirmBox;
class StateLine;

/// For a source without Sentinel: the group and its Sentinels, their config files or the commands
/// that register it, and how clients must connect.
class SentinelSetupView final : public QWidget {
    Q_OBJECT
public:
    explicit SentinelSetupView(QWidget* parent = nullptr);

    void fill(const Plan& plan);
    void setState(const SetupState& state);

    /// As the fields say, or the sentence that says which field is wrong.
    [[nodiscard]] Result<SentinelSetup> setup() const;
    [[nodiscard]] Result<QList<redis::Endpoint>> sentinels() const;
    [[nodiscard]] EnteredSecrets secrets() const;

    void save(const QString& folder); ///< A file for each Sentinel, each whole or not at all.

signals:
    void setUpAsked(bool registers);
    void backAsked();
    void goOnAsked(); ///< The group is watched, and the person has seen how clients connect.

private:
    QWidget* buildFields();
    QWidget* buildFiles();
    QWidget* buildRegistration();
    QWidget* buildClients();
    QLineEdit* addField(QFormLayout* form, const QString& label, const char* name,
                        const QString& text, const QString& placeholder = {});
    void refresh();
    void showFile();
    void showSnippet();
    void showButtons();
    void chooseFolder();
    void askToRegister();

    QLineEdit* m_source = nullptr;
    QLineEdit* m_sourcePassword = nullptr;
    QLineEdit* m_group = nullptr;
    QLineEdit* m_sentinels = nullptr;
    QLineEdit* m_sentinelPassword = nullptr;
    QLineEdit* m_quorum = nullptr;
    QLineEdit* m_downAfter = nullptr;
    QLineEdit* m_failoverTimeout = nullptr;
    QLabel* m_problem = nullptr;
    QComboBox* m_host = nullptr;
    CommandBlock* m_file = nullptr;
    QPushButton* m_save = nullptr;
    QLabel* m_saved = nullptr;
    QPushButton* m_register = nullptr;
    QPushButton* m_wait = nullptr;
    ConfirmBox* m_ask = nullptr;
    StateLine* m_progress = nullptr;
    QComboBox* m_library = nullptr;
    CommandBlock* m_snippet = nullptr;
    QCheckBox* m_clientsAsk = nullptr;
    QPushButton* m_goOn = nullptr;
    SetupState m_state;
};

} // namespace ferryman
