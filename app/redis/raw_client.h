// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"
#include "redis/reply_cursor.h"

namespace ferryman::redis {

/// One connection for reading much: logs in as a Client does, then hands over replies as the bytes
/// that they came in, many at once, without making values of them. Only for commands that read: a
/// lost reply says nothing but that it was lost.
class RawClient : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(Result<QByteArray>)>;

    /// `silence`: no byte for so long while a reply is due ends the connection. `replyBytes`: so
    /// much one send() may bring.
    explicit RawClient(const Login& login, milliseconds silence = milliseconds{15'000},
                       qint64 replyBytes = qint64{256} * 1024 * 1024, QObject* parent = nullptr);
    ~RawClient() override;

    [[nodiscard]] Future<Done> open();
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }
    void close(); ///< Pending ones are answered as Cancelled before it returns.

    /// Sends what `commands` holds; the handler gets all its replies in one piece, or why not. It
    /// is called exactly once, never before send() has returned, and may send, close or delete.
    void send(const CommandWriter& commands, Handler handler);

    [[nodiscard]] qint64 receivedBytes() const { return m_receivedBytes; }
    [[nodiscard]] const Login& login() const { return m_login; }
    [[nodiscard]] QString address() const { return m_login.endpoint.address.toString(); }

signals:
    void closed(const ferryman::Error& error); ///< Once, after it had been open.

private:
    enum class State { Idle, Opening, Open, Closed };
    struct Pending {
        qsizetype replies = 0;
        Handler handler;
    };

    void adopt();
    void onReceived(const QByteArray& bytes);
    void answerComplete();
    void checkSilence();
    void finish(const Error& cause, bool tell);
    [[nodiscard]] Error aboveLimit() const;

    Login m_login;
    milliseconds m_silence;
    qint64 m_replyBytes;
    std::unique_ptr<Client> m_client; // until the login is done
    std::unique_ptr<Transport> m_transport;
    QTimer m_silenceTimer;
    qint64 m_lastHeardMs = 0;
    State m_state = State::Idle;
    QByteArray m_buffer;
    ReplyFramer m_framer;
    std::deque<Pending> m_pending;
    qint64 m_receivedBytes = 0;
    int m_insideTransport = 0;
};

} // namespace ferryman::redis
