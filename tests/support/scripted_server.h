// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/value.h"

#include <QHash>
#include <QTcpServer>

#include <functional>
#include <optional>

class QTcpSocket;

namespace ferryman::test {

/// A server on a free port of 127.0.0.1 that says over TCP what the test lets it say. AUTH, CLIENT
/// and PING are answered as by a server without a password unless the script does; CLIENT LIST is
/// the script's once it was told to list its clients.
class ScriptedServer : public QObject {
    Q_OBJECT
public:
    /// Nothing: the command is left unanswered.
    using Script = std::function<std::optional<redis::Value>(const QByteArrayList& words)>;

    ScriptedServer();
    ~ScriptedServer() override;

    void setScript(Script script) { m_script = std::move(script); }
    void listClients() { m_listsClients = true; }
    void scriptClient() { m_scriptsClient = true; } ///< CLIENT, but for SETNAME.

    void listen();  ///< The first time on a free port, then on the same one.
    void silence(); ///< No further connection is accepted, and the present ones end.
    void hangUp();  ///< The present connections end.

    [[nodiscard]] redis::Address address() const;
    [[nodiscard]] int accepted() const { return m_accepted; } ///< Connections, since the start.
    [[nodiscard]] int open() const { return static_cast<int>(m_buffers.size()); }
    [[nodiscard]] const QList<QByteArray>& commands() const { return m_asked; } ///< All, in order.
    /// How often a command was asked, by its first words, such as "SENTINEL MASTER".
    [[nodiscard]] int asked(const QByteArray& command) const;
    [[nodiscard]] static std::optional<redis::Value> usualAnswer(const QByteArrayList& words);

private:
    void accept();
    void read(QTcpSocket* socket);

    QTcpServer m_server;
    quint16 m_port = 0;
    Script m_script;
    QHash<QTcpSocket*, QByteArray> m_buffers;
    QList<QByteArray> m_asked;
    int m_accepted = 0;
    bool m_listsClients = false;
    bool m_scriptsClient = false;
};

[[nodiscard]] QByteArray encodedReply(const redis::Value& value);

} // namespace ferryman::test
