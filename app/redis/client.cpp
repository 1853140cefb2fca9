// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client.h"

#include "base/printable.h"
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

/// What a pending command is told when its connection ended: whether a change has happened nobody
/// knows.
Error fateOf(const Command& command, const Error& end) {
    if (command.effect() == Command::Effect::Reads) {
        return end;
    }
    return {ErrorKind::Indeterminate,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The reply to %1 was lost: whether it took effect must be asked from the server."),
             {command.name()}},
            end.subject,
            end.english()};
}

} // namespace

Client::Client(Login login, ClientLimits limits, QByteArray name, QObject* parent)
    : Client(std::make_unique<SocketTransport>(login.endpoint, login.tls), login, limits,
             std::move(name), parent) {}

Client::Client(std::unique_ptr<Transport> transport, Login login, ClientLimits limits,
               QByteArray name, QObject* parent)
    : QObject(parent)
    , m_login(std::move(login))
    , m_limits(limits)
    , m_name(std::move(name))
    , m_transport(std::move(transport))
    , m_decoder(limits.reply) {
    connect(m_transport.get(), &Transport::ready, this, &Client::logIn);
    connect(m_transport.get(), &Transport::received, this, &Client::receive);
    connect(m_transport.get(), &Transport::failed, this, &Client::end);
    m_connectTimer.setSingleShot(true);
    m_connectTimer.callOnTimeout(this, &Client::connectDeadlinePassed);
    m_commandTimer.setSingleShot(true);
    m_commandTimer.setTimerType(Qt::PreciseTimer);
    m_commandTimer.callOnTimeout(this, &Client::deadlinePassed);
}

Client::~Client() {
    close();
}

Future<Done> Client::open() {
    if (m_state == State::New) {
        m_state = State::Opening;
        m_connectTimer.start(m_limits.connectDeadline);
        m_transport->open();
    }
    return m_opened.future();
}

void Client::logIn() {
    QList<Command> commands;
    if (!m_login.password.isEmpty()) {
        const QByteArray& password = m_login.password.reveal();
        commands.append(
            m_login.endpoint.user.isEmpty()
                ? Command{"AUTH", password}.blotting(1)
                : Command{"AUTH", m_login.endpoint.user.toUtf8(), password}.blotting(2));
    }
    if (m_login.endpoint.database != 0) {
        commands.append({"SELECT", QByteArray::number(m_login.endpoint.database)});
    }
    commands.append({"CLIENT", "SETNAME", m_name});
    m_loginReplies = static_cast<int>(commands.size());
    for (const Command& command : std::as_const(commands)) {
        enqueue(
            command, m_limits.connectDeadline,
            [this, command](const Result<Value>& reply) {
                if (reply) { // a connection that ended has told m_opened already
                    loggedIn(*reply, command);
                }
            },
            true);
    }
}

void Client::loggedIn(const Value& reply, const Command& command) {
    --m_loginReplies;
    if (reply.isError()) {
        Error error = refusal(command, reply.bytes());
        const bool onlyTheName = command.words().first() == "CLIENT";
        if (!onlyTheName || error.kind == ErrorKind::Auth || error.kind == ErrorKind::Unreachable) {
            end(error);
            return;
        }
    }
    if (m_loginReplies == 0 && m_state == State::Opening) {
        m_connectTimer.stop();
        m_state = State::Open;
        m_opened.complete(Done{});
    }
}

std::optional<Error> Client::reasonNotToSend(const Command& command) const {
    const bool loggingIn =
        m_state == State::Opening && m_transport->stage() == Transport::Stage::Ready;
    if (m_state != State::Open && !loggingIn) {
        return Error{ErrorKind::Unreachable,
                     {QT_TRANSLATE_NOOP("core", "There is no connection to %1."), {address()}},
                     address(),
                     {}};
    }
    if (std::ssize(m_pending) >= m_limits.pendingCommands ||
        m_transport->pendingBytes() >= m_limits.pendingBytes) {
        return Error{ErrorKind::Refused,
                     {QT_TRANSLATE_NOOP(
                          "core", "%1 is too slow: too much is waiting to be sent, so %2 was not."),
                      {address(), command.name()}},
                     address(),
                     {}};
    }
    return {};
}

void Client::enqueue(const Command& command, milliseconds deadline, Handler handler,
                     bool rawErrors) {
    if (auto reason = reasonNotToSend(command)) {
        QMetaObject::invokeMethod(
            this,
            [handler = std::move(handler), error = std::move(*reason)] {
                handler(tl::make_unexpected(error));
            },
            Qt::QueuedConnection);
        return;
    }
    const milliseconds wait = deadline.count() > 0 ? deadline : m_limits.commandDeadline;
    const Instant until = steady_clock::now() + wait;
    m_transport->write(command.encoded());
    m_pending.push_back({command, std::move(handler), until, rawErrors});
    armDeadline(until);
}

void Client::armDeadline(Instant deadline) {
    if (m_commandTimer.isActive() && m_nextDeadline <= deadline) {
        return;
    }
    m_nextDeadline = deadline;
    const auto wait = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    m_commandTimer.start(std::max(wait, milliseconds{0}));
}

void Client::send(const Command& command, milliseconds deadline, Handler handler) {
    enqueue(command, deadline, std::move(handler), false);
}

Future<Value> Client::send(const Command& command, milliseconds deadline) {
    Promise<Value> promise;
    enqueue(
        command, deadline, [promise](Result<Value> reply) { promise.complete(std::move(reply)); },
        false);
    return promise.future();
}

Future<QList<Value>> Client::pipeline(const QList<Command>& commands, milliseconds deadline) {
    struct Gathered {
        Promise<QList<Value>> promise;
        QList<Value> replies;
        qsizetype wanted = 0;
        std::optional<Error> worst; ///< Indeterminate outweighs the plain end of the connection.
    };
    auto gathered = std::make_shared<Gathered>();
    gathered->wanted = commands.size();
    if (commands.isEmpty()) {
        gathered->promise.complete(QList<Value>{});
    }
    for (const Command& command : commands) {
        enqueue(
            command, deadline,
            [gathered](Result<Value> reply) {
                --gathered->wanted;
                if (reply) {
                    gathered->replies.append(std::move(*reply));
                } else if (!gathered->worst || reply.error().kind == ErrorKind::Indeterminate) {
                    gathered->worst = reply.error();
                }
                if (gathered->wanted > 0) {
                    return;
                }
                if (gathered->worst) {
                    gathered->promise.complete(tl::make_unexpected(*gathered->worst));
                } else {
                    gathered->promise.complete(gathered->replies);
                }
            },
            true);
    }
    return gathered->promise.future();
}

Future<QList<Value>> Client::transaction(const QList<Command>& commands, milliseconds deadline) {
    const bool anyChanges = std::ranges::any_of(commands, [](const Command& command) {
        return command.effect() == Command::Effect::Changes;
    });
    QList<Command> all = commands;
    all.prepend({"MULTI"});
    // What EXEC runs is what was queued: its lost reply leaves a change unknown.
    all.append(anyChanges ? Command{"EXEC"}.changes() : Command{"EXEC"});
    return andThen(pipeline(all, deadline), this,
                   [this, all](const QList<Value>& replies) -> Result<QList<Value>> {
                       for (qsizetype i = 0; i < replies.size(); ++i) {
                           if (replies[i].isError()) {
                               return tl::make_unexpected(refusal(all[i], replies[i].bytes()));
                           }
                       }
                       return replies.last().toArray();
                   });
}

void Client::receive(const QByteArray& bytes) {
    const QPointer<Client> self(this); // a handler may delete the client
    m_decoder.feed(bytes);
    while (self && m_state != State::Closed) {
        auto reply = m_decoder.next();
        if (!reply) {
            Error error = reply.error();
            error.subject = address();
            end(error);
            return;
        }
        if (!*reply) {
            return;
        }
        answer(std::move(**reply));
    }
}

void Client::answer(Value reply) {
    if (m_push && isPush(reply)) {
        m_push(reply);
        return;
    }
    if (m_pending.empty()) {
        end(reply.isError()
                ? refusal({}, reply.bytes())
                : Error{ErrorKind::Protocol,
                        {QT_TRANSLATE_NOOP("core", "%1 sent a reply that nothing had asked for."),
                         {address()}},
                        address(),
                        reply.describe()});
        return;
    }
    Pending pending = std::move(m_pending.front());
    m_pending.pop_front();
    if (m_pending.empty()) {
        m_commandTimer.stop();
    }
    if (reply.isError() && !pending.rawErrors) {
        pending.handler(tl::make_unexpected(refusal(pending.command, reply.bytes())));
    } else {
        pending.handler(std::move(reply));
    }
}

void Client::deadlinePassed() {
    if (m_pending.empty()) {
        return;
    }
    const auto earliest = std::ranges::min_element(m_pending, {}, &Pending::deadline);
    if (earliest->deadline > steady_clock::now()) {
        armDeadline(earliest->deadline);
        return;
    }
    end({ErrorKind::Timeout,
         {QT_TRANSLATE_NOOP("core", "%1 did not answer %2 in time."),
          {address(), earliest->command.name()}},
         address(),
         {}});
}

void Client::connectDeadlinePassed() {
    const QString seconds =
        QString::number(static_cast<double>(m_limits.connectDeadline.count()) / 1000.0);
    switch (m_transport->stage()) {
    case Transport::Stage::Closed:
    case Transport::Stage::Connecting:
        end({ErrorKind::Timeout,
             {QT_TRANSLATE_NOOP("core", "%1 did not accept a connection within %2 s: check the "
                                        "address and the firewall."),
              {address(), seconds}},
             address(),
             {}});
        return;
    case Transport::Stage::Securing:
        end({ErrorKind::Timeout,
             {QT_TRANSLATE_NOOP(
                  "core",
                  "%1 did not complete a TLS handshake within %2 s: it may speak without TLS "
                  "(redis://)."),
              {address(), seconds}},
             address(),
             {}});
        return;
    case Transport::Stage::Ready:
        break;
    }
    end(m_login.endpoint.tls
            ? Error{ErrorKind::Timeout,
                    {QT_TRANSLATE_NOOP("core", "%1 accepted the connection but did not answer "
                                               "within %2 s: it hangs, or is "
                                               "no Redis server."),
                     {address(), seconds}},
                    address(),
                    {}}
            : Error{
                  ErrorKind::Timeout,
                  {QT_TRANSLATE_NOOP(
                       "core",
                       "%1 accepted the connection but did not answer within %2 s: it hangs, or it "
                       "wants TLS (rediss://)."),
                   {address(), seconds}},
                  address(),
                  {}});
}

void Client::close() {
    end({ErrorKind::Cancelled,
         {QT_TRANSLATE_NOOP("core", "The connection to %1 was closed here."), {address()}},
         address(),
         {}});
}

void Client::end(const Error& error) {
    if (m_state == State::Closed) {
        return;
    }
    const bool wasOpen = m_state == State::Open;
    const QPointer<Client> self(this);
    const Error cause = error; // it may stand in what the handlers destroy
    m_state = State::Closed;
    m_connectTimer.stop();
    m_commandTimer.stop();
    m_transport->abort();
    std::deque<Pending> pending;
    pending.swap(m_pending);
    m_opened.complete(tl::make_unexpected(cause));
    for (Pending& command : pending) {
        command.handler(tl::make_unexpected(fateOf(command.command, cause)));
    }
    if (self && wasOpen) {
        emit closed(cause);
    }
}

Error Client::refusal(const Command& command, const QByteArray& reply) const {
    return serverError(command, reply, address());
}

} // namespace ferryman::redis
