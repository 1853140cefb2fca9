// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "base/secret.h"

namespace ferryman {

/// A safe for passwords, as a port. An entry is named as a plan names it: `{"keychain": "entry"}`.
class SecretStore {
public:
    virtual ~SecretStore() = default;

    /// Errors: Storage, where there is none or the entry is missing; Timeout, where it stays
    /// locked.
    [[nodiscard]] virtual Future<Secret> read(const QString& entry) = 0;
    [[nodiscard]] virtual Future<Done> write(const QString& entry, const Secret& secret) = 0;
    [[nodiscard]] virtual Future<Done>
    remove(const QString& entry) = 0; ///< Done, too, where there was no such entry.
};

/// The system's keychain: Secret Service, KWallet or Keychain.
class Keychain final : public SecretStore {
public:
    [[nodiscard]] Future<Secret> read(const QString& entry) override;
    [[nodiscard]] Future<Done> write(const QString& entry, const Secret& secret) override;
    [[nodiscard]] Future<Done> remove(const QString& entry) override;
};

} // namespace ferryman
