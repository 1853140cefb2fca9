// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_connections.h"

namespace ferryman::test {

Future<Secret> FakeSecretStore::read(const QString& entry) {
    if (trouble) {
        return ready<Secret>(tl::make_unexpected(*trouble));
    }
    if (!entries.contains(entry)) {
        return ready<Secret>(failure(ErrorKind::Storage, {"no entry"}));
    }
    return ready<Secret>(Secret(entries.value(entry)));
}

Future<Done> FakeSecretStore::write(const QString& entry, const Secret& secret) {
    if (trouble) {
        return ready<Done>(tl::make_unexpected(*trouble));
    }
    entries.insert(entry, secret.reveal());
    return ready<Done>(Done{});
}

Future<Done> FakeSecretStore::remove(const QString& entry) {
    if (trouble) {
        return ready<Done>(tl::make_unexpected(*trouble));
    }
    entries.remove(entry);
    return ready<Done>(Done{});
}

FakeConnections::FakeConnections(const QString& folder) {
    auto ownedStore = std::make_unique<FakeSecretStore>();
    auto ownedTester = std::make_unique<FakeTester>();
    store = ownedStore.get();
    tester = ownedTester.get();
    connections = std::make_unique<Connections>(folder + QStringLiteral("/connections.json"),
                                                std::move(ownedStore), std::move(ownedTester));
}

Error noKeychain() {
    return {ErrorKind::Storage,
            {"The keychain cannot be used: enter the password for this session only."},
            {},
            {}};
}

} // namespace ferryman::test
