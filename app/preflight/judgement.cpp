// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/judgement.h"

namespace ferryman {

namespace {

constexpr milliseconds askDeadline{4000};

QList<Finding> completed(QList<Finding> findings, const QString& id, const QString& readWith,
                         const Clock& clock) {
    for (Finding& finding : findings) {
        finding.id = id;
        finding.at = clock.utc();
        if (finding.readWith.isEmpty()) {
            finding.readWith = readWith;
        }
    }
    return findings;
}

/// INFO of a server; whatever else is called so judges nothing, and least of all well.
Result<redis::Info> infoOf(const Result<redis::Value>& reply, const redis::Address& server) {
    auto info = reply.and_then([](const redis::Value& value) { return redis::Info::parse(value); });
    if (info && !info->contains("redis_version")) { // Valkey and Dragonfly print it as well
        return tl::make_unexpected(infoLacks("redis_version", server));
    }
    return info;
}

Result<qint64> databasesOf(const Result<redis::Value>& reply) {
    return reply.and_then([](const redis::Value& value) -> Result<qint64> {
        if (value.items().size() != 2) {
            return failure(ErrorKind::Protocol,
                           {QT_TRANSLATE_NOOP("core", "The reply has an unknown shape: %1"),
                            {value.describe()}});
        }
        return value.items()[1].toInteger();
    });
}

/// A future of a plain value, as Check wants it.
template <typename T, typename Handler>
QFuture<QList<Finding>> findingsOf(const Future<T>& future, QObject* owner, Handler handler) {
    auto promise = std::make_shared<QPromise<QList<Finding>>>();
    promise->start();
    whenDone(future, owner, [promise, handler](const Result<T>& result) {
        promise->addResult(handler(result));
        promise->finish();
    });
    return promise->future();
}

} // namespace

Finding passed(Message title, Message found) {
    Finding finding;
    finding.severity = Severity::Passed;
    finding.title = std::move(title);
    finding.found = std::move(found);
    return finding;
}

Finding judged(Severity severity, Message title, Message found, Message wanted, Message why) {
    Finding finding;
    finding.severity = severity;
    finding.title = std::move(title);
    finding.found = std::move(found);
    finding.wanted = std::move(wanted);
    finding.why = std::move(why);
    finding.acceptable = severity == Severity::Warning;
    return finding;
}

Finding unknown(Message title, const Error& because) {
    return judged(Severity::Unknown, std::move(title), because.sentence(),
                  {QT_TRANSLATE_NOOP("core", "an answer")},
                  {QT_TRANSLATE_NOOP("core", "What was not read is not known to be well.")});
}

Error infoLacks(const char* field, const redis::Address& server) {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "The reply to INFO lacks %1"), {QString::fromLatin1(field)}},
            server.toString(),
            {}};
}

FactCheck::FactCheck(QString id, QString readWith, Judge judge)
    : m_id(std::move(id))
    , m_readWith(std::move(readWith))
    , m_judge(std::move(judge)) {}

QFuture<QList<Finding>> FactCheck::run(const CheckContext& context, QObject* owner) {
    const QList<Future<redis::Value>> asked{
        context.source->send({"INFO"}, askDeadline), context.target->send({"INFO"}, askDeadline),
        context.target->send({"CONFIG", "GET", "databases"}, askDeadline)};
    return findingsOf(all(asked, owner), owner,
                      [context, id = m_id, readWith = m_readWith,
                       judge = m_judge](const Result<QList<Result<redis::Value>>>& replies) {
                          const Facts facts{context.plan,
                                            context.topology,
                                            context.source->address(),
                                            context.target->address(),
                                            infoOf((*replies)[0], context.source->address()),
                                            infoOf((*replies)[1], context.target->address()),
                                            databasesOf((*replies)[2])};
                          return completed(judge(facts), id, readWith, *context.clock);
                      });
}

ReplyCheck::ReplyCheck(QString id, Server server, redis::Command command, Judge judge)
    : m_id(std::move(id))
    , m_server(server)
    , m_command(std::move(command))
    , m_judge(std::move(judge)) {}

QFuture<QList<Finding>> ReplyCheck::run(const CheckContext& context, QObject* owner) {
    redis::Connection* server = m_server == Server::Source ? context.source : context.target;
    return findingsOf(server->send(m_command, askDeadline), owner,
                      [context, id = m_id, readWith = m_command.text(),
                       judge = m_judge](const Result<redis::Value>& reply) {
                          return completed(judge(context, reply), id, readWith, *context.clock);
                      });
}

} // namespace ferryman
