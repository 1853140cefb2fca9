// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/align_watch.h"

#include "redis/info.h"
#include "redis/sentinel_reply.h"

#include <algorithm>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds askDeadline{800};
constexpr milliseconds tickEvery{2};
constexpr milliseconds ageAgainAfter{60};
constexpr milliseconds choosy{10'500};  // each Sentinel's best moment came once by then
constexpr milliseconds longestLead{45}; // ticks are 52 to 100 ms apart
constexpr double learnTicksFromMs = 550;
constexpr double infoPeriodMs = 10'000; // sentinel_info_period, Redis 7.0.15
constexpr double refreshedMs = infoPeriodMs + 150;

std::optional<qint64> infoAgeOf(const redis::Address& target, const Value& reply) {
    const auto replicas = redis::parseSentinelEntries(reply);
    if (!replicas) {
        return {};
    }
    const auto it = std::ranges::find(*replicas, target, &redis::SentinelEntry::address);
    return it == replicas->end() ? std::nullopt : it->number("info-refresh");
}

} // namespace

struct AlignWatch::Listener {
    Line* line = nullptr;
    SentinelRhythm rhythm;
    QTimer timer;
};

AlignWatch::AlignWatch(const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_setOut(this) {
    m_setOut.setSingleShot(true);
    m_setOut.setTimerType(Qt::PreciseTimer);
}

AlignWatch::~AlignWatch() = default;

void AlignWatch::start(const std::vector<Line*>& sentinels, const QString& group,
                       const redis::Address& target, std::chrono::nanoseconds lead,
                       std::function<void(const redis::Address&)> done) {
    stop();
    m_group = group;
    m_target = target;
    m_lead = lead;
    m_begun = m_clock.monotonic();
    m_done = std::move(done);
    for (Line* line : sentinels) {
        auto listener = std::make_unique<Listener>();
        listener->line = line;
        listener->timer.setSingleShot(true);
        listener->timer.setTimerType(Qt::PreciseTimer);
        listener->timer.callOnTimeout(this, [this, each = listener.get()] { step(*each); });
        m_listeners.push_back(std::move(listener));
        askAge(*m_listeners.back());
    }
}

void AlignWatch::stop() {
    m_generation += 1;
    m_setOut.stop();
    m_setOut.disconnect();
    m_listeners.clear();
    m_done = {};
}

bool AlignWatch::isBlind() const {
    return m_lead > longestLead || m_clock.monotonic() - m_begun > choosy;
}

AlignmentWish AlignWatch::wish() const {
    return m_clock.monotonic() - m_begun > choosy ? AlignmentWish::good() : AlignmentWish::best();
}

/// What this Sentinel is to be asked next, or when.
void AlignWatch::step(Listener& listener) {
    const Moment now = m_clock.monotonic();
    const double age = listener.rhythm.infoAgeAt(now);
    if (!listener.rhythm.knowsInfo() || age >= infoPeriodMs) {
        askAge(listener);
    } else if (age > AlignmentWish::good().latestMs) {
        again(listener, listener.rhythm.whenInfoIsOld(refreshedMs));
    } else if (const Moment blind = listener.rhythm.whenInfoIsOld(blindAgeMs) - m_lead;
               isBlind() && blind >= now) {
        setOut(listener, blind);
    } else if (age < learnTicksFromMs) {
        again(listener, listener.rhythm.whenInfoIsOld(learnTicksFromMs));
    } else {
        askTick(listener);
    }
}

void AlignWatch::askAge(Listener& listener) {
    const Moment asked = m_clock.monotonic();
    const auto replies =
        listener.line->ask({Command{"SENTINEL", "REPLICAS", m_group.toUtf8()}}, askDeadline);
    whenDone(
        replies, this,
        [this, &listener, asked, generation = m_generation](const Result<QList<Value>>& answer) {
            if (generation != m_generation) {
                return;
            }
            const auto age =
                answer ? infoAgeOf(m_target, answer->first()) : std::optional<qint64>();
            if (!age) {
                return; // it cannot lead
            }
            const Moment now = m_clock.monotonic();
            listener.rhythm.sawInfoAge(asked, now, *age);
            tellExpectation();
            if (static_cast<double>(*age) >= infoPeriodMs) {
                again(listener, now + ageAgainAfter); // its own poll is due just now
            } else {
                step(listener);
            }
        });
}

void AlignWatch::askTick(Listener& listener) {
    const Moment asked = m_clock.monotonic();
    whenDone(
        listener.line->ask({Command{"INFO", "server"}}, askDeadline), this,
        [this, &listener, asked, generation = m_generation](const Result<QList<Value>>& answer) {
            const auto info = answer.and_then(
                [](const auto& replies) { return redis::Info::parse(replies.first()); });
            if (generation != m_generation || !info) {
                return;
            }
            const Moment now = m_clock.monotonic();
            listener.rhythm.sawHz(asked, now, static_cast<int>(info->number("hz").value_or(0)));
            choose(listener);
            if (generation == m_generation && !m_setOut.isActive()) {
                again(listener, now + tickEvery);
            }
        });
}

void AlignWatch::again(Listener& listener, Moment at) {
    const auto wait = std::chrono::ceil<milliseconds>(at - m_clock.monotonic());
    listener.timer.start(std::max(wait, milliseconds{0}));
}

void AlignWatch::choose(Listener& listener) {
    const auto moment = freezeMoment(listener.rhythm, m_clock.monotonic(), m_lead, wish());
    if (moment) {
        setOut(listener, *moment);
    }
}

void AlignWatch::setOut(Listener& listener, Moment at) {
    if (m_setOut.isActive()) {
        return;
    }
    m_setOut.callOnTimeout(this, [this, leader = listener.line->address()] {
        const auto done = std::move(m_done);
        stop();
        done(leader);
    });
    const auto wait = std::chrono::floor<milliseconds>(at - m_clock.monotonic());
    m_setOut.start(std::max(wait, milliseconds{0}));
}

void AlignWatch::tellExpectation() {
    const Moment now = m_clock.monotonic();
    double soonest = infoPeriodMs;
    for (const auto& listener : m_listeners) {
        if (listener->rhythm.knowsInfo()) {
            const double wait = blindAgeMs - listener->rhythm.infoAgeAt(now);
            soonest = std::min(soonest, wait < 0 ? wait + infoPeriodMs : wait);
        }
    }
    emit expects(static_cast<int>(soonest));
}

} // namespace ferryman
