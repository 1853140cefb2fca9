// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/group_reset.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds lookEvery{200};
constexpr milliseconds lookFor{30'000};

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

GroupReset::GroupReset(Sentinels& sentinels, QString group, redis::Witness witness, QObject* parent)
    : QObject(parent)
    , m_sentinels(sentinels)
    , m_group(std::move(group))
    , m_witness(std::move(witness)) {
    m_look.setSingleShot(true);
    m_look.setInterval(lookEvery);
    m_look.callOnTimeout(this, &GroupReset::look);
}

Future<Done> GroupReset::run() {
    whenDone(m_sentinels.read(m_group), this, [this](const Result<Topology>& topology) {
        if (!topology) {
            fail(topology.error());
            return;
        }
        for (const SentinelView& view : topology->sentinels) {
            if (view.answered()) {
                m_left.append(view.address);
            }
        }
        m_wantedPeers = m_left.size() - 1;
        resetNext();
    });
    return m_promise.future();
}

void GroupReset::resetNext() {
    if (m_left.isEmpty()) {
        m_promise.complete(Done{});
        return;
    }
    m_current = m_left.takeFirst();
    m_looks = 0;
    resetWhenCalm();
}

void GroupReset::resetWhenCalm() {
    const redis::Command question{"SENTINEL", "MASTER", m_group.toUtf8()};
    whenDone(m_sentinels.connection(m_current)->send(question), this,
             [this](const Result<redis::Value>& reply) {
                 const auto entry = reply.and_then(redis::parseSentinelEntry);
                 if (!entry) {
                     fail(entry.error());
                 } else if (!redis::failsOver(*entry)) {
                     reset();
                 } else if (++m_looks * lookEvery >= lookFor) {
                     fail({ErrorKind::Timeout,
                           {QT_TRANSLATE_NOOP("core", "Sentinel %1 has a failover under way that "
                                                      "does not end, so it was not reset."),
                            {m_current.toString()}},
                           m_current.toString(),
                           {}});
                 } else {
                     QTimer::singleShot(lookEvery, this, &GroupReset::resetWhenCalm);
                 }
             });
}

void GroupReset::reset() {
    m_looks = 0;
    const redis::Command reset = resetCommand(m_group);
    redis::Connection* sentinel = m_sentinels.connection(m_current);
    m_witness.before(m_current, reset);
    whenDone(sentinel->send(reset), this, [this, reset](const Result<redis::Value>& reply) {
        m_witness.after(m_current, reset, reply);
        if (!reply) {
            fail(reply.error());
            return;
        }
        m_look.start();
    });
}

void GroupReset::look() {
    whenDone(m_sentinels.read(m_group), this, [this](const Result<Topology>& topology) {
        const QList<SentinelView> views = topology ? topology->sentinels : QList<SentinelView>{};
        const bool found = std::ranges::any_of(views, [this](const SentinelView& view) {
            return view.address == m_current && view.answered() &&
                   view.peers.size() >= m_wantedPeers;
        });
        if (found) {
            resetNext();
        } else if (++m_looks * lookEvery >= lookFor) {
            fail({ErrorKind::Timeout,
                  {QT_TRANSLATE_NOOP(
                       "core",
                       "After SENTINEL RESET %1 did not find the other Sentinels again within %2 "
                       "seconds: look at its log before you go on."),
                   {m_current.toString(), QString::number(lookFor.count() / 1000)}},
                  m_current.toString(),
                  {}});
        } else {
            m_look.start();
        }
    });
}

void GroupReset::fail(const Error& error) {
    m_promise.complete(tl::make_unexpected(error));
}

} // namespace ferryman
