// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"

namespace ferryman {

// Judgements on what the Sentinels say; each is pure, and one check of the same name rests on it.

[[nodiscard]] QList<Finding> judgeSentinelsReachable(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelAgreement(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelQuorum(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelState(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelTimers(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelAddresses(const Facts& facts);
[[nodiscard]] QList<Finding> judgeOtherReplicas(const Facts& facts);

} // namespace ferryman
