// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"

namespace ferryman::redis {

Connection::Connection(Login login, ClientLimits limits, QObject* parent)
    : QObject(parent)
    , m_login(std::move(login))
    , m_limits(limits) {}

Connection::~Connection() {
    delete std::exchange(m_client, nullptr);
}

void Connection::drop() {
    if (Client* client = std::exchange(m_client, nullptr)) {
        client->disconnect(this);
        client->close();
        client->deleteLater();
    }
}

void Connection::close() {
    drop();
}

Future<Done> Connection::open() {
    if (m_client) {
        return m_client->open();
    }
    m_client = new Client(m_login, m_limits, "ferryman", this);
    connect(m_client, &Client::closed, this, [this](const Error& error) {
        drop();
        emit closed(error);
    });
    const Future<Done> opening = m_client->open();
    whenDone(opening, m_client, [this, client = m_client](const Result<Done>& result) {
        if (client != m_client) {
            return;
        }
        if (result) {
            emit opened();
        } else {
            drop(); // the next request tries anew
        }
    });
    return opening;
}

template <typename T, typename Ask>
Future<T> Connection::ask(Ask ask) {
    if (isOpen()) { // no turn of the event loop is lost where every millisecond counts
        return ask(*m_client);
    }
    return andThen(open(), this, [this, ask](Done) -> Future<T> {
        if (!isOpen()) {
            return ready<T>(failure(ErrorKind::Unreachable,
                                    {QT_TRANSLATE_NOOP("core", "There is no connection to %1."),
                                     {address().toString()}},
                                    address().toString()));
        }
        return ask(*m_client);
    });
}

Future<Value> Connection::send(const Command& command, milliseconds deadline) {
    return ask<Value>(
        [command, deadline](Client& client) { return client.send(command, deadline); });
}

Future<QList<Value>> Connection::pipeline(const QList<Command>& commands, milliseconds deadline) {
    return ask<QList<Value>>(
        [commands, deadline](Client& client) { return client.pipeline(commands, deadline); });
}

Future<QList<Value>> Connection::transaction(const QList<Command>& commands,
                                             milliseconds deadline) {
    return ask<QList<Value>>(
        [commands, deadline](Client& client) { return client.transaction(commands, deadline); });
}

} // namespace ferryman::redis
