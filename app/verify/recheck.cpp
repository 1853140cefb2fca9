// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/recheck.h"

#include <QPointer>

namespace ferryman {

namespace {

constexpr qsizetype atOnce = 16; // large ones take a megabyte each

/// MULTI, EXEC: the last reply is nil if a watched key was written.
bool ran(const QByteArray& replies) {
    redis::ReplyCursor cursor(replies);
    static_cast<void>(cursor.whole());
    const std::optional<redis::ReplyItem> exec = cursor.next();
    return exec && exec->isArray() && !exec->isNil();
}

} // namespace

Recheck::Recheck(Pair pair, const VerifyOptions& options, int lane, QObject* parent)
    : QObject(parent)
    , m_pair(pair)
    , m_options(options)
    , m_lane(lane)
    , m_fence(pair, options.fenceDeadline, this) {}

void Recheck::begin(const QList<KeyName>& keys, Handler handler) {
    m_handler = std::move(handler);
    m_keys.clear();
    for (const KeyName& name : keys) {
        m_keys.append({name, {}, false});
    }
    m_begun = 0;
    m_done = 0;
    m_generation += 1;

    redis::CommandWriter watch;
    watch.begin(1 + keys.size());
    watch.word("WATCH");
    for (const KeyName& name : keys) {
        watch.word(name.key);
    }
    const bool linked = m_options.link == VerifyOptions::Link::Replica;
    redis::CommandWriter toTarget;
    toTarget.command({"PING"});
    const QPointer<Recheck> self(this);
    m_pair.ask(m_lane, keys.first().database, watch, linked ? toTarget : watch,
               [self](const Result<QByteArray>& source, const Result<QByteArray>& target) {
                   if (!self) {
                       return;
                   }
                   if (!source || !target) {
                       self->answer(tl::make_unexpected(source ? target.error() : source.error()));
                   } else if (const auto refused = fatalReply(*source, *self->m_pair.source)) {
                       self->answer(tl::make_unexpected(*refused));
                   } else if (const auto refusedThere = fatalReply(*target, *self->m_pair.target)) {
                       self->answer(tl::make_unexpected(*refusedThere));
                   } else {
                       self->afterWatch();
                   }
               });
}

void Recheck::afterWatch() {
    if (m_options.link == VerifyOptions::Link::Unlinked) {
        checkMore();
        return;
    }
    m_fence.reach(Fence::Who::Target, [this](Result<qint64> reached) {
        if (reached) {
            checkMore();
        } else {
            answer(tl::make_unexpected(std::move(reached.error())));
        }
    });
}

void Recheck::checkMore() {
    while (m_begun < m_keys.size() && m_begun - m_done < atOnce) {
        const qsizetype index = m_begun++;
        const CheckPlace place{m_pair, m_lane, m_keys[index].name, m_options.expiryTolerance, {}};
        const QPointer<Recheck> self(this);
        checkKey(place, [self, index, generation = m_generation](Result<KeyOutcome> outcome) {
            if (self && self->m_generation == generation && self->isRunning()) {
                self->takeOutcome(index, std::move(outcome));
            }
        });
    }
}

void Recheck::takeOutcome(qsizetype index, Result<KeyOutcome> outcome) {
    if (!outcome) {
        answer(tl::make_unexpected(std::move(outcome.error())));
        return;
    }
    m_keys[index].outcome = std::move(*outcome);
    m_done += 1;
    if (m_done == m_keys.size()) {
        catchUp();
    } else {
        checkMore();
    }
}

void Recheck::catchUp() {
    const bool linked = m_options.link == VerifyOptions::Link::Replica;
    if (!linked || m_pair.source->facts().replication.role != redis::Role::Replica) {
        release();
        return;
    }
    m_fence.reach(Fence::Who::Source, [this](Result<qint64> reached) {
        if (reached) {
            release();
        } else {
            answer(tl::make_unexpected(std::move(reached.error())));
        }
    });
}

void Recheck::release() {
    redis::CommandWriter commands;
    commands.command({"MULTI"});
    commands.command({"EXEC"});
    const bool linked = m_options.link == VerifyOptions::Link::Replica;
    redis::CommandWriter toTarget;
    toTarget.command({"PING"});
    const QPointer<Recheck> self(this);
    m_pair.ask(m_lane, m_keys.first().name.database, commands, linked ? toTarget : commands,
               [self, linked](const Result<QByteArray>& source, const Result<QByteArray>& target) {
                   if (!self) {
                       return;
                   }
                   if (!source || !target) {
                       self->answer(tl::make_unexpected(source ? target.error() : source.error()));
                       return;
                   }
                   self->judge(ran(*source), linked || ran(*target));
               });
}

void Recheck::judge(bool sourceUntouched, bool targetUntouched) {
    for (Rechecked& key : m_keys) {
        key.settled =
            (sourceUntouched && targetUntouched) || key.outcome.kind != KeyOutcome::Kind::Differs;
    }
    answer(m_keys);
}

void Recheck::answer(Result<QList<Rechecked>> result) {
    if (const Handler handler = std::exchange(m_handler, {})) {
        handler(std::move(result));
    }
}

} // namespace ferryman
