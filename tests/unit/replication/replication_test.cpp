// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/connection.h"
#include "replication/replication.h"
#include "support/await.h"
#include "support/named.h"
#include "support/scripted_server.h"
#include "support/test_clock.h"

#include <QSignalSpy>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

redis::Login loginOf(const ScriptedServer& server) {
    redis::Login login;
    login.endpoint.address = server.address();
    return login;
}

/// A source and a Dragonfly that follows it, or does not.
struct Link {
    explicit Link(qint64 samplingMs = 10) {
        LinkPlan plan;
        plan.primary = source.address();
        plan.samplingMs = samplingMs;
        replication = std::make_unique<Replication>(plan, &sourceConnection, &targetConnection,
                                                    clock, LinkWitness{});
        source.setScript([this](const QByteArrayList& words) { return sourceSays(words); });
        target.setScript([this](const QByteArrayList& words) { return targetSays(words); });
    }

    std::optional<Value> sourceSays(const QByteArrayList& words) {
        if (sourceIsSilent) {
            return {};
        }
        if (words.value(1) == "stats") {
            return Value::bulk("# Stats\r\nsync_full:" + QByteArray::number(fullSyncs) + "\r\n");
        }
        if (words.value(1) == "keyspace") {
            return Value::bulk("# Keyspace\r\ndb0:keys=9,expires=0\r\n");
        }
        QByteArray text = "# Replication\r\nrole:master\r\nmaster_repl_offset:500\r\n";
        if (!lineState.isEmpty()) {
            text += "slave0:ip=127.0.0.1,port=" + QByteArray::number(target.address().port) +
                    ",state=" + lineState + ",offset=500,lag=0\r\n";
        }
        return Value::bulk(text);
    }

    std::optional<Value> targetSays(const QByteArrayList& words) {
        if (words.first() == "REPLICAOF") {
            attached = words.value(1) != "NO";
            return Value::status("OK");
        }
        if (words.first() == "CONFIG") {
            return words.value(1) == "GET"
                       ? Value::array({Value::bulk("replica_priority"), Value::bulk("100")})
                       : Value::status("OK");
        }
        if (words.value(1) == "keyspace") {
            return Value::bulk("# Keyspace\r\n");
        }
        if (!attached) {
            return Value::bulk("# Replication\r\nrole:master\r\nconnected_slaves:0\r\n");
        }
        QByteArray text = "# Replication\r\nrole:slave\r\nmaster_link_status:up\r\n";
        text += lineState == "online" ? "slave_repl_offset:500\r\n" : "";
        return Value::bulk(text);
    }

    ScriptedServer source;
    ScriptedServer target;
    redis::Connection sourceConnection{loginOf(source)};
    redis::Connection targetConnection{loginOf(target)};
    TestClock clock;
    QByteArray lineState = "online";
    int fullSyncs = 1;
    bool attached = false;
    bool sourceIsSilent = false;
    std::unique_ptr<Replication> replication;
};

} // namespace

class ReplicationTest : public QObject {
    Q_OBJECT

private slots:
    void attachesAndWatchesToSteady();
    void countsKeysOnceInFourReadings();
    void readsMoreOftenOnceToldSo();
    void readingsNeverOverlap();
    void aSilentSourceIsToldAndComesBack();
    void anErrorReplyIsNoReading();
    void aLoopIsNamed();
    void unwatchedItSaysNothingMore();
    void mayEndWhileAReadingIsUnderWay();
    void aRefusedAttachmentChangesNoState();
    void stopLeavesItStopped();
};

void ReplicationTest::attachesAndWatchesToSteady() {
    Link link;
    QSignalSpy changed(link.replication.get(), &Replication::changed);
    VERIFY_VALUE(await(link.replication->attach(false)));
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Attaching);
    QCOMPARE(changed.count(), 1);

    link.replication->watch();
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::CatchingUp);
    link.clock.advance(milliseconds(11'000));
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::Steady);

    QCOMPARE(link.replication->state().latest.sourceKeys, std::optional<qint64>(9));
    QCOMPARE(link.replication->state().latest.lagBytes, std::optional<qint64>(0));
    QCOMPARE(link.replication->history()->size(), link.replication->state().samples);
    QCOMPARE(link.replication->history()->markers().first().id, QByteArray("attached"));
}

void ReplicationTest::countsKeysOnceInFourReadings() {
    Link link;
    link.replication->watch();
    QTRY_VERIFY(link.replication->state().samples >= 8);
    link.replication->unwatch();

    const int readings = link.source.asked("INFO replication");
    QCOMPARE(link.source.asked("INFO keyspace"), (readings + 3) / 4);
    QCOMPARE(link.source.asked("INFO memory"), (readings + 3) / 4);
    QCOMPARE(link.source.asked("INFO stats"), readings);
    QCOMPARE(link.target.asked("INFO stats"), 0);
}

void ReplicationTest::readsMoreOftenOnceToldSo() {
    Link link(3'600'000); // its second reading would come in an hour
    VERIFY_VALUE(await(link.replication->attach(false)));
    link.replication->watch();
    const qint64 before = link.replication->state().samples;
    link.replication->setSampling(milliseconds(10), milliseconds(1000));
    QTRY_VERIFY(link.replication->state().samples >= before + 3);
}

void ReplicationTest::readingsNeverOverlap() {
    Link link;
    link.replication->watch();
    QTRY_VERIFY(link.replication->state().samples >= 2);

    link.sourceIsSilent = true;
    QTRY_VERIFY(link.replication->state().missed >= 5);
    const int asked = link.source.asked("INFO replication");
    const qint64 missed = link.replication->state().missed;
    QTRY_VERIFY(link.replication->state().missed >= missed + 5);
    QVERIFY(link.source.asked("INFO replication") <= asked + 1);
}

void ReplicationTest::aSilentSourceIsToldAndComesBack() {
    Link link;
    VERIFY_VALUE(await(link.replication->attach(false)));
    link.replication->watch();
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::CatchingUp);

    link.sourceIsSilent = true;
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::Interrupted);
    QVERIFY(link.replication->state().sourceError);
    QCOMPARE(link.replication->state().sourceError->kind, ErrorKind::Timeout);
    QVERIFY(!link.replication->state().targetError);
    QVERIFY(!link.replication->state().latest.sourceOffset); // a gap, not the last figure again

    link.sourceIsSilent = false;
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::CatchingUp);
    QVERIFY(!link.replication->state().sourceError);
}

void ReplicationTest::anErrorReplyIsNoReading() {
    Link link;
    link.target.setScript([](const QByteArrayList&) -> std::optional<Value> {
        return Value::error("NOPERM this user has no permissions to run the 'info' command");
    });
    link.replication->watch();

    QTRY_VERIFY(link.replication->state().targetError);
    const QString text = link.replication->state().targetError->english();
    QVERIFY2(text.contains(QLatin1String("NOPERM")), qPrintable(text));
    QVERIFY(!link.replication->state().sourceError);
}

void ReplicationTest::aLoopIsNamed() {
    Link link;
    VERIFY_VALUE(await(link.replication->attach(false)));
    link.lineState = "wait_bgsave";
    link.replication->watch();
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::FullSync);

    link.fullSyncs = 3;
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::Looping);
    const qint64 samples = link.replication->state().samples;
    QTRY_VERIFY(link.replication->state().samples > samples + 5);
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Looping);
    QCOMPARE(link.target.asked("REPLICAOF NO ONE"),
             0); // Sentinel must be told as well: withdrawal.h
}

void ReplicationTest::unwatchedItSaysNothingMore() {
    Link link;
    link.replication->watch();
    QTRY_VERIFY(link.replication->state().samples >= 2);
    link.sourceIsSilent = true;
    QTRY_VERIFY(link.replication->state().missed >= 1); // one is under way
    link.replication->unwatch();

    QSignalSpy changed(link.replication.get(), &Replication::changed);
    link.sourceConnection.close(); // its answer comes now
    VERIFY_VALUE(await(link.targetConnection.send({"INFO", "replication"})));
    QCOMPARE(changed.count(), 0);

    link.sourceIsSilent = false;
    const qint64 samples = link.replication->state().samples;
    link.replication->watch(); // and it can be taken up again
    QTRY_VERIFY(link.replication->state().samples > samples + 2);
}

void ReplicationTest::mayEndWhileAReadingIsUnderWay() {
    Link link;
    link.sourceIsSilent = true;
    link.replication->watch();
    QTRY_VERIFY(link.source.asked("INFO replication") == 1);
    link.replication.reset();
    link.sourceConnection.close();
    VERIFY_VALUE(await(link.targetConnection.send({"INFO", "replication"})));
}

void ReplicationTest::aRefusedAttachmentChangesNoState() {
    Link link;
    link.target.setScript([](const QByteArrayList& words) -> std::optional<Value> {
        return words.value(1) == "keyspace" ? Value::bulk("db0:keys=3,expires=0\r\n")
                                            : Value::bulk("role:master\r\n");
    });
    VERIFY_ERROR(await(link.replication->attach(false)), ErrorKind::Refused);
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Detached);
    QVERIFY(link.replication->history()->markers().isEmpty());
}

void ReplicationTest::stopLeavesItStopped() {
    Link link;
    VERIFY_VALUE(await(link.replication->attach(false)));
    link.replication->watch();
    TRY_COMPARE_NAMED(link.replication->state().phase, LinkPhase::CatchingUp);

    link.replication->stopping();
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Stopped);
    VERIFY_VALUE(await(link.replication->detach()));
    VERIFY_VALUE(await(link.replication->restore()));
    QCOMPARE(link.target.asked("REPLICAOF NO ONE"), 1);
    QCOMPARE(link.target.asked("CONFIG SET replica_priority 100"), 1);
    link.replication->stopped();
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Stopped);
    const qint64 samples = link.replication->state().samples;
    QTRY_VERIFY(link.replication->state().samples > samples + 3);
    COMPARE_NAMED(link.replication->state().phase, LinkPhase::Stopped);
}

QTEST_GUILESS_MAIN(ReplicationTest)
#include "replication_test.moc"
