// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/cutting_proxy.h"

#include "practice/server_process.h"

#include <QTcpServer>
#include <QThread>

#include <algorithm>
#include <vector>

namespace ferryman::test {

/// What lives on the proxy's thread.
class CuttingProxy::Worker : public QObject {
public:
    Worker();
    ~Worker() override;

    void run(const std::function<void()>& act);
    void listen();
    void take();
    void forEach(const std::function<void(ProxiedConnection&)>& act);

    ProxyRules rules;
    quint16 port = 0;
    redis::Address server;
    std::unique_ptr<QTcpServer> listener;
    std::vector<std::unique_ptr<ProxiedConnection>> connections;
    QThread thread;
};

CuttingProxy::Worker::Worker() {
    port = freePort().value_or(0);
    thread.setObjectName(QStringLiteral("cutting-proxy"));
    moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(
        this, [this] { listen(); }, Qt::BlockingQueuedConnection);
}

CuttingProxy::Worker::~Worker() {
    QMetaObject::invokeMethod(
        this,
        [this] {
            listener.reset();
            connections.clear();
        },
        Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
}

/// At once where it is the proxy's own thread, as in a trap.
void CuttingProxy::Worker::run(const std::function<void()>& act) {
    if (QThread::currentThread() == &thread) {
        act();
    } else {
        QMetaObject::invokeMethod(this, act, Qt::QueuedConnection);
    }
}

void CuttingProxy::Worker::listen() {
    listener = std::make_unique<QTcpServer>();
    connect(listener.get(), &QTcpServer::newConnection, this, [this] { take(); });
    if (!listener->listen(QHostAddress::LocalHost, port)) {
        qFatal("a proxy cannot listen on port %d: %s", port, qPrintable(listener->errorString()));
    }
}

void CuttingProxy::Worker::take() {
    while (QTcpSocket* socket = listener->nextPendingConnection()) {
        socket->setParent(nullptr);
        auto connection =
            std::make_unique<ProxiedConnection>(std::unique_ptr<QTcpSocket>(socket), rules);
        auto* taken = connection.get();
        connections.push_back(std::move(connection));
        connect(taken, &ProxiedConnection::finished, this, [this, taken] {
            const auto ended =
                std::ranges::find(connections, taken, &std::unique_ptr<ProxiedConnection>::get);
            if (ended != connections.end()) {
                ended->release()->deleteLater(); // its own signal led here
                connections.erase(ended);
            }
        });
        if (!server.isNull()) {
            taken->leadTo(server);
        }
    }
}

void CuttingProxy::Worker::forEach(const std::function<void(ProxiedConnection&)>& act) {
    std::vector<ProxiedConnection*> present;
    for (const auto& connection : connections) {
        present.push_back(connection.get());
    }
    for (ProxiedConnection* connection : present) { // one that ends takes itself out of the list
        act(*connection);
    }
}

CuttingProxy::CuttingProxy()
    : d(std::make_unique<Worker>()) {}

CuttingProxy::~CuttingProxy() = default;

quint16 CuttingProxy::port() const {
    return d->port;
}

redis::Address CuttingProxy::address() const {
    return {QStringLiteral("127.0.0.1"), d->port};
}

void CuttingProxy::leadTo(const redis::Address& server) {
    d->run([this, server] {
        const bool first = d->server.isNull();
        d->server = server;
        if (first) {
            d->forEach([&server](ProxiedConnection& early) { early.leadTo(server); });
        }
    });
}

void CuttingProxy::cut(Speaker who) {
    d->rules.cut(who);
}

void CuttingProxy::sever(Speaker who) {
    d->rules.sever(who);
    d->run([this, who] {
        d->forEach([who](ProxiedConnection& connection) {
            if (connection.speaker() == who) {
                connection.reset();
            }
        });
    });
}

void CuttingProxy::mend() {
    d->rules.mend();
    d->run([this] { d->forEach([](ProxiedConnection& connection) { connection.pump(); }); });
}

void CuttingProxy::refuse() {
    d->run([this] { d->listener.reset(); });
}

void CuttingProxy::accept() {
    d->run([this] { d->listen(); });
}

void CuttingProxy::setTrap(Trap trap) {
    d->rules.setTrap(std::move(trap));
}

int CuttingProxy::open(Speaker who) const {
    int count = 0;
    QMetaObject::invokeMethod(
        d.get(),
        [this, who, &count] {
            count = static_cast<int>(std::ranges::count(
                d->connections, who, [](const auto& each) { return each->speaker(); }));
        },
        Qt::BlockingQueuedConnection);
    return count;
}

} // namespace ferryman::test
