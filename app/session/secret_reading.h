// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "session/session.h"

namespace ferryman {

/// What was typed for this session, and for the rest what the plan's secret sources give. Errors:
/// InvalidInput, where an environment variable is not set or the keychain cannot be read.
[[nodiscard]] Future<EnteredSecrets> readSecrets(const Plan& plan, const EnteredSecrets& entered,
                                                 QObject* context);

} // namespace ferryman
