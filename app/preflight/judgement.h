// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/check.h"

#include <functional>

namespace ferryman {

/// Begins a finding; the check's own judgement fills in the rest.
[[nodiscard]] Finding passed(Message title, Message found);
[[nodiscard]] Finding judged(Severity severity, Message title, Message found, Message wanted,
                             Message why);
/// `unknown`, with the reason: no answer and no permission are not "passed".
[[nodiscard]] Finding unknown(Message title, const Error& because);
[[nodiscard]] QList<Finding> notRead(const char* title, const Error& because);

/// Gives the findings of a check what they have in common, and to those that a missing right left
/// unknown the command that grants it.
[[nodiscard]] QList<Finding> completed(QList<Finding> findings, const QString& id,
                                       const QString& readWith, const CheckContext& context);

/// A future of a plain value, as Check wants it.
template <typename T, typename Handler>
[[nodiscard]] QFuture<QList<Finding>> findingsOf(const Future<T>& future, QObject* owner,
                                                 Handler handler) {
    auto promise = std::make_shared<QPromise<QList<Finding>>>();
    promise->start();
    whenDone(future, owner, [promise, handler](const Result<T>& result) {
        promise->addResult(handler(result));
        promise->finish();
    });
    return promise->future();
}

/// A check that judges INFO and the settings of both servers and the Sentinels' views.
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

/// A server's reply to a check's own question.
struct Answer {
    redis::Address server;
    Result<redis::Value> reply;
};
using Answers = QList<Answer>;

enum class Asked { Source, Target, Sentinels };
struct Question {
    Asked asked = Asked::Source;
    redis::Command command;
};

/// A check that asks servers more, and judges the replies beside the facts; an error reply is the
/// judge's too. The answers stand in the order of the questions, those of the Sentinels in that of
/// the topology.
class QuestionCheck final : public Check {
public:
    using Judge = std::function<QList<Finding>(const Facts&, const Answers&)>;
    QuestionCheck(QString id, QList<Question> questions, Judge judge);

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;

private:
    QString m_id;
    QList<Question> m_questions;
    Judge m_judge;
};

/// A check that judges two readings of the source's INFO beside the facts.
class SampleCheck final : public Check {
public:
    using Judge = std::function<QList<Finding>(const Facts&, const Sampled&)>;
    SampleCheck(QString id, QString readWith, Judge judge);

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;

private:
    QString m_id;
    QString m_readWith;
    Judge m_judge;
};

/// The connections to those Sentinels of the group that answered.
[[nodiscard]] QList<redis::Connection*> sentinelConnections(const CheckContext& context);

} // namespace ferryman
