// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_profile.h"

#include "plan/login_parts.h"

#include <QDir>

namespace ferryman {

namespace {

constexpr int formatVersion = 1;

ConnectionProfile readProfile(JsonReader& reader, const QDir& folder) {
    ConnectionProfile profile;
    profile.name = reader.text("name");
    if (profile.name.trimmed().isEmpty() || profile.name.size() > longestProfileName) {
        reader.refuse("name", QT_TRANSLATE_NOOP("core", "%1 must be a name of 1 to %2 characters."),
                      {QString::number(longestProfileName)});
    }
    const auto endpoint = reader.endpoint("url", 6379);
    if (endpoint) {
        profile.endpoint = *endpoint;
    } else {
        reader.refuse("url", QT_TRANSLATE_NOOP("core", "%1 is missing: it is the server's URL."));
    }
    if (reader.has("tls")) {
        JsonReader tls = reader.object("tls");
        profile.tls = readTlsFiles(tls, folder);
    }
    profile.secret = readSecret(reader, "secret");
    profile.group = reader.text("group");
    return profile;
}

} // namespace

Result<QList<ConnectionProfile>> profilesFromJson(const QByteArray& json, const QString& folder) {
    const auto document = parseJson(json);
    if (!document) {
        return tl::make_unexpected(document.error());
    }
    JsonProblems problems(
        QT_TRANSLATE_NOOP("core", "%1 is no key of a connection: check its spelling."));
    QList<ConnectionProfile> profiles;
    {
        JsonReader reader(document->object(), {}, problems);
        if (!document->isObject() || !reader.has("version")) {
            reader.refuse("version", QT_TRANSLATE_NOOP("core", "%1 is missing."));
        }
        (void)reader.number("version", formatVersion, formatVersion, formatVersion);
        QSet<QString> names;
        reader.each("connections", mostProfiles, [&](JsonReader& item) {
            const ConnectionProfile profile = readProfile(item, QDir(folder));
            if (names.contains(profile.name)) {
                item.refuse("name", QT_TRANSLATE_NOOP(
                                        "core", "%1 is the name of another connection, too."));
            }
            names.insert(profile.name);
            profiles.append(profile);
        });
    }
    if (problems.first()) {
        return tl::make_unexpected(*problems.first());
    }
    return profiles;
}

QByteArray profilesToJson(const QList<ConnectionProfile>& profiles) {
    QJsonArray all;
    for (const ConnectionProfile& profile : profiles) {
        QJsonObject json{{QStringLiteral("name"), profile.name},
                         {QStringLiteral("url"), profile.endpoint.toUrl()}};
        const std::pair<const char*, QJsonObject> parts[] = {
            {"tls", writeTlsFiles(profile.tls, {})}, {"secret", writeSecret(profile.secret)}};
        for (const auto& [key, part] : parts) {
            if (!part.isEmpty()) {
                json.insert(QLatin1String(key), part);
            }
        }
        if (!profile.group.isEmpty()) {
            json.insert(QStringLiteral("group"), profile.group);
        }
        all.append(json);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), formatVersion},
                                     {QStringLiteral("connections"), all}})
        .toJson(QJsonDocument::Indented);
}

QString freeProfileName(const QString& wanted, const QStringList& taken) {
    const QString base = wanted.trimmed().left(longestProfileName);
    QString name = base;
    for (int number = 2; taken.contains(name); ++number) {
        const QString suffix = QStringLiteral(" (%1)").arg(number);
        name = base.left(longestProfileName - suffix.size()) + suffix;
    }
    return name;
}

} // namespace ferryman
