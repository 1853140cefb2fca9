// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/fence.h"

#include "base/clock.h"
#include "base/format.h"

#include <QPointer>

namespace ferryman {

namespace {

constexpr milliseconds betweenLooks{4};

qint64 nowMs() {
    return SystemClock().monotonicMs();
}

redis::ReplicationInfo replicationOf(QByteArrayView reply) {
    const std::optional<redis::ReplyItem> item = redis::ReplyCursor(reply).next();
    return redis::parseReplication(
        redis::Info::parse(item && item->isText() ? item->text : QByteArrayView()));
}

} // namespace

std::optional<qint64> StreamPlaces::lag() const {
    if (!sourceOffset || !targetOffset) {
        return {};
    }
    return std::max<qint64>(*sourceOffset - *targetOffset, 0);
}

void askPlaces(const Pair& pair, QObject* context,
               const std::function<void(Result<StreamPlaces>)>& handler) {
    struct Asked {
        StreamPlaces places;
        std::chrono::nanoseconds at{};
    };
    const auto asked = std::make_shared<Asked>();
    asked->at = SystemClock().monotonic();
    redis::CommandWriter command;
    command.command({"INFO", "replication"});
    // The target first: what it has applied by then is never ahead of the source's later answer.
    const QPointer<QObject> alive(context);
    pair.target->ask(0, anyDatabase, command,
                     [pair, asked, alive, command, handler](const Result<QByteArray>& target) {
                         if (!alive) {
                             return;
                         }
                         if (!target) {
                             handler(tl::make_unexpected(target.error()));
                             return;
                         }
                         asked->places.target = replicationOf(*target);
                         asked->at = SystemClock().monotonic();
                         pair.source->ask(
                             0, anyDatabase, command,
                             [pair, asked, alive, handler](const Result<QByteArray>& source) {
                                 if (!alive) {
                                     return;
                                 }
                                 if (!source) {
                                     handler(tl::make_unexpected(source.error()));
                                     return;
                                 }
                                 StreamPlaces& places = asked->places;
                                 places.roundTripMs =
                                     double((SystemClock().monotonic() - asked->at).count()) / 1e6;
                                 places.source = replicationOf(*source);
                                 places.sourceOffset = streamOffset(places.source);
                                 places.targetOffset = appliedOffset(places.target, places.source,
                                                                     pair.target->address());
                                 handler(places);
                             });
                     });
}

std::optional<Error> brokenLink(const StreamPlaces& places, const Side& target) {
    const QString subject = target.address().toString();
    if (places.target.role != redis::Role::Replica) {
        return Error{
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "%1 is no replica, so it cannot be compared as one: "
                                       "start the replication, or compare two servers "
                                       "that are not linked."),
             {subject}},
            subject,
            {}};
    }
    if (!places.target.linkUp || places.target.syncInProgress || !places.target.replicaOffset) {
        return Error{ErrorKind::Unreachable,
                     {QT_TRANSLATE_NOOP("core", "The replication link of %1 is down or a full sync "
                                                "is under way: go on once it is up."),
                      {subject}},
                     subject,
                     {}};
    }
    return {};
}

Fence::Fence(Pair pair, milliseconds deadline, QObject* parent)
    : QObject(parent)
    , m_pair(pair)
    , m_deadline(deadline)
    , m_again(this) {
    m_again.setSingleShot(true);
    m_again.setTimerType(Qt::PreciseTimer);
    connect(&m_again, &QTimer::timeout, this, &Fence::ask);
}

void Fence::reach(Who who, Handler handler) {
    m_who = who;
    m_handler = std::move(handler);
    m_wanted.reset();
    m_until = nowMs() + m_deadline.count();
    ask();
}

void Fence::ask() {
    askPlaces(m_pair, this, [this](Result<StreamPlaces> places) { take(std::move(places)); });
}

void Fence::take(Result<StreamPlaces> places) {
    if (!places) {
        answer(tl::make_unexpected(std::move(places.error())));
        return;
    }
    if (const auto broken = brokenLink(*places, *m_pair.target)) {
        answer(tl::make_unexpected(*broken));
        return;
    }
    const bool targetFollows = m_who == Who::Target;
    const std::optional<qint64> ahead = targetFollows ? places->sourceOffset : places->targetOffset;
    const qint64 behind =
        (targetFollows ? places->targetOffset : places->sourceOffset).value_or(-1);
    if (!m_wanted) {
        m_wanted = ahead;
    }
    if (!m_wanted) {
        answer(failure(ErrorKind::Server,
                       {QT_TRANSLATE_NOOP("core", "%1 does not say how far its stream has come."),
                        {(targetFollows ? m_pair.source : m_pair.target)->address().toString()}}));
    } else if (behind >= *m_wanted) {
        answer(*m_wanted);
    } else if (nowMs() > m_until) {
        answer(failure(
            ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP("core",
                               "%1 did not catch up with the source in %2 s: it lags %3 behind."),
             {(targetFollows ? m_pair.target : m_pair.source)->address().toString(),
              QString::number(m_deadline.count() / 1000), formatBytes(*m_wanted - behind)}}));
    } else {
        m_again.start(betweenLooks);
    }
}

void Fence::answer(Result<qint64> result) {
    const Handler handler = std::exchange(m_handler, {});
    handler(std::move(result));
}

} // namespace ferryman
