// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/raw_client.h"

#include <QPointer>

namespace ferryman::redis {

namespace {

qint64 nowMs() {
    return std::chrono::duration_cast<milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

RawClient::RawClient(const Login& login, milliseconds silence, qint64 replyBytes, QObject* parent)
    : QObject(parent)
    , m_login(login)
    , m_silence(silence)
    , m_replyBytes(replyBytes)
    , m_silenceTimer(this) {
    m_silenceTimer.setInterval(std::max(silence / 8, milliseconds{10}));
    connect(&m_silenceTimer, &QTimer::timeout, this, &RawClient::checkSilence);
}

RawClient::~RawClient() {
    finish({ErrorKind::Cancelled,
            {QT_TRANSLATE_NOOP("core", "The connection to %1 was given up."), {address()}},
            address(),
            {}},
           false);
    if (m_insideTransport > 0 && m_transport) {
        m_transport->setParent(nullptr);
        m_transport.release()->deleteLater(); // its own signal is what led here
    }
}

Future<Done> RawClient::open() {
    if (m_state == State::Idle) {
        m_state = State::Opening;
        m_client = std::make_unique<Client>(m_login);
    }
    if (m_state == State::Open) {
        return ready<Done>(Done{});
    }
    if (!m_client) {
        return ready<Done>(failure(
            ErrorKind::Unreachable,
            {QT_TRANSLATE_NOOP("core", "There is no connection to %1."), {address()}}, address()));
    }
    return andThen(m_client->open(), this, [this](Done) -> Result<Done> {
        adopt();
        return Done{};
    });
}

/// Takes the logged-in connection over from the client.
void RawClient::adopt() {
    if (m_state != State::Opening) {
        return;
    }
    m_transport = m_client->release();
    m_client.reset();
    m_transport->setParent(this);
    m_state = State::Open;
    connect(m_transport.get(), &Transport::received, this, &RawClient::onReceived);
    connect(m_transport.get(), &Transport::failed, this, [this](const Error& error) {
        m_insideTransport += 1;
        const QPointer<RawClient> self(this);
        finish(error, true);
        if (self) {
            m_insideTransport -= 1;
        }
    });
}

void RawClient::close() {
    finish({ErrorKind::Cancelled,
            {QT_TRANSLATE_NOOP("core", "The connection to %1 was closed."), {address()}},
            address(),
            {}},
           true);
}

void RawClient::send(const CommandWriter& commands, Handler handler) {
    if (m_state != State::Open) {
        const Error error{ErrorKind::Unreachable,
                          {QT_TRANSLATE_NOOP("core", "There is no connection to %1."), {address()}},
                          address(),
                          {}};
        const auto answer = [handler = std::move(handler), error] {
            handler(tl::make_unexpected(error));
        };
        QMetaObject::invokeMethod(this, answer, Qt::QueuedConnection);
        return;
    }
    if (m_pending.empty()) {
        m_lastHeardMs = nowMs();
        m_silenceTimer.start();
    }
    m_pending.push_back({commands.commands(), std::move(handler)});
    m_transport->write(commands.bytes());
}

void RawClient::onReceived(const QByteArray& bytes) {
    m_insideTransport += 1;
    const QPointer<RawClient> self(this);
    m_receivedBytes += bytes.size();
    m_lastHeardMs = nowMs();
    if (m_buffer.isEmpty()) {
        m_buffer = bytes;
    } else {
        m_buffer += bytes;
    }
    answerComplete();
    if (self) {
        m_insideTransport -= 1;
    }
}

void RawClient::answerComplete() {
    const QPointer<RawClient> self(this);
    while (self && m_state == State::Open && !m_buffer.isEmpty()) {
        if (m_pending.empty()) {
            finish({ErrorKind::Protocol,
                    {QT_TRANSLATE_NOOP("core", "%1 answered what it was not asked, so its answers "
                                               "can no longer be told apart."),
                     {address()}},
                    address(),
                    {}},
                   true);
            return;
        }
        if (!m_framer.advance(m_buffer, m_pending.front().replies)) {
            finish({ErrorKind::Protocol,
                    {QT_TRANSLATE_NOOP("core", "The reply is not in Redis' protocol: check that a "
                                               "Redis, Sentinel or Dragonfly "
                                               "listens at this address and port.")},
                    address(),
                    {}},
                   true);
            return;
        }
        if (m_framer.replies() < m_pending.front().replies) {
            if (m_buffer.size() > m_replyBytes) {
                finish(aboveLimit(), true);
            }
            return;
        }
        const qsizetype end = m_framer.position();
        QByteArray replies;
        if (end == m_buffer.size()) {
            replies = std::exchange(m_buffer, {});
        } else {
            replies = m_buffer.first(end);
            m_buffer.remove(0, end);
        }
        m_framer.restart();
        const Handler handler = std::move(m_pending.front().handler);
        m_pending.pop_front();
        if (m_pending.empty()) {
            m_silenceTimer.stop();
        }
        handler(std::move(replies));
    }
}

Error RawClient::aboveLimit() const {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "The reply is above the limit of %1 bytes."),
             {QString::number(m_replyBytes)}},
            address(),
            {}};
}

void RawClient::checkSilence() {
    if (m_pending.empty() || nowMs() - m_lastHeardMs < m_silence.count()) {
        return;
    }
    finish({ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP("core", "%1 fell silent with replies due, so the connection was "
                                       "closed: the server hangs, or the network is down."),
             {address()}},
            address(),
            {}},
           true);
}

void RawClient::finish(const Error& cause, bool tell) {
    if (m_state == State::Closed) {
        return;
    }
    const bool wasOpen = m_state == State::Open;
    m_state = State::Closed;
    m_silenceTimer.stop();
    m_client.reset();
    if (m_transport) {
        m_transport->abort();
    }
    const QPointer<RawClient> self(this);
    const Error reason = cause; // NOLINT(performance-unnecessary-copy-initialization): may outlive
    for (const Pending& pending : std::exchange(m_pending, {})) {
        pending.handler(tl::make_unexpected(reason));
    }
    if (self && tell && wasOpen) {
        emit closed(reason);
    }
}

} // namespace ferryman::redis
