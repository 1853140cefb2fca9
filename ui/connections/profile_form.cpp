// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/profile_form.h"

#include "widgets/form_rows.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>

namespace ferryman {

namespace {

enum SourceRow { ForSession, InKeychain, FromEnvironment };

SourceRow rowOf(SecretSource::Kind kind) {
    switch (kind) {
    case SecretSource::Kind::None:
        return ForSession;
    case SecretSource::Kind::Environment:
        return FromEnvironment;
    case SecretSource::Kind::Keychain:
        return InKeychain;
    }
    return ForSession;
}

} // namespace

ProfileForm::ProfileForm(QWidget* parent)
    : QWidget(parent) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(3);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    FormRows rows(form);
    m_name = watched(rows.addText(tr("Name"), "profileName"));
    m_name->setMaxLength(static_cast<int>(longestProfileName));
    m_url =
        watched(rows.addText(tr("URL"), "profileUrl", QStringLiteral("rediss://10.0.0.2:6379")));
    m_user = watched(rows.addText(tr("User"), "profileUser", QStringLiteral("default")));
    m_group = watched(rows.addText(tr("Group"), "profileGroup", tr("of a Sentinel only")));
    m_ca = watched(rows.addFile(tr("CA"), "profileCa"));
    m_certificate = watched(rows.addFile(tr("Certificate"), "profileCertificate"));
    m_key = watched(rows.addFile(tr("Key"), "profileKey"));
    for (QLineEdit* file : {m_ca, m_certificate, m_key}) {
        file->setAccessibleName(
            tr("%1, a PEM file for rediss:// URLs").arg(file->accessibleName()));
        file->setPlaceholderText(tr("PEM, for rediss://"));
    }
    m_serverName =
        watched(rows.addText(tr("Server name"), "profileServerName", tr("as in the URL")));
    addSecret(form);
    showSecret();
}

QLineEdit* ProfileForm::watched(QLineEdit* field) {
    connect(field, &QLineEdit::textChanged, this, &ProfileForm::touch);
    return field;
}

void ProfileForm::addSecret(QFormLayout* form) {
    m_source = new QComboBox(this);
    m_source->setObjectName(QStringLiteral("profileSecretSource"));
    m_source->setAccessibleName(tr("Where the password comes from"));
    m_source->addItems({tr("For this session only"), tr("In the system's keychain"),
                        tr("From an environment variable")});
    m_password = new QLineEdit(this);
    m_password->setObjectName(QStringLiteral("profilePassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(tr("Password"));
    connect(m_password, &QLineEdit::textChanged, this, &ProfileForm::touch);
    auto* row = new QHBoxLayout;
    row->addWidget(m_source);
    row->addWidget(m_password, 1);
    form->addRow(tr("Password"), row);
    m_place = new QLineEdit(this);
    m_place->setObjectName(QStringLiteral("profileSecretPlace"));
    m_placeLabel = new QLabel(this);
    form->addRow(m_placeLabel, m_place);
    connect(m_place, &QLineEdit::textChanged, this, &ProfileForm::touch);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        showSecret();
        touch();
    });
}

void ProfileForm::touch() {
    if (!m_filling) {
        m_touched = true;
        emit touched();
    }
}

void ProfileForm::showSecret() {
    const int row = m_source->currentIndex();
    m_password->setEnabled(row != FromEnvironment);
    m_place->setEnabled(row != ForSession);
    m_placeLabel->setText(row == FromEnvironment ? tr("Variable") : tr("Entry"));
    m_place->setAccessibleName(row == FromEnvironment ? tr("Name of the environment variable")
                                                      : tr("Name of the keychain's entry"));
    m_place->setPlaceholderText(row == InKeychain        ? tr("as the name above")
                                : row == FromEnvironment ? QStringLiteral("DRAGONFLY_PASSWORD")
                                                         : QString());
    tellPassword();
}

void ProfileForm::tellPassword() {
    switch (m_source->currentIndex()) {
    case InKeychain:
        m_password->setPlaceholderText(tr("as it is kept there"));
        break;
    case FromEnvironment:
        m_password->setPlaceholderText({});
        break;
    default:
        m_password->setPlaceholderText(m_hasPassword ? tr("kept until Ferryman ends") : tr("none"));
    }
}

void ProfileForm::fill(const ConnectionProfile& profile, bool hasPassword) {
    m_filling = true;
    redis::Endpoint withoutUser = profile.endpoint;
    withoutUser.user.clear();
    m_name->setText(profile.name);
    m_url->setText(profile.endpoint.address.isNull() ? QString() : withoutUser.toUrl());
    m_user->setText(profile.endpoint.user);
    m_group->setText(profile.group);
    m_ca->setText(profile.tls.caFile);
    m_certificate->setText(profile.tls.certificateFile);
    m_key->setText(profile.tls.keyFile);
    m_serverName->setText(profile.tls.serverName);
    m_source->setCurrentIndex(rowOf(profile.secret.kind));
    m_place->setText(profile.secret.name);
    m_filling = false;
    m_touched = false;
    clearPassword(hasPassword);
    showSecret();
}

void ProfileForm::clearPassword(bool hasPassword) {
    const bool before = std::exchange(m_filling, true);
    m_password->clear();
    m_filling = before;
    m_hasPassword = hasPassword;
    tellPassword();
}

void ProfileForm::keepForSession() {
    m_source->setCurrentIndex(ForSession);
}

std::optional<Secret> ProfileForm::typedPassword() const {
    const bool typed = m_password->isEnabled() && !m_password->text().isEmpty();
    return typed ? std::optional(Secret(m_password->text().toUtf8())) : std::nullopt;
}

Result<ConnectionProfile> ProfileForm::profile() const {
    const auto wrong = [](const char* sentence) {
        return failure(ErrorKind::InvalidInput, Message{sentence});
    };
    ConnectionProfile profile;
    profile.name = m_name->text().trimmed();
    const auto endpoint = redis::Endpoint::fromUrl(m_url->text().trimmed());
    if (!endpoint) {
        return tl::make_unexpected(endpoint.error());
    }
    profile.endpoint = *endpoint;
    const QString user = m_user->text().trimmed();
    if (!user.isEmpty() && !endpoint->user.isEmpty() && user != endpoint->user) {
        return wrong(
            QT_TRANSLATE_NOOP("core", "The URL and the field name two users: leave one out."));
    }
    profile.endpoint.user = user.isEmpty() ? endpoint->user : user;
    profile.group = m_group->text().trimmed();
    profile.tls = {m_ca->text().trimmed(), m_certificate->text().trimmed(), m_key->text().trimmed(),
                   m_serverName->text().trimmed()};
    if (profile.tls.certificateFile.isEmpty() != profile.tls.keyFile.isEmpty()) {
        return wrong(QT_TRANSLATE_NOOP(
            "core", "A client certificate and its key belong together: give both files."));
    }
    const QString place = m_place->text().trimmed();
    if (m_source->currentIndex() == InKeychain) {
        profile.secret = {SecretSource::Kind::Keychain, place.isEmpty() ? profile.name : place};
    } else if (m_source->currentIndex() == FromEnvironment) {
        profile.secret = {SecretSource::Kind::Environment, place};
        if (place.isEmpty()) {
            return wrong(QT_TRANSLATE_NOOP(
                "core", "Give the name of the environment variable that holds the password."));
        }
    }
    if (profile.name.isEmpty()) {
        profile.name = profile.endpoint.address.toString();
        if (profile.secret.kind == SecretSource::Kind::Keychain && place.isEmpty()) {
            profile.secret.name = profile.name;
        }
    }
    return profile;
}

void ProfileForm::takeFocus() {
    m_url->setFocus(Qt::OtherFocusReason);
}

} // namespace ferryman
