// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

namespace ferryman {

class Settings;

enum class EndpointKind { Sentinel, Server };

// The endpoints that answered last, without passwords: a URL of Ferryman's has none.

void rememberEndpoint(Settings& settings, EndpointKind kind, const redis::Endpoint& endpoint);
[[nodiscard]] QStringList recentEndpoints(const Settings& settings, EndpointKind kind);
void forgetEndpoints(Settings& settings); ///< All of them.

} // namespace ferryman
