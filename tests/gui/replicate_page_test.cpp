// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "gui/on_page.h"
#include "gui/sample_snapshots.h"
#include "models/sync_stages.h"
#include "support/drawn_history.h"
#include "widgets/state_line.h"
#include "wizard/replicate_page.h"

#include <QCheckBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Page : OnPage<ReplicatePage> {
    explicit Page(const Snapshot& snapshot)
        : OnPage({824, 580}, snapshot) {}

    [[nodiscard]] QString state() const { return find<StateLine>("replicationState")->text(); }
};

QString stagesAsText(const Snapshot& snapshot) {
    static constexpr const char* marks[] = {"_", ">", "x", "!"};
    QString text;
    for (const SyncStage& stage : syncStages(snapshot.replicate.link, snapshot.plan.policy)) {
        text += QString("%1 %2: %3\n")
                    .arg(marks[static_cast<int>(stage.status)], stage.name, stage.note);
    }
    return text;
}

} // namespace

class ReplicatePageTest : public QObject {
    Q_OBJECT

private slots:
    void theCommandsStandThereBeforeTheyAreSent();
    void withoutConnectionsNothingStarts();
    void keysOnDragonflyMustBeGivenUpExplicitly();
    void keysThatAreGoneNeedNoConsent();
    void aFullSyncShowsHowFarItIs();
    void theSentenceSaysWhyItIsNotSteady();
    void stoppingAsksFirst();
    void aLoopSaysWhatToDoAndCanBeStartedAgain();
    void aSwitchUnderWayForbidsStopping();
    void anErrorStandsInTheBanner();
    void stagesFollowTheLink_data();
    void stagesFollowTheLink();
    void theChartsShowTheSnapshotsHistory();
};

void ReplicatePageTest::theCommandsStandThereBeforeTheyAreSent() {
    const Page on(connectedSnapshot());
    QCOMPARE(on.find<QPlainTextEdit>("replicationCommands")->toPlainText(),
             "CONFIG SET replica_priority 0\nREPLICAOF 10.0.0.1 6379");
    QVERIFY(on.shows("replicationCommands"));
    QVERIFY(!on.shows("replaceKeys"));
    QVERIFY(!on.shows("stopReplicationButton"));
    on.click("startReplicationButton");
    QCOMPARE(on.session.commands(), QStringList{"startReplication"});
    // A second click before the engine has answered starts nothing.
    on.clickInVain("startReplicationButton");
    QCOMPARE(on.session.commands().size(), 1);
}

void ReplicatePageTest::withoutConnectionsNothingStarts() {
    Snapshot snapshot = connectedSnapshot();
    snapshot.connect.usable = false;
    const Page on(snapshot);
    QVERIFY(!on.find<QPushButton>("startReplicationButton")->isEnabled());
}

void ReplicatePageTest::keysOnDragonflyMustBeGivenUpExplicitly() {
    const Page on(connectedSnapshot(12'345));
    auto* start = on.find<QPushButton>("startReplicationButton");
    auto* replace = on.find<QCheckBox>("replaceKeys");
    QCOMPARE(on.find<Banner>("keysWarning")->text().contains("12,345"), true);
    QVERIFY(replace->text().contains("12,345"));
    QVERIFY(!start->isEnabled());
    on.clickInVain("startReplicationButton");
    QCOMPARE(on.session.commands(), QStringList());

    replace->setChecked(true);
    QVERIFY(start->isEnabled());
    on.click("startReplicationButton");
    QCOMPARE(on.session.commands(), QStringList{"startReplication replacing"});
}

void ReplicatePageTest::keysThatAreGoneNeedNoConsent() {
    Page on(connectedSnapshot(12'345));
    on.find<QCheckBox>("replaceKeys")->setChecked(true);
    on.session.show(connectedSnapshot(0));
    QVERIFY(!on.shows("replaceKeys"));
    on.click("startReplicationButton");
    QCOMPARE(on.session.commands(), QStringList{"startReplication"});
}

void ReplicatePageTest::aFullSyncShowsHowFarItIs() {
    const Page on(replicatingSnapshot(LinkPhase::FullSync));
    QCOMPARE(on.find<QProgressBar>("syncProgress")->value(), 65);
    QCOMPARE(on.find<QLabel>("loadText")->text(),
             "Load: 8,112,400 of 12,418,302 keys  ·  64,700 keys/s  ·  2 min 6 s gone  ·  about 1 "
             "min 6 s left  ·  round 1");
    QVERIFY(!on.shows("replicationCommands"));
}

void ReplicatePageTest::theSentenceSaysWhyItIsNotSteady() {
    Page on(replicatingSnapshot(LinkPhase::CatchingUp));
    QCOMPARE(on.state(), "Not steady: lag 1.2 MB and growing by 80.0 kB/s; the limit is 65.5 kB.");
    QVERIFY(!on.shows("syncProgress"));
    on.session.show(replicatingSnapshot(LinkPhase::Steady));
    QVERIFY(on.state().startsWith("Steady for 3 min 12 s"));
}

void ReplicatePageTest::stoppingAsksFirst() {
    const Page on(replicatingSnapshot(LinkPhase::Steady));
    QVERIFY(!on.shows("stopQuestion"));
    on.click("stopReplicationButton");
    QVERIFY(on.shows("stopQuestion"));
    on.click("keepReplicatingButton");
    QVERIFY(!on.shows("stopQuestion"));
    QCOMPARE(on.session.commands(), QStringList());

    on.click("stopReplicationButton");
    on.click("confirmStopButton");
    QVERIFY(!on.shows("stopQuestion"));
    QCOMPARE(on.session.commands(), QStringList{"stopReplication"});
}

void ReplicatePageTest::aLoopSaysWhatToDoAndCanBeStartedAgain() {
    Snapshot snapshot = replicatingSnapshot(LinkPhase::Looping);
    snapshot.replicate.link.latest.targetKeys = 500;
    const Page on(snapshot);
    QVERIFY(!on.shows("stopReplicationButton"));
    on.click("startAgainButton");
    // What the aborted sync has left behind is in the way now.
    QVERIFY(on.shows("replicationCommands"));
    QVERIFY(on.find<QCheckBox>("replaceKeys")->text().contains("500"));
    QVERIFY(!on.find<QPushButton>("startReplicationButton")->isEnabled());
}

void ReplicatePageTest::aSwitchUnderWayForbidsStopping() {
    const Page on(switchingSnapshot(Phase::Drain));
    QVERIFY(!on.find<QPushButton>("stopReplicationButton")->isEnabled());
}

void ReplicatePageTest::anErrorStandsInTheBanner() {
    Snapshot snapshot = connectedSnapshot();
    snapshot.replicate.error =
        Error{ErrorKind::Refused, {"Dragonfly holds %1 keys.", {"<b>7</b>"}}, {}, {}};
    const Page on(snapshot);
    QVERIFY2(on.banner().contains("Dragonfly holds <b>7</b> keys."), qPrintable(on.banner()));
}

void ReplicatePageTest::stagesFollowTheLink_data() {
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("text");
    QTest::newRow("attaching") << int(LinkPhase::Attaching)
                               << "> Attach: REPLICAOF\n_ Snapshot: by the source\n_ Load: \n"
                                  "_ Catch up: \n_ Steady: 10 s within the limits\n";
    QTest::newRow("full sync") << int(LinkPhase::FullSync)
                               << "x Attach: REPLICAOF\nx Snapshot: by the source\n"
                                  "> Load: 8,112,400 of 12,418,302 keys\n_ Catch up: \n"
                                  "_ Steady: 10 s within the limits\n";
    QTest::newRow("catching up") << int(LinkPhase::CatchingUp)
                                 << "x Attach: REPLICAOF\nx Snapshot: by the source\n"
                                    "x Load: full sync in 3 min 12 s\n> Catch up: lag 1.2 MB\n"
                                    "_ Steady: 10 s within the limits\n";
    QTest::newRow("steady") << int(LinkPhase::Steady)
                            << "x Attach: REPLICAOF\nx Snapshot: by the source\n"
                               "x Load: full sync in 3 min 12 s\nx Catch up: lag 22.8 kB\n"
                               "x Steady: for 3 min 12 s\n";
    QTest::newRow("looping") << int(LinkPhase::Looping)
                             << "x Attach: REPLICAOF\nx Snapshot: by the source\n"
                                "! Load: 8,112,400 of 12,418,302 keys\n_ Catch up: \n"
                                "_ Steady: 10 s within the limits\n";
}

void ReplicatePageTest::stagesFollowTheLink() {
    QFETCH(int, phase);
    QTEST(stagesAsText(replicatingSnapshot(static_cast<LinkPhase>(phase))), "text");
}

void ReplicatePageTest::theChartsShowTheSnapshotsHistory() {
    const Page on(replicatingSnapshot(LinkPhase::Steady));
    const auto* board = on.find<ChartBoard>("replicationCharts");
    QCOMPARE(board->window().fromMs, sampleNowMs - 240'000);
    QVERIFY(!board->charts().first()->segments(0).isEmpty());
    QCOMPARE(board->charts().at(1)->scene().limit, 65'536.0);
}

QTEST_MAIN(ReplicatePageTest)
#include "replicate_page_test.moc"
