// SPDX-License-Identifier: GPL-3.0-or-later
#include "plain_sweep.h"

namespace ferryman::test {

PlainSweep::PlainSweep(const redis::Login& source, const redis::Login& target)
    : m_source(source, lanes)
    , m_target(target, lanes)
    , m_pair{&m_source, &m_target}
    , m_keys(m_source, 0) {}

Future<Done> PlainSweep::open() {
    return andThen(m_source.open(), this, [this](Done) { return m_target.open(); });
}

Future<qint64> PlainSweep::run() {
    pump();
    return m_promise.future();
}

void PlainSweep::pump() {
    while (m_pending < inFlight &&
           (qsizetype(m_waiting.size()) >= batchKeys || (m_keys.atEnd() && !m_waiting.empty()))) {
        QList<QByteArray> keys;
        while (keys.size() < batchKeys && !m_waiting.empty()) {
            keys.append(std::move(m_waiting.front()));
            m_waiting.pop_front();
        }
        readBatch(keys);
    }
    fetch();
    if (m_keys.atEnd() && !m_fetching && m_pending == 0 && m_waiting.empty()) {
        m_promise.complete(m_read);
    }
}

void PlainSweep::fetch() {
    if (m_fetching || m_keys.atEnd() || qsizetype(m_waiting.size()) >= inFlight / 2) {
        return;
    }
    m_fetching = true;
    m_keys.fetch(batchKeys, [this](const Result<QList<QByteArray>>& keys) {
        m_fetching = false;
        if (!keys) {
            m_promise.complete(tl::make_unexpected(keys.error()));
            return;
        }
        m_waiting.insert(m_waiting.end(), keys->begin(), keys->end());
        pump();
    });
}

void PlainSweep::readBatch(const QList<QByteArray>& keys) {
    m_pending += keys.size();
    const int lane = 2 + m_turn++ % 2;
    redis::CommandWriter types;
    for (const QByteArray& key : keys) {
        types.command({"TYPE", key});
    }
    m_source.ask(lane, 0, types, [this, lane, keys](const Result<QByteArray>& replies) {
        if (replies) {
            readValues(lane, keys, *replies);
        } else {
            m_promise.complete(tl::make_unexpected(replies.error()));
        }
    });
}

void PlainSweep::readValues(int lane, const QList<QByteArray>& keys, const QByteArray& types) {
    redis::ReplyCursor cursor(types);
    redis::CommandWriter values;
    for (const QByteArray& key : keys) {
        const std::optional<redis::ReplyItem> type = cursor.next();
        const QByteArrayView name = type ? type->text : QByteArrayView();
        if (name == "string") {
            values.command({"GET", key});
        } else if (name == "list") {
            values.command({"LRANGE", key, "0", "-1"});
        } else if (name == "set") {
            values.command({"SMEMBERS", key});
        } else if (name == "hash") {
            values.command({"HGETALL", key});
        } else if (name == "zset") {
            values.command({"ZRANGE", key, "0", "-1", "WITHSCORES"});
        }
    }
    m_pair.ask(lane, 0, values, values,
               [this, keys](const Result<QByteArray>& source, const Result<QByteArray>& target) {
                   if (!source || !target) {
                       m_promise.complete(
                           tl::make_unexpected(source ? target.error() : source.error()));
                       return;
                   }
                   m_pending -= keys.size();
                   m_read += keys.size();
                   pump();
               });
}

} // namespace ferryman::test
