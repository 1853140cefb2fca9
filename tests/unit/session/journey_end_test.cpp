// SPDX-License-Identifier: GPL-3.0-or-later
#include "trip.h"

#include <QTest>
#include <QTimer>

#include <functional>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr milliseconds shortPatience{60};

Error error(const char* text) {
    return {ErrorKind::Server, {text}, {}, {}};
}

/// Goes to the leg of that name.
void go(Trip& trip, const QString& leg) {
    trip.journey.begin();
    const std::pair<const char*, std::function<void()>> way[] = {
        {"waiting", [] {}},
        {"connecting", [&] { trip.plan(); }},
        {"assessing", [&] { trip.connected(); }},
        {"replicating", [&] { trip.assessed(); }},
        {"steadying", [&] { trip.attached(); }},
        {"asking", [&] { trip.steady(); }},
        {"switching", [&] { trip.switching(Phase::Freeze); }},
        {"reporting", [&] { trip.switched(Ending::Migrated); }},
        {"exporting", [&] { trip.reported(); }},
    };
    for (const auto& [name, step] : way) {
        step();
        if (leg == QLatin1String(name)) {
            return;
        }
    }
    QTest::qFail(qPrintable("there is no leg " + leg), __FILE__, __LINE__);
}

JourneyOptions impatient() {
    JourneyOptions options = Trip::migrating();
    options.stallLimit = shortPatience;
    options.reportFolder = QStringLiteral("/tmp/reports");
    return options;
}

} // namespace

/// How a journey ends where it does not go its whole way.
class JourneyEndTest : public QObject {
    Q_OBJECT

private slots:
    void whatBlocksIsTold_data();
    void whatBlocksIsTold();
    void anAcceptedBlockerDoesNotBlock();
    void replicationThatWasGivenUpAborts_data();
    void replicationThatWasGivenUpAborts();
    void whatCannotBeTakenOutAgainNeedsAPerson();
    void aReplicaofWithoutAReplyIsTakenBack();
    void anErrorOnceAttachedIsNoCleanRefusal();
    void endsAsTheSwitchDoes_data();
    void endsAsTheSwitchDoes();
    void aReportThatCannotBeMadeIsNoSuccess();
    void interruptedBeforeTheSwitchItEnds_data();
    void interruptedBeforeTheSwitchItEnds();
    void interruptedInTheSwitchItAsksForTheWayBack();
    void interruptedItDoesNotTryAgain();
    void aSwitchThatIsRefusedForEverEnds();
    void stalledItEnds_data();
    void stalledItEnds();
    void aSwitchIsNeverLeftAlone();
    void aReportThatDoesNotComeHidesNoMigration();
    void progressIsNoStall_data();
    void progressIsNoStall();
    void closedGatesAreNotWaitedForEver();
    void aRecoveryTellsWhatIsOpenWithoutASwitch();
};

void JourneyEndTest::whatBlocksIsTold_data() {
    QTest::addColumn<QString>("leg");
    QTest::addColumn<std::function<void(Trip&)>>("spoil");
    QTest::addColumn<QStringList>("words");

    const auto row = [](const char* name, const char* leg, std::function<void(Trip&)> spoil,
                        const QStringList& words) {
        QTest::newRow(name) << QString::fromLatin1(leg) << std::move(spoil) << words;
    };
    row("the lab does not start", "waiting",
        [](Trip& trip) { trip.now.error = error("no redis-server found"); },
        {"no redis-server found"});
    row("nobody answers", "connecting",
        [](Trip& trip) { trip.now.connect.error = error("no Sentinel answers"); },
        {"no Sentinel answers"});
    row("a blocker", "assessing",
        [](Trip& trip) {
            trip.now.assess.ran = true;
            trip.now.assess.findings = {
                findingOf(QStringLiteral("target.empty"), Severity::Blocker),
                findingOf(QStringLiteral("source.role"), Severity::Passed),
                findingOf(QStringLiteral("replicas.others"), Severity::Blocker)};
        },
        {"target.empty: A title. what was found", "replicas.others"});
    row("another group", "assessing",
        [](Trip& trip) {
            trip.now.connect.topology.group = QStringLiteral("others");
            trip.now.assess.ran = true;
        },
        {"\"orders\"", "\"others\""});
    row("another console holds the journal", "replicating",
        [](Trip& trip) { trip.now.error = error("a console on another screen holds it"); },
        {"a console on another screen holds it"});
    row("REPLICAOF was refused", "replicating",
        [](Trip& trip) { trip.now.replicate.error = error("Dragonfly holds 3 keys"); },
        {"Dragonfly holds 3 keys"});
}

void JourneyEndTest::whatBlocksIsTold() {
    QFETCH(QString, leg);
    QFETCH(std::function<void(Trip&)>, spoil);
    QFETCH(QStringList, words);
    Trip trip;
    go(trip, leg);
    const QStringList before = trip.session.commands();
    spoil(trip);
    trip.show();

    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Blocked);
    QCOMPARE(trip.session.commands(), before);
    for (const QString& word : words) {
        QVERIFY2(trip.sentence.contains(word), qPrintable(trip.sentence));
    }
}

void JourneyEndTest::anAcceptedBlockerDoesNotBlock() {
    Finding finding = findingOf(QStringLiteral("target.empty"), Severity::Blocker);
    finding.accepted = true;
    Trip trip;
    go(trip, QStringLiteral("assessing"));
    trip.assessed({finding});
    QVERIFY(!trip.over());
    QCOMPARE(trip.lastCommand(), QStringLiteral("startReplication"));
}

void JourneyEndTest::replicationThatWasGivenUpAborts_data() {
    QTest::addColumn<int>("phase");
    QTest::newRow("endless full syncs") << int(LinkPhase::Looping);
    QTest::newRow("stopped by a person") << int(LinkPhase::Stopped);
}

void JourneyEndTest::replicationThatWasGivenUpAborts() {
    QFETCH(int, phase);
    Trip trip;
    go(trip, QStringLiteral("steadying"));
    const QStringList before = trip.session.commands();
    trip.now.replicate.stopping = true; // by whoever stops it
    trip.now.replicate.link.phase = static_cast<LinkPhase>(phase);
    trip.now.replicate.link.steadiness.sentence = {"Replication is being stopped."};
    trip.show();
    QVERIFY(!trip.over());
    trip.now.replicate.stopping = false;
    trip.now.replicate.link.steadiness.sentence = {"Replication was stopped."};
    trip.show();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Aborted);
    QVERIFY2(trip.sentence.startsWith(QLatin1String("Replication was stopped. Everything was")),
             qPrintable(trip.sentence));
    QCOMPARE(trip.session.commands(), before);
}

void JourneyEndTest::whatCannotBeTakenOutAgainNeedsAPerson() {
    for (const bool told : {true, false}) {
        JourneyOptions options = Trip::migrating();
        options.withdrawLimit = shortPatience;
        Trip trip(options);
        go(trip, QStringLiteral("steadying"));
        trip.journey.interrupt();
        trip.now.replicate.stopping = !told;
        trip.now.replicate.error =
            told ? std::optional(error("Sentinel 3 is silent.")) : std::optional<Error>();
        trip.show();
        QTRY_VERIFY(trip.over());
        QCOMPARE(trip.end, JourneyEnd::Attention);
        QVERIFY2(trip.sentence.contains(QLatin1String(told ? "Sentinel 3 is silent." : "longer")),
                 qPrintable(trip.sentence));
        QVERIFY(trip.sentence.contains(QLatin1String("REPLICAOF NO ONE")));
    }
}

void JourneyEndTest::aReplicaofWithoutAReplyIsTakenBack() {
    Trip trip;
    go(trip, QStringLiteral("replicating"));
    trip.now.replicate.error = error("The reply was lost.");
    trip.now.replicate.error->kind = ErrorKind::Indeterminate;
    trip.show();
    QCOMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
    trip.now.replicate.error.reset();
    trip.withdrawn();
    QCOMPARE(trip.end, JourneyEnd::Aborted);
}

void JourneyEndTest::anErrorOnceAttachedIsNoCleanRefusal() {
    Trip trip;
    go(trip, QStringLiteral("steadying"));
    trip.now.error = error("The journal cannot be written.");
    trip.show();
    QVERIFY(!trip.over());
    QCOMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Aborted); // Dragonfly was attached: something was changed
    QVERIFY(trip.sentence.contains(QLatin1String("The journal cannot be written.")));
    QVERIFY(trip.sentence.contains(QLatin1String("detached")));
}

void JourneyEndTest::endsAsTheSwitchDoes_data() {
    QTest::addColumn<int>("ending");
    QTest::addColumn<int>("end");
    QTest::newRow("migrated") << int(Ending::Migrated) << int(JourneyEnd::Clean);
    QTest::newRow("aborted") << int(Ending::Aborted) << int(JourneyEnd::Aborted);
    QTest::newRow("a person is needed") << int(Ending::Attention) << int(JourneyEnd::Attention);
}

void JourneyEndTest::endsAsTheSwitchDoes() {
    QFETCH(int, ending);
    QFETCH(int, end);
    Trip trip;
    go(trip, QStringLiteral("switching"));
    trip.switched(static_cast<Ending>(ending));
    QVERIFY(!trip.over());
    trip.reported();
    QVERIFY(trip.over());
    QCOMPARE(int(trip.end), end);
    QCOMPARE(trip.sentence, QStringLiteral("It ended so."));
}

void JourneyEndTest::aReportThatCannotBeMadeIsNoSuccess() {
    for (const Ending ending : {Ending::Migrated, Ending::Attention}) {
        Trip trip;
        go(trip, QStringLiteral("switching"));
        trip.switched(ending);
        trip.now.report.error = error("the disk is full");
        trip.show();
        QVERIFY(trip.over());
        QCOMPARE(trip.end, JourneyEnd::Attention); // a migration without its proof as well
        QVERIFY(trip.sentence.contains(QLatin1String("It ended so.")));
        QVERIFY(trip.sentence.contains(QLatin1String("the disk is full")));
    }
}

void JourneyEndTest::interruptedBeforeTheSwitchItEnds_data() {
    QTest::addColumn<QString>("leg");
    QTest::addColumn<int>("end");
    for (const char* leg : {"waiting", "connecting", "assessing"}) {
        QTest::newRow(leg) << QString::fromLatin1(leg) << int(JourneyEnd::Blocked);
    }
    for (const char* leg : {"replicating", "steadying"}) {
        QTest::newRow(leg) << QString::fromLatin1(leg) << int(JourneyEnd::Aborted);
    }
}

void JourneyEndTest::interruptedBeforeTheSwitchItEnds() {
    QFETCH(QString, leg);
    QFETCH(int, end);
    Trip trip;
    go(trip, leg);
    const QStringList before = trip.session.commands();
    trip.journey.interrupt();
    const bool attached = end == int(JourneyEnd::Aborted);
    QCOMPARE(trip.over(), !attached);
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(int(trip.end), end);
    QVERIFY(trip.sentence.startsWith(QLatin1String("Interrupted before the switch")));
    trip.steady();
    QCOMPARE(trip.session.commands(), // and goes on with nothing
             attached ? before + QStringList{"stopReplication"} : before);
}

void JourneyEndTest::interruptedInTheSwitchItAsksForTheWayBack() {
    Trip trip;
    go(trip, QStringLiteral("switching"));
    trip.journey.interrupt();
    QCOMPARE(trip.lastCommand(), QStringLiteral("abortSwitch"));
    QVERIFY(!trip.over()); // whoever asks waits for the end of it

    trip.switching(Phase::Promote, true); // it was too late
    QVERIFY(!trip.over());
    trip.switched(Ending::Migrated);
    trip.reported();
    QCOMPARE(trip.end, JourneyEnd::Clean);
}

void JourneyEndTest::interruptedItDoesNotTryAgain() {
    Trip trip;
    go(trip, QStringLiteral("asking"));
    trip.journey.interrupt();
    trip.show(); // the switch had not begun: every gate is still open
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Aborted);
    QCOMPARE(trip.session.commands().count(QStringLiteral("failOver orders")), 1);
}

void JourneyEndTest::aSwitchThatIsRefusedForEverEnds() {
    Trip trip;
    go(trip, QStringLiteral("asking"));
    trip.now.failOver.refused = {"The journal is read-only."};
    const QString stop = QStringLiteral("stopReplication");
    for (int i = 0; i < 1000 && trip.lastCommand() != stop; ++i) {
        trip.show(); // every gate is open, and still it does not begin
    }
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(trip.end, JourneyEnd::Aborted);
    QVERIFY2(trip.sentence.contains(QLatin1String("The journal is read-only.")),
             qPrintable(trip.sentence));
}

void JourneyEndTest::stalledItEnds_data() {
    interruptedBeforeTheSwitchItEnds_data();
}

void JourneyEndTest::stalledItEnds() {
    QFETCH(QString, leg);
    QFETCH(int, end);
    Trip trip(impatient());
    go(trip, leg);
    QTRY_VERIFY(trip.over() || trip.lastCommand() == QLatin1String("stopReplication"));
    trip.withdrawn();
    QVERIFY(trip.over());
    QCOMPARE(int(trip.end), end);
    QVERIFY2(trip.sentence.contains(QLatin1String("given up")), qPrintable(trip.sentence));
}

void JourneyEndTest::aSwitchIsNeverLeftAlone() {
    Trip trip(impatient());
    go(trip, QStringLiteral("switching"));
    trip.switching(Phase::Promote, true);
    // It has deadlines of its own: to leave would leave its fence standing.
    bool waited = false;
    QTimer::singleShot(shortPatience * 4, [&waited] { waited = true; });
    QTRY_VERIFY(waited);
    QVERIFY(!trip.over());

    trip.switched(Ending::Attention);
    trip.reported();
    trip.now.report.files = {QStringLiteral("report.html")};
    trip.show();
    QCOMPARE(trip.end, JourneyEnd::Attention);
}

void JourneyEndTest::aReportThatDoesNotComeHidesNoMigration() {
    for (const char* leg : {"reporting", "exporting"}) {
        Trip trip(impatient());
        go(trip, QLatin1String(leg));
        QTRY_VERIFY(trip.over());
        QCOMPARE(trip.end, JourneyEnd::Attention); // as where the report failed
        QVERIFY2(trip.sentence.contains(QLatin1String("It ended so.")), qPrintable(trip.sentence));
        QVERIFY2(!trip.sentence.contains(QLatin1String("source was not changed")),
                 qPrintable(trip.sentence));
    }
}

void JourneyEndTest::progressIsNoStall_data() {
    QTest::addColumn<std::function<void(Trip&, int)>>("progress");
    const auto row = [](const char* name, std::function<void(Trip&, int)> progress) {
        QTest::newRow(name) << std::move(progress);
    };
    row("keys are loaded", [](Trip& trip, int turn) {
        trip.now.replicate.link.sync.sourceState = QStringLiteral("send_bulk");
        trip.now.replicate.link.sync.keysLoaded = turn;
    });
    row("the source saves a large snapshot", [](Trip& trip, int turn) {
        trip.now.replicate.link.sync.sourceState = QStringLiteral("wait_bgsave");
        trip.now.replicate.link.sync.elapsedMs = qint64{turn} * 1000; // not a key until it is saved
    });
    row("the link is within its limits, not yet for long enough", [](Trip& trip, int turn) {
        trip.now.replicate.link.phase = LinkPhase::CatchingUp;
        trip.now.replicate.link.steadiness.unbrokenMs = qint64{turn} * 1000;
    });
    row("the lag becomes smaller", [](Trip& trip, int turn) {
        trip.now.replicate.link.phase = LinkPhase::CatchingUp;
        trip.now.replicate.link.latest.lagBytes = 1'000'000'000 - turn;
    });
    row("Dragonfly takes more and more of the stream", [](Trip& trip, int turn) {
        trip.now.replicate.link.phase = LinkPhase::CatchingUp;
        trip.now.replicate.link.latest.lagBytes = 5'000'000;
        trip.now.replicate.link.latest.replicaOffset = turn;
    });
}

void JourneyEndTest::progressIsNoStall() {
    QFETCH(std::function<void(Trip&, int)>, progress);
    Trip trip(impatient());
    go(trip, QStringLiteral("steadying"));
    int turn = 0;
    QTimer engine;
    engine.callOnTimeout([&] {
        progress(trip, ++turn);
        trip.show();
    });
    engine.start(5);
    bool waited = false;
    QTimer::singleShot(shortPatience * 5, [&waited] { waited = true; });
    QTRY_VERIFY(waited);
    QVERIFY(!trip.over());
    QVERIFY(turn > 5);

    engine.stop(); // and then nothing
    QTRY_COMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
    trip.withdrawn();
    QCOMPARE(trip.end, JourneyEnd::Aborted);
}

void JourneyEndTest::closedGatesAreNotWaitedForEver() {
    Trip trip(impatient());
    go(trip, QStringLiteral("steadying"));
    trip.now.failOver.gates = {gateOf("sentinels.agree", false), gateOf("data.memory", true)};
    trip.now.replicate.link.phase = LinkPhase::Steady;
    trip.now.replicate.link.steadiness.steady = true;
    QTimer engine;
    engine.callOnTimeout([&] { // it stays steady for longer and longer
        if (trip.lastCommand() == QLatin1String("stopReplication")) {
            return;
        }
        trip.now.replicate.link.steadiness.unbrokenMs += 1000;
        trip.now.replicate.link.latest.replicaOffset =
            trip.now.replicate.link.latest.replicaOffset.value_or(0) + 1000;
        trip.show();
    });
    engine.start(5);
    QTRY_COMPARE(trip.lastCommand(), QStringLiteral("stopReplication"));
    engine.stop();
    trip.withdrawn();
    QCOMPARE(trip.end, JourneyEnd::Aborted);
    QVERIFY2(trip.sentence.contains(QLatin1String("The title of sentinels.agree")),
             qPrintable(trip.sentence));
    QVERIFY(!trip.sentence.contains(QLatin1String("data.memory")));
}

void JourneyEndTest::aRecoveryTellsWhatIsOpenWithoutASwitch() {
    for (const bool open : {true, false}) {
        JourneyOptions options;
        options.until = JourneyOptions::Until::Recovered;
        Trip trip(options);
        trip.journey.begin();
        trip.plan();
        trip.connected();
        QCOMPARE(trip.lastCommand(), QStringLiteral("recover"));
        if (open) {
            trip.now.leftOpen = {{"link",
                                  "10.0.0.2:6380",
                                  "REPLICAOF 10.0.0.1 6379",
                                  "REPLICAOF NO ONE",
                                  true,
                                  true,
                                  false,
                                  {}}};
        }
        trip.now.failOver.recovered = true;
        trip.show();
        QVERIFY(trip.over());
        QCOMPARE(trip.end, open ? JourneyEnd::Attention : JourneyEnd::Clean);
        QCOMPARE(trip.sentence.contains(QLatin1String("REPLICAOF NO ONE")), open);
    }
}

QTEST_GUILESS_MAIN(JourneyEndTest)
#include "journey_end_test.moc"
