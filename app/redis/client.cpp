// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client.h"

#include "redis/batch.h"
#include "redis/login.h"
#include "redis/server_error.h"
#include "redis/socket_transport.h"

#include <QPointer>

#include <algorithm>

namespace ferryman::redis {

namespace {

using std::chrono::steady_clock;

bool isPush(const Value& reply) {
    const QList<Value>& items = reply.items();
    return items.size() >= 3 && (items[0].bytes() == "pmessage" || items[0].bytes() == "message");
}

} // namespace

Client::Client(const Login& login, ClientLimits limits, QObject* parent)
    : Client(std::make_unique<SocketTransport>(login.endpoint, login.tls), login, limits, parent) {}

Client::Client(std::unique_ptr<Transport> transport, Login login, ClientLimits limits,
               QObject* parent)
    : QObject(parent)
    , m_login(std::move(login))
    , m_limits(limits)
    , m_transport(std::move(transport))
    , m_decoder(limits.reply)
    , m_openTimer(this)
    , m_deadlineTimer(this) {
    m_transport->setParent(this); // so that it follows to another thread
    for (QTimer* timer : {&m_openTimer, &m_deadlineTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&m_openTimer, &QTimer::timeout, this, &Client::onOpeningTooLong);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &Client::onDeadline);
    connect(m_transport.get(), &Transport::ready, this, &Client::logIn);
    connect(m_transport.get(), &Transport::received, this, &Client::onReceived);
    connect(m_transport.get(), &Transport::failed, this, &Client::onTransportFailed);
}

Client::~Client() {
    if (m_transport) {
        m_transport->disconnect(this);
    }
    finish({ErrorKind::Cancelled,
            {QT_TRANSLATE_NOOP("core", "The connection to %1 was given up."), {address()}},
            address(),
            {}},
           false);
    while (!m_refused.empty()) {
        answerRefused();
    }
    if (m_insideTransport > 0 && m_transport) {
        m_transport->setParent(nullptr);
        m_transport.release()->deleteLater(); // its own signal is what led here
    }
}

Future<Done> Client::open() {
    if (m_state == State::Idle) {
        m_state = State::Connecting;
        m_openTimer.start(m_limits.connectDeadline);
        m_transport->open();
    }
    return m_opening.future();
}

bool Client::isOpen() const {
    return m_state == State::Open;
}

void Client::close() {
    finish({ErrorKind::Cancelled,
            {QT_TRANSLATE_NOOP("core", "The connection to %1 was closed."), {address()}},
            address(),
            {}});
}

QString Client::security() const {
    return m_transport ? m_transport->security() : QString();
}

std::unique_ptr<Transport> Client::release() {
    m_transport->disconnect(this);
    m_transport->setParent(nullptr); // it outlives this client
    m_state = State::Closed;
    m_deadlineTimer.stop();
    return std::move(m_transport);
}

std::optional<PeerCertificate> Client::peerCertificate() const {
    return m_transport->peerCertificate();
}

void Client::setPushHandler(PushHandler handler) {
    m_push = std::move(handler);
}

// --- sending ---

Future<Value> Client::send(const Command& command, milliseconds deadline) {
    Promise<Value> promise;
    send(command, deadline, [promise](Result<Value> reply) { promise.complete(std::move(reply)); });
    return promise.future();
}

void Client::send(const Command& command, milliseconds deadline, Handler handler) {
    const QByteArray bytes = command.encoded();
    if (std::optional<Error> error = refusal(1, bytes.size())) {
        refuse(std::move(handler), std::move(*error));
        return;
    }
    enqueue(command, deadline, std::move(handler), ErrorReplies::AsErrors, bytes.size());
    m_transport->write(bytes);
}

Future<QList<Value>> Client::pipeline(const QList<Command>& commands, milliseconds deadline) {
    return sendAll(commands, deadline);
}

Future<QList<Value>> Client::transaction(const QList<Command>& commands, milliseconds deadline) {
    const bool changes = std::any_of(commands.begin(), commands.end(), [](const Command& command) {
        return command.effect() == Command::Effect::Changes;
    });
    // Until EXEC arrives nothing is run, so that one alone decides whether a lost connection leaves
    // a doubt.
    QList<Command> all{Command{"MULTI"}};
    for (const Command& command : commands) {
        all.append(command.queued());
    }
    all.append(changes ? Command{"EXEC"}.changes() : Command{"EXEC"});
    return andThen(sendAll(all, deadline), this,
                   [commands, address = address()](const QList<Value>& replies) {
                       return execReplies(replies, commands, address);
                   });
}

Future<QList<Value>> Client::sendAll(const QList<Command>& commands, milliseconds deadline) {
    if (commands.isEmpty()) {
        return ready<QList<Value>>(QList<Value>{});
    }
    QByteArray bytes;
    QList<qint64> sizes;
    for (const Command& command : commands) {
        const QByteArray encoded = command.encoded();
        sizes.append(encoded.size());
        bytes += encoded;
    }
    if (std::optional<Error> error = refusal(commands.size(), bytes.size())) {
        return ready<QList<Value>>(tl::make_unexpected(std::move(*error)));
    }
    const Promise<QList<Value>> promise;
    const auto batch = std::make_shared<Batch>(commands);
    for (qsizetype i = 0; i < commands.size(); ++i) {
        const auto take = [promise, batch, i](Result<Value> reply) {
            batch->take(i, std::move(reply));
            if (batch->isComplete()) {
                promise.complete(batch->replies());
            }
        };
        enqueue(commands[i], deadline, take, ErrorReplies::AsValues, sizes[i]);
    }
    m_transport->write(bytes);
    return promise.future();
}

std::optional<Error> Client::refusal(qsizetype commands, qint64 bytes) const {
    if (m_state != State::Open) {
        return Error{ErrorKind::Unreachable,
                     {QT_TRANSLATE_NOOP("core", "There is no connection to %1."), {address()}},
                     address(),
                     {}};
    }
    const qint64 unsent = m_transport->pendingBytes();
    const bool tooMany = qsizetype(m_pending.size()) + commands > m_limits.pendingCommands;
    if (tooMany || (unsent > 0 && unsent + bytes > m_limits.pendingBytes)) {
        return Error{
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP(
                 "core", "%1 does not keep up with what it is sent: too much waits for an answer."),
             {address()}},
            address(),
            {}};
    }
    return {};
}

void Client::refuse(Handler handler, Error error) {
    m_refused.push_back({std::move(handler), std::move(error)});
    if (m_refused.size() == 1) {
        QMetaObject::invokeMethod(this, &Client::answerRefused, Qt::QueuedConnection);
    }
}

void Client::answerRefused() {
    for (Refused& refused : std::exchange(m_refused, {})) {
        refused.handler(tl::make_unexpected(std::move(refused.error)));
    }
}

void Client::enqueue(const Command& command, milliseconds deadline, Handler handler,
                     ErrorReplies errorReplies, qint64 bytes) {
    m_writtenBytes += bytes;
    TimePoint until = TimePoint::max(); // the login has the deadline of opening
    if (m_state == State::Open) {
        until = steady_clock::now() + (deadline.count() > 0 ? deadline : m_limits.commandDeadline);
        armFor(until);
    }
    m_pending.push_back({command, std::move(handler), until, m_writtenBytes, errorReplies});
}

// --- deadlines ---

void Client::armFor(TimePoint deadline) {
    if (deadline >= m_armedFor) {
        return;
    }
    m_armedFor = deadline;
    const auto wait = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    m_deadlineTimer.start(std::max(wait, milliseconds::zero()));
}

void Client::onDeadline() {
    m_armedFor = TimePoint::max();
    const auto earliest = std::min_element(
        m_pending.begin(), m_pending.end(),
        [](const Pending& a, const Pending& b) { return a.deadline < b.deadline; });
    if (earliest == m_pending.end()) {
        return;
    }
    if (earliest->deadline > steady_clock::now()) {
        armFor(earliest->deadline); // what it was armed for has been answered
        return;
    }
    finish({ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "%1 did not answer %2 in time, so the connection was closed: the server hangs, is "
                 "overloaded, or the network is down."),
             {address(), earliest->command.name()}},
            address(),
            {}});
}

void Client::onOpeningTooLong() {
    finish(openingTimeout(m_login.endpoint, m_limits.connectDeadline, m_transport->stage()));
}

// --- what the transport says ---

void Client::logIn() {
    m_state = State::LoggingIn;
    QByteArray bytes;
    for (const Command& command : loginCommands(m_login)) {
        const QByteArray encoded = command.encoded();
        const auto take = [this, command](const Result<Value>& reply) {
            if (reply) { // else finish() has told already
                takeLoginReply(command, *reply);
            }
        };
        enqueue(command, {}, take, ErrorReplies::AsValues, encoded.size());
        bytes += encoded;
    }
    m_transport->write(bytes);
}

void Client::takeLoginReply(const Command& command, const Value& reply) {
    if (reply.isError()) {
        const Error error = loginError(reply, command, address());
        if (!isTolerable(command, error)) {
            finish(error);
            return;
        }
    }
    if (m_pending.empty()) {
        m_openTimer.stop();
        m_state = State::Open;
        m_opening.complete(Done{});
    }
}

void Client::onTransportFailed(const Error& error) {
    m_insideTransport += 1;
    const QPointer<Client> self(this);
    finish(m_state == State::LoggingIn ? endedDuringLogin(m_login.endpoint, error) : error);
    if (self) {
        m_insideTransport -= 1;
    }
}

void Client::onReceived(const QByteArray& bytes) {
    m_insideTransport += 1;
    const QPointer<Client> self(this);
    m_decoder.feed(bytes);
    while (self && m_state != State::Closed) {
        Result<std::optional<Value>> reply = m_decoder.next();
        if (!reply) {
            finish(protocolError(std::move(reply.error()), bytes));
        } else if (*reply) {
            takeReply(std::move(**reply));
        } else {
            break;
        }
    }
    if (self) {
        m_insideTransport -= 1;
    }
}

void Client::takeReply(Value reply) {
    if (m_push && isPush(reply)) {
        const PushHandler push = m_push; // it may delete this client, and itself with it
        push(reply);
        return;
    }
    if (m_pending.empty()) {
        finish(unexpectedReply(reply));
        return;
    }
    const Pending pending = std::move(m_pending.front());
    m_pending.pop_front();
    if (!reply.isError()) {
        pending.handler(std::move(reply));
    } else if (pending.errorReplies == ErrorReplies::AsErrors) {
        pending.handler(tl::make_unexpected(serverError(reply, pending.command, address())));
    } else {
        pending.handler(Value::error(pending.command.censored(reply.bytes())));
    }
}

Error Client::unexpectedReply(const Value& reply) const {
    if (reply.isError()) { // as "max number of clients reached", said before anything was asked
        return serverError(reply, Command{}, address());
    }
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "%1 answered what it was not asked, so its answers can no longer be told apart."),
             {address()}},
            address(),
            reply.describe()};
}

Error Client::protocolError(Error error, const QByteArray& bytes) const {
    error.subject = address();
    const bool tlsRecord =
        bytes.startsWith("\x15\x03") || bytes.startsWith("\x16\x03"); // an alert or a handshake
    if (tlsRecord && !m_login.endpoint.tls) {
        error.kind = ErrorKind::Tls;
        error.message = {
            QT_TRANSLATE_NOOP("core", "%1 speaks TLS: write rediss:// instead of redis://."),
            {address()}};
    }
    return error;
}

// --- the end ---

void Client::finish(const Error& cause, bool tell) {
    if (m_state == State::Closed) {
        return;
    }
    const bool wasOpen = m_state == State::Open;
    const qint64 sentBytes = m_writtenBytes - m_transport->pendingBytes();
    m_state = State::Closed;
    m_openTimer.stop();
    m_deadlineTimer.stop();
    m_transport->abort();

    // From here on any handler may delete this: everything that is needed is held here.
    const QPointer<Client> self(this);
    const Error reason = cause; // NOLINT(performance-unnecessary-copy-initialization)
    const Promise<Done> opening = m_opening;
    for (const Pending& pending : std::exchange(m_pending, {})) {
        pending.handler(
            tl::make_unexpected(lostReply(pending.command, reason, pending.end <= sentBytes)));
    }
    opening.complete(tl::make_unexpected(reason));
    if (self && tell && wasOpen) {
        emit closed(reason);
    }
}

} // namespace ferryman::redis
