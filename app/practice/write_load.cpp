// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/write_load.h"

#include "practice/write_audit.h"
#include "practice/write_record.h"
#include "redis/group_writer.h"

#include <QRandomGenerator>
#include <QThread>

#include <map>
#include <mutex>
#include <vector>

namespace ferryman {

/// Everything of a load that lives on its thread.
class WriteLoad::Private : public QObject {
public:
    explicit Private(LoadOptions given)
        : options(std::move(given)) {}

    void start();
    void stop();
    void tick();
    void markSwitch(std::chrono::nanoseconds moment);
    void audit(const Promise<LoadAudit>& promise);
    LoadFigures measure() const;
    void publish();
    redis::PrimaryFinder::Group group() const;

    LoadOptions options;
    SystemClock clock;
    std::vector<std::unique_ptr<WriteRecord>> records; ///< One a writer.
    std::vector<std::unique_ptr<redis::GroupWriter>> writers;
    std::unique_ptr<QTimer> ticker;
    std::unique_ptr<WriteAudit> auditing;
    std::chrono::nanoseconds startedAt{0};
    std::chrono::nanoseconds switchAt{0};
    qint64 acknowledgedBefore = 0;
    int draining = 0;
    bool stopping = false;
    QList<Promise<LoadAudit>> waiting; ///< For the writes in flight.

    mutable std::mutex mutex;
    LoadFigures published;

    QThread thread;
};

redis::PrimaryFinder::Group WriteLoad::Private::group() const {
    const auto login = [](const redis::Address& address, const Secret& password) {
        redis::Login made;
        made.endpoint.address = address;
        made.password = password;
        made.clientName = "ferryman-load";
        return made;
    };
    redis::PrimaryFinder::Group group;
    group.name = options.group;
    for (const redis::Address& sentinel : options.sentinels) {
        group.sentinels.append(login(sentinel, {}));
    }
    group.server = [login, password = Secret(options.sourcePassword.toUtf8())](
                       const redis::Address& address) { return login(address, password); };
    return group;
}

void WriteLoad::Private::start() {
    if (options.writeRate <= 0 || options.writers <= 0 || !writers.empty()) {
        return;
    }
    // unlike those of any load before it: their bits would be taken for its own
    const QByteArray run = QByteArray::number(QRandomGenerator::system()->generate(), 16);
    for (int i = 0; i < options.writers; ++i) {
        WriteRecord& record = *records.emplace_back(
            std::make_unique<WriteRecord>("load:" + run + ':' + QByteArray::number(i)));
        redis::GroupWriterOptions writer;
        writer.group = group();
        writer.write = [&record](qint64 number) { return record.command(number); };
        writer.acknowledged = [&record](qint64 number) { record.acknowledge(number); };
        writer.writesPerSecond = static_cast<double>(options.writeRate) / options.writers;
        writer.inFlight = options.inFlight;
        writers.push_back(std::make_unique<redis::GroupWriter>(writer, clock));
        connect(writers.back().get(), &redis::GroupWriter::drained, this, [this] {
            if (--draining == 0) {
                publish();
                for (const auto& promise : std::exchange(waiting, {})) {
                    audit(promise);
                }
            }
        });
        writers.back()->start();
    }
    startedAt = clock.monotonic();
    ticker = std::make_unique<QTimer>();
    ticker->setTimerType(Qt::PreciseTimer);
    connect(ticker.get(), &QTimer::timeout, this, [this] { tick(); });
    ticker->start(1);
}

void WriteLoad::Private::tick() {
    for (const auto& writer : writers) {
        writer->tick();
    }
    publish();
}

void WriteLoad::Private::stop() {
    if (stopping) {
        return;
    }
    stopping = true;
    if (ticker) {
        ticker->stop();
    }
    draining = static_cast<int>(writers.size());
    for (const auto& writer : writers) {
        writer->stop();
    }
}

void WriteLoad::Private::markSwitch(std::chrono::nanoseconds moment) {
    switchAt = moment;
    acknowledgedBefore = measure().acknowledged;
    for (const auto& writer : writers) {
        writer->countGapsFrom(moment);
    }
}

LoadFigures WriteLoad::Private::measure() const {
    LoadFigures figures;
    const auto now = clock.monotonic();
    std::map<redis::Address, int> places;
    for (const auto& writer : writers) {
        figures.acknowledged += writer->acknowledged();
        figures.refused += writer->refused();
        const auto gap = std::chrono::duration_cast<milliseconds>(writer->longestGap(now));
        figures.longestGapMs = std::max<qint64>(figures.longestGapMs, gap.count());
        if (!writer->writingTo().isNull()) {
            ++places[writer->writingTo()];
        }
    }
    const bool marked = switchAt.count() > 0;
    const double seconds =
        std::chrono::duration<double>((marked ? switchAt : now) - startedAt).count();
    if (seconds > 0) {
        figures.achievedRate =
            static_cast<double>(marked ? acknowledgedBefore : figures.acknowledged) / seconds;
    }
    const auto most =
        std::ranges::max_element(places, {}, [](const auto& place) { return place.second; });
    if (most != places.end()) {
        figures.writingTo = most->first;
    }
    return figures;
}

void WriteLoad::Private::publish() {
    const LoadFigures figures = measure();
    const std::lock_guard lock(mutex);
    published = figures;
}

void WriteLoad::Private::audit(const Promise<LoadAudit>& promise) {
    stop();
    if (draining > 0) {
        waiting.append(promise);
        return;
    }
    QList<const WriteRecord*> written;
    for (const auto& record : records) {
        written.append(record.get());
    }
    auditing = std::make_unique<WriteAudit>(group(), written);
    whenDone(auditing->run(), this, [this, promise](Result<LoadAudit> result) {
        if (result) {
            const std::lock_guard lock(mutex);
            result->figures = published;
        }
        promise.complete(std::move(result));
    });
}

WriteLoad::WriteLoad(LoadOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options))) {
    d->thread.setObjectName(QStringLiteral("write-load"));
    d->moveToThread(&d->thread);
    d->thread.start();
}

WriteLoad::~WriteLoad() {
    // what lives on the thread has to end on it
    QMetaObject::invokeMethod(
        d.get(),
        [this] {
            d->waiting.clear(); // an audit that has not begun is not begun any more
            d->ticker.reset();
            d->auditing.reset();
            d->writers.clear();
        },
        Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

void WriteLoad::start() {
    QMetaObject::invokeMethod(d.get(), [this] { d->start(); });
}

void WriteLoad::markSwitch() {
    QMetaObject::invokeMethod(d.get(),
                              [this, moment = d->clock.monotonic()] { d->markSwitch(moment); });
}

LoadFigures WriteLoad::figures() const {
    const std::lock_guard lock(d->mutex);
    return d->published;
}

void WriteLoad::stop() {
    QMetaObject::invokeMethod(d.get(), [this] { d->stop(); });
}

Future<LoadAudit> WriteLoad::audit() {
    Promise<LoadAudit> promise;
    QMetaObject::invokeMethod(d.get(), [this, promise] { d->audit(promise); });
    return promise.future();
}

} // namespace ferryman
