// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"

namespace ferryman::redis {

/// One server that is asked again and again: a Client that is opened when it is needed and opened
/// anew after it ended. A command is never sent twice: whatever was pending when the link ended has
/// failed, and the next request opens a new one.
class Connection : public QObject {
    Q_OBJECT
public:
    explicit Connection(Login login, ClientLimits limits = {}, QObject* parent = nullptr);
    ~Connection() override;

    [[nodiscard]] Future<Done>
    open(); ///< Done at once where it is open already; simultaneous calls share one attempt.
    [[nodiscard]] Future<Value> send(const Command& command, milliseconds deadline = {});
    [[nodiscard]] Future<QList<Value>> pipeline(const QList<Command>& commands,
                                                milliseconds deadline = {});
    [[nodiscard]] Future<QList<Value>> transaction(const QList<Command>& commands,
                                                   milliseconds deadline = {});
    void close();

    [[nodiscard]] bool isOpen() const { return m_client && m_client->isOpen(); }
    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] Address address() const { return m_login.endpoint.address; }
    [[nodiscard]] QString security() const { return isOpen() ? m_client->security() : QString(); }

signals:
    void opened();
    void closed(const ferryman::Error& error);

private:
    template <typename T, typename Ask>
    [[nodiscard]] Future<T> ask(Ask ask);
    void drop();

    Login m_login;
    ClientLimits m_limits;
    Client* m_client = nullptr; // a child; deleted later, since its own signals end it
};

} // namespace ferryman::redis
