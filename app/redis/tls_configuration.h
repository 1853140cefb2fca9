// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QList>
#include <QSslConfiguration>
#include <QSslError>

namespace ferryman::redis {

/// TLS 1.2 or later with verification on, and the files of `settings` read in; InvalidInput names
/// the file that cannot be used and why.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const TlsSettings& settings);

/// What is wrong with the server's certificate, the worst of `errors` first: unknown authority,
/// expired, wrong name.
[[nodiscard]] Error certificateError(const QList<QSslError>& errors, const QString& address,
                                     const QString& wantedName);

/// What a failure of the TLS layer itself means, from OpenSSL's words; `detail` is shown with it.
[[nodiscard]] Error tlsError(const QString& detail, const QString& address,
                             bool hasClientCertificate);

/// Whether the words are of a TLS alert, which may come after the handshake: TLS 1.3 refuses a
/// client that late.
[[nodiscard]] bool isTlsAlert(const QString& detail);

} // namespace ferryman::redis
