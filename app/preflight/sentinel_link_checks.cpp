// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"
#include "preflight/client_checks.h"
#include "preflight/sentinel_checks.h"

#include <algorithm>

namespace ferryman {

namespace {

/// Such a Sentinel has an old password, or a user without the right to PING.
std::optional<Finding> refusedLogin(const Facts& facts) {
    QStringList refused;
    for (const SentinelView& view : facts.topology.sentinels) {
        if (view.answered() && isRefusedByPrimary(view)) {
            refused.append(view.address.toString());
        }
    }
    if (refused.isEmpty()) {
        return {};
    }
    Finding finding = judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The source refuses a Sentinel's login")},
        {"%1", {refused.join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "the source's user and password at every Sentinel")},
        {QT_TRANSLATE_NOOP("core", "It answers this Sentinel with errors, which therefore holds "
                                   "it for down, could start a failover of its own, and would "
                                   "hold Dragonfly for down as well.")});
    finding.mend = {redis::Command{"SENTINEL", "SET", facts.topology.group.toUtf8(), "auth-pass",
                                   "<the source's password>"}
                        .changes()};
    return finding;
}

/// A Sentinel that lists Dragonfly and holds it for alive has logged in to it.
bool sentinelReachesTarget(const Facts& facts) {
    const ReplicaView* replica = facts.topology.replica(facts.target);
    return replica != nullptr && replica->live;
}

Finding passwordsDiffer(const Facts& facts) {
    const auto word = [](bool wanted) {
        return wanted ? Message{QT_TRANSLATE_NOOP("core", "a password")}
                      : Message{QT_TRANSLATE_NOOP("core", "no password")};
    };
    const bool source = !facts.sourceLogin.password.isEmpty();
    const bool target = !facts.targetLogin.password.isEmpty();
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "Sentinel cannot log in to both servers alike")},
        source && target
            ? Message{QT_TRANSLATE_NOOP("core", "source and Dragonfly have different passwords")}
            : Message{QT_TRANSLATE_NOOP("core", "source: %1, Dragonfly: %2"),
                      {word(source), word(target)}},
        {QT_TRANSLATE_NOOP("core", "the same user and password on both")},
        {QT_TRANSLATE_NOOP("core", "Sentinel has one auth-user and auth-pass for a primary and all "
                                   "its replicas, and so have the clients. A Dragonfly that "
                                   "refuses it is held for down and never promoted.")});
    finding.mend = {
        redis::Command{"CONFIG", "SET", "requirepass", "<the source's password>"}.changes()};
    return finding;
}

/// Whether Dragonfly has the users as which Sentinels log in to the source.
QList<Finding> loginOfUsers(const QSet<QString>& users, const Result<redis::Value>& aclList) {
    const auto targetUsers = aclUsers(aclList);
    if (!targetUsers) {
        return notRead(QT_TRANSLATE_NOOP("core", "Sentinel's login"), targetUsers.error());
    }
    for (const QString& user : users) {
        if (!targetUsers->contains(user.toUtf8())) {
            return {judged(
                Severity::Blocker,
                {QT_TRANSLATE_NOOP("core", "Dragonfly lacks the user as which Sentinel logs in")},
                {"%1", {user}}, {QT_TRANSLATE_NOOP("core", "the same user and password on both")},
                {QT_TRANSLATE_NOOP("core", "Sentinel would hold Dragonfly for down. Create the "
                                           "user there with Sentinel's password and the rights "
                                           "that it has on the source.")})};
        }
    }
    return {unknown({QT_TRANSLATE_NOOP("core", "Sentinel's login")},
                    {ErrorKind::Refused,
                     {QT_TRANSLATE_NOOP("core", "Sentinel does not tell its password: once "
                                                "Dragonfly is attached it shows whether it fits.")},
                     {},
                     {}})};
}

} // namespace

/// last-ping-reply counts every reply, last-ok-ping-reply the good ones alone (sentinel.c).
bool isRefusedByPrimary(const SentinelView& view) {
    const auto lastReply = view.group.number("last-ping-reply");
    const auto lastGoodReply = view.group.number("last-ok-ping-reply");
    return view.group.has("s_down") && lastReply && lastGoodReply &&
           *lastReply < view.downAfterMs() && *lastGoodReply >= view.downAfterMs();
}

QList<Finding> judgeSentinelAuth(const Facts& facts, const Answers& answers) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    if (const auto refused = refusedLogin(facts)) {
        return {*refused};
    }
    const Message same{
        QT_TRANSLATE_NOOP("core", "Sentinel can log in to Dragonfly as to the source")};
    if (sentinelReachesTarget(facts)) {
        return {passed(same, {QT_TRANSLATE_NOOP("core", "Sentinel reaches Dragonfly")})};
    }
    const bool plain =
        facts.sourceLogin.endpoint.user.isEmpty() && facts.targetLogin.endpoint.user.isEmpty();
    const bool open = facts.sourceLogin.password.isEmpty() && facts.targetLogin.password.isEmpty();
    const auto clients = sentinelClients(answers.first().reply);
    if (plain && !(facts.sourceLogin.password == facts.targetLogin.password)) {
        return {passwordsDiffer(facts)};
    }
    if (!clients) {
        return notRead(QT_TRANSLATE_NOOP("core", "Sentinel's login"), clients.error());
    }
    QSet<QString> users;
    for (const redis::ClientLine& client : *clients) {
        users.insert(client.user.isEmpty() ? QStringLiteral("default") : client.user);
    }
    users.remove(QStringLiteral("default"));
    if (plain && users.isEmpty()) {
        return {passed(same, open ? Message{QT_TRANSLATE_NOOP("core", "neither wants a password")}
                                  : Message{QT_TRANSLATE_NOOP("core", "one password for both")})};
    }
    return loginOfUsers(users, answers.last().reply);
}

QList<Finding> judgeSentinelScripts(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    QStringList reconfig;
    QStringList notification;
    for (const SentinelView& view : facts.topology.sentinels) {
        const QString script = view.group.text("client-reconfig-script");
        if (!script.isEmpty()) {
            reconfig.append(view.address.toString() + QStringLiteral(": ") + script);
        }
        const QString notify = view.group.text("notification-script");
        if (!notify.isEmpty()) {
            notification.append(view.address.toString() + QStringLiteral(": ") + notify);
        }
    }
    if (reconfig.isEmpty() && notification.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No Sentinel runs a script")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    Finding finding = judged(
        reconfig.isEmpty() ? Severity::Note : Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The Sentinels run scripts at a failover")},
        {"%1", {(reconfig + notification).join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "scripts that may run")},
        {QT_TRANSLATE_NOOP("core", "They run at this switch as at every failover, with Dragonfly "
                                   "as the new primary: a script that moves an address or talks "
                                   "to Redis must be ready for that.")});
    // A running Sentinel takes them only with `sentinel deny-scripts-reconfig no` (sentinel.c).
    const auto set = [&facts](const char* option) {
        return redis::Command{"SENTINEL", "SET", facts.topology.group.toUtf8(), option, ""}
            .changes();
    };
    if (!reconfig.isEmpty()) {
        finding.mend.append(set("client-reconfig-script"));
    }
    if (!notification.isEmpty()) {
        finding.mend.append(set("notification-script"));
    }
    return {finding};
}

const QByteArrayList& commandsThatMustNotBeRenamed() {
    static const QByteArrayList names{"multi", "exec", "slaveof", "replicaof", "config",   "client",
                                      "info",  "role", "ping",    "publish",   "subscribe"};
    return names;
}

QList<Finding> judgeSentinelRename(const Facts& facts, const Answers& answers) {
    const auto reply =
        answers.first().reply.and_then([](const redis::Value& value) { return value.toArray(); });
    const QByteArrayList& names = commandsThatMustNotBeRenamed();
    if (!reply || reply->size() != names.size()) {
        return notRead(QT_TRANSLATE_NOOP("core", "Renamed commands"),
                       reply ? unknownShape(*answers.first().reply, facts.source) : reply.error());
    }
    QByteArrayList renamed;
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (!(*reply)[i].isArray() || (*reply)[i].items().isEmpty()) {
            renamed.append(names[i].toUpper());
        }
    }
    if (renamed.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No command that Sentinel sends is renamed")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    return {judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "Commands are renamed or disabled on the source")},
        {"%1", {QString::fromLatin1(renamed.join(", "))}},
        {QT_TRANSLATE_NOOP("core",
                           "no rename-command for them, in redis.conf and at the Sentinels")},
        {QT_TRANSLATE_NOOP("core", "Sentinel sends its renamed commands to Dragonfly as well, "
                                   "which knows none of these names and would not be promoted; "
                                   "and Ferryman freezes and demotes the source by them.")})};
}

} // namespace ferryman
