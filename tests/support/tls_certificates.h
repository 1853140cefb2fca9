// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QByteArrayList>
#include <QTemporaryDir>

namespace ferryman::test {

/// Certificates made for one run by the openssl command: an authority, a good server certificate
/// for 127.0.0.1 and localhost, bad ones, and client certificates.
class TlsCertificates {
public:
    TlsCertificates();

    [[nodiscard]] bool isValid() const { return m_problem.isEmpty(); }
    [[nodiscard]] QString problem() const { return m_problem; } ///< What openssl said.

    [[nodiscard]] QString path(const QString& file) const; ///< "ca.pem", "server.key", ...

    /// Lines of a Redis' config for its TLS port. `server` is "server", "expired", "ending" (in 3
    /// days) or "wrong_name".
    [[nodiscard]] QByteArrayList serverConfig(quint16 tlsPort,
                                              const QString& server = QStringLiteral("server"),
                                              bool wantsClientCertificate = false) const;

    [[nodiscard]] redis::TlsSettings
    trusting(const QString& authority = QStringLiteral("ca")) const;
    [[nodiscard]] redis::TlsSettings
    withClient(const QString& client = QStringLiteral("client")) const;

private:
    void makeAuthority(const QString& name);
    void makeCertificate(const QString& name, const QString& authority, const QByteArray& names,
                         int days);
    void run(const QStringList& arguments);

    QTemporaryDir m_folder;
    QString m_problem;
    int m_serial = 0;
};

} // namespace ferryman::test
