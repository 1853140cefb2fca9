// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection_profile.h"
#include "connections/connection_tester.h"
#include "settings/secret_store.h"

#include <QHash>

#include <memory>

namespace ferryman {

/// The connections that are kept under a name in one file, and their passwords: in a safe, or in
/// memory until the program ends. A file that cannot be read is never written over.
class Connections : public QObject {
    Q_OBJECT
public:
    Connections(QString file, std::unique_ptr<SecretStore> store,
                std::unique_ptr<ConnectionTester> tester, QObject* parent = nullptr);
    ~Connections() override;

    [[nodiscard]] const QString& file() const { return m_file; }
    [[nodiscard]] const QList<ConnectionProfile>& all() const { return m_all; }
    [[nodiscard]] const std::optional<Error>& problem() const {
        return m_problem;
    } ///< Of the file, as it was read last.
    [[nodiscard]] const ConnectionProfile*
    find(const QString& name) const; ///< Null: there is none.
    [[nodiscard]] QStringList names() const;

    void read(); ///< Anew: another console may have written the file.
    /// Keeps a connection in the place of `former`, or as a new one where that is empty. What
    /// another console wrote meanwhile stays. Errors: InvalidInput, where the name is taken or the
    /// file is broken; Storage.
    [[nodiscard]] Result<Done> put(const QString& former, const ConnectionProfile& profile);
    /// Keeps all of these as new ones, or none; errors as above, and Refused: there are too many.
    [[nodiscard]] Result<Done> add(const QList<ConnectionProfile>& profiles);
    [[nodiscard]] Result<Done> remove(const QString& name);

    /// For this session only; an empty one is forgotten.
    void keepForSession(const QString& name, const Secret& secret);
    [[nodiscard]] std::optional<Secret> sessionSecret(const QString& name) const;
    /// The session's, or what the connection's source gives; an empty one where it has none.
    /// Errors: those of the source.
    [[nodiscard]] Future<Secret> secretOf(const ConnectionProfile& profile);

    [[nodiscard]] SecretStore& store() const { return *m_store; }
    [[nodiscard]] ConnectionTester& tester() const { return *m_tester; }

signals:
    void changed(); ///< all() or problem().

private:
    [[nodiscard]] Result<QList<ConnectionProfile>> readFile() const;
    [[nodiscard]] Result<Done> write(const QList<ConnectionProfile>& profiles);

    QString m_file;
    std::unique_ptr<SecretStore> m_store;
    std::unique_ptr<ConnectionTester> m_tester;
    QList<ConnectionProfile> m_all;
    std::optional<Error> m_problem;
    QHash<QString, Secret> m_ofSession; ///< By the connection's name.
};

/// Those of the user who runs the program, with the system's keychain.
[[nodiscard]] std::unique_ptr<Connections> makeConnections();

} // namespace ferryman
