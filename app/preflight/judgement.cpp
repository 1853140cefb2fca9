// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/judgement.h"

#include "preflight/rights.h"

#include <algorithm>

namespace ferryman {

namespace {

Party partyOf(const redis::Connection* server, const CheckContext& context) {
    return server == context.source   ? Party::Source
           : server == context.target ? Party::Dragonfly
                                      : Party::Sentinel;
}

/// Names the right that is missing where that is why nothing is known.
void offerRight(Finding& finding, const CheckContext& context) {
    const auto& refusals = context.evidence->refusals();
    const auto refusal = std::ranges::find_if(
        refusals, [&finding](const auto& each) { return each.error.sentence() == finding.found; });
    if (refusal == refusals.end()) {
        return;
    }
    const redis::Endpoint& endpoint = refusal->server->login().endpoint;
    finding.subject = endpoint.toUrl();
    finding.wanted = {QT_TRANSLATE_NOOP("core", "the right to run it")};
    finding.mend = {grant(partyOf(refusal->server, context), endpoint.user)};
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

QList<Finding> notRead(const char* title, const Error& because) {
    return {unknown({title}, because)};
}

QList<Finding> completed(QList<Finding> findings, const QString& id, const QString& readWith,
                         const CheckContext& context) {
    for (Finding& finding : findings) {
        finding.id = id;
        finding.at = context.clock->utc();
        if (finding.readWith.isEmpty()) {
            finding.readWith = readWith;
        }
        if (finding.severity == Severity::Unknown) {
            offerRight(finding, context);
        }
    }
    return findings;
}

QList<redis::Connection*> sentinelConnections(const CheckContext& context) {
    QList<redis::Connection*> connections;
    for (const SentinelView& view : context.topology.sentinels) {
        auto* connection =
            context.sentinels != nullptr ? context.sentinels->connection(view.address) : nullptr;
        if (view.answered() && connection != nullptr) {
            connections.append(connection);
        }
    }
    return connections;
}

FactCheck::FactCheck(QString id, QString readWith, Judge judge)
    : m_id(std::move(id))
    , m_readWith(std::move(readWith))
    , m_judge(std::move(judge)) {}

QFuture<QList<Finding>> FactCheck::run(const CheckContext& context, QObject* owner) {
    return findingsOf(
        context.evidence->facts(context), owner,
        [context, id = m_id, readWith = m_readWith, judge = m_judge](const Result<Facts>& facts) {
            return facts ? completed(judge(*facts), id, readWith, context) : QList<Finding>{};
        });
}

QuestionCheck::QuestionCheck(QString id, QList<Question> questions, Judge judge)
    : m_id(std::move(id))
    , m_questions(std::move(questions))
    , m_judge(std::move(judge)) {}

namespace {

QList<redis::Connection*> serversOf(Asked asked, const CheckContext& context) {
    switch (asked) {
    case Asked::Source:
        return {context.source};
    case Asked::Target:
        return {context.target};
    case Asked::Sentinels:
        break;
    }
    return sentinelConnections(context);
}

QString textOf(const QList<Question>& questions) {
    QStringList texts;
    for (const Question& question : questions) {
        texts.append(question.command.text());
    }
    texts.removeDuplicates();
    return texts.join(QStringLiteral("; "));
}

} // namespace

QFuture<QList<Finding>> QuestionCheck::run(const CheckContext& context, QObject* owner) {
    QList<Future<redis::Value>> asked;
    QList<redis::Address> addresses;
    for (const Question& question : m_questions) {
        for (redis::Connection* server : serversOf(question.asked, context)) {
            asked.append(context.evidence->ask(*server, question.command));
            addresses.append(server->address());
        }
    }
    const auto judgeAll = [context, addresses, id = m_id, readWith = textOf(m_questions),
                           judge = m_judge](const Facts& facts,
                                            const QList<Result<redis::Value>>& replies) {
        Answers answers;
        for (qsizetype i = 0; i < replies.size(); ++i) {
            answers.append({addresses[i], replies[i]});
        }
        return completed(judge(facts, answers), id, readWith, context);
    };
    const auto both = andThen(
        context.evidence->facts(context), owner, [asked, owner, judgeAll](const Facts& facts) {
            return andThen(all(asked, owner), owner,
                           [facts, judgeAll](const QList<Result<redis::Value>>& replies)
                               -> Result<QList<Finding>> { return judgeAll(facts, replies); });
        });
    return findingsOf(both, owner, [](const Result<QList<Finding>>& findings) {
        return findings.value_or(QList<Finding>{});
    });
}

SampleCheck::SampleCheck(QString id, QString readWith, Judge judge)
    : m_id(std::move(id))
    , m_readWith(std::move(readWith))
    , m_judge(std::move(judge)) {}

QFuture<QList<Finding>> SampleCheck::run(const CheckContext& context, QObject* owner) {
    const auto sampled = context.evidence->sample(*context.source, {});
    const auto judgeBoth = [context, owner, id = m_id, readWith = m_readWith,
                            judge = m_judge](const Sampled& sample) {
        return andThen(context.evidence->facts(context), owner,
                       [=](const Facts& facts) -> Result<QList<Finding>> {
                           return completed(judge(facts, sample), id, readWith, context);
                       });
    };
    return findingsOf(
        andThen(sampled, owner, judgeBoth), owner,
        [](const Result<QList<Finding>>& findings) { return findings.value_or(QList<Finding>{}); });
}

} // namespace ferryman
