// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/server_process.h"
#include "redis/connection.h"
#include "verify/verifier.h"

#include <QTimer>

#include <memory>

namespace ferryman::test {

[[nodiscard]] redis::Login loginTo(const redis::Address& address);

[[nodiscard]] ServerOptions namedServer(const char* name, const QByteArrayList& config = {});

/// Runs one verification to its end.
struct VerifyRun {
    Verdict verdict;
    QList<Difference> found;
    QList<VerifyProgress> progress;
    int finished = 0;
};
[[nodiscard]] VerifyRun verify(const VerifyOptions& options, const redis::Address& source,
                               const redis::Address& target, const QJsonObject& resume = {});

/// A source and a Redis that replicates from it and can be written to nevertheless, so that
/// differences can be planted behind the replication's back.
class LinkedPair {
public:
    LinkedPair();

    void start(); ///< And fills the source with `keys` of every type.
    /// Takes away what a write load or a plant left, until both hold `keys` again: what has expired
    /// is counted by DBSIZE until the server comes to it.
    void clean();
    void awaitSync();

    [[nodiscard]] ServerProcess& source() { return m_source; }
    [[nodiscard]] ServerProcess& target() { return m_target; }
    [[nodiscard]] redis::Client& toSource() { return *m_toSource; }
    [[nodiscard]] redis::Client& toTarget() { return *m_toTarget; }
    void reconnectTarget();

    static constexpr qint64 keys = 30'000;

private:
    ServerProcess m_source;
    ServerProcess m_target;
    std::unique_ptr<redis::Client> m_toSource;
    std::unique_ptr<redis::Client> m_toTarget;
};

/// Writes to a server without end: new keys, keys that count up, that come and go, that flip
/// between two values, and that expire; about 20,000 writes a second.
class WriteStorm : public QObject {
public:
    explicit WriteStorm(const redis::Address& server);

    [[nodiscard]] qint64 written() const { return m_written; }

private:
    void write();

    redis::Client m_client;
    QTimer m_timer;
    qint64 m_written = 0;
    qint64 m_pending = 0;
    quint32 m_step = 0;
};

} // namespace ferryman::test
