// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/frozen_pass.h"

#include "verify/key_check.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int lanes = 2;
constexpr qsizetype atOnce = 256;

double nowMs() {
    return double(SystemClock().monotonic().count()) / 1e6;
}

} // namespace

class FrozenPass::Private : public QObject {
public:
    Private(const Verifier::Servers& servers, VerifyOptions options)
        : m_options(options)
        , m_source(servers.source, lanes)
        , m_target(servers.target, lanes)
        , m_pair{&m_source, &m_target}
        , m_deadline(this) {
        m_deadline.setSingleShot(true);
        m_deadline.setTimerType(Qt::PreciseTimer);
        connect(&m_deadline, &QTimer::timeout, this, &Private::answer);
    }

    ~Private() override {
        m_source.close();
        m_target.close();
    }

    Future<Done> open() {
        const auto both = all<Done>({m_source.open(), m_target.open()}, this);
        const auto learnt = andThen(both, this, [this](const QList<Result<Done>>& opened) {
            for (const Result<Done>& each : opened) {
                if (!each) {
                    return ready<QList<Result<ServerFacts>>>(tl::make_unexpected(each.error()));
                }
            }
            return all<ServerFacts>({m_source.learn(), m_target.learn()}, this);
        });
        return andThen(learnt, this, [this](const QList<Result<ServerFacts>>& facts) {
            for (const Result<ServerFacts>& each : facts) {
                if (!each) {
                    return ready<Done>(tl::make_unexpected(each.error()));
                }
            }
            return measureRoundTrip();
        });
    }

    bool isOpen() const { return m_source.isOpen() && m_target.isOpen() && m_roundTripMs >= 0; }

    double expectedMs(qsizetype keys) const {
        constexpr double eachMs = 0.02; // three commands to either server
        const double exchanges = 3 * std::ceil(double(keys) / double(atOnce));
        return exchanges * std::max(m_roundTripMs, 0.1) + double(keys) * eachMs;
    }

    Future<FrozenVerdict> compareOnce(const QList<KeyName>& keys, milliseconds budget) {
        if (!isOpen() || m_running) {
            return ready<FrozenVerdict>(
                failure(ErrorKind::Refused, {QT_TRANSLATE_NOOP("core", "The frozen comparison is "
                                                                       "not ready.")}));
        }
        m_running = true;
        m_generation += 1;
        m_promise = Promise<FrozenVerdict>();
        m_verdict = {};
        m_keys = keys;
        m_isDone = QList<bool>(keys.size(), false);
        m_begun = 0;
        m_done = 0;
        m_startedAt = nowMs();
        m_deadline.start(budget);
        const Future<FrozenVerdict> future = m_promise.future();
        if (keys.isEmpty()) {
            answer();
        } else {
            checkMore();
        }
        return future;
    }

private:
    Future<Done> measureRoundTrip() {
        redis::CommandWriter ping;
        ping.command({"PING"});
        const Promise<Done> promise;
        const double sentAt = nowMs();
        m_pair.ask(0, anyDatabase, ping, ping,
                   [self = QPointer<Private>(this), promise,
                    sentAt](const Result<QByteArray>& source, const Result<QByteArray>& target) {
                       if (!source || !target) {
                           promise.complete(
                               tl::make_unexpected(source ? target.error() : source.error()));
                       } else if (self) {
                           self->m_roundTripMs = nowMs() - sentAt;
                           promise.complete(Done{});
                       }
                   });
        return promise.future();
    }

    void checkMore() {
        while (m_running && m_begun < m_keys.size() && m_begun - m_done < atOnce) {
            const qsizetype index = m_begun++;
            const CheckPlace place{
                m_pair, int(index % lanes), m_keys[index], m_options.expiryTolerance, {}};
            checkKey(place, [self = QPointer<Private>(this), index,
                             generation = m_generation](Result<KeyOutcome> outcome) {
                if (self && self->m_running && self->m_generation == generation) {
                    self->take(index, std::move(outcome));
                }
            });
        }
    }

    void take(qsizetype index, Result<KeyOutcome> outcome) {
        if (!outcome) {
            m_running = false;
            m_deadline.stop();
            m_promise.complete(tl::make_unexpected(std::move(outcome.error())));
            return;
        }
        m_done += 1;
        m_isDone[index] = outcome->kind != KeyOutcome::Kind::NotComparable;
        if (m_isDone[index]) {
            m_verdict.compared += 1;
        }
        if (outcome->kind == KeyOutcome::Kind::Differs) {
            m_verdict.differences.append(outcome->difference);
        }
        if (m_done == m_keys.size()) {
            answer();
        } else {
            checkMore();
        }
    }

    void answer() {
        m_running = false;
        m_deadline.stop();
        for (qsizetype i = 0; i < m_keys.size(); ++i) {
            if (!m_isDone[i]) {
                m_verdict.unread.append(m_keys[i]);
            }
        }
        m_verdict.milliseconds = nowMs() - m_startedAt;
        m_promise.complete(m_verdict);
    }

    VerifyOptions m_options;
    Side m_source;
    Side m_target;
    Pair m_pair;
    QTimer m_deadline;
    double m_roundTripMs = -1;
    QList<KeyName> m_keys;
    QList<bool> m_isDone;
    qsizetype m_begun = 0;
    qsizetype m_done = 0;
    double m_startedAt = 0;
    quint64 m_generation = 0;
    bool m_running = false;
    FrozenVerdict m_verdict;
    Promise<FrozenVerdict> m_promise;
};

FrozenPass::FrozenPass(const Verifier::Servers& servers, VerifyOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(servers, options)) {}

FrozenPass::~FrozenPass() = default;

Future<Done> FrozenPass::open() {
    return d->open();
}

bool FrozenPass::isOpen() const {
    return d->isOpen();
}

double FrozenPass::expectedMs(qsizetype keys) const {
    return d->expectedMs(keys);
}

Future<FrozenVerdict> FrozenPass::compareOnce(const QList<KeyName>& keys, milliseconds budget) {
    return d->compareOnce(keys, budget);
}

} // namespace ferryman
