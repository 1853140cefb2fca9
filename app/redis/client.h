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
#include <optional>

namespace ferryman::redis {

/// The waits and the sizes that one connection may take.
struct ClientLimits {
    milliseconds connectDeadline{
        5000}; ///< Over lookup, connect, TLS, AUTH, SELECT and SETNAME together.
    milliseconds commandDeadline{3000}; ///< For a command sent without one of its own.
    qint64 pendingBytes =
        qint64{8} * 1024 * 1024; ///< Written and unread by the server; above it a send is refused.
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

    explicit Client(const Login& login, ClientLimits limits = {}, QObject* parent = nullptr);
    Client(std::unique_ptr<Transport> transport, Login login, ClientLimits limits,
           QObject* parent = nullptr);
    ~Client() override;

    /// Connects and logs in; asked again, it gives the same answer. Errors: Unreachable, Timeout,
    /// Tls, Auth, Protocol, each with what to do about it.
    [[nodiscard]] Future<Done> open();
    [[nodiscard]] bool isOpen() const;
    void close(); ///< Pending commands complete as Cancelled or Indeterminate before it returns.

    /// Sends one command; an error reply is an Error of kind Server (Auth for NOAUTH and WRONGPASS,
    /// Permission for NOPERM) whose detail is the server's text. A deadline of zero means the
    /// limits' own. Past it the connection closes. The handler is called exactly once, never before
    /// send() has returned; it may send, close or delete the client.
    [[nodiscard]] Future<Value> send(const Command& command, milliseconds deadline = {});
    void send(const Command& command, milliseconds deadline,
              Handler handler); ///< The same without a future, for loops.

    /// Sends all at once and gives every reply, error replies included as values; fails as a whole
    /// if the connection ends: as Indeterminate if one that `changes()` was answered or may have
    /// been run.
    [[nodiscard]] Future<QList<Value>> pipeline(const QList<Command>& commands,
                                                milliseconds deadline = {});

    /// MULTI, the commands, EXEC in one write; the array of EXEC's replies, or the error that
    /// stopped it from queueing.
    [[nodiscard]] Future<QList<Value>> transaction(const QList<Command>& commands,
                                                   milliseconds deadline = {});

    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] QString address() const { return m_login.endpoint.address.toString(); }
    [[nodiscard]] QString security() const; ///< The TLS version and cipher, or empty.
    [[nodiscard]] std::optional<PeerCertificate> peerCertificate() const; ///< Nothing without TLS.

    /// Gives the logged-in connection away, for one who reads replies by itself; only while nothing
    /// is pending. This client is closed then, and says so to nobody.
    [[nodiscard]] std::unique_ptr<Transport> release();

    /// Receives the messages of a subscription (`message`, `pmessage`), which answer no command.
    void setPushHandler(PushHandler handler);

signals:
    void
    closed(const ferryman::Error& error); ///< Once, after open() succeeded: the connection ended.

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class State { Idle, Connecting, LoggingIn, Open, Closed };
    enum class ErrorReplies { AsErrors, AsValues };

    struct Pending {
        Command command;
        Handler handler;
        TimePoint deadline;
        qint64 end = 0; // of its bytes, counted from the connection's first
        ErrorReplies errorReplies = ErrorReplies::AsErrors;
    };
    struct Refused {
        Handler handler;
        Error error;
    };

    void logIn();
    void takeLoginReply(const Command& command, const Value& reply);
    void onTransportFailed(const Error& error);
    void onReceived(const QByteArray& bytes);
    void onOpeningTooLong();
    void onDeadline();

    [[nodiscard]] std::optional<Error> refusal(qsizetype commands, qint64 bytes) const;
    void refuse(Handler handler, Error error);
    void answerRefused();
    void enqueue(const Command& command, milliseconds deadline, Handler handler,
                 ErrorReplies errorReplies, qint64 bytes);
    void armFor(TimePoint deadline);
    void takeReply(Value reply);
    [[nodiscard]] Future<QList<Value>> sendAll(const QList<Command>& commands,
                                               milliseconds deadline);
    [[nodiscard]] Error unexpectedReply(const Value& reply) const;
    [[nodiscard]] Error protocolError(Error error, const QByteArray& bytes) const;
    void finish(const Error& cause, bool tell = true);

    Login m_login;
    ClientLimits m_limits;
    std::unique_ptr<Transport> m_transport;
    ReplyDecoder m_decoder;
    PushHandler m_push;
    State m_state = State::Idle;
    Promise<Done> m_opening;
    QTimer m_openTimer;
    QTimer m_deadlineTimer; // one for all: it stands at the earliest deadline or before it
    TimePoint m_armedFor = TimePoint::max();
    std::deque<Pending> m_pending;
    std::deque<Refused> m_refused;
    qint64 m_writtenBytes = 0;
    int m_insideTransport = 0; // how many of the transport's signals are being handled
};

} // namespace ferryman::redis
