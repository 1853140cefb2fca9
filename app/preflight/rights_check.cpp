// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/connect_checks.h"

#include <algorithm>

namespace ferryman {

namespace {

using Findings = Future<QList<Finding>>;

constexpr milliseconds askDeadline{4000};

bool isUnknownCommand(const redis::Value& reply) {
    return reply.isError() && (reply.bytes().toLower().contains("unknown command") ||
                               reply.bytes().toLower().contains("unknown subcommand"));
}

/// An error reply NOPERM, or what DRYRUN says: "This user has no permissions to run the 'x'
/// command" (acl.c of 7.0; "User u has ..." since 7.2).
bool isDenial(const redis::Value& reply) {
    return reply.isError()
               ? reply.bytes().startsWith("NOPERM")
               : reply.bytes().contains(" has no permissions to ") && !reply.bytes().contains('\n');
}

QList<Right> deniedIn(const QList<Right>& rights, const QList<redis::Value>& replies) {
    QList<Right> denied;
    for (qsizetype i = 0; i < std::min(rights.size(), replies.size()); ++i) {
        if (isDenial(replies[i])) {
            denied.append(rights[i]);
        }
    }
    return denied;
}

QList<redis::Command> dryRuns(const QString& user, const QList<Right>& rights) {
    QList<redis::Command> commands;
    for (const Right& right : rights) {
        commands.append(
            redis::Command(QByteArrayList{"ACL", "DRYRUN", user.toUtf8()} + right.trial.words()));
    }
    return commands;
}

bool steersTransactions(const Right& right) {
    const QByteArray& name = right.trial.words().first();
    return name == "MULTI" || name == "EXEC" || name == "DISCARD";
}

QList<redis::Command> trialsOf(const QList<Right>& rights) {
    QList<redis::Command> trials;
    for (const Right& right : rights) {
        trials.append(right.trial);
    }
    return trials;
}

/// Sends the trials on their own connection, which never reconnects: what is queued there must not
/// be run elsewhere. `queued`: MULTI was accepted; else it was denied, and they are run.
Findings tryEach(redis::Client* client, Party party, const QString& user, bool queued,
                 QObject* owner) {
    QList<Right> rights;
    QList<Right> denied;
    for (const Right& right : neededRights(party)) {
        if (steersTransactions(right)) {
            if (!queued && right.trial.words().first() == "MULTI") {
                denied.append(right);
            }
        } else if (queued || !right.queueOnly) {
            rights.append(right);
        }
    }
    QList<redis::Command> trials = trialsOf(rights);
    if (queued) {
        trials.append(redis::Command{"DISCARD"});
    }
    return andThen(client->pipeline(trials, askDeadline), owner,
                   [=](const QList<redis::Value>& replies) -> Result<QList<Finding>> {
                       return QList<Finding>{
                           judgeRights(party, user, deniedIn(rights, replies) + denied)};
                   });
}

/// Queues every command in a transaction that is then thrown away: the rights are looked at when a
/// command is queued (server.c; VerifyCommandState in main_service.cc), and nothing is run.
Findings tryInTransaction(const ConnectedServer& endpoint, const QString& user, QObject* owner) {
    auto* client = new redis::Client(endpoint.connection->login(), {}, owner);
    const auto begun = andThen(client->open(), client,
                               [client](Done) { return client->send({"MULTI"}, askDeadline); });
    const Promise<QList<Finding>> promise;
    whenDone(begun, owner, [=, party = endpoint.party](const Result<redis::Value>& multi) {
        const bool denied = !multi && multi.error().kind == ErrorKind::Permission;
        if (!multi && !denied) {
            client->deleteLater();
            promise.complete(tl::make_unexpected(multi.error()));
            return;
        }
        whenDone(tryEach(client, party, user, multi.has_value(), owner), owner,
                 [promise, client](const Result<QList<Finding>>& found) {
                     client->deleteLater();
                     promise.complete(found);
                 });
    });
    return promise.future();
}

/// A Sentinel has no MULTI: every command is sent with names that no group has.
Findings tryAtSentinel(const ConnectedServer& endpoint, const QString& user) {
    QList<Right> rights;
    std::ranges::copy_if(neededRights(Party::Sentinel), std::back_inserter(rights),
                         [](const Right& right) {
                             return right.trial.words().first() != "PSUBSCRIBE"; // it would listen
                         });
    return andThen(
        endpoint.connection->pipeline(trialsOf(rights), askDeadline), endpoint.connection,
        [=](const QList<redis::Value>& replies) -> Result<QList<Finding>> {
            return QList<Finding>{judgeRights(Party::Sentinel, user, deniedIn(rights, replies))};
        });
}

Findings tryOut(const ConnectedServer& endpoint, const QString& user, QObject* owner) {
    return endpoint.party == Party::Sentinel ? tryAtSentinel(endpoint, user)
                                             : tryInTransaction(endpoint, user, owner);
}

/// ACL DRYRUN, where the server has it (Redis 7.0) and the user may; else a try.
Findings dryRun(const ConnectedServer& endpoint, const QString& user, QObject* owner) {
    const QList<Right>& rights = neededRights(endpoint.party);
    return andThen(endpoint.connection->pipeline(dryRuns(user, rights), askDeadline), owner,
                   [=](const QList<redis::Value>& replies) -> Findings {
                       // It answers the first, PING, with OK or with a denial; else it is not
                       // there.
                       const bool answers = replies.first().isOk() || (!replies.first().isError() &&
                                                                       isDenial(replies.first()));
                       if (!answers) {
                           return tryOut(endpoint, user, owner);
                       }
                       return ready<QList<Finding>>(QList<Finding>{
                           judgeRights(endpoint.party, user, deniedIn(rights, replies))});
                   });
}

} // namespace

Finding judgeRights(Party party, const QString& user, const QList<Right>& denied) {
    if (denied.isEmpty()) {
        const qsizetype commands = neededRights(party).size();
        return passed(
            {QT_TRANSLATE_NOOP("core", "The user may run every command needed")},
            {Plural{QT_TRANSLATE_N_NOOP("core", "%1: %2 commands"), "%1: %2 command", commands},
             {user, QString::number(commands)}});
    }
    QStringList names;
    for (const Right& right : denied) {
        names.append(right.trial.name());
    }
    const bool looksOnly = std::ranges::all_of(denied, &Right::looksOnly);
    Finding finding = judged(
        looksOnly ? Severity::Note : Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "The user lacks rights that the migration needs")},
        {QT_TRANSLATE_NOOP("core", "%1 may not run %2"), {user, names.join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "the right to run each")},
        looksOnly ? Message{QT_TRANSLATE_NOOP("core",
                                              "The checks that read with them say \"unknown\", and "
                                              "without +@read and +watch the data cannot be "
                                              "compared. The command grants just what Ferryman "
                                              "needs.")}
                  : Message{QT_TRANSLATE_NOOP("core", "The switch would stop half-way. The command "
                                                      "grants just what Ferryman needs.")});
    finding.mend = {grant(party, user)};
    return finding;
}

Findings RightsCheck::look(const ConnectedServer& endpoint, const CheckContext& context,
                           QObject* owner) {
    const QString given = endpoint.connection->login().endpoint.user;
    const Promise<QList<Finding>> promise;
    const auto whoami = context.evidence->ask(*endpoint.connection, {"ACL", "WHOAMI"});
    whenDone(whoami, owner, [=](const Result<redis::Value>& reply) {
        const bool answered = reply || reply.error().kind == ErrorKind::Server ||
                              reply.error().kind == ErrorKind::Permission;
        if (!answered) {
            promise.complete(QList<Finding>{}); // connect.reachable, connect.login, connect.tls
            return;
        }
        if (!reply && isUnknownCommand(redis::Value::error(reply.error().detail.toUtf8()))) {
            promise.complete(QList<Finding>{
                passed({QT_TRANSLATE_NOOP("core", "The user may run every command needed")},
                       {QT_TRANSLATE_NOOP("core", "the server knows no ACL")})});
            return;
        }
        const QString user = reply             ? userNamed(*reply)
                             : given.isEmpty() ? QStringLiteral("default")
                                               : given;
        whenDone(dryRun(endpoint, user, owner), owner,
                 [promise](const Result<QList<Finding>>& findings) {
                     promise.complete(
                         findings ? *findings
                                  : QList<Finding>{unknown(
                                        {QT_TRANSLATE_NOOP("core", "The rights of the user")},
                                        findings.error())});
                 });
    });
    return promise.future();
}

} // namespace ferryman
