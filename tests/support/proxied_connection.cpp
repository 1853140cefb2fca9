// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/proxied_connection.h"

#include "support/resp_request.h"

#include <algorithm>
#include <sys/socket.h>

namespace ferryman::test {

namespace {

constexpr qint64 mostWaiting = qint64{64} * 1024 * 1024; // then the sender waits, as in a network

/// Nothing where the command is one that anybody may begin with.
std::optional<Speaker> speakerBy(const QByteArrayList& words) {
    const QByteArray command = words.first().toUpper();
    if (command == "PSYNC" || command == "SYNC" || command == "REPLCONF") {
        return Speaker::Replication;
    }
    if (command == "CLIENT" && words.value(1).toUpper() == "SETNAME") {
        const QByteArray name = words.value(2);
        const bool load = name == "ferryman-load"; // writes as any client does
        return name.isEmpty()                         ? Speaker::Replication
               : name.startsWith("sentinel-")         ? Speaker::Sentinel
               : name.startsWith("ferryman") && !load ? Speaker::Console
                                                      : Speaker::Client;
    }
    static const QByteArrayList anybody{"AUTH", "CLIENT", "HELLO", "PING", "SELECT"};
    return anybody.contains(command) ? std::optional<Speaker>() : Speaker::Client;
}

void sendReset(QTcpSocket& socket) {
    const linger atOnce{1, 0};
    ::setsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                 sizeof atOnce);
    socket.abort();
}

} // namespace

// --- rules ---

void ProxyRules::cut(Speaker who) {
    const std::lock_guard lock(m_mutex);
    m_cut.insert(who);
}

void ProxyRules::sever(Speaker who) {
    const std::lock_guard lock(m_mutex);
    m_severed.insert(who);
}

void ProxyRules::mend() {
    const std::lock_guard lock(m_mutex);
    m_cut.clear();
    m_severed.clear();
}

void ProxyRules::setTrap(Trap trap) {
    const std::lock_guard lock(m_mutex);
    m_traps.append(std::move(trap));
}

bool ProxyRules::isCut(Speaker who) const {
    const std::lock_guard lock(m_mutex);
    return m_cut.contains(who);
}

bool ProxyRules::isSevered(Speaker who) const {
    const std::lock_guard lock(m_mutex);
    return m_severed.contains(who);
}

std::optional<Trap> ProxyRules::takeTrap(Speaker who, const QByteArray& bytes) {
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find_if(m_traps, [&](const Trap& trap) {
        return trap.speaker == who && bytes.contains(encodedWords(trap.words));
    });
    if (found == m_traps.end()) {
        return {};
    }
    Trap trap = std::move(*found);
    m_traps.erase(found);
    return trap;
}

// --- one connection ---

ProxiedConnection::ProxiedConnection(std::unique_ptr<QTcpSocket> client, ProxyRules& rules)
    : m_rules(rules)
    , m_client(std::move(client))
    , m_server(std::make_unique<QTcpSocket>()) {
    m_toServer.from = m_toClient.to = m_client.get();
    m_toServer.to = m_toClient.from = m_server.get();
    m_client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connectLane(m_toServer);
    connectLane(m_toClient);
    connect(m_server.get(), &QTcpSocket::connected, this, [this] {
        m_server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_connected = true;
        pump(m_toServer);
    });
    connect(m_server.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_server->error() == QAbstractSocket::ConnectionRefusedError) {
            reset();
        }
    });
}

ProxiedConnection::~ProxiedConnection() {
    m_client->disconnect(this); // sockets tell of their end while they are destroyed
    m_server->disconnect(this);
}

void ProxiedConnection::connectLane(Lane& lane) {
    connect(lane.from, &QTcpSocket::readyRead, this, [this, &lane] { read(lane); });
    connect(lane.from, &QTcpSocket::disconnected, this, [this, &lane] {
        read(lane);
        lane.ended = true;
        pump(lane);
    });
}

void ProxiedConnection::leadTo(const redis::Address& server) {
    m_server->connectToHost(server.host, server.port);
}

void ProxiedConnection::reset() {
    for (QTcpSocket* socket : {m_client.get(), m_server.get()}) {
        socket->disconnect(this);
        sendReset(*socket);
    }
    emit finished();
}

void ProxiedConnection::read(Lane& lane) {
    if (lane.waiting >= mostWaiting) {
        return;
    }
    const QByteArray bytes = lane.from->readAll();
    if (bytes.isEmpty()) {
        return;
    }
    const bool toServer = &lane == &m_toServer;
    lane.parcels.push_back(bytes);
    lane.waiting += bytes.size();
    if (toServer && m_speaker == Speaker::Unknown) {
        listen(bytes);
        if (m_rules.isSevered(m_speaker)) {
            reset();
            return;
        }
    }
    pump(lane);
}

void ProxiedConnection::listen(const QByteArray& bytes) {
    m_opening += bytes;
    while (m_speaker == Speaker::Unknown && !m_opening.isEmpty()) {
        if (!m_opening.startsWith('*')) {
            m_speaker = Speaker::Client; // an inline command
            return;
        }
        const auto words = takeRequest(m_opening);
        if (!words || words->isEmpty()) {
            return;
        }
        m_speaker = speakerBy(*words).value_or(Speaker::Unknown);
    }
}

void ProxiedConnection::pump() {
    pump(m_toServer);
    pump(m_toClient);
}

void ProxiedConnection::pump(Lane& lane) {
    while (!lane.parcels.empty()) {
        if (!m_connected || m_rules.isCut(m_speaker)) {
            return;
        }
        springTraps(lane, lane.parcels.front());
        if (m_rules.isCut(m_speaker)) { // that was the trap
            return;
        }
        const QByteArray bytes = std::move(lane.parcels.front());
        lane.parcels.pop_front();
        lane.waiting -= bytes.size();
        lane.to->write(bytes);
        lane.to->flush();
    }
    if (lane.ended && m_connected && !m_rules.isCut(m_speaker)) {
        lane.to->disconnectFromHost();
        if (lane.to->state() == QAbstractSocket::UnconnectedState) {
            emit finished();
        }
    }
}

void ProxiedConnection::springTraps(const Lane& lane, const QByteArray& bytes) {
    if (&lane == &m_toClient) {
        if (const auto spring = std::exchange(m_onAnswer, {})) {
            spring();
        }
        return;
    }
    while (const auto trap = m_rules.takeTrap(m_speaker, bytes)) {
        if (trap->moment == Trap::Moment::Before) {
            trap->spring();
        } else {
            m_onAnswer = trap->spring;
        }
    }
}

} // namespace ferryman::test
