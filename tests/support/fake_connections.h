// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"

#include <QMap>

namespace ferryman::test {

/// A safe in memory, which may be told to fail, or to answer only when it is told to.
class FakeSecretStore final : public SecretStore {
public:
    [[nodiscard]] Future<Secret> read(const QString& entry) override;
    [[nodiscard]] Future<Done> write(const QString& entry, const Secret& secret) override;
    [[nodiscard]] Future<Done> remove(const QString& entry) override;

    QMap<QString, QByteArray> entries;
    std::optional<Error> trouble; ///< Of everything that is asked.
};

/// A tester that reports what the test lets it report.
class FakeTester final : public ConnectionTester {
    Q_OBJECT
public:
    void start(const redis::Login& login) override { asked.append(login); }
    void cancel() override { ++cancelled; }

    QList<redis::Login> asked;
    int cancelled = 0;
};

/// The connections of a file in `folder`, over the two fakes.
struct FakeConnections {
    explicit FakeConnections(const QString& folder);

    FakeSecretStore* store; ///< Of `connections`, as is the tester.
    FakeTester* tester;
    std::unique_ptr<Connections> connections;
};

/// As it is where no keychain runs.
[[nodiscard]] Error noKeychain();

} // namespace ferryman::test
