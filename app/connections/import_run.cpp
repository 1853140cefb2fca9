// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/import_run.h"

#include "connections/certificate_files.h"

#include <QHash>

#include <algorithm>

namespace ferryman {

namespace {

QList<ImportedConnection> named(const Connections& connections,
                                const QList<ImportedConnection>& imported) {
    QStringList taken = connections.names();
    QList<ImportedConnection> all;
    for (ImportedConnection connection : imported) {
        if (connection.obstacle) {
            continue;
        }
        connection.profile.name = freeProfileName(connection.profile.name, taken);
        taken << connection.profile.name;
        all.append(connection);
    }
    return all;
}

/// The connection as it is kept: its certificates are files by then, or are left out.
Result<ConnectionProfile> profileOf(const ImportedConnection& connection, const QString& folder) {
    ConnectionProfile profile = connection.profile;
    if (!connection.certificates.isEmpty() && !folder.isEmpty()) {
        const auto written =
            writeCertificates(connection.certificates, profile.tls, profile.name, folder);
        if (!written) {
            return tl::make_unexpected(written.error());
        }
        profile.tls = *written;
    }
    return profile;
}

/// All of them in one write, with the passwords of those that no store has.
void keep(Connections& connections, const QList<ImportedConnection>& wanted, const QString& folder,
          ImportOutcome& outcome) {
    QList<ConnectionProfile> profiles;
    QHash<QString, Secret> forSession;
    for (const ImportedConnection& connection : wanted) {
        const auto profile = profileOf(connection, folder);
        if (!profile) {
            outcome.problems.append(profile.error());
            continue;
        }
        profiles.append(*profile);
        if (profile->secret.kind == SecretSource::Kind::None) {
            forSession.insert(profile->name, connection.password);
        }
    }
    const auto added = connections.add(profiles);
    if (!added) {
        outcome.problems.append(added.error());
        return;
    }
    for (const ConnectionProfile& profile : std::as_const(profiles)) {
        outcome.names << profile.name;
        if (forSession.contains(profile.name)) {
            connections.keepForSession(profile.name, forSession.value(profile.name));
        }
    }
}

/// Before a password is stored or a certificate written: nothing of it would be undone.
std::optional<Error> whyNot(Connections& connections, qsizetype more) {
    connections.read();
    if (connections.problem()) {
        return connections.problem();
    }
    const qsizetype kept = connections.all().size();
    return kept + more > mostProfiles
               ? std::optional(Error{ErrorKind::Refused,
                                     {QT_TRANSLATE_NOOP("core", "At most %1 connections are kept: "
                                                                "%2 are there, and %3 were chosen. "
                                                                "Choose fewer."),
                                      {QString::number(mostProfiles), QString::number(kept),
                                       QString::number(more)}},
                                     {},
                                     {}})
               : std::nullopt;
}

} // namespace

Future<ImportOutcome> importConnections(Connections& connections,
                                        const QList<ImportedConnection>& imported,
                                        const ImportChoice& choice, QObject* context) {
    const auto usable = std::ranges::count_if(
        imported, [](const ImportedConnection& connection) { return !connection.obstacle; });
    if (const auto refused = whyNot(connections, usable)) {
        return ready<ImportOutcome>(tl::make_unexpected(*refused));
    }
    const QList<ImportedConnection> wanted = named(connections, imported);
    QList<Future<Done>> stored;
    for (const ImportedConnection& connection : wanted) {
        const bool stores = choice.passwordsIntoStore && !connection.password.isEmpty();
        stored << (stores ? connections.store().write(connection.profile.name, connection.password)
                          : ready<Done>(Done{}));
    }
    return andThen(all(stored, context), context,
                   [&connections, wanted,
                    choice](const QList<Result<Done>>& results) -> Result<ImportOutcome> {
                       ImportOutcome outcome;
                       QList<ImportedConnection> kept = wanted;
                       for (qsizetype i = 0; i < kept.size(); ++i) {
                           ConnectionProfile& profile = kept[i].profile;
                           const bool stores =
                               choice.passwordsIntoStore && !kept[i].password.isEmpty();
                           if (stores && results[i]) {
                               profile.secret = {SecretSource::Kind::Keychain, profile.name};
                           } else if (stores) {
                               Error error = results[i].error();
                               error.subject = profile.name;
                               outcome.problems.append(error);
                           }
                       }
                       keep(connections, kept, choice.certificateFolder, outcome);
                       return outcome;
                   });
}

} // namespace ferryman
