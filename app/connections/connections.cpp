// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections.h"

#include "settings/secrets.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 largestFile = qint64{1024} * 1024;

/// Nothing where a connection that was `former` until now may be called so.
std::optional<Error> wrongName(const QList<ConnectionProfile>& all, const QString& name,
                               const QString& former) {
    if (name.trimmed().isEmpty() || name.size() > longestProfileName) {
        return Error{ErrorKind::InvalidInput,
                     {QT_TRANSLATE_NOOP("core", "A connection has a name of 1 to %1 characters."),
                      {QString::number(longestProfileName)}},
                     {},
                     {}};
    }
    const bool taken = std::ranges::find(all, name, &ConnectionProfile::name) != all.end();
    return taken && name != former
               ? std::optional(Error{ErrorKind::InvalidInput,
                                     {QT_TRANSLATE_NOOP("core", "There is a connection “%1” "
                                                                "already: give it another name."),
                                      {name}},
                                     {},
                                     {}})
               : std::nullopt;
}

Error tooMany() {
    return {ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "At most %1 connections are kept: delete some first."),
             {QString::number(mostProfiles)}},
            {},
            {}};
}

} // namespace

Connections::Connections(QString file, std::unique_ptr<SecretStore> store,
                         std::unique_ptr<ConnectionTester> tester, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_store(std::move(store))
    , m_tester(std::move(tester)) {
    read();
}

Connections::~Connections() = default;

const ConnectionProfile* Connections::find(const QString& name) const {
    const auto found = std::ranges::find(m_all, name, &ConnectionProfile::name);
    return found == m_all.end() ? nullptr : &*found;
}

QStringList Connections::names() const {
    QStringList all;
    for (const ConnectionProfile& profile : m_all) {
        all << profile.name;
    }
    return all;
}

Result<QList<ConnectionProfile>> Connections::readFile() const {
    QFile file(m_file);
    if (!file.exists()) {
        return QList<ConnectionProfile>{};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The connections in %1 cannot be read: check the "
                                                  "file's rights."),
                        {m_file}},
                       {}, file.errorString());
    }
    const QByteArray json = file.read(largestFile + 1);
    auto profiles = json.size() > largestFile
                        ? failure(ErrorKind::InvalidInput,
                                  {QT_TRANSLATE_NOOP("core", "The file is larger than %1 bytes."),
                                   {QString::number(largestFile)}})
                        : profilesFromJson(json, QFileInfo(m_file).absolutePath());
    if (!profiles) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The connections in %1 cannot be used, and the "
                                                  "file is left as it is: %2 Mend it, or move it "
                                                  "away."),
                        {m_file, profiles.error().message}});
    }
    return profiles;
}

void Connections::read() {
    const auto profiles = readFile();
    m_all = profiles.value_or(QList<ConnectionProfile>{});
    m_problem = profiles ? std::nullopt : std::optional(profiles.error());
    emit changed();
}

Result<Done> Connections::write(const QList<ConnectionProfile>& profiles) {
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    const QByteArray json = profilesToJson(profiles);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(json) != json.size() || !file.commit()) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The connections cannot be written to %1: check "
                                                  "the folder's rights and its free space."),
                        {m_file}},
                       {}, file.errorString());
    }
    m_all = profiles;
    emit changed();
    return Done{};
}

Result<Done> Connections::put(const QString& former, const ConnectionProfile& profile) {
    read();
    if (m_problem) {
        return tl::make_unexpected(*m_problem);
    }
    if (const auto wrong = wrongName(m_all, profile.name, former)) {
        return tl::make_unexpected(*wrong);
    }
    QList<ConnectionProfile> all = m_all;
    const auto same = std::ranges::find(all, former, &ConnectionProfile::name);
    if (same != all.end()) {
        *same = profile;
    } else if (all.size() >= mostProfiles) {
        return tl::make_unexpected(tooMany());
    } else {
        all.append(profile);
    }
    const auto written = write(all);
    if (written && profile.name != former) { // what is kept in memory goes along
        keepForSession(profile.name, m_ofSession.take(former));
    }
    return written;
}

/// In one write: each is flushed to the disk, and a person waits.
Result<Done> Connections::add(const QList<ConnectionProfile>& profiles) {
    read();
    if (m_problem) {
        return tl::make_unexpected(*m_problem);
    }
    QList<ConnectionProfile> all = m_all;
    if (all.size() + profiles.size() > mostProfiles) {
        return tl::make_unexpected(tooMany());
    }
    for (const ConnectionProfile& profile : profiles) {
        if (const auto wrong = wrongName(all, profile.name, {})) {
            return tl::make_unexpected(*wrong);
        }
        all.append(profile);
    }
    return write(all);
}

Result<Done> Connections::remove(const QString& name) {
    read();
    if (m_problem) {
        return tl::make_unexpected(*m_problem);
    }
    QList<ConnectionProfile> all = m_all;
    all.removeIf([&](const ConnectionProfile& profile) { return profile.name == name; });
    const auto written = write(all);
    if (written) {
        m_ofSession.remove(name);
    }
    return written;
}

void Connections::keepForSession(const QString& name, const Secret& secret) {
    if (secret.isEmpty()) {
        m_ofSession.remove(name);
    } else {
        m_ofSession.insert(name, secret);
    }
}

std::optional<Secret> Connections::sessionSecret(const QString& name) const {
    const auto found = m_ofSession.constFind(name);
    return found == m_ofSession.constEnd() ? std::nullopt : std::optional(*found);
}

Future<Secret> Connections::secretOf(const ConnectionProfile& profile) {
    if (const auto kept = sessionSecret(profile.name)) {
        return ready<Secret>(*kept);
    }
    switch (profile.secret.kind) {
    case SecretSource::Kind::None:
        break;
    case SecretSource::Kind::Environment:
        return secretFromEnvironment(profile.secret.name);
    case SecretSource::Kind::Keychain:
        return m_store->read(profile.secret.name);
    }
    return ready<Secret>(Secret{});
}

std::unique_ptr<Connections> makeConnections() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return std::make_unique<Connections>(folder + QStringLiteral("/ferryman/connections.json"),
                                         std::make_unique<Keychain>(),
                                         std::make_unique<ThreadedConnectionTester>());
}

} // namespace ferryman
