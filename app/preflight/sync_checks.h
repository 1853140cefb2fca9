// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"

namespace ferryman {

// Judgements on whether the full sync can succeed, and on what it costs the source.

[[nodiscard]] QList<Finding> judgeForkMemory(const Facts& facts, const Sampled& sample);
[[nodiscard]] QList<Finding> judgeOutputBuffer(const Facts& facts, const Sampled& sample);
[[nodiscard]] QList<Finding> judgeWriteRate(const Facts& facts, const Sampled& sample);
[[nodiscard]] QList<Finding> judgeSyncCost(const Facts& facts);

} // namespace ferryman
