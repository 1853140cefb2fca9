// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "redis/command.h"
#include "redis/endpoint.h"
#include "redis/transport.h"

namespace ferryman::redis {

/// AUTH, SELECT and CLIENT SETNAME as far as `login` asks for them, sent in one go. The last is
/// always there: its reply tells that the server listens to this connection.
[[nodiscard]] QList<Command> loginCommands(const Login& login);

/// A server may know no CLIENT SETNAME or deny it, and serve nevertheless; it may not refuse the
/// connection with it.
[[nodiscard]] bool isTolerable(const Command& loginCommand, const Error& error);

/// What to say when opening took too long: what it was waiting for, and what may be the cause.
[[nodiscard]] Error openingTimeout(const Endpoint& endpoint, milliseconds deadline,
                                   Transport::Stage stage);

/// `error` ended the connection before the login was answered; without TLS that may mean that the
/// server wants it.
[[nodiscard]] Error endedDuringLogin(const Endpoint& endpoint, const Error& error);

} // namespace ferryman::redis
