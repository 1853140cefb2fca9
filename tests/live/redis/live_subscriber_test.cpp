// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "redis/sentinel_reply.h"
#include "redis/subscriber.h"
#include "support/await.h"

#include <QHostAddress>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

class LiveSubscriberTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void hearsTheEventsOfASentinel();
    void readsItsGroups();
    void tellsOfAGapAndListensAgain();
    void aSentinelThatStandsStillIsLostWithinThreeSeconds();
    void tellsOnceOfASentinelThatStaysAway();
    void stopsAndStartsAgain();
    void mayBeDeletedByWhoeverListens();

private:
    [[nodiscard]] Login sentinel() const { return {{m_sentinel->address(), {}, 0, false}, {}, {}}; }

    std::unique_ptr<ServerProcess> m_redis;
    std::unique_ptr<ServerProcess> m_sentinel;
};

void LiveSubscriberTest::init() {
    m_redis = std::make_unique<ServerProcess>(ServerOptions{});
    VERIFY_VALUE(await(m_redis->start()));
    ServerOptions options;
    options.kind = ServerKind::Sentinel;
    options.config = {"sentinel monitor group 127.0.0.1 " +
                      QByteArray::number(m_redis->address().port) + " 1"};
    m_sentinel = std::make_unique<ServerProcess>(options);
    VERIFY_VALUE(await(m_sentinel->start()));
}

void LiveSubscriberTest::cleanup() {
    m_sentinel.reset();
    m_redis.reset();
}

void LiveSubscriberTest::hearsTheEventsOfASentinel() {
    Subscriber subscriber(sentinel());
    QSignalSpy listening(&subscriber, &Subscriber::listening);
    QList<SentinelEvent> events;
    connect(&subscriber, &Subscriber::event, this,
            [&events](const SentinelEvent& event) { events.append(event); });
    subscriber.start();
    QTRY_COMPARE(listening.count(), 1);

    Client client(sentinel());
    VERIFY_VALUE(await(client.open()));
    VERIFY_VALUE(await(client.send(Command{"SENTINEL", "SET", "group", "quorum", "2"}.changes())));
    QTRY_COMPARE(events.size(), 1);
    QCOMPARE(events[0].name, QStringLiteral("+set"));
    QCOMPARE(events[0].sentinel, m_sentinel->address());
    QVERIFY(events[0].at.secsTo(QDateTime::currentDateTimeUtc()) < 10);
    const SentinelEventSubject subject = parseEventPayload(events[0].name, events[0].payload);
    QCOMPARE(subject.group, QStringLiteral("group"));
    QCOMPARE(subject.instance, m_redis->address());
}

void LiveSubscriberTest::readsItsGroups() {
    Client client(sentinel());
    VERIFY_VALUE(await(client.open()));
    const auto reply = await(client.send({"SENTINEL", "MASTERS"}));
    VERIFY_VALUE(reply);
    const auto groups = parseSentinelEntries(*reply);
    VERIFY_VALUE(groups);
    QCOMPARE(groups->size(), 1);
    QCOMPARE(groups->first().name, QStringLiteral("group"));
    QCOMPARE(groups->first().address, m_redis->address());
    QVERIFY(groups->first().has("master"));
    QCOMPARE(groups->first().number("quorum"), std::optional<qint64>(1));

    const auto one = await(client.send({"SENTINEL", "MASTER", "group"}));
    QCOMPARE(parseSentinelEntry(one.value()).value().name, QStringLiteral("group"));
    VERIFY_ERROR(await(client.send({"SENTINEL", "MASTER", "other"})), ErrorKind::Server);
}

void LiveSubscriberTest::tellsOfAGapAndListensAgain() {
    Subscriber subscriber(sentinel());
    QSignalSpy listening(&subscriber, &Subscriber::listening);
    QSignalSpy lost(&subscriber, &Subscriber::lost);
    subscriber.start();
    QTRY_COMPARE(listening.count(), 1);
    m_sentinel->kill();
    QTRY_COMPARE(lost.count(), 1);
    QCOMPARE(lost.first().first().value<Error>().kind, ErrorKind::Unreachable);
    VERIFY_VALUE(await(m_sentinel->start()));
    QTRY_COMPARE(listening.count(), 2);
    QCOMPARE(lost.count(), 1);
}

void LiveSubscriberTest::aSentinelThatStandsStillIsLostWithinThreeSeconds() {
    Subscriber subscriber(sentinel());
    QSignalSpy listening(&subscriber, &Subscriber::listening);
    QSignalSpy lost(&subscriber, &Subscriber::lost);
    subscriber.start();
    QTRY_COMPARE(listening.count(), 1);
    // Not by a clock: on a busy machine both come later, and in the same order.
    QTimer tooLate;
    tooLate.setSingleShot(true);
    bool inTime = false;
    connect(&subscriber, &Subscriber::lost, this, [&] { inTime = tooLate.isActive(); });
    m_sentinel->freeze();
    tooLate.start(3'500);
    QTRY_COMPARE(lost.count(), 1);
    QVERIFY(inTime);
    m_sentinel->thaw();
    QTRY_COMPARE(listening.count(), 2);
}

void LiveSubscriberTest::tellsOnceOfASentinelThatStaysAway() {
    QTcpServer door; // nobody lives behind it
    QVERIFY(door.listen(QHostAddress::LocalHost));
    int knocks = 0;
    connect(&door, &QTcpServer::newConnection, this, [&] {
        knocks += 1;
        door.nextPendingConnection()->abort();
    });
    Subscriber subscriber(Login{{{"127.0.0.1", door.serverPort()}, {}, 0, false}, {}, {}});
    QSignalSpy lost(&subscriber, &Subscriber::lost);
    subscriber.start();
    QTRY_COMPARE(lost.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(knocks >= 3, 15'000);
    QCOMPARE(lost.count(), 1);
}

void LiveSubscriberTest::stopsAndStartsAgain() {
    Subscriber subscriber(sentinel());
    QSignalSpy listening(&subscriber, &Subscriber::listening);
    QSignalSpy lost(&subscriber, &Subscriber::lost);
    subscriber.start();
    subscriber.stop();
    subscriber.start();
    QTRY_COMPARE(listening.count(), 1);
    subscriber.stop();
    subscriber.start();
    QTRY_COMPARE(listening.count(), 2);
    QCOMPARE(lost.count(), 0);
}

void LiveSubscriberTest::mayBeDeletedByWhoeverListens() {
    auto subscriber = std::make_unique<Subscriber>(sentinel());
    bool heard = false;
    connect(subscriber.get(), &Subscriber::event, this, [&](const SentinelEvent&) {
        heard = true;
        subscriber.reset();
    });
    QSignalSpy listening(subscriber.get(), &Subscriber::listening);
    subscriber->start();
    QTRY_COMPARE(listening.count(), 1);
    Client client(sentinel());
    VERIFY_VALUE(await(client.open()));
    VERIFY_VALUE(await(client.send(Command{"SENTINEL", "SET", "group", "quorum", "2"}.changes())));
    QTRY_VERIFY(heard);
    QVERIFY(!subscriber);
}

QTEST_GUILESS_MAIN(LiveSubscriberTest)
#include "live_subscriber_test.moc"
