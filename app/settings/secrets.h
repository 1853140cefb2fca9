// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "base/secret.h"

namespace ferryman {

/// Errors: InvalidInput, where the variable is not set.
[[nodiscard]] Future<Secret> secretFromEnvironment(const QString& variable);

/// From the system's keychain (Secret Service, KWallet, Keychain). Errors: Storage, where there is
/// none or the entry is missing; Timeout, where it is not unlocked within 60 s. There is no
/// fallback to a file.
[[nodiscard]] Future<Secret> secretFromKeychain(const QString& entry);

[[nodiscard]] Future<Done> secretToKeychain(const QString& entry, const Secret& secret);

/// Done, too, where the keychain holds no such entry.
[[nodiscard]] Future<Done> secretOutOfKeychain(const QString& entry);

} // namespace ferryman
