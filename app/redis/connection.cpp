// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"

namespace ferryman::redis {

Connection::Connection(Login login, ClientLimits limits, QObject* parent)
    : QObject(parent)
    , m_login(std::move(login))
    , m_limits(limits) {}

Connection::~Connection() = default;

Future<Done> Connection::open() {
    if (isOpen()) {
        return ready<Done>(Done{});
    }
    if (m_opening && !m_opening->isFinished()) {
        return *m_opening;
    }
    replaceClient();
    m_opening = m_client->open();
    whenDone(*m_opening, this, [this, attempt = m_attempt](const Result<Done>& result) {
        if (attempt == m_attempt && result) {
            emit opened();
        }
    });
    return *m_opening;
}

void Connection::replaceClient() {
    if (m_client) {
        m_client->disconnect(this);
        m_client.release()->deleteLater(); // this may be called from one of its handlers
    }
    m_attempt += 1;
    m_client = std::make_unique<Client>(m_login, m_limits);
    connect(m_client.get(), &Client::closed, this, &Connection::closed);
}

Future<Value> Connection::send(const Command& command, milliseconds deadline) {
    if (isOpen()) {
        return m_client->send(command, deadline);
    }
    return andThen(open(), this,
                   [this, command, deadline](Done) { return m_client->send(command, deadline); });
}

Future<QList<Value>> Connection::pipeline(const QList<Command>& commands, milliseconds deadline) {
    if (isOpen()) {
        return m_client->pipeline(commands, deadline);
    }
    return andThen(open(), this, [this, commands, deadline](Done) {
        return m_client->pipeline(commands, deadline);
    });
}

Future<QList<Value>> Connection::transaction(const QList<Command>& commands,
                                             milliseconds deadline) {
    if (isOpen()) {
        return m_client->transaction(commands, deadline);
    }
    return andThen(open(), this, [this, commands, deadline](Done) {
        return m_client->transaction(commands, deadline);
    });
}

void Connection::close() {
    m_attempt += 1;
    if (m_client) {
        m_client->disconnect(this);
        m_client->close();
    }
}

bool Connection::isOpen() const {
    return m_client && m_client->isOpen();
}

QString Connection::security() const {
    return m_client ? m_client->security() : QString();
}

std::optional<PeerCertificate> Connection::peerCertificate() const {
    return m_client ? m_client->peerCertificate() : std::nullopt;
}

} // namespace ferryman::redis
