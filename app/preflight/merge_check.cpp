// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/client_checks.h"
#include "preflight/sentinel_checks.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr auto subject = QT_TRANSLATE_NOOP("core", "Other groups of Sentinel");
constexpr qsizetype mostGroups = 64; // a Sentinel of hundreds would be asked for seconds
constexpr qsizetype shownIdLength = 8;

/// The first digits of the ids of this group's Sentinels, as they stand in the names of their
/// links.
QSet<QString> idsOf(const Topology& topology) {
    QSet<QString> ids;
    for (const SentinelView& view : topology.sentinels) {
        ids.insert(view.id.left(shownIdLength));
        for (const redis::SentinelEntry& peer : view.peers) {
            ids.insert(peer.runId.left(shownIdLength));
        }
    }
    return ids;
}

/// Links of Sentinels that are not of this group.
QStringList strangersIn(const QList<redis::ClientLine>& links, const QSet<QString>& known,
                        const redis::Address& server) {
    QStringList strangers;
    for (const redis::ClientLine& link : links) {
        const QString id = link.name.section(u'-', 1, 1);
        if (!known.contains(id)) {
            strangers.append(
                QStringLiteral("%1 (%2) → %3")
                    .arg(link.name.section(u'-', 0, 1), link.address.host, server.toString()));
        }
    }
    strangers.removeDuplicates();
    return strangers;
}

/// The replicas of every other group, each asked from the Sentinel that watches it.
Future<QList<OtherGroup>> withReplicas(const CheckContext& context, QObject* owner,
                                       const QList<OtherGroup>& groups) {
    QList<Future<redis::Value>> asked;
    for (const OtherGroup& group : groups) {
        asked.append(context.evidence->ask(*context.sentinels->connection(group.sentinel),
                                           {"SENTINEL", "REPLICAS", group.name.toUtf8()}));
    }
    return andThen(
        all(asked, owner), owner,
        [groups](const QList<Result<redis::Value>>& replies) -> Result<QList<OtherGroup>> {
            QList<OtherGroup> full = groups;
            for (qsizetype i = 0; i < full.size(); ++i) {
                const auto entries = replies[i].and_then(redis::parseSentinelEntries);
                if (!entries) {
                    return tl::make_unexpected(entries.error());
                }
                for (const redis::SentinelEntry& entry : *entries) {
                    full[i].replicas.append(entry.address);
                }
            }
            return full;
        });
}

Future<QList<OtherGroup>> otherGroups(const CheckContext& context, QObject* owner) {
    const auto sentinels = sentinelConnections(context);
    QList<Future<redis::Value>> asked;
    for (redis::Connection* sentinel : sentinels) {
        asked.append(context.evidence->ask(*sentinel, {"SENTINEL", "MASTERS"}));
    }
    return andThen(
        all(asked, owner), owner,
        [=](const QList<Result<redis::Value>>& replies) -> Future<QList<OtherGroup>> {
            QList<OtherGroup> groups;
            for (qsizetype i = 0; i < replies.size(); ++i) {
                const auto entries = replies[i].and_then(redis::parseSentinelEntries);
                if (!entries) {
                    return ready<QList<OtherGroup>>(tl::make_unexpected(entries.error()));
                }
                for (const redis::SentinelEntry& entry : *entries) {
                    if (entry.name != context.topology.group && groups.size() < mostGroups) {
                        groups.append({sentinels[i]->address(), entry.name, entry.address, {}});
                    }
                }
            }
            return withReplicas(context, owner, groups);
        });
}

} // namespace

QList<Finding> judgeMerge(const Facts& facts, const QList<OtherGroup>& groups,
                          const QStringList& strangers) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    QStringList shared;
    QList<redis::Command> mend;
    for (const OtherGroup& group : groups) {
        const auto concerns = [&](const redis::Address& server) {
            return group.primary == server || group.replicas.contains(server);
        };
        if (concerns(facts.target) || concerns(facts.topology.primary)) {
            shared.append(QStringLiteral("%1: %2").arg(group.sentinel.toString(), group.name));
            mend.append(redis::Command{"SENTINEL", "REMOVE", group.name.toUtf8()}.changes());
        }
    }
    if (shared.isEmpty() && strangers.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No other group has the source or Dragonfly")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "Another group of Sentinel has the source or Dragonfly too")},
        {"%1", {(shared + strangers).join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "one group alone")},
        {QT_TRANSLATE_NOOP("core", "Groups that share a server share its hello channel, and the "
                                   "other one's Sentinels would take the switch for a failure: "
                                   "they would promote and demote servers of their own accord.")});
    finding.acceptable = !strangers.isEmpty() && shared.isEmpty();
    finding.mend = mend;
    return {finding};
}

QFuture<QList<Finding>> MergeCheck::run(const CheckContext& context, QObject* owner) {
    const QList<Future<redis::Value>> lists{
        context.evidence->ask(*context.source, {"CLIENT", "LIST"}),
        context.evidence->ask(*context.target, {"CLIENT", "LIST"})};
    const auto judgement =
        andThen(otherGroups(context, owner), owner, [=](const QList<OtherGroup>& groups) {
            return andThen(context.evidence->facts(context), owner, [=](const Facts& facts) {
                return andThen(
                    all(lists, owner), owner,
                    [=](const QList<Result<redis::Value>>& replies) -> Result<QList<Finding>> {
                        const QSet<QString> known = idsOf(context.topology);
                        QStringList strangers;
                        for (qsizetype i = 0; i < replies.size(); ++i) {
                            const auto links = sentinelClients(replies[i]);
                            if (!links) {
                                return tl::make_unexpected(links.error());
                            }
                            strangers +=
                                strangersIn(*links, known, i == 0 ? facts.source : facts.target);
                        }
                        return judgeMerge(facts, groups, strangers);
                    });
            });
        });
    return findingsOf(judgement, owner, [context, id = id()](const Result<QList<Finding>>& found) {
        return completed(found ? *found : notRead(subject, found.error()), id,
                         QStringLiteral("SENTINEL MASTERS; SENTINEL REPLICAS; CLIENT LIST"),
                         context);
    });
}

} // namespace ferryman
