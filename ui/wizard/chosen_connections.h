// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection_profile.h"

#include <array>

namespace ferryman {

/// Whom of a plan a connection is chosen for.
enum class PlanPart { Sentinels, Source, Dragonfly };
constexpr size_t planParts = 3;

/// What of a kept connection a plan takes over beside the address: where its password comes from,
/// and the TLS of this one part.
void takeLogin(Plan& plan, PlanPart part, const ConnectionProfile& profile);
void dropLogin(Plan& plan, PlanPart part); ///< Another address is entered by hand.

} // namespace ferryman
