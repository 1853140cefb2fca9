// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_samples.h"
#include "replication/sample_maker.h"
#include "support/recordings.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const TargetNames dragonfly{{QStringLiteral("127.0.0.1"), 6390}, {}, {}};

redis::Info recordedInfo(const QString& name) {
    return redis::Info::parse(recording(name)).value_or(redis::Info{});
}

/// The source's INFO with Dragonfly online, offsets as given.
redis::Info sourceInfo(qint64 offset, qint64 acked) {
    const QByteArray text =
        "role:master\r\nconnected_slaves:1\r\nslave0:ip=127.0.0.1,port=6390,state=online,offset=" +
        QByteArray::number(acked) +
        ",lag=1\r\nmaster_replid:abc\r\nmaster_repl_offset:" + QByteArray::number(offset) +
        "\r\nsync_full:1\r\ninstantaneous_ops_per_sec:250\r\n";
    return redis::Info::parse(QByteArrayView(text));
}

redis::Info targetInfo(qint64 offset) {
    const QByteArray text =
        "role:slave\r\nmaster_host:127.0.0.1\r\nmaster_port:6391\r\nmaster_link_status:up\r\n"
        "master_sync_in_progress:0\r\nmaster_replid:abc\r\nslave_repl_offset:" +
        QByteArray::number(offset) + "\r\n";
    return redis::Info::parse(QByteArrayView(text));
}

redis::Info infoOf(const QByteArray& text) {
    return redis::Info::parse(QByteArrayView(text));
}

} // namespace

class SampleMakerTest : public QObject {
    Q_OBJECT

private slots:
    void readsASyncedLinkAsItWasRecorded();
    void readsAFullSyncAsItWasRecorded();
    void readsABrokenLinkAsItWasRecorded();
    void aDragonflyThatIsNobodysReplicaHasNoOffset();
    void whoDoesNotAnswerSaysNothing();
    void aNonsensicalReplySaysNothing();
    void lagInBytesIsNeverNegative();
    void lagInSecondsIsTheAgeOfTheAcknowledgedOffset();
    void anIdleSourceIsNotBehind();
    void anAcknowledgementOlderThanAllThatIsKnownIsAtLeastThatOld();
    void ratesAreGrowthInTime();
    void noRateAcrossASilenceOrARestart();
    void keyCountsOutlastReadingsWithoutThem();
    void memoryOutlastsReadingsWithoutItButNoSilence();
    void readsNoOtherLineThanDragonflys();
};

void SampleMakerTest::readsASyncedLinkAsItWasRecorded() {
    SampleMaker maker(dragonfly);
    const Sample sample = maker.make({startMs, recordedInfo("redis_INFO_ALL_df_online"),
                                      recordedInfo("df_replica_synced_INFO")});

    QCOMPARE(sample.atMs, startMs);
    QCOMPARE(sample.lineState, QStringLiteral("online"));
    QVERIFY(sample.linkUp);
    QVERIFY(!sample.syncInProgress);
    QVERIFY(sample.sourceOffset);
    QCOMPARE(sample.replicaOffset, sample.ackedOffset);
    QCOMPARE(sample.lagBytes, std::optional<qint64>(0));
    QVERIFY(sample.fullSyncs);
    QCOMPARE(sample.targetReplid, sample.sourceReplid);
}

void SampleMakerTest::readsAFullSyncAsItWasRecorded() {
    SampleMaker maker(dragonfly);
    const Sample sample = maker.make({startMs, recordedInfo("redis_INFO_replication_df_syncing_t1"),
                                      recordedInfo("df_replica_syncing_INFO_replication_t1")});

    QCOMPARE(sample.lineState, QStringLiteral("wait_bgsave"));
    QVERIFY(sample.linkUp); // Dragonfly calls it up already
    QVERIFY(sample.syncInProgress);
    QVERIFY(!sample.replicaOffset);
    QVERIFY(!sample.ackedOffset); // the line's offset is 0 and says nothing
    QVERIFY(!sample.lagBytes);
    QVERIFY(!sample.lagSeconds);
}

void SampleMakerTest::readsABrokenLinkAsItWasRecorded() {
    SampleMaker maker(dragonfly);
    const Sample sample =
        maker.make({startMs, {}, recordedInfo("df_replica_linkdown_INFO_replication")});

    QVERIFY(!sample.linkUp);
    QVERIFY(!sample.replicaOffset);
    QVERIFY(!sample.sourceOffset);
}

void SampleMakerTest::aDragonflyThatIsNobodysReplicaHasNoOffset() {
    SampleMaker maker(dragonfly);
    const Sample sample = maker.make({startMs, sourceInfo(10, 10),
                                      infoOf("role:master\r\nmaster_link_status:up\r\n"
                                             "slave_repl_offset:10\r\n")});
    QVERIFY(!sample.linkUp);
    QVERIFY(!sample.replicaOffset);
}

void SampleMakerTest::whoDoesNotAnswerSaysNothing() {
    SampleMaker maker(dragonfly);
    (void)maker.make({startMs, sourceInfo(100, 100), targetInfo(100)});
    const Sample sample = maker.make({startMs + 250, {}, {}});

    QVERIFY(!sample.sourceOffset);
    QVERIFY(!sample.replicaOffset);
    QVERIFY(!sample.lagBytes);
    QVERIFY(!sample.fullSyncs);
    QVERIFY(!sample.writeBytesPerSecond);
    QVERIFY(sample.lineState.isEmpty());
    QVERIFY(!sample.linkUp);
}

void SampleMakerTest::aNonsensicalReplySaysNothing() {
    SampleMaker maker(dragonfly);
    const redis::Info nonsense =
        infoOf("role:master\r\nmaster_repl_offset:many\r\nslave0:state=online\r\n"
               "slave1:ip=127.0.0.1,port=99999999,state=online,offset=-,lag=\r\nsync_full:\r\n");
    const Sample sample = maker.make({startMs, nonsense, nonsense});

    QVERIFY(!sample.sourceOffset);
    QVERIFY(!sample.ackedOffset);
    QVERIFY(!sample.lagBytes);
    QVERIFY(!sample.fullSyncs);
    QVERIFY(sample.lineState.isEmpty());
}

void SampleMakerTest::lagInBytesIsNeverNegative() {
    SampleMaker maker(dragonfly);
    const Sample sample = maker.make({startMs, sourceInfo(100, 130), targetInfo(130)});
    QCOMPARE(sample.lagBytes, std::optional<qint64>(0));
}

void SampleMakerTest::lagInSecondsIsTheAgeOfTheAcknowledgedOffset() {
    SampleMaker maker(dragonfly);
    for (int i = 0; i <= 8; ++i) { // 1000 bytes a second
        (void)maker.make({startMs + i * 250, sourceInfo(i * 250, 0), targetInfo(0)});
    }
    const Sample sample = maker.make({startMs + 2250, sourceInfo(2250, 1000), targetInfo(1000)});

    QCOMPARE(sample.lagBytes, std::optional<qint64>(1250));
    QVERIFY(sample.lagSeconds);
    QVERIFY(std::abs(*sample.lagSeconds - 1.25) < 0.001);

    // Between two readings it is taken in proportion.
    const Sample between = maker.make({startMs + 2500, sourceInfo(2500, 1125), targetInfo(1125)});
    QVERIFY(std::abs(*between.lagSeconds - 1.375) < 0.001);
}

void SampleMakerTest::anIdleSourceIsNotBehind() {
    SampleMaker maker(dragonfly);
    for (int i = 0; i < 100; ++i) {
        const Sample sample = maker.make({startMs + i * 250, sourceInfo(70, 70), targetInfo(70)});
        QCOMPARE(sample.lagSeconds, std::optional<double>(0.0));
    }
}

void SampleMakerTest::anAcknowledgementOlderThanAllThatIsKnownIsAtLeastThatOld() {
    SampleMaker maker(dragonfly);
    (void)maker.make({startMs, sourceInfo(1000, 1000), targetInfo(1000)});
    const Sample sample = maker.make({startMs + 4000, sourceInfo(9000, 500), targetInfo(500)});
    QCOMPARE(sample.lagSeconds, std::optional<double>(4.0));
}

void SampleMakerTest::ratesAreGrowthInTime() {
    SampleMaker maker(dragonfly);
    (void)maker.make({startMs, sourceInfo(1000, 1000), targetInfo(1000)});
    const Sample sample = maker.make({startMs + 500, sourceInfo(2000, 1250), targetInfo(1250)});

    QCOMPARE(sample.writeBytesPerSecond, std::optional<double>(2000.0));
    QCOMPARE(sample.applyBytesPerSecond, std::optional<double>(500.0));
    QCOMPARE(sample.commandsPerSecond, std::optional<double>(250.0));
}

void SampleMakerTest::noRateAcrossASilenceOrARestart() {
    SampleMaker maker(dragonfly);
    (void)maker.make({startMs, sourceInfo(5000, 5000), targetInfo(5000)});
    QVERIFY(!maker.make({startMs + 250, {}, {}}).writeBytesPerSecond);
    QVERIFY(
        !maker.make({startMs + 500, sourceInfo(6000, 6000), targetInfo(6000)}).writeBytesPerSecond);

    const Sample restarted = maker.make({startMs + 750, sourceInfo(10, 10), targetInfo(10)});
    QVERIFY(!restarted.writeBytesPerSecond);
    QVERIFY(!restarted.applyBytesPerSecond);
    QCOMPARE(restarted.lagSeconds, std::optional<double>(0.0));
    QVERIFY(!maker.make({startMs + 750, sourceInfo(20, 20), targetInfo(20)})
                 .writeBytesPerSecond); // no time has passed
}

void SampleMakerTest::keyCountsOutlastReadingsWithoutThem() {
    SampleMaker maker(dragonfly);
    QVERIFY(!maker.make({startMs, sourceInfo(1, 1), targetInfo(1)}).sourceKeys);

    const Sample counted =
        maker.make({startMs + 250,
                    infoOf("role:master\r\ndb0:keys=300,expires=1\r\ndb3:keys=7,expires=0\r\n"
                           "keyspace_was_read:1\r\n"),
                    infoOf("role:slave\r\nkeyspace_was_read:1\r\n")});
    QCOMPARE(counted.sourceKeys, std::optional<qint64>(307));
    QCOMPARE(counted.targetKeys, std::optional<qint64>(0)); // an empty keyspace prints no line

    const Sample after = maker.make({startMs + 500, sourceInfo(1, 1), targetInfo(1)});
    QCOMPARE(after.sourceKeys, std::optional<qint64>(307));
    QCOMPARE(after.targetKeys, std::optional<qint64>(0));
}

/// With 6379 everywhere another replica's line is not Dragonfly's, although its port is.
void SampleMakerTest::memoryOutlastsReadingsWithoutItButNoSilence() {
    SampleMaker maker(dragonfly);
    const Sample both = maker.make({startMs, recordedInfo("redis_INFO_ALL_df_online"),
                                    recordedInfo("df_replica_synced_INFO")});
    QVERIFY(both.sourceMemoryBytes && *both.sourceMemoryBytes > 0);
    QVERIFY(both.targetMemoryBytes && *both.targetMemoryBytes > 0);
    QVERIFY(both.targetMemoryBytes != both.sourceMemoryBytes);

    const Sample between = maker.make({startMs + 250, sourceInfo(10, 10), infoOf("role:slave")});
    QCOMPARE(between.sourceMemoryBytes, both.sourceMemoryBytes);
    QCOMPARE(between.targetMemoryBytes, both.targetMemoryBytes);

    const Sample silent = maker.make({startMs + 500, sourceInfo(10, 10), {}});
    QCOMPARE(silent.sourceMemoryBytes, both.sourceMemoryBytes);
    QVERIFY(!silent.targetMemoryBytes);
}

void SampleMakerTest::readsNoOtherLineThanDragonflys() {
    SampleMaker maker(
        TargetNames{{QStringLiteral("cache.example"), 6379}, {QStringLiteral("10.0.0.2")}, {}});
    const QByteArray other = "role:master\r\nmaster_replid:abc\r\nmaster_repl_offset:9\r\n"
                             "slave0:ip=10.0.0.3,port=6379,state=online,offset=9,lag=0\r\n";
    const QByteArray own = "slave1:ip=10.0.0.2,port=6379,state=send_bulk,offset=0,lag=0\r\n";
    QVERIFY(maker.make({startMs, infoOf(other), targetInfo(9)}).lineState.isEmpty());
    QVERIFY(maker.listing().address().isNull());
    const Sample sample = maker.make({startMs + 250, infoOf(other + own), targetInfo(9)});
    QCOMPARE(sample.lineState, QStringLiteral("send_bulk"));
    QCOMPARE(maker.listing().address().toString(), QStringLiteral("10.0.0.2:6379"));
    // While Dragonfly is silent its line is known all the same.
    QCOMPARE(maker.make({startMs + 500, infoOf(other + own), {}}).lineState,
             QStringLiteral("send_bulk"));
}

QTEST_GUILESS_MAIN(SampleMakerTest)
#include "sample_maker_test.moc"
