// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/look_around.h"

#include "redis/role.h"

namespace ferryman {

namespace {

constexpr milliseconds patience{500};
constexpr milliseconds askDeadline{
    1500}; // longer, so that a late answer does not cost the connection

Poll::Answer noAnswer() {
    return failure(ErrorKind::Timeout, {QT_TRANSLATE_NOOP("core", "No answer in time.")});
}

Look::Target targetOf(const Poll::Answer& answer, const std::optional<ServerStart>& prepared,
                      const QDateTime& now) {
    const auto role =
        answer.and_then([](const auto& replies) { return redis::parseRole(replies.first()); });
    if (!role || role->role == redis::Role::Unknown) {
        return Look::Target::Silent;
    }
    const auto start = serverStart(answer->last(), now);
    if (prepared && start && !start->isSameRun(*prepared)) {
        return Look::Target::Stranger;
    }
    return role->role == redis::Role::Primary ? Look::Target::Primary : Look::Target::Replica;
}

} // namespace

LookAround::LookAround(SentinelRing& sentinels, Line& source, Line& target, const Clock& clock,
                       QObject* parent)
    : QObject(parent)
    , m_sentinels(sentinels)
    , m_source(source)
    , m_target(target)
    , m_clock(clock)
    , m_deadline(this) {
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, &LookAround::conclude);
}

void LookAround::start(const SwitchScope& scope, std::function<void(const Look&)> done) {
    m_targetStart = scope.targetStart;
    m_targetAsNamed = scope.target;
    m_done = std::move(done);
    m_answers = std::make_shared<Answers>();
    const auto asked = m_sentinels.askAll(askDeadline);
    m_answers->sentinels = QList<Poll::Answer>(asked.size(), noAnswer());
    m_answers->source = noAnswer();
    m_answers->target = noAnswer();
    m_answers->missing = asked.size() + 2;
    for (qsizetype i = 0; i < asked.size(); ++i) {
        collect(asked[i], &m_answers->sentinels[i]);
    }
    collect(m_source.ask({redis::Command{"PING"}}, askDeadline), &m_answers->source);
    collect(m_target.ask({redis::Command{"ROLE"}, redis::Command{"INFO", "server"}}, askDeadline),
            &m_answers->target);
    m_deadline.start(patience);
}

void LookAround::collect(const Future<QList<redis::Value>>& future, Poll::Answer* into) {
    whenDone(future, this, [this, into, answers = m_answers](const Poll::Answer& answer) {
        if (answers != m_answers) {
            return;
        }
        *into = answer;
        if (--answers->missing == 0) {
            conclude();
        }
    });
}

void LookAround::conclude() {
    m_deadline.stop();
    const auto answers = std::exchange(m_answers, nullptr);
    if (!answers) {
        return;
    }
    Look look;
    m_sentinels.judge(answers->sentinels, m_targetAsNamed, look);
    look.target = targetOf(answers->target, m_targetStart, m_clock.utc());
    look.sourceAnswers = answers->source.has_value();
    std::exchange(m_done, {})(look);
}

} // namespace ferryman
