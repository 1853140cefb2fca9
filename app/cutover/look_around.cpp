// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/look_around.h"

#include "redis/role.h"
#include "redis/socket_transport.h"

namespace ferryman {

namespace {

constexpr milliseconds patience{500};
constexpr milliseconds askDeadline{
    1500}; // longer, so that a late answer does not cost the connection

Poll::Answer noAnswer() {
    return failure(ErrorKind::Timeout, {QT_TRANSLATE_NOOP("core", "No answer in time.")});
}

/// Of ROLE, INFO server and INFO replication.
bool hasAll(const Poll::Answer& answer, const FrozenPoint& point) {
    const auto info =
        answer.and_then([](const auto& replies) { return redis::Info::parse(replies.last()); });
    if (!info) {
        return false;
    }
    const redis::ReplicationInfo replication = redis::parseReplication(*info);
    return replication.role == redis::Role::Replica && !replication.syncInProgress &&
           replication.replid == point.replid &&
           replication.replicaOffset.value_or(-1) >= point.offset;
}

/// Of CONFIG GET min-replicas-to-write, INFO server, INFO replication and INFO stats.
struct SourceView {
    Look::Fence fence = Look::Fence::Unseen;
    std::optional<FrozenPoint> point; ///< What it stands at now.
};

SourceView sourceViewOf(const Poll::Answer& answer, const SwitchScope& scope) {
    if (!answer) {
        return {};
    }
    const auto server = redis::Info::parse(answer->at(1));
    const auto point = frozenPoint(answer->last(2), scope.source.toString());
    const bool stands = answer->first().items().size() == 2 &&
                        answer->first().items().last().bytes() == fencedMinimum;
    const bool sameRun = server && server->value("run_id") == scope.sourceRun;
    // A console that was killed may have left no word of where it froze.
    const bool sameStream =
        point && (!scope.frozen || (point->replid == scope.frozen->replid &&
                                    point->fullSyncs == scope.frozen->fullSyncs));
    return {stands && sameRun && sameStream ? Look::Fence::Stands : Look::Fence::Gone,
            point ? std::optional(*point) : std::nullopt};
}

/// What Dragonfly must hold: where the source was frozen; where no word of that is left, where it
/// stands behind a fence that holds, which is behind no write that it acknowledged.
std::optional<FrozenPoint> pointToReach(const SourceView& source, const SwitchScope& scope) {
    const bool stands = source.fence == Look::Fence::Stands;
    return scope.frozen || !stands ? scope.frozen : source.point;
}

Look::Target targetOf(const Poll::Answer& answer, const std::optional<redis::ServerStart>& prepared,
                      const QDateTime& now) {
    const auto role =
        answer.and_then([](const auto& replies) { return redis::parseRole(replies.first()); });
    if (!role || role->role == redis::Role::Unknown) {
        return Look::Target::Silent;
    }
    const auto start = redis::serverStart(answer->at(1), now);
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
    m_scope = scope;
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
    collect(m_source.ask({{"CONFIG", "GET", "min-replicas-to-write"},
                          {"INFO", "server"},
                          {"INFO", "replication"},
                          {"INFO", "stats"}},
                         askDeadline),
            &m_answers->source);
    collect(m_target.ask({{"ROLE"}, {"INFO", "server"}, {"INFO", "replication"}}, askDeadline),
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
    m_sentinels.judge(answers->sentinels, m_scope.target, look);
    look.target = targetOf(answers->target, m_scope.targetStart, m_clock.utc());
    const SourceView source = sourceViewOf(answers->source, m_scope);
    const auto point = pointToReach(source, m_scope);
    look.targetHasAll = point && hasAll(answers->target, *point);
    look.sourceAnswers = answers->source.has_value();
    look.sourceGone = !look.sourceAnswers && redis::nothingListens(answers->source.error());
    look.fence = source.fence;
    std::exchange(m_done, {})(look);
}

} // namespace ferryman
