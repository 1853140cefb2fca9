// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace ferryman {

/// The 16384 registers of a HyperLogLog, one byte each, from the string that holds it in dense or
/// sparse form (hyperloglog.c of Redis 7.0.15); nothing if it is none.
[[nodiscard]] std::optional<QByteArray> hyperLogLogRegisters(QByteArrayView string);

} // namespace ferryman
