// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection_profile.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace ferryman {

/// The fields of one connection. A password that is typed leaves it by typedPassword() alone.
class ProfileForm final : public QWidget {
    Q_OBJECT
public:
    explicit ProfileForm(QWidget* parent = nullptr);

    /// `hasPassword`: one is kept for this session.
    void fill(const ConnectionProfile& profile, bool hasPassword);
    [[nodiscard]] Result<ConnectionProfile> profile() const; ///< Or which field is wrong.
    [[nodiscard]] std::optional<Secret> typedPassword() const;
    void clearPassword(bool hasPassword); ///< It was stored.
    void keepForSession();                ///< The password is for this session only.
    [[nodiscard]] bool isTouched() const { return m_touched; } ///< Since it was filled.
    void takeFocus();

signals:
    void touched();

private:
    QLineEdit* watched(QLineEdit* field); ///< What is typed there touches the form.
    void addSecret(QFormLayout* form);
    void touch();
    void showSecret();
    void tellPassword();

    QLineEdit* m_name;
    QLineEdit* m_url;
    QLineEdit* m_user;
    QLineEdit* m_group;
    QLineEdit* m_ca;
    QLineEdit* m_certificate;
    QLineEdit* m_key;
    QLineEdit* m_serverName;
    QComboBox* m_source = nullptr;
    QLabel* m_placeLabel = nullptr;
    QLineEdit* m_place = nullptr; ///< The entry of the keychain, or the variable.
    QLineEdit* m_password = nullptr;
    bool m_hasPassword = false;
    bool m_touched = false;
    bool m_filling = false;
};

} // namespace ferryman
