// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/sentinel_ring.h"
#include "support/await.h"
#include "support/scripted_server.h"
#include "support/test_clock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const redis::Address source{QStringLiteral("10.0.0.1"), 6379};
const redis::Address dragonfly{QStringLiteral("10.0.0.2"), 6380};

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// A Sentinel as far as the ring asks it.
class Guard {
public:
    ScriptedServer server;
    redis::Address names = source;
    bool tilt = false;

    Guard() {
        server.setScript([this](const QByteArrayList& words) { return answer(words); });
    }

private:
    std::optional<redis::Value> answer(const QByteArrayList& words) {
        if (words.value(1) == "MASTER") {
            QList<redis::Value> fields;
            for (const QByteArray& word :
                 QByteArrayList{"name", "orders", "ip", names.host.toUtf8(), "port",
                                QByteArray::number(names.port), "flags", "master"}) {
                fields.append(redis::Value::bulk(word));
            }
            return redis::Value::array(fields);
        }
        if (words.first() == "INFO") {
            return redis::Value::bulk(tilt ? "# Sentinel\r\nsentinel_tilt:1\r\n"
                                           : "# Sentinel\r\nsentinel_tilt:0\r\n");
        }
        if (words.value(1) == "FAILOVER") {
            return redis::Value::status("OK");
        }
        return {}; // a subscription that nothing comes over
    }
};

class Scene {
public:
    Guard guards[3];

    Scene()
        : m_journal(std::move(*Journal::open(m_folder.path(), QStringLiteral("scene"), m_clock)))
        , m_record(*m_journal)
        , ring(QStringLiteral("orders"), m_record, m_clock) {
        QList<redis::Login> logins;
        QList<redis::Address> all;
        for (const Guard& guard : guards) {
            logins.append(loginTo(guard.server.address()));
            all.append(guard.server.address());
        }
        ring.gather(logins);
        ring.setTellable(all);
    }

    Look look() {
        QList<Poll::Answer> answers;
        for (const auto& asked : ring.askAll(milliseconds{500})) {
            answers.append(await(asked));
        }
        Look seen;
        ring.judge(answers, dragonfly, seen);
        return seen;
    }
    int told() const {
        int sum = 0;
        for (const Guard& guard : guards) {
            sum += guard.server.asked("SENTINEL FAILOVER");
        }
        return sum;
    }

private:
    QTemporaryDir m_folder;
    TestClock m_clock;
    std::unique_ptr<Journal> m_journal;
    SwitchRecord m_record;

public:
    SentinelRing ring;
};

} // namespace

class SentinelRingTest : public QObject {
    Q_OBJECT

private slots:
    void theNextOneIsToldWhenTheLeaderFellSilent();
    void oneThatNamesDragonflyIsNotToldToFailOverAwayFromIt();
    void oneInTiltIsPassedOverUntilItEnds();
};

void SentinelRingTest::theNextOneIsToldWhenTheLeaderFellSilent() {
    Scene scene;
    QVERIFY(scene.look().anotherSentinel);
    QCOMPARE(*await(scene.ring.trigger()), scene.guards[0].server.address());
    scene.guards[0].server.silence();
    const Look seen = scene.look();
    QVERIFY(seen.failover == Look::Failover::Unknown);
    QVERIFY(seen.anotherSentinel);
    QCOMPARE(*await(scene.ring.trigger()), scene.guards[1].server.address());
}

/// It heard of the promotion before the leader died. The only replica that it could choose is the
/// old primary.
void SentinelRingTest::oneThatNamesDragonflyIsNotToldToFailOverAwayFromIt() {
    Scene scene;
    (void)scene.look();
    VERIFY_VALUE(await(scene.ring.trigger()));
    scene.guards[0].server.silence();
    scene.guards[1].names = dragonfly;
    const Look seen = scene.look();
    QVERIFY(seen.named);
    QVERIFY(seen.anotherSentinel); // the third, which missed it
    QCOMPARE(*await(scene.ring.trigger()), scene.guards[2].server.address());

    scene.guards[2].names = dragonfly;
    QVERIFY(!scene.look().anotherSentinel);
    QVERIFY(!await(scene.ring.trigger()));
    QCOMPARE(scene.told(), 2);
}

void SentinelRingTest::oneInTiltIsPassedOverUntilItEnds() {
    Scene scene;
    (void)scene.look();
    VERIFY_VALUE(await(scene.ring.trigger()));
    scene.guards[0].server.silence();
    scene.guards[1].tilt = true;
    scene.guards[2].tilt = true;
    QVERIFY(!scene.look().anotherSentinel);
    QVERIFY(!await(scene.ring.trigger()));
    scene.guards[2].tilt = false;
    QVERIFY(scene.look().anotherSentinel);
    QCOMPARE(*await(scene.ring.trigger()), scene.guards[2].server.address());
}

QTEST_GUILESS_MAIN(SentinelRingTest)
#include "sentinel_ring_test.moc"
