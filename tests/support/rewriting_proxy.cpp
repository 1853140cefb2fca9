// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/rewriting_proxy.h"

#include "redis/codec.h"
#include "support/resp_request.h"
#include "support/scripted_server.h"

#include <QTcpSocket>
#include <QTest>

#include <deque>
#include <memory>

namespace ferryman::test {

namespace {

using redis::Value;

/// Of one connection: the commands that the server has not answered yet.
struct Exchange {
    QByteArray unread; ///< Of the next command.
    std::deque<QByteArray> asked;
    redis::ReplyDecoder replies;
};

bool isOf(const QByteArray& asked, const QByteArray& command) {
    return asked == command || asked.startsWith(command + ' ');
}

/// The text with what `change` makes of the value behind `name:`.
Value withLine(const Value& info, const QByteArray& name,
               const std::function<QByteArray(const QByteArray&)>& change) {
    QByteArrayList lines = info.bytes().split('\n');
    for (QByteArray& line : lines) {
        if (line.startsWith(name + ':')) {
            line = name + ':' + change(line.sliced(name.size() + 1).trimmed()) + '\r';
        }
    }
    return Value::bulk(lines.join('\n'));
}

} // namespace

RewritingProxy::RewritingProxy(const redis::Address& server)
    : m_behind(server) {
    connect(&m_server, &QTcpServer::newConnection, this, &RewritingProxy::accept);
    QVERIFY2(m_server.listen(QHostAddress::LocalHost), qPrintable(m_server.errorString()));
}

redis::Address RewritingProxy::address() const {
    return {QStringLiteral("127.0.0.1"), m_server.serverPort()};
}

void RewritingProxy::reword(const QByteArray& command, Rewrite rewrite) {
    m_rewrites.insert_or_assign(command, std::move(rewrite));
}

void RewritingProxy::reword() {
    m_rewrites.clear();
}

void RewritingProxy::accept() {
    while (QTcpSocket* client = m_server.nextPendingConnection()) {
        auto* server = new QTcpSocket(client);
        const auto exchange = std::make_shared<Exchange>();
        connect(client, &QTcpSocket::readyRead, server, [=] {
            const QByteArray bytes = client->readAll();
            exchange->unread += bytes;
            while (const auto words = takeRequest(exchange->unread)) {
                exchange->asked.push_back(words->join(' '));
            }
            server->write(bytes); // Qt keeps it until the connection is made
        });
        connect(server, &QTcpSocket::readyRead, client, [=, this] {
            exchange->replies.feed(server->readAll());
            for (auto reply = exchange->replies.next(); reply && *reply;
                 reply = exchange->replies.next()) {
                Value value = **reply;
                for (const auto& [command, rewrite] : m_rewrites) {
                    if (!exchange->asked.empty() && isOf(exchange->asked.front(), command)) {
                        value = rewrite(value);
                    }
                }
                if (!exchange->asked.empty()) {
                    exchange->asked.pop_front();
                }
                client->write(encodedReply(value));
            }
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::errorOccurred, client, &QTcpSocket::abort);
        server->connectToHost(m_behind.host, m_behind.port);
    }
}

RewritingProxy::Rewrite infoLine(const QByteArray& name, const QByteArray& value) {
    return [=](const Value& info) {
        return withLine(info, name, [&](const QByteArray&) { return value; });
    };
}

RewritingProxy::Rewrite infoLineWith(const QByteArray& name, const QByteArray& more) {
    return [=](const Value& info) {
        return withLine(info, name, [&](const QByteArray& before) { return before + more; });
    };
}

RewritingProxy::Rewrite setting(const QByteArray& value) {
    return [=](const Value& pair) {
        return Value::array({pair.items().value(0), Value::bulk(value)});
    };
}

} // namespace ferryman::test
