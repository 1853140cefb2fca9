// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/stand_in/frames.h"
#include "redis/endpoint.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <memory>

namespace ferryman::stand_in {

/// The proxy between the private redis-server and the source. It makes a Redis replicate as
/// Dragonfly does: never a partial resync (`PSYNC ? -1`), and announced with the stand-in's own
/// port.
class ReplicationLink : public QObject {
    Q_OBJECT
public:
    enum class State {
        Down,      ///< No connection to the source.
        Greeting,  ///< Connected, no PSYNC yet.
        Syncing,   ///< The snapshot is asked for or on its way.
        Streaming, ///< The snapshot went through.
    };

    /// Called before a PSYNC goes to the source; it goes when the callback is called, which says
    /// whether the source holds what Dragonfly cannot load: then the link is cut at the end of each
    /// snapshot.
    using BeforeSync = std::function<void(std::function<void(bool loadable)>)>;

    explicit ReplicationLink(quint16 announcedPort, QObject* parent = nullptr);

    [[nodiscard]] bool listen();
    [[nodiscard]] quint16 port() const {
        return m_server.serverPort();
    } ///< Where the private server replicates from.

    void setBeforeSync(BeforeSync beforeSync) { m_beforeSync = std::move(beforeSync); }
    void follow(const redis::Address& source); ///< From now on; an old link is cut.
    void stop();                               ///< Cuts the link and takes no other.

    /// Tells the source what was applied, as Dragonfly does after each 1024 bytes (replica.cc); a
    /// Redis replica by itself does so once a second only.
    void acknowledge(qint64 offset);
    [[nodiscard]] qint64 unacknowledgedBytes() const { return m_unacknowledged; }

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QByteArray sourceReplid() const { return m_replid; }
    [[nodiscard]] qint64 secondsSinceIo() const;

signals:
    void stateChanged();

private:
    void accept();
    void connectUpstream();
    void cut();
    void setState(State state);
    void fromReplica();
    void forwardHandshake(const Request& request);
    void startSync();
    void fromSource();
    void fromSourceBeforeSync(QByteArray bytes);
    void snapshotBytes(const QByteArray& bytes);
    void toReplica(const QByteArray& bytes);

    quint16 m_announcedPort;
    BeforeSync m_beforeSync;
    QTcpServer m_server;
    redis::Address m_source;
    std::unique_ptr<QTcpSocket> m_replica;
    std::unique_ptr<QTcpSocket> m_upstream;
    QTimer m_retryTimer;
    QElapsedTimer m_lastIo;
    State m_state = State::Down;
    QByteArray m_replid;
    quint64 m_generation = 0; ///< Of the link, for answers that come after its end.

    RequestReader m_handshake;
    bool m_syncAsked = false; ///< PSYNC was read from the replica.
    bool m_syncSent = false;  ///< It went to the source.
    bool m_loadable = true;
    int m_awaitedLines = 0; ///< Replies to the handshake that have not come yet.
    QByteArray m_head;      ///< Reply lines before the snapshot.
    bool m_inSnapshot = false;
    qint64 m_snapshotLeft = 0; ///< Where there is no mark.
    QByteArray m_mark;         ///< At its end, of a snapshot that was never on the source's disk.
    QByteArray m_tail;
    qint64 m_unacknowledged = 0; ///< Streamed since the last acknowledgement of ours.
};

} // namespace ferryman::stand_in
