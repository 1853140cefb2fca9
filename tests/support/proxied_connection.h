// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QByteArrayList>
#include <QObject>
#include <QSet>
#include <QTcpSocket>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace ferryman::test {

/// Who speaks over a connection, told by what it says first.
enum class Speaker {
    Unknown,     ///< It has said nothing yet that would tell.
    Client,      ///< Whoever else writes and reads, the practice load too.
    Console,     ///< CLIENT SETNAME ferryman...
    Sentinel,    ///< CLIENT SETNAME sentinel-...
    Replication, ///< PSYNC, SYNC or REPLCONF, and the stand-in's nameless greeting before it.
};

/// Springs once, in the proxy's thread, when a speaker sends a command that contains these words.
struct Trap {
    enum class Moment {
        Before,   ///< The command has not gone to the server yet, and waits until `spring` returns.
        Answered, ///< The server has answered; the answer waits.
    };

    Speaker speaker = Speaker::Console;
    QByteArrayList words;
    Moment moment = Moment::Before;
    std::function<void()> spring;
};

/// What the tests want of a proxy: written in their thread, read in the proxy's.
class ProxyRules {
public:
    void cut(Speaker who);
    void sever(Speaker who);
    void mend();
    void setTrap(Trap trap);

    [[nodiscard]] bool isCut(Speaker who) const;
    [[nodiscard]] bool isSevered(Speaker who) const;
    /// The trap that these bytes spring; it is gone then.
    [[nodiscard]] std::optional<Trap> takeTrap(Speaker who, const QByteArray& bytes);

private:
    mutable std::mutex m_mutex;
    QSet<Speaker> m_cut;
    QSet<Speaker> m_severed;
    QList<Trap> m_traps;
};

/// One connection of a CuttingProxy with its other half to the server.
class ProxiedConnection : public QObject {
    Q_OBJECT
public:
    ProxiedConnection(std::unique_ptr<QTcpSocket> client, ProxyRules& rules);
    ~ProxiedConnection() override;

    void leadTo(const redis::Address& server);
    void pump();  ///< Passes on what waited for a cut to be mended.
    void reset(); ///< RST to both sides.

    [[nodiscard]] Speaker speaker() const { return m_speaker; }

signals:
    void finished();

private:
    /// One direction.
    struct Lane {
        QTcpSocket* from = nullptr;
        QTcpSocket* to = nullptr;
        std::deque<QByteArray> parcels;
        qint64 waiting = 0; ///< Bytes in `parcels`.
        bool ended = false; ///< `from` said its last.
    };

    void connectLane(Lane& lane);
    void read(Lane& lane);
    void pump(Lane& lane);
    void springTraps(const Lane& lane, const QByteArray& bytes);
    void listen(const QByteArray& bytes);

    ProxyRules& m_rules;
    std::unique_ptr<QTcpSocket> m_client;
    std::unique_ptr<QTcpSocket> m_server;
    Lane m_toServer;
    Lane m_toClient;
    Speaker m_speaker = Speaker::Unknown;
    bool m_connected = false; ///< To the server, some time.
    QByteArray m_opening;     ///< What was said before the speaker was known.
    std::function<void()> m_onAnswer;
};

} // namespace ferryman::test
