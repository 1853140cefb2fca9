// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/withdrawal.h"

#include "redis/role.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds againAfter{1000};
constexpr milliseconds askDeadline{2000};

Error silentSource(const redis::Address& source) {
    return {
        ErrorKind::Unreachable,
        {QT_TRANSLATE_NOOP(
             "core", "Dragonfly was sent REPLICAOF NO ONE, but the source %1 does not answer, so "
                     "no Sentinel was reset: without it they would not find each other again. "
                     "Once it answers, stop the replication again."),
         {source.toString()}},
        source.toString(),
        {}};
}

} // namespace

Withdrawal::Withdrawal(Parties parties, QObject* parent)
    : QObject(parent)
    , m_parties(std::move(parties))
    , m_deadline(this)
    , m_again(this) {
    m_deadline.setSingleShot(true);
    m_deadline.callOnTimeout(this, [this] {
        end(tl::make_unexpected(m_trouble.value_or(
            Error{ErrorKind::Timeout,
                  {QT_TRANSLATE_NOOP("core", "Dragonfly was not out of the group in time.")},
                  {},
                  {}})));
    });
    m_again.setSingleShot(true);
    m_again.setInterval(againAfter);
    m_again.callOnTimeout(this, &Withdrawal::detach);
}

Future<Done> Withdrawal::run() {
    m_parties.replication->stopping();
    m_deadline.start(m_parties.patience);
    detach();
    return m_promise.future();
}

template <typename T, typename Next>
void Withdrawal::then(const Future<T>& future, Next next) {
    whenDone(future, this, [this, next = std::move(next)](const Result<T>& result) {
        if (m_promise.isCompleted()) {
            return;
        }
        if (result) {
            next(*result);
        } else {
            again(result.error());
        }
    });
}

void Withdrawal::detach() {
    then(m_parties.replication->detach(), [this](Done) { judgeSource(); });
}

/// Sentinels find each other over the primary alone once they were reset.
void Withdrawal::judgeSource() {
    const auto pinged = m_parties.source->send({"PING"}, askDeadline);
    whenDone(pinged, this, [this](const Result<redis::Value>& reply) {
        if (m_promise.isCompleted()) {
            return;
        }
        if (reply) {
            forget();
        } else {
            end(tl::make_unexpected(silentSource(m_parties.source->address())));
        }
    });
}

void Withdrawal::forget() {
    m_reset =
        std::make_unique<GroupReset>(*m_parties.sentinels, m_parties.group, m_parties.witness);
    whenDone(m_reset->run(), this, [this](const Result<Done>& reset) {
        if (m_promise.isCompleted()) {
            return;
        }
        // One that is silent is told of at the end; those that answer were reset.
        if (reset || reset.error().kind == ErrorKind::Unreachable) {
            check();
        } else {
            again(reset.error());
        }
    });
}

/// While the last Sentinels were reset, one of the first may have attached it again.
void Withdrawal::check() {
    const auto asked = m_parties.target->send({"ROLE"}, askDeadline);
    const auto read = andThen(asked, this, [this](const redis::Value& reply) -> Future<Topology> {
        const auto role = redis::parseRole(reply);
        if (!role) {
            return ready<Topology>(tl::make_unexpected(role.error()));
        }
        if (role->role != redis::Role::Primary) {
            return ready<Topology>(failure(
                ErrorKind::Refused,
                {QT_TRANSLATE_NOOP("core", "A Sentinel attached Dragonfly again meanwhile.")}));
        }
        return m_parties.sentinels->read(m_parties.group);
    });
    then(read, [this](const Topology& topology) { judgeTopology(topology); });
}

void Withdrawal::judgeTopology(const Topology& topology) {
    const redis::Address target = m_parties.target->address();
    m_silent.clear();
    for (const SentinelView& view : topology.sentinels) {
        if (!view.answered()) {
            m_silent.append(view.address.toString());
        } else if (view.replica(target) != nullptr) {
            again({ErrorKind::Refused,
                   {QT_TRANSLATE_NOOP("core", "Sentinel %1 still lists Dragonfly as a replica."),
                    {view.address.toString()}},
                   view.address.toString(),
                   {}});
            return;
        }
    }
    restore();
}

void Withdrawal::restore() {
    then(m_parties.replication->restore(), [this](Done) {
        m_parties.replication->stopped();
        if (m_silent.isEmpty()) {
            end(Done{});
            return;
        }
        end(failure(ErrorKind::Refused,
                    {QT_TRANSLATE_NOOP("core", "Dragonfly is detached, but these Sentinels do not "
                                               "answer and will attach it again once they do: %1. "
                                               "Send each of them SENTINEL RESET %2 then."),
                     {m_silent.join(QStringLiteral(", ")), m_parties.group}}));
    });
}

void Withdrawal::again(const Error& because) {
    m_trouble = because;
    m_again.start();
}

void Withdrawal::end(const Result<Done>& result) {
    m_deadline.stop();
    m_again.stop();
    m_reset.reset();
    m_promise.complete(result);
}

} // namespace ferryman
