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

    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] Address address() const { return m_login.endpoint.address; }
    [[nodiscard]] QString security() const;
    [[nodiscard]] std::optional<PeerCertificate> peerCertificate() const; ///< Nothing without TLS.

signals:
    void opened();
    void closed(const ferryman::Error& error); ///< It ended without close().

private:
    void replaceClient();

    Login m_login;
    ClientLimits m_limits;
    std::unique_ptr<Client> m_client;
    std::optional<Future<Done>> m_opening;
    quint64 m_attempt = 0;
};

} // namespace ferryman::redis
