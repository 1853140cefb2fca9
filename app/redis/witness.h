// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "redis/command.h"
#include "redis/endpoint.h"
#include "redis/value.h"

#include <functional>

namespace ferryman::redis {

/// Told of every command that changes anything, before it is sent and with its reply afterwards:
/// the journal's way into whoever sends.
struct Witness {
    std::function<void(const Address&, const Command&)> before;
    std::function<void(const Address&, const Command&, const Result<Value>&)> after;
};

} // namespace ferryman::redis
