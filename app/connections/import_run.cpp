// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/import_run.h"

#include "connections/certificate_files.h"

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

void keep(Connections& connections, ImportedConnection connection, const QString& folder,
          ImportOutcome& outcome) {
    ConnectionProfile& profile = connection.profile;
    if (!connection.certificates.isEmpty() && !folder.isEmpty()) {
        const auto written =
            writeCertificates(connection.certificates, profile.tls, profile.name, folder);
        if (!written) {
            outcome.problems.append(written.error());
            return;
        }
        profile.tls = *written;
    }
    const auto put = connections.put({}, profile);
    if (!put) {
        outcome.problems.append(put.error());
        return;
    }
    outcome.names << profile.name;
    if (profile.secret.kind == SecretSource::Kind::None) {
        connections.keepForSession(profile.name, connection.password);
    }
}

} // namespace

Future<ImportOutcome> importConnections(Connections& connections,
                                        const QList<ImportedConnection>& imported,
                                        const ImportChoice& choice, QObject* context) {
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
                       for (qsizetype i = 0; i < wanted.size(); ++i) {
                           ImportedConnection connection = wanted[i];
                           const bool stores =
                               choice.passwordsIntoStore && !connection.password.isEmpty();
                           if (stores && results[i]) {
                               connection.profile.secret = {SecretSource::Kind::Keychain,
                                                            connection.profile.name};
                           } else if (stores) {
                               Error error = results[i].error();
                               error.subject = connection.profile.name;
                               outcome.problems.append(error);
                           }
                           keep(connections, connection, choice.certificateFolder, outcome);
                       }
                       return outcome;
                   });
}

} // namespace ferryman
