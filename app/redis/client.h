// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"
#include "redis/codec.h"
#include "redis/command.h"
#include "redis/endpoint.h"
#include "redis/transport.h"

#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace ferryman::redis {

/// The waits and the sizes that one connection may take.
struct ClientLimits {
    milliseconds connectDeadline{
        5000}; ///< Over lookup, connect, TLS, AUTH, SELECT and SETNAME together.
    milliseconds commandDeadline{3000}; ///< For a command sent without one of its own.
    qint64 pendingBytes =
        qint64{8} * 1024 *
        1024; ///< Written and not yet taken by the system; above it a send is refused.
    qsizetype pendingCommands = 100'000;
    ReplyLimits reply;
};

/// One connection to a Redis, Sentinel or Dragonfly server. It never reconnects and never sends a
/// command twice: when it ends, every pending command completes at once, one that `changes()` as
/// Indeterminate if its bytes were written.
class Client : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(Result<Value>)>;
    using PushHandler = std::function<void(const Value&)>;

    /// `name` is given to the server with CLIENT SETNAME, such as "ferryman".
    explicit Client(Login login, ClientLimits limits = {}, QByteArray name = "ferryman",
                    QObject* parent = nullptr);
    Client(std::unique_ptr<Transport> transport, Login login, ClientLimits limits, QByteArray name,
           QObject* parent = nullptr);
    ~Client() override;

    /// Connects and logs in. Errors: Unreachable, Timeout, Tls, Auth, Protocol, each with what to
    /// do about it.
    [[nodiscard]] Future<Done> open();
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }
    void close(); ///< Pending commands complete as Cancelled or Indeterminate.

    /// Sends one command; an error reply is an Error of kind Server (Auth for NOAUTH and WRONGPASS,
    /// Permission for NOPERM) whose detail is the server's text. A deadline of zero means the
    /// limits' own. Past it the connection closes.
    [[nodiscard]] Future<Value> send(const Command& command, milliseconds deadline = {});

    /// The same without a future, for loops. The handler is never called from within send().
    void send(const Command& command, milliseconds deadline, Handler handler);

    /// Sends all at once and gives every reply, error replies included as values; fails as a whole
    /// if the connection ends.
    [[nodiscard]] Future<QList<Value>> pipeline(const QList<Command>& commands,
                                                milliseconds deadline = {});

    /// MULTI, the commands, EXEC in one write; the array of EXEC's replies, or the error that
    /// stopped it from queueing.
    [[nodiscard]] Future<QList<Value>> transaction(const QList<Command>& commands,
                                                   milliseconds deadline = {});

    /// Receives the messages of a subscription (`message`, `pmessage`), which answer no command.
    void setPushHandler(PushHandler handler) { m_push = std::move(handler); }

    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] QString address() const { return m_login.endpoint.address.toString(); }
    [[nodiscard]] QString security() const {
        return m_transport->security();
    } ///< TLS version and cipher, or empty.

signals:
    void
    closed(const ferryman::Error& error); ///< Once, after open() succeeded: the connection ended.

private:
    enum class State { New, Opening, Open, Closed };
    using Instant = std::chrono::steady_clock::time_point;

    struct Pending {
        Command command;
        Handler handler;
        Instant deadline;
        bool rawErrors = false; ///< An error reply is given as a value.
    };

    void enqueue(const Command& command, milliseconds deadline, Handler handler, bool rawErrors);
    void logIn();
    void loggedIn(const Value& reply, const Command& command);
    void receive(const QByteArray& bytes);
    void answer(Value reply);
    void armDeadline(Instant deadline);
    void deadlinePassed();
    void connectDeadlinePassed();
    void end(const Error& error);
    [[nodiscard]] Error refusal(const Command& command, const QByteArray& reply) const;
    [[nodiscard]] std::optional<Error> reasonNotToSend(const Command& command) const;

    Login m_login;
    ClientLimits m_limits;
    QByteArray m_name;
    std::unique_ptr<Transport> m_transport;
    ReplyDecoder m_decoder;
    State m_state = State::New;
    Promise<Done> m_opened;
    std::deque<Pending> m_pending;
    PushHandler m_push;
    QTimer m_connectTimer;
    QTimer m_commandTimer;
    Instant m_nextDeadline;
    int m_loginReplies = 0;
};

} // namespace ferryman::redis
