// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/value.h"

namespace ferryman {

/// The value in CONFIG GET's reply of name and value. Errors: Refused, with a sentence, where the
/// server does not tell it.
[[nodiscard]] Result<QByteArray> configValue(const redis::Value& reply, const QString& server,
                                             const char* name);

} // namespace ferryman
