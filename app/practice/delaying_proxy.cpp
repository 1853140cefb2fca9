// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/delaying_proxy.h"

#include <QHostAddress>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <deque>
#include <functional>
#include <optional>

namespace ferryman {

namespace {

using Delay = std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr qint64 mostWaiting = qint64{16} * 1024 * 1024; // then the sender waits, as in a network
constexpr qsizetype longestOpening = 1024;               // AUTH and CLIENT SETNAME come first
constexpr auto consolesName = "ferryman";
constexpr auto loadsName = "ferryman-load"; // writes as any client does

/// Whether `CLIENT SETNAME` of a console is in what was said first; nothing until it is known.
std::optional<bool> isConsole(const QByteArray& opening) {
    const qsizetype word = opening.indexOf("SETNAME\r\n$");
    const qsizetype name = word < 0 ? -1 : opening.indexOf("\r\n", word + 9) + 2;
    if (word < 0 || name < 2 || opening.indexOf("\r\n", name) < 0) {
        return opening.size() > longestOpening ? std::optional(false) : std::nullopt;
    }
    const QByteArrayView said = QByteArrayView(opening).sliced(name);
    return said.startsWith(consolesName) && !said.startsWith(loadsName);
}

/// One direction of one connection.
class Lane : public QObject {
public:
    /// `readOn` is called when there is room again for what waits in `from`.
    Lane(QTcpSocket& from, QTcpSocket& to, std::function<void()> readOn, QObject* parent)
        : QObject(parent)
        , m_from(from)
        , m_to(to)
        , m_readOn(std::move(readOn))
        , m_timer(this) {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.callOnTimeout(this, &Lane::pump);
        connect(&m_to, &QTcpSocket::connected, this, &Lane::pump);
        connect(&m_to, &QTcpSocket::bytesWritten, this, &Lane::pump);
        connect(&m_from, &QTcpSocket::disconnected, this, [this] {
            m_ended = true;
            pump();
        });
    }

    void take(const QByteArray& bytes, Delay delay) {
        m_parcels.push_back({Clock::now() + delay, bytes});
        m_waiting += bytes.size();
        pump();
    }
    [[nodiscard]] bool isFull() const { return m_waiting + m_to.bytesToWrite() >= mostWaiting; }

private:
    struct Parcel {
        Clock::time_point due;
        QByteArray bytes;
    };

    void pump() {
        while (!m_parcels.empty() && m_to.state() == QAbstractSocket::ConnectedState) {
            const auto wait = m_parcels.front().due - Clock::now();
            if (wait > Clock::duration::zero()) {
                m_timer.start(std::chrono::ceil<Delay>(wait));
                return;
            }
            m_waiting -= m_parcels.front().bytes.size();
            m_to.write(m_parcels.front().bytes);
            m_parcels.pop_front();
        }
        if (m_ended && m_parcels.empty()) {
            m_to.disconnectFromHost();
        }
        if (m_from.bytesAvailable() > 0 && !isFull()) {
            m_readOn();
        }
    }

    QTcpSocket& m_from;
    QTcpSocket& m_to;
    std::function<void()> m_readOn;
    std::deque<Parcel> m_parcels;
    QTimer m_timer;
    qint64 m_waiting = 0;
    bool m_ended = false;
};

/// One connection with its other half to the server; it deletes itself once both have ended.
class Relay : public QObject {
public:
    Relay(QTcpSocket* client, Delay oneWay, QObject* parent)
        : QObject(parent)
        , m_oneWay(oneWay)
        , m_client(client)
        , m_server(new QTcpSocket(this)) {
        client->setParent(this);
        m_toServer = new Lane(
            *m_client, *m_server, [this] { fromClient(); }, this);
        m_toClient = new Lane(
            *m_server, *m_client, [this] { fromServer(); }, this);
        for (QTcpSocket* socket : {m_client, m_server}) {
            socket->setReadBufferSize(mostWaiting);
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::disconnected, this, &Relay::endWhenBothDid);
        }
        connect(m_client, &QTcpSocket::readyRead, this, &Relay::fromClient);
        connect(m_server, &QTcpSocket::readyRead, this, &Relay::fromServer);
        connect(m_server, &QTcpSocket::connected, this,
                [this] { m_server->setSocketOption(QAbstractSocket::LowDelayOption, 1); });
        connect(m_server, &QTcpSocket::errorOccurred, this,
                [this](QAbstractSocket::SocketError error) {
                    if (error !=
                        QAbstractSocket::RemoteHostClosedError) { // what it said last is on its way
                        m_client->abort();
                    }
                });
    }

    ~Relay() override {
        m_client->disconnect(); // sockets tell of their end while they are destroyed
        m_server->disconnect();
    }

    void leadTo(const redis::Address& server) { m_server->connectToHost(server.host, server.port); }

private:
    [[nodiscard]] Delay delay() const { return m_console.value_or(false) ? m_oneWay : Delay{0}; }

    void fromClient() {
        if (m_toServer->isFull()) {
            return;
        }
        const QByteArray bytes = m_client->readAll();
        if (!m_console) {
            m_opening += bytes;
            m_console = isConsole(m_opening);
        }
        m_toServer->take(bytes, delay());
    }

    void fromServer() {
        if (!m_toClient->isFull()) {
            m_toClient->take(m_server->readAll(), delay());
        }
    }

    void endWhenBothDid() {
        if (m_client->state() == QAbstractSocket::UnconnectedState &&
            m_server->state() == QAbstractSocket::UnconnectedState) {
            deleteLater();
        }
    }

    Delay m_oneWay;
    QTcpSocket* m_client;
    QTcpSocket* m_server;
    Lane* m_toServer = nullptr;
    Lane* m_toClient = nullptr;
    QByteArray m_opening;
    std::optional<bool> m_console;
};

} // namespace

/// What lives on the proxy's thread.
class DelayingProxy::Worker : public QObject {
public:
    explicit Worker(Delay oneWay)
        : m_oneWay(oneWay) {
        m_thread.setObjectName(QStringLiteral("delaying-proxy"));
        moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(this, &Worker::listen, Qt::BlockingQueuedConnection);
    }

    ~Worker() override {
        QMetaObject::invokeMethod(
            this,
            [this] { qDeleteAll(findChildren<QObject*>(QString(), Qt::FindDirectChildrenOnly)); },
            Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }

    void leadTo(const redis::Address& server) {
        m_server = server;
        for (const QPointer<Relay>& relay : std::as_const(m_early)) {
            if (relay) {
                relay->leadTo(server);
            }
        }
        m_early.clear();
    }

    [[nodiscard]] quint16 port() const { return m_port; }

private:
    void listen() {
        auto* listener = new QTcpServer(this);
        connect(listener, &QTcpServer::newConnection, this, [this, listener] {
            while (QTcpSocket* socket = listener->nextPendingConnection()) {
                auto* relay = new Relay(socket, m_oneWay, this);
                if (m_server.isNull()) {
                    m_early.append(relay);
                } else {
                    relay->leadTo(m_server);
                }
            }
        });
        m_port = listener->listen(QHostAddress::LocalHost) ? listener->serverPort() : quint16{0};
    }

    Delay m_oneWay;
    quint16 m_port = 0;
    redis::Address m_server;
    QList<QPointer<Relay>> m_early;
    QThread m_thread;
};

DelayingProxy::DelayingProxy(std::chrono::milliseconds roundTrip)
    : d(std::make_unique<Worker>(roundTrip / 2)) {}

DelayingProxy::~DelayingProxy() = default;

quint16 DelayingProxy::port() const {
    return d->port();
}

void DelayingProxy::leadTo(const redis::Address& server) {
    QMetaObject::invokeMethod(
        d.get(), [worker = d.get(), server] { worker->leadTo(server); }, Qt::QueuedConnection);
}

} // namespace ferryman
