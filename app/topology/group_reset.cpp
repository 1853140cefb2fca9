// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/group_reset.h"

#include "base/joined.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds askDeadline{1500};
constexpr milliseconds lookEvery{200};
constexpr milliseconds lookFor{30'000};
constexpr milliseconds silentFor{5'000}; // after its RESET; then the next one's turn has come

} // namespace

QByteArray escapedGlob(const QString& group) {
    QByteArray pattern;
    for (const char character : group.toUtf8()) {
        if (QByteArrayView("*?[]\\").contains(character)) {
            pattern += '\\';
        }
        pattern += character;
    }
    return pattern;
}

redis::Command resetCommand(const QString& group) {
    return redis::Command{"SENTINEL", "RESET", escapedGlob(group)}.changes();
}

GroupReset::GroupReset(Sentinels& sentinels, QString group, redis::Witness witness,
                       redis::Address primary, QObject* parent)
    : QObject(parent)
    , m_sentinels(sentinels)
    , m_group(std::move(group))
    , m_witness(std::move(witness))
    , m_primary(std::move(primary)) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(lookEvery);
    m_pause.callOnTimeout(this, [this] { m_findsPeers ? look() : askNext(); });
}

void GroupReset::include(const QList<redis::Address>& sentinels) {
    for (const redis::Address& sentinel : sentinels) {
        if (!m_left.contains(sentinel) && m_sentinels.connection(sentinel) != nullptr) {
            m_left.append(sentinel);
        }
    }
}

Future<Done> GroupReset::run() {
    m_promise = Promise<Done>();
    m_patience.setRemainingTime(lookFor);
    m_left += std::exchange(m_silent, {});
    m_waiting = 0;
    if (m_findsPeers) {
        look();
    } else if (m_begun) {
        askNext();
    } else {
        whenDone(m_sentinels.read(m_group), this, [this](const Result<Topology>& topology) {
            if (topology) {
                begin(*topology);
            } else {
                m_promise.complete(tl::make_unexpected(topology.error()));
            }
        });
    }
    return m_promise.future();
}

/// Those that answer first; the silent ones may wake up, and then have to forget as well.
void GroupReset::begin(const Topology& topology) {
    m_begun = true;
    QList<redis::Address> answering;
    QList<redis::Address> silent;
    for (const SentinelView& view : topology.sentinels) {
        (view.answered() ? answering : silent).append(view.address);
    }
    const QList<redis::Address> included = std::exchange(m_left, answering);
    include(silent + included);
    askNext();
}

void GroupReset::askNext() {
    if (m_left.isEmpty()) {
        conclude();
        return;
    }
    m_current = m_left.takeFirst();
    const redis::Command question{"SENTINEL", "MASTER", m_group.toUtf8()};
    whenDone(m_sentinels.connection(m_current)->send(question, askDeadline), this,
             [this](const Result<redis::Value>& reply) { judge(reply); });
}

void GroupReset::judge(const Result<redis::Value>& reply) {
    const auto entry = reply.and_then(redis::parseSentinelEntry);
    if (!entry) {
        setAside(entry.error());
    } else if (redis::failsOver(*entry)) {
        wait({QT_TRANSLATE_NOOP("core", "Sentinel %1 has a failover under way that does not end, "
                                        "so it was not reset."),
              {m_current.toString()}});
    } else if (!m_primary.isNull() && entry->address != m_primary) {
        wait({QT_TRANSLATE_NOOP("core", "Sentinel %1 names %2 as the primary instead of %3, so it "
                                        "was not reset."),
              {m_current.toString(), entry->address.toString(), m_primary.toString()}});
    } else {
        reset();
    }
}

void GroupReset::wait(const Message& why) {
    m_reasons[m_current] = why;
    m_left.append(m_current);
    m_waiting += 1;
    if (m_patience.hasExpired()) {
        fail(ErrorKind::Timeout, m_left + m_silent);
    } else if (m_waiting < m_left.size()) {
        askNext();
    } else {
        m_waiting = 0;
        m_pause.start();
    }
}

void GroupReset::setAside(const Error& error) {
    m_reasons[m_current] = {
        QT_TRANSLATE_NOOP("core", "Sentinel %1 gives no answer, so it was not reset: %2"),
        {m_current.toString(), error.sentence()}};
    m_silent.append(m_current);
    askNext();
}

void GroupReset::reset() {
    const redis::Command reset = resetCommand(m_group);
    m_witness.before(m_current, reset);
    whenDone(m_sentinels.connection(m_current)->send(reset), this,
             [this, reset](const Result<redis::Value>& reply) {
                 m_witness.after(m_current, reset, reply);
                 if (!reply) {
                     setAside(reply.error());
                     return;
                 }
                 m_findsPeers = true;
                 m_patience.setRemainingTime(lookFor);
                 m_pause.start();
             });
}

void GroupReset::look() {
    whenDone(m_sentinels.read(m_group), this, [this](const Result<Topology>& topology) {
        const Topology seen = topology.value_or(Topology{});
        const auto view =
            std::ranges::find(seen.sentinels, m_current, [](const SentinelView& each) {
                return each.answered() ? each.address : redis::Address{};
            });
        const bool answers = view != seen.sentinels.end();
        const auto waited = lookFor - milliseconds(m_patience.remainingTime());
        if (answers && view->peers.size() >= seen.answering() - 1) {
            goOn();
            askNext();
        } else if (!answers && waited >= silentFor) {
            goOn();
            setAside({ErrorKind::Timeout, {QT_TRANSLATE_NOOP("core", "it fell silent.")}, {}, {}});
        } else if (m_patience.hasExpired()) {
            m_reasons[m_current] = {
                QT_TRANSLATE_NOOP(
                    "core",
                    "After SENTINEL RESET %1 did not find the other Sentinels again within %2 "
                    "seconds: look at its log before you go on."),
                {m_current.toString(), QString::number(lookFor.count() / 1000)}};
            fail(ErrorKind::Timeout, {m_current});
        } else {
            m_pause.start();
        }
    });
}

void GroupReset::goOn() {
    m_findsPeers = false;
    m_waiting = 0;
    m_patience.setRemainingTime(lookFor);
}

void GroupReset::conclude() {
    if (m_silent.isEmpty()) {
        m_promise.complete(Done{});
    } else {
        fail(ErrorKind::Unreachable, m_silent);
    }
}

void GroupReset::fail(ErrorKind kind, const QList<redis::Address>& left) {
    QList<Error> errors;
    for (const redis::Address& sentinel : left) {
        errors.append({kind, m_reasons[sentinel], sentinel.toString(), {}});
    }
    m_promise.complete(tl::make_unexpected(joined(errors)));
}

} // namespace ferryman
