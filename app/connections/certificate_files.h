// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/imported_connection.h"

namespace ferryman {

/// Writes certificates and key as PEM files that their owner alone can read (mode 0600), named
/// after the connection; no file that exists is written over. Gives `tls` with their paths. Errors:
/// Storage; what was written before it is taken away again.
[[nodiscard]] Result<redis::TlsSettings> writeCertificates(const CertificateTexts& texts,
                                                           const redis::TlsSettings& tls,
                                                           const QString& connection,
                                                           const QString& folder);

} // namespace ferryman
