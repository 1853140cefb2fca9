// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/check.h"

#include <functional>

namespace ferryman {

/// Begins a finding; the check's own judgement fills in the rest.
[[nodiscard]] Finding passed(Message title, Message found);
[[nodiscard]] Finding judged(Severity severity, Message title, Message found, Message wanted,
                             Message why);

/// What both servers said once, for the judgements that need no more: every check of this kind is a
/// pure function.
struct Facts {
    Plan plan;
    Topology topology;
    redis::Address source;
    redis::Address target;
    Result<redis::Info> sourceInfo;
    Result<redis::Info> targetInfo;
    Result<qint64> targetDatabases; ///< `CONFIG GET databases` of Dragonfly.
};

/// A check that judges INFO of both servers and the Sentinels' views.
class FactCheck final : public Check {
public:
    using Judge = std::function<QList<Finding>(const Facts&)>;
    FactCheck(QString id, QString readWith, Judge judge);

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;

private:
    QString m_id;
    QString m_readWith;
    Judge m_judge;
};

/// A check that sends one more command to one server and judges the reply; an error reply is the
/// judge's too.
class ReplyCheck final : public Check {
public:
    enum class Server { Source, Target };
    using Judge = std::function<QList<Finding>(const CheckContext&, const Result<redis::Value>&)>;
    ReplyCheck(QString id, Server server, redis::Command command, Judge judge);

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;

private:
    QString m_id;
    Server m_server;
    redis::Command m_command;
    Judge m_judge;
};

/// `unknown`, with the reason: no answer and no permission are not "passed".
[[nodiscard]] Finding unknown(Message title, const Error& because);

/// INFO came, but without what a judgement rests on.
[[nodiscard]] Error infoLacks(const char* field, const redis::Address& server);

} // namespace ferryman
