// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/key_supply.h"

#include <deque>

namespace ferryman::test {

/// The plain limit of a comparison: reads the values of all of the source's keys from both servers,
/// as many at once as the verifier does and over the same connections, and compares nothing: SCAN
/// and TYPE on the source, GET, LRANGE, SMEMBERS, HGETALL and ZRANGE on both.
class PlainSweep : public QObject {
public:
    PlainSweep(const redis::Login& source, const redis::Login& target);

    [[nodiscard]] Future<Done> open();
    [[nodiscard]] Future<qint64> run(); ///< Keys read.

private:
    void pump();
    void fetch();
    void readBatch(const QList<QByteArray>& keys);
    void readValues(int lane, const QList<QByteArray>& keys, const QByteArray& types);

    static constexpr int lanes = 4;
    static constexpr qsizetype batchKeys = 512;
    static constexpr qint64 inFlight = 4096;

    Side m_source;
    Side m_target;
    Pair m_pair;
    ScannedKeys m_keys;
    std::deque<QByteArray> m_waiting;
    bool m_fetching = false;
    qint64 m_pending = 0;
    qint64 m_read = 0;
    int m_turn = 0;
    Promise<qint64> m_promise;
};

} // namespace ferryman::test
