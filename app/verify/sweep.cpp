// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/sweep.h"

#include "base/clock.h"

#include <QPointer>

namespace ferryman {

namespace {

constexpr qsizetype batchKeys = 256;
constexpr qsizetype lookUpKeys = 1024; // an EXISTS of all of them is answered by one number
constexpr size_t largeWaiting = 4000;

qint64 nowMs() {
    return SystemClock().monotonicMs();
}

} // namespace

Sweep::Sweep(const BatchPlace& place, int lanes, Supplies supplies, VerifyPace& pace,
             QObject* parent)
    : QObject(parent)
    , m_place(place)
    , m_lanes(lanes)
    , m_pace(pace)
    , m_chargedBytes(place.pair.source->receivedBytes() + place.pair.target->receivedBytes())
    , m_later(this) {
    m_source.supply = std::move(supplies.source);
    m_target.supply = std::move(supplies.target);
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &Sweep::pump);
}

void Sweep::start() {
    pump();
}

void Sweep::hold(bool held) {
    if (std::exchange(m_held, held) && !held) {
        pump();
    }
}

QByteArray Sweep::sourceCursor() const {
    return m_source.queue.resumeCursor(m_source.supply->cursor());
}

QByteArray Sweep::targetCursor() const {
    return m_target.queue.resumeCursor(m_target.supply->cursor());
}

QList<QByteArray> Sweep::pending() const {
    QList<QByteArray> keys = m_largeRunning;
    for (const QByteArray& key : m_large) {
        keys.append(key);
    }
    return keys;
}

void Sweep::pump() {
    if (m_failed || m_done) {
        return;
    }
    chargeBytes();
    if (!m_pace.mayGo(nowMs()) && !m_later.isActive()) {
        m_later.start(int(m_pace.waitMs(nowMs())) + 1);
    }
    compareLarge();
    const qint64 most = m_pace.keysInFlight();
    const auto inFlight = [this] {
        return m_source.queue.inFlight() + m_target.queue.inFlight() / 4;
    };
    bool more = !m_held && m_large.size() < largeWaiting;
    while (more && inFlight() < most && m_pace.mayGo(nowMs())) {
        const bool compared = compareNext();
        more = lookUpNext() || compared;
    }
    fetch(m_source);
    fetch(m_target);
    if (m_source.isDone() && m_target.isDone() && m_large.empty() && m_largeRunning.isEmpty()) {
        m_done = true;
        emit done();
    }
}

/// What all connections have received, rechecks included.
void Sweep::chargeBytes() {
    const qint64 all = m_place.pair.source->receivedBytes() + m_place.pair.target->receivedBytes();
    m_pace.read(all - std::exchange(m_chargedBytes, all), nowMs());
}

/// For the pieces of large values.
void Sweep::whenFree(const std::function<void()>& go) {
    chargeBytes();
    if (m_pace.mayGo(nowMs())) {
        go();
    } else {
        QTimer::singleShot(int(m_pace.waitMs(nowMs())) + 1, this, [this, go] { whenFree(go); });
    }
}

int Sweep::nextLane() {
    const int bulk = m_lanes - m_place.lane;
    m_turn = (m_turn + 1) % bulk;
    return m_place.lane + m_turn;
}

void Sweep::fetch(Direction& direction) {
    const bool enough = direction.queue.waiting() >= m_pace.keysInFlight() / 2;
    if (direction.fetching || enough || direction.supply->atEnd() || m_held) {
        return;
    }
    direction.fetching = true;
    const QByteArray from = direction.supply->cursor();
    const QPointer<Sweep> self(this);
    direction.supply->fetch(m_pace.keysPerScan(),
                            [self, &direction, from](Result<QList<QByteArray>> keys) {
                                if (!self) {
                                    return;
                                }
                                direction.fetching = false;
                                if (!keys) {
                                    self->fail(keys.error());
                                    return;
                                }
                                direction.queue.add(from, *keys, batchKeys);
                                self->pump();
                            });
}

// --- the source's keys ---

bool Sweep::compareNext() {
    // A small batch is for the end, or where nothing else is under way.
    const bool worthIt = m_source.queue.waiting() >= batchKeys || m_source.queue.inFlight() == 0 ||
                         m_source.supply->atEnd();
    if (m_source.queue.waiting() == 0 || !worthIt) {
        return false;
    }
    const KeyQueue::Taken taken = m_source.queue.take(std::min(batchKeys, m_pace.keysInFlight()));
    const qint64 sentAt = nowMs();
    m_pace.took(taken.keys.size(), sentAt);
    BatchPlace place = m_place;
    place.lane = nextLane();
    const QPointer<Sweep> self(this);
    checkBatch(place, taken.keys, [self, taken, sentAt](Result<BatchOutcome> batch) {
        if (self) {
            self->takeBatch(taken, std::move(batch), sentAt);
        }
    });
    return true;
}

void Sweep::takeBatch(const KeyQueue::Taken& taken, Result<BatchOutcome> batch, qint64 sentAtMs) {
    if (!batch) {
        fail(batch.error());
        return;
    }
    m_pace.came(taken.keys.size(), batch->bytes, nowMs() - sentAtMs, nowMs());
    readMoreAtFirst(batch->large.size(), taken.keys.size());
    count(m_source.queue.settle(taken, *batch));
    pump();
}

void Sweep::count(const QList<BatchOutcome>& outcomes) {
    for (const BatchOutcome& outcome : outcomes) {
        m_large.insert(m_large.end(), outcome.large.begin(), outcome.large.end());
        emit compared(outcome);
        if (!outcome.suspects.isEmpty()) {
            emit suspected(outcome.suspects);
        }
    }
}

/// Where many values are longer than what is read at first, more is read of the next ones. The pace
/// sees the bytes that come of it and takes fewer keys at once.
void Sweep::readMoreAtFirst(qsizetype longer, qsizetype ofKeys) {
    constexpr qint64 mostBytes = qint64{128} * 1024;
    constexpr qint64 mostElements = 1024;
    if (longer * 10 > ofKeys) {
        m_place.firstBytes = std::min(m_place.firstBytes * 2, mostBytes);
        m_place.firstElements = std::min(m_place.firstElements * 2, mostElements);
    }
}

// --- the target's keys ---

bool Sweep::lookUpNext() {
    const bool worthIt = m_target.queue.waiting() >= lookUpKeys || m_target.queue.inFlight() == 0 ||
                         m_target.supply->atEnd();
    if (m_target.queue.waiting() == 0 || !worthIt) {
        return false;
    }
    const KeyQueue::Taken taken = m_target.queue.take(lookUpKeys);
    redis::CommandWriter command;
    command.begin(1 + taken.keys.size());
    command.word("EXISTS");
    for (const QByteArray& key : taken.keys) {
        command.word(key);
    }
    const qint64 sentAt = nowMs();
    const QPointer<Sweep> self(this);
    m_place.pair.source->ask(nextLane(), m_place.database, command,
                             [self, taken, sentAt](const Result<QByteArray>& reply) {
                                 if (self) {
                                     self->takeFound(taken, reply, sentAt);
                                 }
                             });
    return true;
}

void Sweep::takeFound(const KeyQueue::Taken& taken, const Result<QByteArray>& reply,
                      qint64 sentAtMs) {
    if (!reply) {
        fail(reply.error());
        return;
    }
    const std::optional<redis::ReplyItem> found = redis::ReplyCursor(*reply).next();
    if (!found || found->type != ':') {
        fail(fatalReply(*reply, *m_place.pair.source).value_or(Error{}));
        return;
    }
    m_pace.came(0, reply->size(), nowMs() - sentAtMs, nowMs());
    if (found->number != taken.keys.size()) {
        findMissing(taken);
        return;
    }
    BatchOutcome outcome;
    outcome.seenOnTarget = taken.keys.size();
    count(m_target.queue.settle(taken, outcome));
    pump();
}

/// Some of them are not on the source: which?
void Sweep::findMissing(const KeyQueue::Taken& taken) {
    redis::CommandWriter commands;
    for (const QByteArray& key : taken.keys) {
        commands.command({"EXISTS", key});
    }
    const QPointer<Sweep> self(this);
    m_place.pair.source->ask(nextLane(), m_place.database, commands,
                             [self, taken](const Result<QByteArray>& replies) {
                                 if (!self) {
                                     return;
                                 }
                                 if (!replies) {
                                     self->fail(replies.error());
                                     return;
                                 }
                                 redis::ReplyCursor cursor(*replies);
                                 BatchOutcome outcome;
                                 outcome.seenOnTarget = taken.keys.size();
                                 for (const QByteArray& key : taken.keys) {
                                     const std::optional<redis::ReplyItem> exists = cursor.next();
                                     if (!exists || exists->number == 0) {
                                         outcome.suspects.append(key);
                                     }
                                 }
                                 self->count(self->m_target.queue.settle(taken, outcome));
                                 self->pump();
                             });
}

// --- large ones ---

void Sweep::compareLarge() {
    while (!m_large.empty() && m_largeRunning.size() < m_pace.largeInFlight() &&
           m_pace.mayGo(nowMs())) {
        const QByteArray key = m_large.front();
        m_large.pop_front();
        m_largeRunning.append(key);
        const CheckPlace place{m_place.pair,
                               nextLane(),
                               {m_place.database, key},
                               m_place.expiryTolerance,
                               [this](const std::function<void()>& go) { whenFree(go); }};
        const QPointer<Sweep> self(this);
        checkKey(place, [self, key](Result<KeyOutcome> outcome) {
            if (self) {
                self->takeLarge(key, std::move(outcome));
            }
        });
    }
}

void Sweep::takeLarge(const QByteArray& key, Result<KeyOutcome> outcome) {
    m_largeRunning.removeOne(key);
    if (!outcome) {
        fail(outcome.error());
        return;
    }
    if (outcome->kind == KeyOutcome::Kind::Differs) {
        emit suspected({key});
    } else {
        emit keyCompared(*outcome);
    }
    pump();
}

void Sweep::fail(const Error& error) {
    if (!std::exchange(m_failed, true)) {
        emit failed(error);
    }
}

} // namespace ferryman
