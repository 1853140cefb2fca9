// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/login_parts.h"

#include <QDir>

namespace ferryman {

redis::TlsSettings readTlsFiles(JsonReader& reader, const QDir& folder) {
    const auto file = [&](const char* key) {
        const QString path = reader.text(key);
        return path.isEmpty() ? QString() : QDir::cleanPath(folder.absoluteFilePath(path));
    };
    redis::TlsSettings tls;
    tls.caFile = file("ca");
    tls.certificateFile = file("certificate");
    tls.keyFile = file("key");
    tls.serverName = reader.text("serverName");
    if (tls.certificateFile.isEmpty() != tls.keyFile.isEmpty()) {
        reader.refuse(
            tls.keyFile.isEmpty() ? "key" : "certificate",
            QT_TRANSLATE_NOOP("core",
                              "%1 is missing: a client certificate and its key belong together."));
    }
    return tls;
}

QJsonObject writeTlsFiles(const redis::TlsSettings& tls, const QString& folder) {
    const auto path = [&](const QString& file) {
        return folder.isEmpty() || file.isEmpty() ? file : QDir(folder).relativeFilePath(file);
    };
    QJsonObject json;
    const std::pair<const char*, QString> fields[] = {{"ca", path(tls.caFile)},
                                                      {"certificate", path(tls.certificateFile)},
                                                      {"key", path(tls.keyFile)},
                                                      {"serverName", tls.serverName}};
    for (const auto& [key, value] : fields) {
        if (!value.isEmpty()) {
            json.insert(QLatin1String(key), value);
        }
    }
    return json;
}

SecretSource readSecret(JsonReader& reader, const char* key) {
    if (!reader.has(key)) {
        return {};
    }
    JsonReader part = reader.object(key);
    const QString variable = part.text("env");
    const QString entry = part.text("keychain");
    if (variable.isEmpty() == entry.isEmpty()) {
        part.refuse("",
                    QT_TRANSLATE_NOOP(
                        "core",
                        "%1 takes either \"env\" with a variable's name or \"keychain\" with an "
                        "entry's name."));
        return {};
    }
    return entry.isEmpty() ? SecretSource{SecretSource::Kind::Environment, variable}
                           : SecretSource{SecretSource::Kind::Keychain, entry};
}

QJsonObject writeSecret(const SecretSource& source) {
    switch (source.kind) {
    case SecretSource::Kind::None:
        return {};
    case SecretSource::Kind::Environment:
        return {{QStringLiteral("env"), source.name}};
    case SecretSource::Kind::Keychain:
        return {{QStringLiteral("keychain"), source.name}};
    }
    return {};
}

} // namespace ferryman
