// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/freezer.h"

#include "cutover/config_value.h"
#include "redis/client_list.h"

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds prolongEvery{500};
constexpr milliseconds listDeadline{1000};
constexpr int prolongByMs = 2000;

/// The ids of those, by their flag x (networking.c of Redis 5.0).
Result<QList<qint64>> withinMulti(const Value& clientList) {
    const auto clients = redis::parseClientList(clientList);
    if (!clients) {
        return tl::make_unexpected(clients.error());
    }
    QList<qint64> ids;
    for (const redis::ClientLine& client : *clients) {
        if (client.flags.contains(u'x')) {
            ids.append(client.id);
        }
    }
    return ids;
}

/// Whether min-replicas-to-write would fence, and does not already.
Result<Done> judgeFence(const QByteArray& fence, const QByteArray& fenceLag,
                        const QString& server) {
    if (fenceLag == "0") {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "min-replicas-max-lag is 0 on %1, so that it ignores "
                                       "min-replicas-to-write and could not be fenced: set it to "
                                       "10, its default."),
             {server}},
            server);
    }
    if (fence == fencedMinimum) {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP(
                 "core", "%1 still refuses writes since an earlier switch: run there CONFIG SET "
                         "min-replicas-to-write 0, then begin again."),
             {server}},
            server);
    }
    return Done{};
}

} // namespace

Freezer::Freezer(Line& source, SwitchRecord& record, QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_record(record)
    , m_prolong(this) {
    m_prolong.setInterval(prolongEvery);
    m_prolong.setTimerType(Qt::PreciseTimer);
    m_prolong.callOnTimeout(this, &Freezer::prolongPause);
}

QList<Command> Freezer::questions() {
    return {{"CLIENT", "ID"},
            {"CONFIG", "GET", "min-replicas-to-write"},
            {"CONFIG", "GET", "min-replicas-max-lag"},
            {"CONFIG", "GET", "replica-priority"},
            {"INFO", "replication"},
            {"INFO", "stats"},
            {"INFO", "server"},
            {"CONFIG", "GET", "replica-read-only"}};
}

Result<Done> Freezer::takeBaseline(const QList<Value>& replies, SwitchScope& scope) {
    const QString server = scope.source.toString();
    const auto fence = configValue(replies[1], server, "min-replicas-to-write");
    const auto fenceLag = configValue(replies[2], server, "min-replicas-max-lag");
    const auto priority = configValue(replies[3], server, "replica-priority");
    const auto readOnly = configValue(replies[7], server, "replica-read-only");
    const auto point = frozenPoint({replies[4], replies[5]}, server);
    if (!fence || !fenceLag || !priority || !readOnly || !point) {
        return tl::make_unexpected(!fence      ? fence.error()
                                   : !fenceLag ? fenceLag.error()
                                   : !priority ? priority.error()
                                   : !readOnly ? readOnly.error()
                                               : point.error());
    }
    if (const auto fenceable = judgeFence(*fence, *fenceLag, server); !fenceable) {
        return fenceable;
    }
    const auto identity = redis::Info::parse(replies[6]);
    scope.sourceRun = identity ? identity->value("run_id") : QByteArray();
    scope.frozen.reset();
    scope.freezingClient = replies[0].number();
    m_opening = m_source.openings();
    scope.before.fence = *fence;
    scope.before.sourcePriority = *priority;
    scope.before.sourceReadOnly = *readOnly;
    m_baseline = *point;
    return Done{};
}

bool Freezer::onFreezingConnection() const {
    return m_source.isOpen() && m_source.openings() == m_opening;
}

void Freezer::freeze(SwitchScope& scope, qint64 shortestDownAfterMs, const EffectAnswer& answer) {
    if (!onFreezingConnection()) {
        answer({EventKind::Refused,
                EffectKind::Freeze,
                {QT_TRANSLATE_NOOP("core",
                                   "The connection to the source broke just before the freeze.")},
                0,
                {}});
        return;
    }
    const Deed deed{Phase::Freeze,
                    freezeCommands(scope),
                    true,
                    {QStringLiteral("fence"), QStringLiteral("pause")},
                    {}};
    m_shortestDownAfterMs = shortestDownAfterMs;
    whenDone(m_source.perform(deed), this,
             [this, &scope, answer](const Result<QList<Value>>& replies) {
                 frozen(scope, replies, answer);
             });
}

void Freezer::frozen(SwitchScope& scope, const Result<QList<Value>>& replies,
                     const EffectAnswer& answer) {
    const auto point = replies.and_then([&scope](const QList<Value>& good) {
        return frozenPoint(good.last(2), scope.source.toString());
    });
    if (!point) {
        Event failed = failedWith(EffectKind::Freeze, point.error());
        failed.kind = replies ? EventKind::Lost : failed.kind; // it was run, and M is not known
        answer(failed);
        return;
    }
    if (scope.pauses && !scope.fenceHolds) {
        m_pausedMs = scope.freezeBudgetMs;
        m_prolong.start();
    }
    if (scope.fenceHoldsQueued) {
        take(scope, *point, answer);
    } else {
        discardQueued(scope, answer);
    }
}

/// What they queue from now on is refused, so that nothing passes the fence once they are gone. One
/// that was done with it before it was looked for moved the offset all the same.
void Freezer::discardQueued(SwitchScope& scope, const EffectAnswer& answer) {
    const QString server = scope.source.toString();
    const QList<Command> questions{{"CLIENT", "LIST"}, {"INFO", "replication"}, {"INFO", "stats"}};
    const auto ended = andThen(
        m_source.ask(questions, listDeadline), this,
        [this, server](const QList<Value>& replies) -> Future<FrozenPoint> {
            const auto queueing = withinMulti(replies.first());
            if (!queueing) {
                return ready<FrozenPoint>(tl::make_unexpected(queueing.error()));
            }
            if (queueing->isEmpty()) {
                return ready<FrozenPoint>(frozenPoint(replies.last(2), server));
            }
            const Deed deed{Phase::Freeze, discardCommands(*queueing), true, {}, {}};
            return andThen(m_source.perform(deed), this, [server](const QList<Value>& good) {
                return frozenPoint(good.last(2), server);
            });
        });
    whenDone(ended, this, [this, &scope, answer](const Result<FrozenPoint>& point) {
        take(scope, point, answer);
    });
}

void Freezer::take(SwitchScope& scope, const Result<FrozenPoint>& point,
                   const EffectAnswer& answer) {
    if (!point) {
        Event failed = failedWith(EffectKind::Freeze, point.error());
        failed.kind = EventKind::Lost; // it is fenced
        answer(failed);
        return;
    }
    scope.frozen = *point;
    m_record.frozen(scope.source, *point);
    if (point->replid != m_baseline.replid || point->fullSyncs != m_baseline.fullSyncs) {
        answer({EventKind::Lost,
                EffectKind::Freeze,
                {QT_TRANSLATE_NOOP("core", "A new full sync began just before the freeze.")},
                0,
                {}});
        return;
    }
    answer(doneWith(EffectKind::Freeze, point->offset));
}

/// EVAL passes the fence of 6.2.0 to 6.2.6, so there the pause alone holds scripts back until
/// Demote: for as long as no Sentinel takes the paused source for down.
void Freezer::prolongPause() {
    const qint64 most = m_shortestDownAfterMs - prolongByMs;
    if (m_pausedMs + prolongEvery.count() > most) {
        m_prolong.stop();
        return;
    }
    m_pausedMs += static_cast<int>(prolongEvery.count());
    const Deed deed{
        Phase::Promote,
        {Command{"CLIENT", "PAUSE", QByteArray::number(prolongByMs), "WRITE"}.changes()},
        false,
        {QStringLiteral("pause")},
        {}};
    whenDone(m_source.perform(deed), this, [](const Result<QList<Value>>&) {});
}

void Freezer::unfence(const SwitchScope& scope, const EffectAnswer& answer) {
    m_prolong.stop();
    Deed deed{Phase::Retreat,
              unfenceCommands(scope),
              true,
              {},
              {QStringLiteral("fence"), QStringLiteral("pause")}};
    if (scope.freezingClient != 0 &&
        !onFreezingConnection()) { // a freeze that is still on its way over the old one must not
                                   // come after this
        deed.commands.prepend(
            Command{"CLIENT", "KILL", "ID", QByteArray::number(scope.freezingClient)}.changes());
    }
    whenDone(m_source.perform(deed), this, [answer](const Result<QList<Value>>& replies) {
        answer(eventOf(EffectKind::Unfence, replies));
    });
}

} // namespace ferryman
