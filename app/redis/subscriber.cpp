// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/subscriber.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

constexpr milliseconds reconnectAfter{500};
constexpr milliseconds pingEvery{1000};
constexpr milliseconds pingDeadline{
    2000}; // a Sentinel that stands still is said to be lost within 3 s

} // namespace

class Subscriber::Private {
public:
    Private(Subscriber& owner, Login sentinel, ClientLimits clientLimits)
        : q(owner)
        , login(std::move(sentinel))
        , limits(clientLimits) {
        again.setSingleShot(true);
        again.setInterval(reconnectAfter);
        again.callOnTimeout(&q, [this] { connectNow(); });
        ping.setInterval(pingEvery);
        ping.callOnTimeout(&q, [this] {
            client->send({"PING"}, pingDeadline,
                         [](const Result<Value>&) {}); // no answer ends the connection
        });
    }

    void connectNow() {
        drop();
        client = new Client(login, limits, "ferryman-events", &q);
        QObject::connect(client, &Client::closed, &q, [this](const Error& error) { lose(error); });
        client->setPushHandler([this](const Value& message) { tell(message); });
        whenDone(client->open(), client, [this](const Result<Done>& opened) {
            if (!opened) {
                lose(opened.error());
                return;
            }
            client->send({"PSUBSCRIBE", "*"}, limits.commandDeadline,
                         [this](const Result<Value>& reply) {
                             if (reply) {
                                 ping.start();
                                 emit q.listening();
                             } else {
                                 lose(reply.error());
                             }
                         });
        });
    }

    void lose(const Error& error) {
        if (!running || again.isActive()) {
            return;
        }
        drop();
        again.start();
        emit q.lost(error);
    }

    void tell(const Value& message) {
        const QList<Value>& items = message.items(); // pmessage, pattern, channel, payload
        if (items.size() < 4) {
            return;
        }
        emit q.event({QDateTime::currentDateTimeUtc(), login.endpoint.address,
                      printable(items[2].bytes(), 60), printable(items[3].bytes())});
    }

    void drop() {
        ping.stop();
        if (client != nullptr) {
            client->disconnect(&q);
            client->deleteLater(); // it may be its own signal that ends it
            client = nullptr;
        }
    }

    Subscriber& q;
    Login login;
    ClientLimits limits;
    Client* client = nullptr;
    QTimer again;
    QTimer ping;
    bool running = false;
};

Subscriber::Subscriber(Login sentinel, ClientLimits limits, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(sentinel), limits)) {}

Subscriber::~Subscriber() {
    stop();
}

void Subscriber::start() {
    if (!d->running) {
        d->running = true;
        d->connectNow();
    }
}

void Subscriber::stop() {
    d->running = false;
    d->again.stop();
    d->drop();
}

} // namespace ferryman::redis
