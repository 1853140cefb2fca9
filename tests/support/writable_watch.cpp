// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/writable_watch.h"

#include "redis/connection.h"

#include <QElapsedTimer>
#include <QMap>
#include <QThread>

#include <algorithm>
#include <mutex>
#include <vector>

namespace ferryman::test {

namespace {

constexpr milliseconds everyMs{20};
constexpr milliseconds patience{20'000}; // a stopped server answers when it wakes up

redis::ClientLimits limits() {
    redis::ClientLimits limits;
    limits.commandDeadline = patience;
    limits.connectDeadline = patience;
    return limits;
}

} // namespace

QList<BothWritable> bothWritable(const QList<WriteSeen>& seen, qint64 withinMs) {
    QList<BothWritable> found;
    QMap<int, qint64> last;
    int previous = -1;
    for (const WriteSeen& write : seen) {
        if (previous >= 0 && write.server != previous) {
            const auto own = last.constFind(write.server);
            if (own != last.constEnd() && write.atMs - *own <= withinMs) {
                if (!found.isEmpty() && *own - found.last().untilMs <= withinMs) {
                    found.last().untilMs = write.atMs;
                } else {
                    found.append({*own, write.atMs});
                }
            }
        }
        last.insert(write.server, write.atMs);
        previous = write.server;
    }
    return found;
}

qint64 writesAstray(const QList<WriteSeen>& seen, int primary) {
    const auto first = std::ranges::find(seen, primary, &WriteSeen::server);
    return std::count_if(first, seen.end(),
                         [primary](const WriteSeen& write) { return write.server != primary; });
}

/// What lives on the watch's thread.
class WritableWatch::Private : public QObject {
public:
    struct Marker {
        std::unique_ptr<redis::Connection> connection;
        bool waiting = false;
    };

    explicit Private(const QList<redis::Address>& watched);
    ~Private() override;

    void tick();
    void mark(int server);

    QList<redis::Address> servers;
    std::vector<Marker> markers;
    std::unique_ptr<QTimer> timer;
    QElapsedTimer since;
    qint64 number = 0;
    mutable std::mutex mutex;
    QList<WriteSeen> seen;
    QThread thread;
};

WritableWatch::Private::Private(const QList<redis::Address>& watched)
    : servers(watched) {
    since.start();
    thread.setObjectName(QStringLiteral("writable-watch"));
    moveToThread(&thread);
    thread.start();
    QMetaObject::invokeMethod(this, [this] {
        for (const redis::Address& server : std::as_const(servers)) {
            redis::Login login;
            login.endpoint.address = server;
            markers.push_back({std::make_unique<redis::Connection>(login, limits()), false});
        }
        timer = std::make_unique<QTimer>();
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer.get(), &QTimer::timeout, this, [this] { tick(); });
        timer->start(everyMs);
    });
}

WritableWatch::Private::~Private() {
    QMetaObject::invokeMethod(
        this,
        [this] {
            timer.reset();
            markers.clear();
        },
        Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
}

void WritableWatch::Private::tick() {
    for (int i = 0; i < static_cast<int>(markers.size()); ++i) {
        if (!markers[static_cast<size_t>(i)].waiting) {
            mark(i);
        }
    }
}

void WritableWatch::Private::mark(int server) {
    Marker& marker = markers[static_cast<size_t>(server)];
    marker.waiting = true;
    const QByteArray key = "watch:" + QByteArray::number(server);
    const auto reply = marker.connection->send(
        redis::Command{"SET", key, QByteArray::number(++number)}.changes(), patience);
    whenDone(reply, this, [this, server](const Result<redis::Value>& answer) {
        if (static_cast<size_t>(server) >= markers.size()) {
            return; // the watch is over
        }
        markers[static_cast<size_t>(server)].waiting = false;
        if (answer) {
            const std::lock_guard lock(mutex);
            seen.append({since.elapsed(), server});
        }
    });
}

WritableWatch::WritableWatch(const QList<redis::Address>& servers)
    : d(std::make_unique<Private>(servers)) {}

WritableWatch::~WritableWatch() = default;

QList<WriteSeen> WritableWatch::seen() const {
    const std::lock_guard lock(d->mutex);
    return d->seen;
}

qint64 WritableWatch::nowMs() const {
    return d->since.elapsed();
}

QList<redis::Address> WritableWatch::accepting(std::chrono::milliseconds lately) const {
    const qint64 since = nowMs() - lately.count();
    QList<redis::Address> servers;
    for (const WriteSeen& write : seen()) {
        const redis::Address& server = d->servers.at(write.server);
        if (write.atMs >= since && !servers.contains(server)) {
            servers.append(server);
        }
    }
    return servers;
}

} // namespace ferryman::test
