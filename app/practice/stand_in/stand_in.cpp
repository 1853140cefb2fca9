// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/stand_in.h"

namespace ferryman::stand_in {

StandIn::StandIn(StandInOptions options, QObject* parent)
    : QObject(parent)
    , m_target(std::move(options)) {
    connect(&m_server, &QTcpServer::newConnection, this, &StandIn::accept);
}

Future<Done> StandIn::start() {
    return andThen(m_target.start(), this, [this](Done) -> Result<Done> {
        if (!m_server.listen(QHostAddress::LocalHost, m_target.port())) {
            return failure(ErrorKind::Unreachable,
                           {QT_TRANSLATE_NOOP("core", "Port %1 of 127.0.0.1 cannot be opened: %2"),
                            {QString::number(m_target.port()), m_server.errorString()}});
        }
        return Done{};
    });
}

QList<Session*> StandIn::sessions() const {
    QList<Session*> list;
    for (const auto& [id, session] : m_sessions) {
        list.append(session.get());
    }
    return list;
}

void StandIn::accept() {
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        socket->setParent(nullptr);
        const qint64 id = ++m_lastId;
        m_target.countConnection();
        auto session = std::make_unique<Session>(*this, std::unique_ptr<QTcpSocket>(socket), id);
        connect(session.get(), &Session::finished, this, [this, id] {
            const auto ended = m_sessions.find(id);
            if (ended != m_sessions.end()) {
                ended->second.release()->deleteLater(); // its own signal led here
                m_sessions.erase(ended);
            }
        });
        m_sessions.emplace(id, std::move(session));
    }
}

} // namespace ferryman::stand_in
