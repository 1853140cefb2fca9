// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/long_ttl_check.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr auto subject = QT_TRANSLATE_NOOP("core", "Long TTLs");
constexpr qint64 longestMs =
    ((qint64{1} << 28) - 1) * 1000; // kMaxExpireDeadlineSec, common_types.h
constexpr double msInAYear = 365.25 * 24 * 3600 * 1000;
constexpr qsizetype mostKeys = 200;
constexpr milliseconds askDeadline{4000};

qint64 longestAverage(const redis::Info& source) {
    qint64 longest = 0;
    for (const QByteArray& name : source.namesWithPrefix("db")) {
        longest = std::max(longest,
                           redis::parseInfoPairs(source.value(name)).value("avg_ttl").toLongLong());
    }
    return longest;
}

bool anyExpires(const redis::Info& source) {
    return std::ranges::any_of(redis::parseKeyspace(source),
                               [](const redis::KeyspaceLine& line) { return line.expires > 0; });
}

/// PTTL of the keys that one step of SCAN gives: it does not count as a use of them.
Future<QList<qint64>> sampleTtls(const CheckContext& context, QObject* owner) {
    const redis::Command scan{"SCAN", "0", "COUNT", QByteArray::number(mostKeys)};
    return andThen(context.evidence->ask(*context.source, scan), owner,
                   [=](const redis::Value& reply) -> Future<QList<qint64>> {
                       if (reply.items().size() != 2) {
                           return ready<QList<qint64>>(
                               tl::make_unexpected(unknownShape(reply, context.source->address())));
                       }
                       QList<redis::Command> commands;
                       const QList<redis::Value>& keys = reply.items()[1].items();
                       for (const redis::Value& key : keys.first(std::min(keys.size(), mostKeys))) {
                           commands.append(redis::Command{"PTTL", key.bytes()});
                       }
                       if (commands.isEmpty()) {
                           return ready<QList<qint64>>(QList<qint64>{});
                       }
                       return andThen(
                           context.source->pipeline(commands, askDeadline), owner,
                           [](const QList<redis::Value>& replies) -> Result<QList<qint64>> {
                               QList<qint64> ttls;
                               for (const redis::Value& ttl : replies) {
                                   ttls.append(ttl.number());
                               }
                               return ttls;
                           });
                   });
}

} // namespace

QList<Finding> judgeLongTtl(const redis::Info& source, const QList<qint64>& sampled) {
    const qint64 longest = std::max(
        longestAverage(source), sampled.isEmpty() ? qint64{0} : *std::ranges::max_element(sampled));
    if (!anyExpires(source)) {
        return {passed({QT_TRANSLATE_NOOP("core", "No key has a TTL")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    const MessageArgument looked = formatCount(sampled.size());
    const Message found =
        longest > 0
            ? Message{Plural{QT_TRANSLATE_N_NOOP("core",
                                                 "longest TTL of %1 keys looked at, in years: %2"),
                             "longest TTL of %1 key looked at, in years: %2", sampled.size()},
                      {looked, formatDecimal(static_cast<double>(longest) / msInAYear, 1)}}
            : Message{QT_TRANSLATE_NOOP("core", "keys looked at: %1; none of them expires"),
                      {looked}};
    if (longest <= longestMs) {
        return {passed({QT_TRANSLATE_NOOP("core", "No TTL is too long for Dragonfly")}, found)};
    }
    return {judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "TTLs are longer than Dragonfly's longest")},
        found, {QT_TRANSLATE_NOOP("core", "at most 8.5 years")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly shortens such a TTL, or refuses the write: in the "
                                   "stream it is skipped without a word. Make it shorter, or let "
                                   "the key live for ever (PERSIST).")})};
}

QFuture<QList<Finding>> LongTtlCheck::run(const CheckContext& context, QObject* owner) {
    const auto judgement = andThen(
        context.evidence->facts(context), owner, [=](const Facts& facts) -> Future<QList<Finding>> {
            if (!facts.sourceInfo) {
                return ready<QList<Finding>>(notRead(subject, facts.sourceInfo.error()));
            }
            if (!anyExpires(*facts.sourceInfo)) {
                return ready<QList<Finding>>(judgeLongTtl(*facts.sourceInfo, {}));
            }
            return andThen(
                sampleTtls(context, owner), owner,
                [info = *facts.sourceInfo](const QList<qint64>& ttls) -> Result<QList<Finding>> {
                    return judgeLongTtl(info, ttls);
                });
        });
    return findingsOf(judgement, owner, [context, id = id()](const Result<QList<Finding>>& found) {
        return completed(found ? *found : notRead(subject, found.error()), id,
                         QStringLiteral("INFO keyspace; SCAN; PTTL"), context);
    });
}

} // namespace ferryman
