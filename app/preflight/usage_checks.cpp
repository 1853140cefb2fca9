// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"
#include "preflight/command_checks.h"

#include <QVersionNumber>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 helloChannels = 1; // __sentinel__:hello, to which every Sentinel subscribes

Result<redis::Info> commandstatsOf(const Answers& answers) {
    const Answer& answer = answers.first();
    if (answer.reply && !answer.reply->bytes().toLower().contains("# commandstats")) {
        return tl::make_unexpected(infoLacks("commandstats", answer.server));
    }
    return answer.reply.and_then(
        [](const redis::Value& value) { return redis::Info::parse(value); });
}

/// "eval ×12, evalsha ×3", or nothing.
QString used(const redis::Info& commandstats, const QByteArrayList& names) {
    QStringList texts;
    for (const QByteArray& name : names) {
        const qint64 calls = redis::parseInfoPairs(commandstats.value("cmdstat_" + name))
                                 .value("calls")
                                 .toLongLong();
        if (calls > 0) {
            texts.append(QStringLiteral("%1 ×%2").arg(QString::fromLatin1(name)).arg(calls));
        }
    }
    return texts.join(QStringLiteral(", "));
}

bool isBefore(const Facts& facts, int major) {
    return QVersionNumber::fromString(redis::identify(*facts.sourceInfo).version) <
           QVersionNumber(major);
}

} // namespace

QList<Finding> judgeLua(const Facts& facts, const Answers& commandstats) {
    const auto stats = commandstatsOf(commandstats);
    if (!facts.sourceInfo || !stats) {
        return notRead(QT_TRANSLATE_NOOP("core", "Lua scripts"),
                       stats ? facts.sourceInfo.error() : stats.error());
    }
    const QString uses = used(*stats, {"eval", "evalsha", "eval_ro", "evalsha_ro"});
    if (uses.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No Lua script was run")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    Finding finding = judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "Lua scripts are in use")}, {"%1", {uses}},
        {QT_TRANSLATE_NOOP("core", "scripts that name all their keys, and clients that load them "
                                   "again")},
        isBefore(facts, 7)
            ? Message{QT_TRANSLATE_NOOP(
                  "core", "Dragonfly refuses a script that touches a key which it did not name in "
                          "KEYS, unless started with --default_lua_flags=allow-undeclared-keys.")}
            : Message{QT_TRANSLATE_NOOP(
                  "core", "Dragonfly refuses a script that touches a key which it did not name in "
                          "KEYS, unless started with --default_lua_flags=allow-undeclared-keys. "
                          "And since Redis 7 scripts are not replicated: EVALSHA gets NOSCRIPT "
                          "after the switch until the client loads them.")});
    finding.mend = {redis::Command{"CONFIG", "RESETSTAT"}.changes()};
    return {finding};
}

QList<Finding> judgeBlocking(const Facts& facts, const Answers& commandstats) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "Blocking commands");
    const auto stats = commandstatsOf(commandstats);
    if (!facts.sourceInfo || !stats) {
        return notRead(subject, stats ? facts.sourceInfo.error() : stats.error());
    }
    const auto blocked = facts.sourceInfo->number("blocked_clients");
    if (!blocked) {
        return notRead(subject, infoLacks("blocked_clients", facts.source));
    }
    const QString uses = used(*stats, {"blpop", "brpop", "blmove", "brpoplpush", "blmpop",
                                       "bzpopmin", "bzpopmax", "bzmpop"});
    if (*blocked == 0 && uses.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No client blocks")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    Finding finding = judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "Clients use blocking commands")},
        {Plural{QT_TRANSLATE_N_NOOP("core", "%1 blocked now; %2"), "%1 blocked now; %2", *blocked},
         {QString::number(*blocked), uses.isEmpty() ? QStringLiteral("-") : uses}},
        {QT_TRANSLATE_NOOP("core", "clients that try again")},
        {QT_TRANSLATE_NOOP("core", "Who waits at the switch gets UNBLOCKED, or a closed "
                                   "connection, and has to ask again at Dragonfly.")});
    finding.mend = {redis::Command{"CONFIG", "RESETSTAT"}.changes()};
    return {finding};
}

bool dragonflyNotifies(const QByteArray& flags) {
    return std::ranges::all_of(flags, [](char flag) { return flag == 'E' || flag == 'x'; });
}

QList<Finding> judgeNotifications(const Facts& facts) {
    const auto flags = facts.sourceSettings.text("notify-keyspace-events");
    if (!flags) {
        return notRead(QT_TRANSLATE_NOOP("core", "Keyspace notifications"), flags.error());
    }
    if (dragonflyNotifies(*flags)) { // whether it does is parity.config's
        return {passed({QT_TRANSLATE_NOOP("core", "No keyspace notification that Dragonfly lacks")},
                       {"notify-keyspace-events \"%1\"", {printable(*flags)}})};
    }
    Finding finding = judged(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "Keyspace notifications that Dragonfly does not send")},
        {"notify-keyspace-events \"%1\"", {printable(*flags)}},
        {QT_TRANSLATE_NOOP("core", "\"Ex\" at most")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly tells of expired keys only: who listens for anything "
                                   "else hears nothing after the switch.")});
    finding.mend = {redis::Command{"CONFIG", "SET", "notify-keyspace-events", ""}.changes()};
    finding.undo = {redis::Command{"CONFIG", "SET", "notify-keyspace-events", *flags}.changes()};
    return {finding};
}

QList<Finding> judgeTracking(const Facts& facts) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "Client-side caching");
    if (!facts.sourceInfo) {
        return notRead(subject, facts.sourceInfo.error());
    }
    const auto tracking = facts.sourceInfo->number("tracking_clients");
    if (!tracking && !isBefore(facts, 6)) {
        return notRead(subject, infoLacks("tracking_clients", facts.source));
    }
    if (tracking.value_or(0) == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "No client uses tracking")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    return {judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "Clients use tracking")},
        {Plural{QT_TRANSLATE_N_NOOP("core", "%1 clients"), "%1 client", *tracking},
         {QString::number(*tracking)}},
        {QT_TRANSLATE_NOOP("core", "RESP3, without BCAST, REDIRECT and PREFIX")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly's CLIENT TRACKING knows OPTIN, OPTOUT and NOLOOP "
                                   "alone: another client would serve stale values from its "
                                   "cache.")})};
}

QList<Finding> judgePubSub(const Facts& facts) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "Pub/sub");
    if (!facts.sourceInfo) {
        return notRead(subject, facts.sourceInfo.error());
    }
    const auto channels = facts.sourceInfo->number("pubsub_channels");
    const auto patterns = facts.sourceInfo->number("pubsub_patterns");
    if (!channels || !patterns) {
        return notRead(subject,
                       infoLacks(channels ? "pubsub_patterns" : "pubsub_channels", facts.source));
    }
    const Message found{
        QT_TRANSLATE_NOOP("core", "%1 and %2, Sentinel's own among them"),
        {Message{Plural{QT_TRANSLATE_N_NOOP("core", "%1 channels"), "%1 channel", *channels},
                 {QString::number(*channels)}},
         Message{Plural{QT_TRANSLATE_N_NOOP("core", "%1 patterns"), "%1 pattern", *patterns},
                 {QString::number(*patterns)}}}};
    if (*channels <= helloChannels && *patterns == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "Nobody but Sentinel subscribes")}, found)};
    }
    return {
        judged(Severity::Note, {QT_TRANSLATE_NOOP("core", "Clients subscribe to channels")}, found,
               {QT_TRANSLATE_NOOP("core", "subscribers that come back")},
               {QT_TRANSLATE_NOOP("core", "Subscribers are disconnected at the switch, and what is "
                                          "published until they are back reaches nobody.")})};
}

} // namespace ferryman
