// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_removal.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace ferryman {

ConnectionRemoval::ConnectionRemoval(Connections& connections, QWidget* page)
    : QObject(page)
    , m_connections(connections)
    , m_page(page) {}

void ConnectionRemoval::ask(const ConnectionProfile& profile) {
    const auto others =
        std::ranges::count(m_connections.all(), profile.secret, &ConnectionProfile::secret);
    const bool owns = profile.secret.kind == SecretSource::Kind::Keychain && others == 1;
    auto* box = new QMessageBox(QMessageBox::Question, tr("Delete a connection"),
                                tr("Delete the connection “%1”?").arg(profile.name),
                                QMessageBox::NoButton, m_page);
    box->setObjectName(QStringLiteral("deleteConnectionBox"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Plans that were made with it keep what they took from it."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QCheckBox* withPassword = nullptr;
    if (owns) {
        withPassword = new QCheckBox(
            tr("Delete the keychain's entry “%1”, too; plans may name it").arg(profile.secret.name),
            box);
        withPassword->setObjectName(QStringLiteral("deletePasswordBox"));
        box->setCheckBox(withPassword);
    }
    box->setDefaultButton(box->addButton(tr("&Keep"), QMessageBox::RejectRole));
    connect(box->addButton(tr("&Delete"), QMessageBox::DestructiveRole), &QPushButton::clicked,
            this, [this, profile, withPassword] {
                remove(profile, withPassword != nullptr && withPassword->isChecked());
            });
    box->open();
}

void ConnectionRemoval::remove(const ConnectionProfile& profile, bool withPassword) {
    const auto gone = m_connections.remove(profile.name);
    if (!gone) {
        emit refused(gone.error());
        return;
    }
    emit removed(profile.name);
    if (withPassword) {
        whenDone(m_connections.store().remove(profile.secret.name), this,
                 [this](const Result<Done>& forgotten) {
                     if (!forgotten) {
                         emit refused(forgotten.error());
                     }
                 });
    }
}

} // namespace ferryman
