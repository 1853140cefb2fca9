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
[[nodiscard]] QList<Finding> judgeCandidates(const Facts& facts);
[[nodiscard]] QList<Finding> judgeSentinelScripts(const Facts& facts);

/// The answers are CLIENT LIST of the source and ACL LIST of Dragonfly.
[[nodiscard]] QList<Finding> judgeSentinelAuth(const Facts& facts, const Answers& answers);

/// The answer is the source's COMMAND INFO of these.
[[nodiscard]] const QByteArrayList& commandsThatMustNotBeRenamed();
[[nodiscard]] QList<Finding> judgeSentinelRename(const Facts& facts, const Answers& answers);

/// The primary answers this Sentinel, and nothing that it counts as an answer: it refuses the
/// login.
[[nodiscard]] bool isRefusedByPrimary(const SentinelView& view);

/// What nobody said is not known to be well: without one answer nothing is judged.
[[nodiscard]] std::optional<Finding> nobodyAnswers(const Topology& topology);

/// Another group that a Sentinel watches.
struct OtherGroup {
    redis::Address sentinel;
    QString name;
    redis::Address primary;
    QList<redis::Address> replicas;
};

/// `strangers` are links of Sentinels that are not of this group, as their server names them.
[[nodiscard]] QList<Finding> judgeMerge(const Facts& facts, const QList<OtherGroup>& groups,
                                        const QStringList& strangers);

/// sentinel.merge: whether source or Dragonfly belong to another group too, whose Sentinels would
/// interfere.
class MergeCheck final : public Check {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("sentinel.merge"); }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;
};

} // namespace ferryman
