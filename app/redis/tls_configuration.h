// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QSslConfiguration>
#include <QSslError>

namespace ferryman::redis {

/// TLS 1.2 or newer with the peer verified, from the files of the settings. Errors: InvalidInput,
/// with the file's name.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const TlsSettings& settings);

/// Why the certificate was not accepted, and what to do. `serverName` is the name that it should
/// bear.
[[nodiscard]] Error certificateError(const QSslError& error, const QString& serverName);

} // namespace ferryman::redis
