// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/suspects.h"

#include "base/clock.h"

#include <algorithm>

namespace ferryman {

namespace {

qint64 nowMs() {
    return SystemClock().monotonicMs();
}

/// One write to any of a group spoils it for all, so those that were spoilt are tried in smaller
/// ones.
qsizetype groupSize(int attempts) {
    switch (attempts) {
    case 0:
        return 128;
    case 1:
        return 8;
    default:
        return 1;
    }
}

} // namespace

Suspects::Suspects(Pair pair, const VerifyOptions& options, int lane, QObject* parent)
    : QObject(parent)
    , m_options(options)
    , m_recheck(pair, options, lane, this)
    , m_later(this) {
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &Suspects::pump);
}

void Suspects::setLink(VerifyOptions::Link link) {
    m_options.link = link;
    m_recheck.setLink(link);
}

void Suspects::add(const QList<KeyName>& names) {
    for (const KeyName& name : names) {
        m_waiting.push_back({name, 0, 0});
    }
    pump();
}

QList<KeyName> Suspects::pending() const {
    QList<KeyName> names;
    for (const Suspect& suspect : m_running) {
        names.append(suspect.name);
    }
    for (const Suspect& suspect : m_waiting) {
        names.append(suspect.name);
    }
    return names;
}

void Suspects::pump() {
    if (m_failed || m_recheck.isRunning() || m_waiting.empty()) {
        return;
    }
    const qint64 now = nowMs();
    m_running = takeGroup(now);
    if (m_running.isEmpty()) {
        const auto first = std::min_element(
            m_waiting.begin(), m_waiting.end(),
            [](const Suspect& a, const Suspect& b) { return a.notBeforeMs < b.notBeforeMs; });
        m_later.start(int(std::max<qint64>(first->notBeforeMs - now, 1)));
        return;
    }
    QList<KeyName> names;
    for (const Suspect& suspect : m_running) {
        names.append(suspect.name);
    }
    m_recheck.begin(names,
                    [this](Result<QList<Rechecked>> rechecked) { take(std::move(rechecked)); });
}

/// Those that are due, of one database and as often tried.
QList<Suspects::Suspect> Suspects::takeGroup(qint64 now) {
    QList<Suspect> group;
    std::deque<Suspect> others;
    while (!m_waiting.empty()) {
        Suspect suspect = std::move(m_waiting.front());
        m_waiting.pop_front();
        const bool fits =
            group.isEmpty() || (suspect.name.database == group.first().name.database &&
                                suspect.attempts == group.first().attempts &&
                                group.size() < groupSize(group.first().attempts));
        if (suspect.notBeforeMs <= now && fits) {
            group.append(std::move(suspect));
        } else {
            others.push_back(std::move(suspect));
        }
        if (!group.isEmpty() && group.size() == groupSize(group.first().attempts)) {
            break;
        }
    }
    for (auto it = others.rbegin(); it != others.rend(); ++it) {
        m_waiting.push_front(std::move(*it));
    }
    return group;
}

void Suspects::take(Result<QList<Rechecked>> rechecked) {
    const QList<Suspect> tried = std::exchange(m_running, {});
    if (!rechecked) {
        m_failed = true;
        m_waiting.insert(m_waiting.begin(), tried.begin(), tried.end());
        emit failed(rechecked.error());
        return;
    }
    for (qsizetype i = 0; i < tried.size(); ++i) {
        if ((*rechecked)[i].settled) {
            emit settled(tried[i].name, (*rechecked)[i].outcome);
        } else if (tried[i].attempts + 1 >= m_options.attempts) {
            emit undecided(tried[i].name);
        } else {
            const qint64 pause = m_options.firstPause.count() << tried[i].attempts;
            m_waiting.push_back({tried[i].name, tried[i].attempts + 1, nowMs() + pause});
        }
    }
    if (m_waiting.empty()) {
        emit idle();
    } else {
        pump();
    }
}

} // namespace ferryman
