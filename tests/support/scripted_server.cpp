// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scripted_server.h"

#include "support/resp_request.h"

#include <QTcpSocket>
#include <QTest>

#include <algorithm>

namespace ferryman::test {

namespace {

using redis::Value;

} // namespace

QByteArray encodedReply(const Value& value) {
    switch (value.type()) {
    case Value::Type::Nil:
        return "$-1\r\n";
    case Value::Type::Status:
        return '+' + value.bytes() + "\r\n";
    case Value::Type::Error:
        return '-' + value.bytes() + "\r\n";
    case Value::Type::Integer:
        return ':' + QByteArray::number(value.number()) + "\r\n";
    case Value::Type::Bulk:
        return '$' + QByteArray::number(value.bytes().size()) + "\r\n" + value.bytes() + "\r\n";
    case Value::Type::Array:
        break;
    }
    QByteArray bytes = '*' + QByteArray::number(value.items().size()) + "\r\n";
    for (const Value& item : value.items()) {
        bytes += encodedReply(item);
    }
    return bytes;
}

ScriptedServer::ScriptedServer() {
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedServer::accept);
    listen();
}

ScriptedServer::~ScriptedServer() {
    silence();
}

void ScriptedServer::listen() {
    QVERIFY2(m_server.listen(QHostAddress::LocalHost, m_port), qPrintable(m_server.errorString()));
    m_port = m_server.serverPort();
}

void ScriptedServer::silence() {
    m_server.close();
    hangUp();
}

void ScriptedServer::hangUp() {
    const QList<QTcpSocket*> sockets = m_buffers.keys();
    m_buffers.clear();
    for (QTcpSocket* socket : sockets) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

redis::Address ScriptedServer::address() const {
    return {QStringLiteral("127.0.0.1"), m_port};
}

int ScriptedServer::asked(const QByteArray& command) const {
    return static_cast<int>(std::ranges::count_if(m_asked, [&command](const QByteArray& words) {
        return words == command || words.startsWith(command + ' ');
    }));
}

std::optional<Value> ScriptedServer::usualAnswer(const QByteArrayList& words) {
    if (words.first() == "AUTH" || words.first() == "CLIENT") {
        return Value::status("OK");
    }
    if (words.first() == "PING") {
        return Value::status("PONG");
    }
    return Value::error("ERR unknown command '" + words.first() + "'");
}

void ScriptedServer::accept() {
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        m_accepted += 1;
        m_buffers.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_buffers.remove(socket);
            socket->deleteLater();
        });
    }
}

void ScriptedServer::read(QTcpSocket* socket) {
    m_buffers[socket] += socket->readAll();
    while (m_buffers.contains(socket)) { // a script may hang up
        const auto words = takeRequest(m_buffers[socket]);
        if (!words || words->isEmpty()) {
            return;
        }
        m_asked.append(words->join(' '));
        const bool scripted =
            words->value(1) == "LIST" ? m_listsClients || m_scriptsClient : m_scriptsClient;
        const bool isLogin = words->first() == "AUTH" || words->value(1) == "SETNAME" ||
                             (words->first() == "CLIENT" && !scripted);
        const auto answer = m_script && !isLogin ? m_script(*words) : usualAnswer(*words);
        if (answer && m_buffers.contains(socket)) {
            socket->write(encodedReply(*answer));
        }
    }
}

} // namespace ferryman::test
