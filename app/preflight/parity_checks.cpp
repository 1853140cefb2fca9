// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"
#include "preflight/client_checks.h"
#include "preflight/command_checks.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr auto users = QT_TRANSLATE_NOOP("core", "Users of the source");
constexpr auto settings = QT_TRANSLATE_NOOP("core", "Settings of both servers");
constexpr auto hourly = "0 * * * *";

bool isUnknownCommand(const Error& error) {
    return error.detail.contains(QLatin1String("unknown command"), Qt::CaseInsensitive);
}

/// What ACL SETUSER of Dragonfly understands of a rule of Redis (acl_family.cc): it has no rights
/// on single subcommands, and does not sanitize.
bool isUnderstood(const QByteArray& rule) {
    return !rule.contains("sanitize-payload") &&
           !((rule.startsWith('+') || rule.startsWith('-')) && rule.contains('|'));
}

/// Without selectors, which Dragonfly does not have: "(~tmp:* +@all)" grants more than the rest, so
/// nothing of it may be left behind.
redis::Command creation(const QByteArray& user, const QByteArrayList& rules) {
    QByteArrayList words{"ACL", "SETUSER", user};
    bool inSelector = false;
    for (const QByteArray& rule : rules) {
        inSelector = inSelector || rule.startsWith('(');
        if (!inSelector && isUnderstood(rule)) {
            words.append(rule);
        }
        inSelector = inSelector && !rule.endsWith(')');
    }
    return redis::Command(words).changes();
}

} // namespace

Result<QMap<QByteArray, QByteArrayList>> aclUsers(const Result<redis::Value>& list) {
    using Users = QMap<QByteArray, QByteArrayList>;
    return list.and_then([](const redis::Value& reply) -> Result<Users> {
        const auto lines = reply.toArray();
        if (!lines) {
            return tl::make_unexpected(lines.error());
        }
        Users found;
        for (const redis::Value& line : *lines) {
            QByteArrayList words = line.bytes().split(' ');
            if (words.size() < 3 || words.first() != "user") {
                return failure(ErrorKind::Protocol,
                               {QT_TRANSLATE_NOOP("core", "The reply has an unknown shape: %1"),
                                {line.describe()}});
            }
            words.removeAll({});
            found.insert(words[1], words.sliced(2));
        }
        return found;
    });
}

QList<Finding> judgeUsers(const Facts&, const Answers& answers) {
    const Result<redis::Value>& list = answers[0].reply;
    if (!list && isUnknownCommand(list.error())) {
        return {passed({QT_TRANSLATE_NOOP("core", "The source has no ACL users")},
                       {QT_TRANSLATE_NOOP("core", "it is older than 6.0")})};
    }
    const auto source = aclUsers(list);
    const auto target = aclUsers(answers[1].reply);
    if (!source || !target) {
        return notRead(users, source ? target.error() : source.error());
    }
    QSet<QByteArray> ofSentinel; // sentinel.auth tells of these
    for (const redis::ClientLine& client :
         sentinelClients(answers[2].reply).value_or(QList<redis::ClientLine>{})) {
        ofSentinel.insert(client.user.toUtf8());
    }
    QList<redis::Command> create;
    QList<redis::Command> remove;
    QStringList missing;
    for (auto user = source->cbegin(); user != source->cend(); ++user) {
        if (!target->contains(user.key()) && !ofSentinel.contains(user.key())) {
            missing.append(printable(user.key(), 60));
            create.append(creation(user.key(), user.value()));
            remove.append(redis::Command{"ACL", "DELUSER", user.key()}.changes());
        }
    }
    if (missing.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly has every user of the source")},
                       {Plural{QT_TRANSLATE_N_NOOP("core", "%1 users"), "%1 user", source->size()},
                        {QString::number(source->size())}})};
    }
    Finding finding = judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "Dragonfly lacks users of the source")},
        {"%1", {missing.join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "the same users on both")},
        {QT_TRANSLATE_NOOP("core", "ACL users are not replicated: whoever logs in as one of them "
                                   "is refused after the switch. Rights on single subcommands are "
                                   "left out, and a Dragonfly that takes no password hash (#) in "
                                   "ACL SETUSER wants these lines in its --aclfile.")});
    finding.mend = create;
    finding.undo = remove;
    finding.mendOn = MendOn::Dragonfly;
    return {finding};
}

namespace {

/// The differences between two servers, each with the command that takes it away.
struct Differences {
    QStringList found;
    QStringList wanted;
    QList<redis::Command> mend;
    QList<redis::Command> undo;

    void add(const char* name, const QByteArray& source, const QByteArray& target) {
        found.append(QStringLiteral("%1 \"%2\"").arg(QLatin1String(name), printable(target, 40)));
        wanted.append(QStringLiteral("%1 \"%2\"").arg(QLatin1String(name), printable(source, 40)));
        mend.append(redis::Command{"CONFIG", "SET", name, source}.changes());
        undo.append(redis::Command{"CONFIG", "SET", name, target}.changes());
    }
};

} // namespace

QList<Finding> judgeConfigParity(const Facts& facts) {
    if (isNoDragonfly(facts)) {
        return {};
    }
    const auto notify = facts.sourceSettings.text("notify-keyspace-events");
    const auto targetNotify = facts.targetSettings.text("notify_keyspace_events");
    const auto timeout = facts.sourceSettings.text("timeout");
    const auto targetTimeout = facts.targetSettings.text("timeout");
    const auto clients = facts.sourceSettings.number("maxclients");
    const auto targetClients = facts.targetSettings.number("maxclients");
    for (const auto* setting : {&notify, &targetNotify, &timeout, &targetTimeout}) {
        if (!*setting) {
            return notRead(settings, setting->error());
        }
    }
    if (!clients || !targetClients) {
        return notRead(settings, clients ? targetClients.error() : clients.error());
    }
    Differences differences;
    const bool wants = !notify->isEmpty() && dragonflyNotifies(*notify);
    if (wants && !std::ranges::all_of(*notify, [&](char c) { return targetNotify->contains(c); })) {
        differences.add("notify_keyspace_events", "Ex", *targetNotify);
    }
    if (*timeout != *targetTimeout) {
        differences.add("timeout", *timeout, *targetTimeout);
    }
    if (*targetClients < *clients) {
        differences.add("maxclients", QByteArray::number(*clients),
                        QByteArray::number(*targetClients));
    }
    if (differences.mend.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Settings that clients notice are alike")},
                       {"notify-keyspace-events, timeout, maxclients"})};
    }
    Finding finding =
        judged(Severity::Warning,
               {QT_TRANSLATE_NOOP("core", "Dragonfly is set differently than the source")},
               {"%1", {differences.found.join(QStringLiteral(", "))}},
               {"%1", {differences.wanted.join(QStringLiteral(", "))}},
               {QT_TRANSLATE_NOOP("core", "Settings are not replicated: clients would meet others "
                                          "after the switch.")});
    finding.mend = differences.mend;
    finding.undo = differences.undo;
    finding.mendOn = MendOn::Dragonfly;
    return {finding};
}

QList<Finding> judgePersistence(const Facts& facts) {
    if (isNoDragonfly(facts)) {
        return {};
    }
    const auto save = facts.sourceSettings.text("save");
    const auto append = facts.sourceSettings.text("appendonly");
    const auto cron = facts.targetSettings.text("snapshot_cron");
    for (const auto* setting : {&save, &append, &cron}) {
        if (!*setting) {
            return notRead(QT_TRANSLATE_NOOP("core", "Persistence of both servers"),
                           setting->error());
        }
    }
    const bool appends = *append == "yes";
    const Message found{"save \"%1\", appendonly %2; snapshot_cron \"%3\"",
                        {printable(*save, 60), printable(*append, 20), printable(*cron, 60)}};
    if ((save->isEmpty() && !appends) || (!cron->isEmpty() && !appends)) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly keeps as much on disk as the source")},
                       found)};
    }
    if (!cron->isEmpty()) {
        return {judged(Severity::Note,
                       {QT_TRANSLATE_NOOP("core", "The source has an append-only file, Dragonfly "
                                                  "has snapshots alone")},
                       found, {QT_TRANSLATE_NOOP("core", "snapshots often enough")},
                       {QT_TRANSLATE_NOOP("core", "What was written since the last snapshot is "
                                                  "lost should Dragonfly crash.")})};
    }
    Finding finding = judged(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The source keeps its data on disk, Dragonfly does not")}, found,
        {"snapshot_cron \"%1\"", {QString::fromLatin1(hourly)}},
        {QT_TRANSLATE_NOOP("core", "After a crash or a restart Dragonfly would be empty. It has no "
                                   "append-only file: how often it takes snapshots is how much "
                                   "may be lost.")});
    finding.mend = {redis::Command{"CONFIG", "SET", "snapshot_cron", hourly}.changes()};
    finding.undo = {redis::Command{"CONFIG", "SET", "snapshot_cron", ""}.changes()};
    finding.mendOn = MendOn::Dragonfly;
    return {finding};
}

} // namespace ferryman
