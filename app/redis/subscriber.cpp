// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/subscriber.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

constexpr milliseconds pauseBeforeReconnect{500};
// A Sentinel without events is as silent as one that is gone: one that stands still is lost within
// 3 s.
constexpr milliseconds pauseBetweenPings{1000};
constexpr milliseconds pingDeadline{2000};

} // namespace

class Subscriber::Private {
public:
    Private(Subscriber* owner, Login login, ClientLimits limits)
        : q(owner)
        , m_login(std::move(login))
        , m_limits(limits)
        , m_reconnect(owner)
        , m_ping(owner) {
        m_reconnect.setSingleShot(true);
        m_reconnect.setInterval(pauseBeforeReconnect);
        m_ping.setInterval(pauseBetweenPings);
        connect(&m_reconnect, &QTimer::timeout, q, [this] { connectAnew(); });
        connect(&m_ping, &QTimer::timeout, q, [this] { ping(); });
    }

    ~Private() { dropClient(); }

    void start() {
        if (!m_running) {
            m_running = true;
            m_toldLost = false;
            connectAnew();
        }
    }

    void stop() {
        m_running = false;
        m_reconnect.stop();
        dropClient();
    }

private:
    void connectAnew() {
        dropClient();
        m_client = new Client(m_login, m_limits, q);
        m_client->setPushHandler([this](const Value& message) { tell(message); });
        connect(m_client, &Client::closed, q, [this](const Error& error) { lose(error); });
        // An answer of a client that was dropped meanwhile is void.
        whenDone(m_client->open(), m_client, [this, client = m_client](const Result<Done>& opened) {
            if (client == m_client) {
                opened ? subscribe() : lose(opened.error());
            }
        });
    }

    void subscribe() {
        const Future<Value> reply = m_client->send(Command{"PSUBSCRIBE", "*"});
        whenDone(reply, m_client, [this, client = m_client](const Result<Value>& answer) {
            if (client == m_client) {
                answer ? beginListening() : lose(answer.error());
            }
        });
    }

    void beginListening() {
        m_toldLost = false;
        m_ping.start();
        emit q->listening();
    }

    void ping() {
        if (std::exchange(m_pinging, true)) {
            return;
        }
        // Its failure closes the client, which tells of it by closed().
        whenDone(m_client->send(Command{"PING"}, pingDeadline), m_client,
                 [this, client = m_client](const Result<Value>&) {
                     m_pinging = m_pinging && client != m_client;
                 });
    }

    void tell(const Value& message) {
        const QList<Value>& items = message.items(); // pmessage, pattern, channel, payload
        if (items.size() != 4) {
            return;
        }
        SentinelEvent event;
        event.at = QDateTime::currentDateTimeUtc();
        event.sentinel = m_login.endpoint.address;
        event.name = printable(items[2].bytes(), 60);
        event.payload = printable(items[3].bytes(), 1000);
        emit q->event(event);
    }

    void lose(const Error& error) {
        if (m_client == nullptr) {
            return; // both the refused command and the closed connection tell
        }
        dropClient();
        m_reconnect.start();
        if (!std::exchange(m_toldLost, true)) {
            emit q->lost(error);
        }
    }

    void dropClient() {
        m_ping.stop();
        m_pinging = false;
        if (Client* client = std::exchange(m_client, nullptr)) {
            client->disconnect(q);
            client->setPushHandler({});
            client->close();
            client->deleteLater(); // this is often called from one of its signals
        }
    }

    Subscriber* q;
    Login m_login;
    ClientLimits m_limits;
    Client* m_client = nullptr; // a child of q
    QTimer m_reconnect;
    QTimer m_ping;
    bool m_running = false;
    bool m_pinging = false;
    bool m_toldLost = false; // a Sentinel that stays away is told of once
};

Subscriber::Subscriber(Login sentinel, ClientLimits limits, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(sentinel), limits)) {
    qRegisterMetaType<SentinelEvent>();
}

Subscriber::~Subscriber() = default;

void Subscriber::start() {
    d->start();
}

void Subscriber::stop() {
    d->stop();
}

} // namespace ferryman::redis
