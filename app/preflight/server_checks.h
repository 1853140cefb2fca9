// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"

namespace ferryman {

// Judgements on the plan, the source and the target; each is pure, and one check of the same name
// rests on it.

[[nodiscard]] QList<Finding> judgePlanPolicy(const Facts& facts);

[[nodiscard]] QList<Finding> judgeSourceRole(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSourceVersion(const Facts& facts);
[[nodiscard]] QList<Finding> judgeClusterMode(const Facts& facts);
[[nodiscard]] QList<Finding> judgeDatabaseIndex(const Facts& facts);
[[nodiscard]] QList<Finding> judgeHashFieldTtl(const Facts& facts);
[[nodiscard]] QList<Finding> judgeFunctions(const Facts& facts, const Answers& functionList);
[[nodiscard]] QList<Finding> judgeModules(const Facts& facts, const Answers& moduleList);

[[nodiscard]] QList<Finding> judgeTargetIdentity(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetIsSource(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetVersion(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetEmpty(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetRole(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetMemory(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetDatabases(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTargetFlags(const Facts& facts);
[[nodiscard]] QList<Finding> judgeReachesSource(const Facts& facts);
[[nodiscard]] QList<Finding> judgeDurability(const Facts& facts);
[[nodiscard]] QList<Finding> judgeStandby(const Facts& facts);
/// The answers are TIME of the source and of Dragonfly.
[[nodiscard]] QList<Finding> judgeClock(const Facts& facts, const Answers& times);

} // namespace ferryman
