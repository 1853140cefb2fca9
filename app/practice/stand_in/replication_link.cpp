// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/replication_link.h"

#include <QHostAddress>

#include <algorithm>

namespace ferryman::stand_in {

namespace {

constexpr int retryMs = 500; // Dragonfly's own pause before it connects again
constexpr qint64 mostUnsent =
    qint64{1024} * 1024;           // towards the private server, then the source waits
constexpr qsizetype markSize = 40; // of a diskless snapshot, replication.c of Redis

} // namespace

ReplicationLink::ReplicationLink(quint16 announcedPort, QObject* parent)
    : QObject(parent)
    , m_announcedPort(announcedPort) {
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(retryMs);
    connect(&m_retryTimer, &QTimer::timeout, this, &ReplicationLink::cut);
    connect(&m_server, &QTcpServer::newConnection, this, &ReplicationLink::accept);
}

bool ReplicationLink::listen() {
    return m_server.listen(QHostAddress::LocalHost);
}

void ReplicationLink::follow(const redis::Address& source) {
    m_source = source;
    m_replid.clear();
    cut();
}

void ReplicationLink::stop() {
    m_source = {};
    cut();
}

qint64 ReplicationLink::secondsSinceIo() const {
    return m_lastIo.isValid() ? m_lastIo.elapsed() / 1000 : 0;
}

void ReplicationLink::setState(State state) {
    if (state != m_state) {
        m_state = state;
        emit stateChanged();
    }
}

void ReplicationLink::cut() {
    ++m_generation;
    m_retryTimer.stop();
    for (auto* socket : {&m_replica, &m_upstream}) {
        if (*socket) {
            (*socket)->disconnect(this);
            (*socket)->abort();
            socket->release()->deleteLater();
        }
    }
    m_handshake = {};
    m_syncAsked = m_syncSent = false;
    m_loadable = true;
    m_inSnapshot = false;
    m_awaitedLines = 0;
    m_unacknowledged = 0;
    m_head.clear();
    m_tail.clear();
    setState(State::Down);
}

void ReplicationLink::accept() {
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        cut();
        m_replica.reset(socket);
        socket->setParent(nullptr);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QTcpSocket::readyRead, this, &ReplicationLink::fromReplica);
        connect(socket, &QTcpSocket::disconnected, this, &ReplicationLink::cut);
        connect(socket, &QTcpSocket::bytesWritten, this, &ReplicationLink::fromSource);
        if (m_source.isNull()) {
            m_retryTimer.start(); // cut at once it would come back at once
        } else {
            connectUpstream();
        }
    }
}

void ReplicationLink::connectUpstream() {
    m_upstream = std::make_unique<QTcpSocket>();
    m_upstream->setReadBufferSize(mostUnsent);
    connect(m_upstream.get(), &QTcpSocket::connected, this, [this] {
        m_upstream->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_lastIo.start();
        setState(State::Greeting);
        fromReplica();
    });
    connect(m_upstream.get(), &QTcpSocket::readyRead, this, &ReplicationLink::fromSource);
    connect(m_upstream.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_state == State::Streaming) {
            toReplica(m_upstream->readAll()); // what came before the end belongs to the stream
        }
        setState(State::Down);
        if (m_replica) {
            m_replica->disconnect(this); // it may go on reading what is on its way
            connect(m_replica.get(), &QTcpSocket::disconnected, this, &ReplicationLink::cut);
        }
        m_retryTimer.start();
    });
    m_upstream->connectToHost(m_source.host, m_source.port);
}

void ReplicationLink::fromReplica() {
    if (!m_replica || m_state == State::Down) {
        return;
    }
    if (m_syncAsked) {
        m_upstream->write(m_replica->readAll()); // acknowledgements
        return;
    }
    m_handshake.feed(m_replica->readAll());
    while (auto request = m_handshake.next()) {
        if (request->name() == "PSYNC" || request->name() == "SYNC") {
            m_syncAsked = true;
            startSync();
            return;
        }
        forwardHandshake(*request);
    }
}

void ReplicationLink::forwardHandshake(const Request& request) {
    QByteArrayList words = request.words;
    for (qsizetype i = 1; i + 1 < words.size(); ++i) {
        if (request.name() == "REPLCONF" && words.at(i).toLower() == "listening-port") {
            words[i + 1] = QByteArray::number(m_announcedPort);
        }
    }
    QByteArrayList encodedWords;
    std::ranges::transform(words, std::back_inserter(encodedWords),
                           [](const QByteArray& word) { return bulk(word); });
    ++m_awaitedLines;
    m_upstream->write(arrayOf(encodedWords));
}

void ReplicationLink::startSync() {
    m_beforeSync([this, generation = m_generation](bool loadable) {
        if (generation != m_generation || m_state == State::Down) {
            return;
        }
        m_loadable = loadable;
        m_syncSent = true;
        m_upstream->write(arrayOf({bulk("PSYNC"), bulk("?"), bulk("-1")}));
        setState(State::Syncing);
    });
}

void ReplicationLink::fromSource() {
    if (m_state == State::Down || m_replica->bytesToWrite() > mostUnsent) {
        return;
    }
    const QByteArray bytes = m_upstream->read(mostUnsent);
    if (bytes.isEmpty()) {
        return;
    }
    m_lastIo.start();
    if (m_state == State::Streaming) {
        m_unacknowledged += bytes.size();
        toReplica(bytes);
    } else if (m_inSnapshot) {
        snapshotBytes(bytes);
    } else {
        fromSourceBeforeSync(bytes);
    }
    if (m_state != State::Down && m_upstream->bytesAvailable() > 0) {
        QMetaObject::invokeMethod(this, &ReplicationLink::fromSource, Qt::QueuedConnection);
    }
}

/// Lines until the snapshot begins: the handshake's replies, "+FULLRESYNC <replid> <offset>", empty
/// lines while the source forks, then "$<size>" or "$EOF:<mark>".
void ReplicationLink::fromSourceBeforeSync(QByteArray bytes) {
    qsizetype end = 0;
    while ((end = bytes.indexOf('\n')) >= 0) {
        m_head += bytes.first(end + 1);
        bytes.remove(0, end + 1);
        const QByteArray line = std::exchange(m_head, {});
        toReplica(line);
        if (line.trimmed().isEmpty()) {
            continue;
        }
        if (m_awaitedLines > 0) {
            --m_awaitedLines;
        } else if (line.startsWith("+FULLRESYNC")) {
            m_replid = line.split(' ').value(1);
        } else if (line.startsWith('$')) {
            const QByteArray size = line.mid(1).trimmed();
            m_mark = size.startsWith("EOF:") ? size.mid(4, markSize) : QByteArray();
            m_snapshotLeft = size.toLongLong();
            m_inSnapshot = true;
            m_tail.clear();
            if (!bytes.isEmpty()) {
                snapshotBytes(bytes);
            }
            return;
        }
    }
    m_head += bytes;
}

void ReplicationLink::snapshotBytes(const QByteArray& bytes) {
    qsizetype ending =
        -1; // how many of the bytes belong to the snapshot, when its end is among them
    if (m_mark.isEmpty()) {
        m_snapshotLeft -= bytes.size();
        ending = m_snapshotLeft <= 0 ? bytes.size() + m_snapshotLeft : -1;
    } else {
        const QByteArray window = m_tail + bytes;
        const qsizetype at = window.indexOf(m_mark);
        ending = at < 0 ? -1 : at + markSize - m_tail.size();
        m_tail = window.right(markSize - 1);
    }
    if (ending >= 0 && !m_loadable) {
        m_retryTimer
            .start(); // as Dragonfly, which finds the source's snapshot unreadable and begins again
        m_upstream->disconnect(this);
        m_upstream->abort();
        m_replica->disconnect(this);
        setState(State::Down);
        return;
    }
    toReplica(bytes);
    if (ending >= 0) {
        m_inSnapshot = false;
        setState(State::Streaming);
    }
}

void ReplicationLink::acknowledge(qint64 offset) {
    if (m_state != State::Streaming) {
        return;
    }
    m_unacknowledged = 0;
    m_upstream->write(arrayOf({bulk("REPLCONF"), bulk("ACK"), bulk(QByteArray::number(offset))}));
}

void ReplicationLink::toReplica(const QByteArray& bytes) {
    m_replica->write(bytes);
    m_replica->flush();
}

} // namespace ferryman::stand_in
