// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/server_process.h"
#include "practice/stand_in/dragonfly_text.h"
#include "practice/stand_in/replication_link.h"
#include "redis/client.h"
#include "redis/info.h"

#include <QElapsedTimer>
#include <QHash>

#include <deque>

namespace ferryman::stand_in {

using Answer = std::function<void(const QByteArray& reply)>;

struct StandInOptions {
    quint16 port = 0;
    quint16 announcedPort = 0; ///< To the source; 0: `port`.
    QString folder;
};

/// The Dragonfly that is pretended, apart from its connections: its role, its settings, its
/// figures, and the private redis-server that holds the data.
class Target : public QObject {
    Q_OBJECT
public:
    enum class Phase { Primary, Connecting, Greeting, FullSync, Stable };

    explicit Target(StandInOptions options, QObject* parent = nullptr);

    [[nodiscard]] Future<Done> start();

    [[nodiscard]] quint16 port() const { return m_options.port; }
    [[nodiscard]] redis::Address dataServer() const { return m_server.address(); }
    [[nodiscard]] const CommandTable& commands() const { return m_commands; }
    [[nodiscard]] const ConfigTable& config() const { return m_config; }
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] bool isPrimary() const { return m_phase == Phase::Primary; }
    [[nodiscard]] bool isLoading() const { return m_phase == Phase::FullSync; }

    /// OK once the source has greeted; before that nothing has changed. It is always NO ONE,
    /// FLUSHALL, REPLICAOF, the same source's address included.
    void replicaOf(const redis::Address& source, Answer answer);
    void replicaOfNoOne(Answer answer);
    void configSet(const QByteArray& name, const QByteArray& value, const Answer& answer);
    void info(const QByteArray& section, qint64 clients, Answer answer);
    void keysIn(int database,
                const Answer& answer); ///< DBSIZE, which is answered in a full sync too.
    [[nodiscard]] QByteArray role() const;

    void countCommand() { ++m_commandsProcessed; }
    void countConnection() { ++m_connections; }
    void countUnknown(const QByteArray& upperName);
    void countError(const QByteArray& line) { ++m_errors[line]; }

signals:
    void broken(
        const ferryman::Error& error); ///< The private server is gone: the stand-in ends with it.

private:
    using Values = std::function<void(const QList<redis::Value>&)>;
    using Step = std::function<void(std::function<void()> next)>;

    void enqueue(Step step);
    void runNext();
    void ask(const QList<redis::Command>& commands, Values values);
    void detachData(const std::function<void()>& then);
    void greet(const redis::Address& source, std::function<void(const QByteArray& error)> then);
    void attach(const redis::Address& source, Answer answer, std::function<void()> next);
    void beforeSync(std::function<void(bool)> then);
    void linkChanged();
    void awaitLoaded();
    void acknowledgeApplied();
    void setPhase(Phase phase) { m_phase = phase; }
    void learn(const redis::Info& data);
    [[nodiscard]] LiveInfo liveInfo(const redis::Info& data, qint64 clients) const;
    [[nodiscard]] QByteArrayList replicationLines(const redis::Info& data) const;
    [[nodiscard]] QByteArrayList commandStats(const redis::Info& data) const;
    [[nodiscard]] QByteArrayList errorStats(const redis::Info& data) const;

    StandInOptions m_options;
    ServerProcess m_server;
    std::unique_ptr<redis::Client> m_control;
    ReplicationLink m_link;
    CommandTable m_commands;
    ConfigTable m_config;
    QByteArray m_replid;
    Phase m_phase = Phase::Primary;
    redis::Address m_source;
    std::deque<Step> m_steps; ///< Changes of role, one after the other.
    bool m_stepping = false;
    QTimer m_loadTimer;
    QTimer m_ackTimer;
    bool m_acknowledging = false;
    QElapsedTimer m_uptime;
    qint64 m_commandsProcessed = 0;
    qint64 m_connections = 0;
    QHash<QByteArray, qint64> m_unknown;
    QHash<QByteArray, qint64> m_errors;
};

} // namespace ferryman::stand_in
