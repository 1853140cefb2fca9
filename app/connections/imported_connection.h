// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "connections/connection_profile.h"

namespace ferryman {

/// Certificates as texts, before a person has said whether they become files.
struct CertificateTexts {
    QByteArray ca; ///< PEM, as the others.
    QByteArray certificate;
    Secret key;

    [[nodiscard]] bool isEmpty() const {
        return ca.isEmpty() && certificate.isEmpty() && key.isEmpty();
    }
};

/// One connection as another program, or a clipboard, gives it.
struct ImportedConnection {
    ConnectionProfile profile;
    Secret password; ///< Empty: none came along.
    CertificateTexts certificates;
    QList<Message> remarks;          ///< What of it is left out, or is done otherwise here.
    std::optional<Message> obstacle; ///< Why it cannot be used here at all.
};

} // namespace ferryman
