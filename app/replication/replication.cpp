// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/replication.h"

#include "replication/attachment.h"
#include "replication/link_tracker.h"
#include "replication/sample_maker.h"

namespace ferryman {

namespace {

using redis::Value;

constexpr milliseconds readDeadline{2000}; // a server that stands still is told within 3 s
constexpr int keyspaceEvery = 4; // keys and memory are read once a second, offsets four times

TargetNames namesOf(const LinkPlan& plan, const redis::Connection& target) {
    return plan.target.connected.isNull() ? TargetNames{target.address(), {}, {}} : plan.target;
}

/// The replies of one side as one INFO; keyspace and memory are among them where they were asked
/// for.
Result<redis::Info> joined(const QList<Value>& replies, bool withKeyspace) {
    QByteArray text;
    for (const Value& reply : replies) {
        const auto part =
            reply.isError()
                ? Result<QByteArray>(failure(ErrorKind::Server, {"%1", {reply.describe()}}))
                : reply.toText();
        if (!part) {
            return tl::make_unexpected(part.error());
        }
        text += *part + "\r\n";
    }
    if (withKeyspace) {
        text += "keyspace_was_read:1\r\n"; // an empty keyspace prints no line at all
    }
    return redis::Info::parse(QByteArrayView(text));
}

} // namespace

class Replication::Private {
public:
    Private(Replication& owner, LinkPlan linkPlan, redis::Connection* sourceConnection,
            redis::Connection* targetConnection, const Clock& time)
        : q(owner)
        , plan(std::move(linkPlan))
        , source(sourceConnection)
        , target(targetConnection)
        , clock(time)
        , tracker(plan.policy, *history)
        , samples(namesOf(plan, *targetConnection)) {
        history->keep(plan.historyMs);
        timer.setInterval(milliseconds(plan.samplingMs));
        timer.setTimerType(Qt::PreciseTimer);
        timer.callOnTimeout(&q, [this] { turn(); });
    }

    [[nodiscard]] qint64 nowMs() const { return clock.utc().toMSecsSinceEpoch(); }

    void turn() {
        if (reading) { // the last one is not answered: they never overlap
            tracker.missed();
            return;
        }
        reading = true;
        const bool withKeyspace = turns++ % keyspaceEvery == 0;
        const auto ask = [withKeyspace](redis::Connection* server, bool isSource) {
            QList<redis::Command> commands{{"INFO", "replication"}};
            if (isSource) {
                commands.append(redis::Command{"INFO", "stats"});
            }
            if (withKeyspace) {
                commands.append(redis::Command{"INFO", "keyspace"});
                commands.append(redis::Command{"INFO", "memory"});
            }
            return server->pipeline(commands, readDeadline);
        };
        const quint64 started = generation;
        const qint64 atMs = nowMs();
        whenDone(all(QList{ask(source, true), ask(target, false)}, &q), &q,
                 [this, atMs, withKeyspace,
                  started](const Result<QList<Result<QList<Value>>>>& answers) {
                     if (started == generation) {
                         reading = false;
                         take(atMs, withKeyspace, *answers);
                     }
                 });
    }

    void take(qint64 atMs, bool withKeyspace, const QList<Result<QList<Value>>>& answers) {
        Reading read;
        read.atMs = atMs;
        std::optional<Error> errors[2];
        std::optional<redis::Info>* sides[] = {&read.source, &read.target};
        for (qsizetype i = 0; i < 2; ++i) {
            const auto info = answers[i].and_then(
                [&](const QList<Value>& replies) { return joined(replies, withKeyspace); });
            if (info) {
                *sides[i] = *info;
            } else {
                errors[i] = info.error();
            }
        }
        tracker.errors(errors[0], errors[1]);
        const Sample sample = samples.make(read);
        tracker.listing(samples.listing());
        tracker.take(sample);
        emit q.changed(tracker.state());
    }

    Replication& q;
    LinkPlan plan;
    redis::Connection* source;
    redis::Connection* target;
    const Clock& clock;
    std::shared_ptr<History> history = std::make_shared<History>();
    LinkTracker tracker;
    SampleMaker samples;
    Attachment* attachment = nullptr;
    QTimer timer;
    qint64 turns = 0;
    quint64 generation = 0;
    bool reading = false;
    bool loadedAnew = false;
};

Replication::Replication(LinkPlan plan, redis::Connection* source, redis::Connection* target,
                         const Clock& clock, LinkWitness witness, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(plan), source, target, clock)) {
    d->attachment = new Attachment(d->plan, target, std::move(witness), this);
}

Replication::~Replication() = default;

Future<Done> Replication::attach(bool replaceTargetData) {
    return andThen(d->attachment->attach(replaceTargetData), this,
                   [this](Attachment::Outcome outcome) -> Result<Done> {
                       d->loadedAnew = outcome == Attachment::Outcome::Attached;
                       d->tracker.attaching(d->nowMs());
                       emit changed(d->tracker.state());
                       return Done{};
                   });
}

bool Replication::isLoadedAnew() const {
    return d->loadedAnew;
}

Future<Done> Replication::syncAgain() {
    return andThen(d->attachment->syncAgain(), this, [this](Done) -> Result<Done> {
        const bool watched = d->timer.isActive();
        unwatch(); // what was read before it tells of the sync before
        d->tracker.attaching(d->nowMs());
        emit changed(d->tracker.state());
        if (watched) {
            watch();
        }
        return Done{};
    });
}

void Replication::stopping() {
    d->tracker.stopping();
    emit changed(d->tracker.state());
}

Future<Done> Replication::detach() {
    return d->attachment->detach();
}

Future<Done> Replication::restore() {
    return d->attachment->restore();
}

void Replication::stopped() {
    d->tracker.stopped();
    emit changed(d->tracker.state());
}

void Replication::watch() {
    if (!d->timer.isActive()) {
        d->timer.start();
        d->turn();
    }
}

void Replication::unwatch() {
    ++d->generation; // what is under way says nothing any more
    d->reading = false;
    d->timer.stop();
}

void Replication::setSampling(milliseconds every, milliseconds kept) {
    d->timer.setInterval(every);
    d->history->keep(kept.count());
}

const LinkState& Replication::state() const {
    return d->tracker.state();
}

std::shared_ptr<History> Replication::history() const {
    return d->history;
}

} // namespace ferryman
