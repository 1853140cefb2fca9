// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"
#include "redis/codec.h"
#include "redis/command.h"
#include "redis/endpoint.h"
#include "redis/transport.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <queue>

namespace ferryman::redis {

/// The waits and the sizes that one connection may take.
struct ClientLimits {
    milliseconds connectDeadline{5000}; ///< Over lookup, connect, TLS, AUTH, SELECT and SETNAME together.
    milliseconds commandDeadline{3000}; ///< For a command sent without one of its own.
    qint64 pendingBytes = qint64{8} * 1024 * 1024; ///< Written and unread by the server; above it a send is refused.
    qsizetype pendingCommands = 10'000;
    ReplyLimits reply;
};

/// One connection to a Redis, Sentinel or Dragonfly server. It never reconnects and never sends a command twice: when it
/// ends, every pending command completes at once, one that `changes()` as Indeterminate if its bytes were written.
class Client : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(Result<Value>)>;

    /// `name` is given to the server with CLIENT SETNAME, such as "ferryman".
    explicit Client(Login login, ClientLimits limits = {}, QByteArray name = "ferryman", QObject* parent = nullptr);
    Client(std::unique_ptr<Transport> transport, Login login, ClientLimits limits, QByteArray name,
           QObject* parent = nullptr);
    ~Client() override;

    /// Connects and logs in. Errors: Unreachable, Timeout, Tls, Auth, Protocol, each with what to do about it.
    [[nodiscard]] Future<Done> open();
    [[nodiscard]] bool isOpen() const;
    void close(); ///< Pending commands complete as Cancelled or Indeterminate.

    /// Sends one command; an error reply is an Error of kind Server (Auth for NOAUTH and WRONGPASS, Permission for
    /// NOPERM) whose detail is the server's text. A deadline of zero means the limits' own. Past it the connection closes.
    [[nodiscard]] Future<Value> send(const Command& command, milliseconds deadline = {});
    void send(const Command& command, milliseconds deadline, Handler handler); ///< The same without a future, for loops.

    /// Sends all at once and gives every reply, error replies included as values; fails as a whole if the connection ends.
    [[nodiscard]] Future<QList<Value>> pipeline(const QList<Command>& commands, milliseconds deadline = {});

    /// MULTI, the commands, EXEC in one write; the array of EXEC's replies, or the error that stopped it from queueing.
    [[nodiscard]] Future<QList<Value>> transaction(const QList<Command>& commands, milliseconds deadline = {});

    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] QString address() const { return m_login.endpoint.address.toString(); }
    [[nodiscard]] QString security() const; ///< The TLS version and cipher, or empty.

signals:
    void closed(const ferryman::Error& error); ///< Once, after open() succeeded: the connection ended.

private:
    struct Pending;

    Login m_login;
    ClientLimits m_limits;
    QByteArray m_name;
    std::unique_ptr<Transport> m_transport;
    // the owner of this room completes the private part
};

} // namespace ferryman::redis
