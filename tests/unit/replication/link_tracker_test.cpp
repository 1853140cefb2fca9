// SPDX-License-Identifier: GPL-3.0-or-later
#include "link_samples.h"
#include "replication/link_tracker.h"
#include "support/named.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

Policy quickPolicy() {
    Policy policy;
    policy.steadySeconds = 2;
    return policy;
}

QByteArrayList markersOf(const History& history) {
    QByteArrayList ids;
    for (const Marker& marker : history.markers()) {
        ids.append(marker.id);
    }
    return ids;
}

/// A tracker of a link that Ferryman has attached at `startMs`.
struct Link {
    Link() { tracker.attaching(startMs); }

    /// The samples of one stretch, four a second; returns the phase at its end.
    template <typename Make>
    LinkPhase go(qint64 ms, Make make) {
        for (const qint64 end = nowMs + ms; nowMs < end;) {
            nowMs += 250;
            tracker.take(make(nowMs));
        }
        return tracker.state().phase;
    }

    History history;
    LinkTracker tracker{quickPolicy(), history};
    qint64 nowMs = startMs;
};

Error silence(const char* address) {
    return {ErrorKind::Timeout, {"no answer"}, QLatin1String(address), {}};
}

} // namespace

class LinkTrackerTest : public QObject {
    Q_OBJECT

private slots:
    void saysNothingBeforeItIsAttached();
    void followsAFullSyncToSteady();
    void attachingEndsWhenTheSourceListsDragonfly();
    void tellsHowFarAFullSyncHasCome();
    void noEtaWithoutARate();
    void aBreakInterruptsAndIsMarkedOnce();
    void silenceOfOneSideIsToldAsSuch_data();
    void silenceOfOneSideIsToldAsSuch();
    void endlessFullSyncsAreNamedInTheThirdRound();
    void endlessFullSyncsAreNamedThoughNobodySawThemRun();
    void fullSyncsAfterSteadyReplicationAreCountedAnew();
    void threeAttachmentsAreNoLoop();
    void aRestartOfTheSourceHidesNoLoop();
    void stoppedStaysStopped();
    void aLoopStaysNamedAfterItWasStopped();
    void attachedAgainAfterALoopItBeginsAnew();
    void countsSamplesAndMissedTurns();
};

void LinkTrackerTest::saysNothingBeforeItIsAttached() {
    History history;
    LinkTracker tracker(quickPolicy(), history);
    tracker.take(unlinkedSample(startMs));

    COMPARE_NAMED(tracker.state().phase, LinkPhase::Detached);
    QVERIFY(!tracker.state().steadiness.steady);
    QVERIFY(!tracker.state().steadiness.sentence.isEmpty());
    QCOMPARE(history.size(), 1); // it is drawn all the same
}

void LinkTrackerTest::followsAFullSyncToSteady() {
    Link link;
    COMPARE_NAMED(link.tracker.state().phase, LinkPhase::Attaching);

    COMPARE_NAMED(link.go(5000, [](qint64 ms) { return syncingSample(ms); }), LinkPhase::FullSync);
    QCOMPARE(link.tracker.state().sync.round, 1);
    QVERIFY(!link.tracker.state().syncDurationMs);

    COMPARE_NAMED(link.go(1000, goodSample), LinkPhase::CatchingUp);
    QCOMPARE(link.tracker.state().syncDurationMs, std::optional<qint64>(5250));

    COMPARE_NAMED(link.go(2000, goodSample), LinkPhase::Steady);
    QVERIFY(link.tracker.state().steadiness.steady);
    QCOMPARE(link.tracker.state().fullSyncsSinceStart, 0);
    QCOMPARE(markersOf(link.history), (QByteArrayList{"attached", "synced", "steady"}));
}

void LinkTrackerTest::attachingEndsWhenTheSourceListsDragonfly() {
    Link link;
    COMPARE_NAMED(link.go(1000, [](qint64 ms) { return unlinkedSample(ms, 0); }),
                  LinkPhase::Attaching);
    const auto connectedOnly = [](qint64 ms) {
        Sample sample = unlinkedSample(ms, 0);
        sample.linkUp = true;
        return sample;
    };
    COMPARE_NAMED(link.go(1000, connectedOnly), LinkPhase::Attaching);
    COMPARE_NAMED(link.go(250, [](qint64 ms) { return syncingSample(ms, 1); }),
                  LinkPhase::FullSync);
    QCOMPARE(link.tracker.state().sync.round, 1);
    QCOMPARE(markersOf(link.history), (QByteArrayList{"attached"})); // waiting is no interruption
}

void LinkTrackerTest::tellsHowFarAFullSyncHasCome() {
    Link link;
    qint64 loaded = 0;
    link.go(4000, [&loaded](qint64 ms) {
        Sample sample = syncingSample(ms);
        sample.lineState = QStringLiteral("send_bulk");
        sample.sourceKeys = 10'000;
        sample.targetKeys = loaded += 25; // 100 a second
        return sample;
    });

    const SyncProgress& sync = link.tracker.state().sync;
    QCOMPARE(sync.sourceState, QStringLiteral("send_bulk"));
    QCOMPARE(sync.keysLoaded, 400);
    QCOMPARE(sync.keysTotal, 10'000);
    QCOMPARE(sync.keysPerSecond, 100.0);
    QVERIFY(sync.etaMs);
    QVERIFY(*sync.etaMs >= 96'000 && *sync.etaMs <= 99'000);
    QCOMPARE(sync.elapsedMs, 4000);
}

void LinkTrackerTest::noEtaWithoutARate() {
    Link link;
    link.go(6000, [](qint64 ms) { return syncingSample(ms); }); // the source still saves
    QCOMPARE(link.tracker.state().sync.keysPerSecond, 0.0);
    QVERIFY(!link.tracker.state().sync.etaMs);
}

void LinkTrackerTest::aBreakInterruptsAndIsMarkedOnce() {
    Link link;
    link.go(500, [](qint64 ms) { return syncingSample(ms); });
    COMPARE_NAMED(link.go(3000, goodSample), LinkPhase::Steady);

    COMPARE_NAMED(link.go(2000, [](qint64 ms) { return unlinkedSample(ms); }),
                  LinkPhase::Interrupted);
    QVERIFY(!link.tracker.state().steadiness.steady);
    QCOMPARE(markersOf(link.history).count("interrupted"), 1);

    // Dragonfly never resumes with a Redis source: the next state is a full sync.
    COMPARE_NAMED(link.go(1000, [](qint64 ms) { return syncingSample(ms, 2); }),
                  LinkPhase::FullSync);
    QCOMPARE(link.tracker.state().fullSyncsSinceStart, 1);
    const auto afterwards = [](qint64 ms) {
        Sample sample = goodSample(ms);
        sample.fullSyncs = 2;
        return sample;
    };
    COMPARE_NAMED(link.go(500, afterwards), LinkPhase::CatchingUp);
    COMPARE_NAMED(link.go(2500, afterwards), LinkPhase::Steady);
}

void LinkTrackerTest::silenceOfOneSideIsToldAsSuch_data() {
    QTest::addColumn<bool>("sourceIsSilent");
    QTest::addColumn<QString>("words");
    QTest::newRow("the source") << true << "Not steady: the source does not answer";
    QTest::newRow("Dragonfly") << false << "Not steady: Dragonfly does not answer";
}

void LinkTrackerTest::silenceOfOneSideIsToldAsSuch() {
    QFETCH(bool, sourceIsSilent);
    QFETCH(QString, words);
    Link link;
    COMPARE_NAMED(link.go(3000, goodSample), LinkPhase::Steady);

    Sample half = goodSample(link.nowMs + 250);
    half.lagBytes.reset();
    half.lagSeconds.reset();
    if (sourceIsSilent) {
        half.sourceOffset.reset();
        half.ackedOffset.reset();
        half.ackAgeSeconds.reset();
        half.lineState.clear();
        half.fullSyncs.reset();
        link.tracker.errors(silence("10.0.0.1:6379"), {});
    } else {
        half.linkUp = false;
        half.replicaOffset.reset();
        link.tracker.errors({}, silence("10.0.0.2:6380"));
    }
    link.tracker.take(half);

    const LinkState& state = link.tracker.state();
    COMPARE_NAMED(state.phase, LinkPhase::Interrupted);
    QVERIFY(!state.steadiness.steady);
    QCOMPARE(state.steadiness.unbrokenMs, 0);
    const QString sentence = state.steadiness.sentence.english();
    QVERIFY2(sentence.startsWith(words), qPrintable(sentence));
    QCOMPARE(state.sourceError.has_value(), sourceIsSilent);
    QCOMPARE(state.targetError.has_value(), !sourceIsSilent);
}

void LinkTrackerTest::endlessFullSyncsAreNamedInTheThirdRound() {
    Link link;
    for (int round = 1; round <= 2; ++round) {
        COMPARE_NAMED(link.go(750, [round](qint64 ms) { return syncingSample(ms, round); }),
                      LinkPhase::FullSync);
        QCOMPARE(link.tracker.state().sync.round, round);
        link.go(250, [round](qint64 ms) { return unlinkedSample(ms, round); });
        QVERIFY(!link.tracker.loops());
    }
    COMPARE_NAMED(link.go(250, [](qint64 ms) { return syncingSample(ms, 3); }), LinkPhase::Looping);

    QVERIFY(link.tracker.loops());
    const QString sentence = link.tracker.state().steadiness.sentence.english();
    QVERIFY2(sentence.contains(QLatin1String("3 full syncs")), qPrintable(sentence));
    QVERIFY2(sentence.contains(QLatin1String("FUNCTION LIST")), qPrintable(sentence));
}

void LinkTrackerTest::endlessFullSyncsAreNamedThoughNobodySawThemRun() {
    Link link;
    int fullSyncs = 0;
    // Each is over within milliseconds: every sample falls between two of them.
    const LinkPhase phase = link.go(2000, [&fullSyncs](qint64 ms) {
        Sample sample = unlinkedSample(ms, ++fullSyncs);
        sample.linkUp = fullSyncs % 2 == 0;
        return sample;
    });
    COMPARE_NAMED(phase, LinkPhase::Looping);
}

void LinkTrackerTest::fullSyncsAfterSteadyReplicationAreCountedAnew() {
    Link link;
    for (int fullSyncs = 1; fullSyncs <= 5; ++fullSyncs) { // a bad network, not a loop
        COMPARE_NAMED(link.go(500, [fullSyncs](qint64 ms) { return syncingSample(ms, fullSyncs); }),
                      LinkPhase::FullSync);
        const auto synced = [fullSyncs](qint64 ms) {
            Sample sample = goodSample(ms);
            sample.fullSyncs = fullSyncs;
            return sample;
        };
        COMPARE_NAMED(link.go(3000, synced), LinkPhase::Steady);
        link.go(500, [fullSyncs](qint64 ms) { return unlinkedSample(ms, fullSyncs); });
    }
    QVERIFY(!link.tracker.loops());
    QCOMPARE(link.tracker.state().fullSyncsSinceStart, 4);
}

void LinkTrackerTest::threeAttachmentsAreNoLoop() {
    Link link;
    for (int fullSyncs = 1; fullSyncs <= 4; ++fullSyncs) {
        COMPARE_NAMED(link.go(500, [fullSyncs](qint64 ms) { return syncingSample(ms, fullSyncs); }),
                      LinkPhase::FullSync);
        link.tracker.stopped(); // by a person
        link.tracker.attaching(link.nowMs);
    }
    QVERIFY(!link.tracker.loops());
}

void LinkTrackerTest::aRestartOfTheSourceHidesNoLoop() {
    Link link;
    link.go(500, [](qint64 ms) { return syncingSample(ms, 50); });
    link.go(500, [](qint64 ms) { return unlinkedSample(ms, 0); }); // sync_full begins at 0 again
    QVERIFY(link.tracker.state().fullSyncsSinceStart >= 0);
    for (int round = 1; round <= 3; ++round) {
        link.go(500, [round](qint64 ms) { return syncingSample(ms, round); });
    }
    QVERIFY(link.tracker.loops());
}

void LinkTrackerTest::stoppedStaysStopped() {
    Link link;
    link.go(3000, goodSample);
    link.tracker.stopping();
    COMPARE_NAMED(link.tracker.state().phase, LinkPhase::Stopped);
    QCOMPARE(link.tracker.state().steadiness.sentence.english(), "Replication is being stopped.");
    link.tracker.stopped();
    QCOMPARE(link.tracker.state().steadiness.sentence.english(), "Replication was stopped.");

    COMPARE_NAMED(link.go(3000, goodSample), LinkPhase::Stopped);
    QVERIFY(!link.tracker.state().steadiness.steady);
    QCOMPARE(link.tracker.state().steadiness.unbrokenMs, 0);
}

void LinkTrackerTest::aLoopStaysNamedAfterItWasStopped() {
    Link link;
    for (int round = 1; round <= 3; ++round) {
        link.go(250, [round](qint64 ms) { return syncingSample(ms, round); });
    }
    const auto sentence = [&] { return link.tracker.state().steadiness.sentence.english(); };
    QVERIFY2(sentence().startsWith(QLatin1String("Replication is being stopped: ")),
             qPrintable(sentence()));
    link.tracker.stopping();
    QVERIFY2(sentence().startsWith(QLatin1String("Replication is being stopped: ")),
             qPrintable(sentence()));
    link.tracker.stopped();
    COMPARE_NAMED(link.go(1000, [](qint64 ms) { return unlinkedSample(ms, 3); }),
                  LinkPhase::Looping);
    QVERIFY2(sentence().startsWith(QLatin1String("Replication was stopped: Dragonfly began 3 ")),
             qPrintable(sentence()));
}

void LinkTrackerTest::attachedAgainAfterALoopItBeginsAnew() {
    Link link;
    for (int round = 1; round <= 3; ++round) {
        link.go(250, [round](qint64 ms) { return syncingSample(ms, round); });
    }
    QVERIFY(link.tracker.loops());
    link.tracker.stopped();
    link.tracker.attaching(link.nowMs);

    COMPARE_NAMED(link.go(250, [](qint64 ms) { return syncingSample(ms, 4); }),
                  LinkPhase::FullSync);
    QCOMPARE(link.tracker.state().sync.round, 1);
}

void LinkTrackerTest::countsSamplesAndMissedTurns() {
    Link link;
    link.go(1000, goodSample);
    link.tracker.missed();
    link.tracker.missed();
    QCOMPARE(link.tracker.state().samples, 4);
    QCOMPARE(link.tracker.state().missed, 2);
}

QTEST_GUILESS_MAIN(LinkTrackerTest)
#include "link_tracker_test.moc"
