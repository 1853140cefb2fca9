// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/json_reader.h"
#include "plan/plan.h"

class QDir;

namespace ferryman {

// How the parts of a login are written in every JSON file of Ferryman's own.

/// "ca", "certificate", "key" and "serverName"; relative paths are taken from `folder`.
[[nodiscard]] redis::TlsSettings readTlsFiles(JsonReader& reader, const QDir& folder);
/// Paths relative to `folder`; as they are where it is empty.
[[nodiscard]] QJsonObject writeTlsFiles(const redis::TlsSettings& tls, const QString& folder);

/// `{"env": "VARIABLE"}` or `{"keychain": "entry"}`; None where the key is missing.
[[nodiscard]] SecretSource readSecret(JsonReader& reader, const char* key);
[[nodiscard]] QJsonObject writeSecret(const SecretSource& source); ///< Empty for None.

} // namespace ferryman
