// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

namespace ferryman {

// How a plan and the secrets of this session become the login for one server.

[[nodiscard]] redis::Login sentinelLogin(const Plan& plan, const EnteredSecrets& secrets,
                                         const redis::Endpoint& sentinel);

/// For a Sentinel that another one named: with the user and the TLS of the plan's first Sentinel.
[[nodiscard]] redis::Login peerLogin(const Plan& plan, const EnteredSecrets& secrets,
                                     const redis::Address& peer);

/// For the primary at the address that Sentinel uses. A plan without a source speaks to it as to
/// the Sentinels: a Sentinel speaks TLS to all servers or to none.
[[nodiscard]] redis::Login sourceLogin(const Plan& plan, const EnteredSecrets& secrets,
                                       const redis::Address& primary);

[[nodiscard]] redis::Login targetLogin(const Plan& plan, const EnteredSecrets& secrets);

} // namespace ferryman
