// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/on_page.h"
#include "gui/sample_snapshots.h"
#include "models/gate_evidence.h"
#include "models/gate_model.h"
#include "models/timeline_model.h"
#include "translation.h"
#include "widgets/command_preview.h"
#include "wizard/fail_over_page.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Page : OnPage<FailOverPage> {
    explicit Page(const Snapshot& snapshot)
        : OnPage({824, 580}, snapshot) {}

    void type(const QString& text) const {
        auto* field = find<QLineEdit>("confirmGroup");
        field->clear();
        QTest::keyClicks(field, text);
    }
    [[nodiscard]] QPushButton* button() const { return find<QPushButton>("failoverButton"); }
};

QString asText(const QAbstractItemModel& model, const QModelIndex& parent = {}) {
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column) {
            cells << model.index(row, column, parent).data().toString();
        }
        text += (parent.isValid() ? "  " : "") + cells.join(" | ").trimmed() + '\n';
        text += asText(model, model.index(row, 0, parent));
    }
    return text;
}

} // namespace

class FailOverPageTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void gatesStandBelowTheirGroups();
    void gatesThatStayKeepTheirRows();
    void agesGoOnBetweenSnapshots();
    void aGateThatWasNeverReadSaysSo();

    void theButtonNeedsEveryGateAndTheName();
    void anyClosedGateDisablesTheButton_data();
    void anyClosedGateDisablesTheButton();
    void anyOtherNameDisablesTheButton_data();
    void anyOtherNameDisablesTheButton();
    void withoutGatesOrGroupThereIsNoButton();
    void aClickConfirmsOnce();
    void enterInTheFieldSendsNothing();

    void thePreviewIsWhatTheEngineSaid();
    void theRunbookIsWritten();
    void aGateOpensIntoItsEvidence();
    void everySentinelSaysItsOwn();
    void aDryRunWaitsUntilEveryGateWasReadAnew();
    void aDryRunSaysWhatStandsInTheWay();

    void theBannerTellsOutageAndPriceBeforehand();
    void abortIsOfferedUntilThereIsNoWayBack();
    void theBudgetCountsFromTheFreeze();
    void theTimelineTellsWhatHappenedAndWhatComes();
    void theTimelineKeepsItsRowsWhenItGrows();
    void anAbortedSwitchLeadsBackToTheGates();
    void theFiguresAreThoseThatWereMeasured();
    void whatAPersonMustDoIsInTheBanner();
    void everyControlHasANameForThoseWhoDoNotSee_data();
    void everyControlHasANameForThoseWhoDoNotSee();
};

void FailOverPageTest::initTestCase() {
    installTranslations(QLocale(QLocale::English)); // for the forms of what is counted
}

void FailOverPageTest::gatesStandBelowTheirGroups() {
    GateModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Gate> gates = sampleGates({"replication.lag-bytes"});
    gates = {gates[2], gates[3], gates[6]};
    gates[1].readAtMs = sampleNowMs - 61'300;
    model.setGates(gates);
    model.setNow(sampleNowMs);
    QCOMPARE(asText(model), "Replication | 1 of 2 open |  |\n"
                            "  Lag in bytes | 1.2 MB | at most 65.5 kB | 0.2 s\n"
                            "  Last acknowledgement | 0 s ago | at most 2 s | 61.3 s\n"
                            "Sentinels | 1 of 1 open |  |\n"
                            "  Sentinels that answer | 3 of 3 | at least 2 | 0.2 s\n");
    QCOMPARE(model.openCount(), 2);
    QCOMPARE(model.gateCount(), 3);
    const QModelIndex lag = model.index(0, 0, model.index(0, 0));
    QCOMPARE(lag.data(Qt::AccessibleTextRole), "Lag in bytes, closed");
}

void FailOverPageTest::gatesThatStayKeepTheirRows() {
    GateModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setGates(sampleGates());
    const QPersistentModelIndex kept(model.index(2, GateModel::Value, model.index(0, 0)));
    QList<Gate> gates = sampleGates({"replication.lag-bytes"});
    gates[2].value = {"1.2 MB"};
    model.setGates(gates);
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data(), "1.2 MB");
    model.setGates({gates[0]});
    QVERIFY(!kept.isValid());
    QCOMPARE(model.rowCount(), 1);
}

void FailOverPageTest::agesGoOnBetweenSnapshots() {
    const Page on(readySnapshot());
    const QAbstractItemModel* model = on.find<QTreeView>("gateList")->model();
    const QModelIndex age = model->index(0, GateModel::Age, model->index(0, 0));
    QVERIFY(age.data().toString() == "0.2 s" || age.data().toString() == "0.3 s");
    QTRY_VERIFY(!age.data().toString().startsWith("0."));
}

void FailOverPageTest::aGateThatWasNeverReadSaysSo() {
    GateModel model;
    Gate gate = sampleGates().first();
    gate.readAtMs = 0;
    model.setGates({gate});
    model.setNow(sampleNowMs);
    QCOMPARE(model.index(0, GateModel::Age, model.index(0, 0)).data(), "never read");
    gate.readAtMs = sampleNowMs - 7'500'000; // an assessment of the afternoon
    model.setGates({gate});
    QCOMPARE(model.index(0, GateModel::Age, model.index(0, 0)).data(), "2 h 5 min");
}

void FailOverPageTest::theButtonNeedsEveryGateAndTheName() {
    const Page on(readySnapshot());
    QVERIFY(!on.button()->isEnabled());
    on.type("mymaster");
    QVERIFY(on.button()->isEnabled());
    QCOMPARE(on.button()->text(), "Fail over mymaster");
    QVERIFY(on.banner().contains("All 14 gates are open."));
}

void FailOverPageTest::anyClosedGateDisablesTheButton_data() {
    QTest::addColumn<QByteArray>("gate");
    for (const Gate& gate : sampleGates()) {
        QTest::newRow(gate.id.constData()) << gate.id;
    }
}

void FailOverPageTest::anyClosedGateDisablesTheButton() {
    QFETCH(QByteArray, gate);
    Page on(readySnapshot());
    on.type("mymaster");
    QVERIFY(on.button()->isEnabled());
    on.session.show(readySnapshot({gate}));
    QVERIFY(!on.button()->isEnabled());
    QVERIFY(on.banner().contains("1 of 14 gates is closed."));
    on.session.show(readySnapshot());
    QVERIFY(on.button()->isEnabled()); // What was typed is still there.
}

void FailOverPageTest::anyOtherNameDisablesTheButton_data() {
    QTest::addColumn<QString>("typed");
    for (const char* typed :
         {"", "m", "mymaste", "mymasterr", "MyMaster", " mymaster", "mymaster "}) {
        QTest::addRow("\"%s\"", typed) << QString::fromLatin1(typed);
    }
}

void FailOverPageTest::anyOtherNameDisablesTheButton() {
    QFETCH(QString, typed);
    const Page on(readySnapshot());
    on.type("mymaster");
    on.type(typed);
    QVERIFY(!on.button()->isEnabled());
    QTest::mouseClick(on.button(), Qt::LeftButton);
    QCOMPARE(on.session.commands(), QStringList());
}

void FailOverPageTest::withoutGatesOrGroupThereIsNoButton() {
    Page on(connectedSnapshot());
    QVERIFY(!on.button()->isEnabled());
    QVERIFY(!on.find<QLineEdit>("confirmGroup")->isEnabled());
    Snapshot nameless = readySnapshot();
    nameless.plan.group.clear();
    on.session.show(nameless);
    QVERIFY(!on.button()->isEnabled());
}

void FailOverPageTest::aClickConfirmsOnce() {
    Page on(readySnapshot());
    on.type("mymaster");
    QTest::mouseClick(on.button(), Qt::LeftButton);
    QCOMPARE(on.session.commands(), QStringList{"failOver mymaster"});
    QVERIFY(!on.button()->isEnabled());
    QTest::mouseClick(on.button(), Qt::LeftButton);
    QCOMPARE(on.session.commands().size(), 1);

    // The next switch wants the name typed anew.
    on.session.show(switchingSnapshot(Phase::Arm));
    on.session.show(readySnapshot());
    QCOMPARE(on.find<QLineEdit>("confirmGroup")->text(), QString());
}

void FailOverPageTest::enterInTheFieldSendsNothing() {
    const Page on(readySnapshot());
    on.type("mymaster");
    QTest::keyClick(on.find<QLineEdit>("confirmGroup"), Qt::Key_Return);
    QCOMPARE(on.session.commands(), QStringList());
}

void FailOverPageTest::thePreviewIsWhatTheEngineSaid() {
    const Page on(readySnapshot());
    const QString text = on.find<QPlainTextEdit>("commandPreview")->toPlainText();
    QVERIFY2(text.startsWith("Arm       10.0.0.2:6380\n"
                             "  # Dragonfly may be chosen from now on.\n"
                             "  CONFIG SET replica_priority 1\n"
                             "Freeze    10.0.0.1:6379\n"
                             "  # Writes wait; the offset in the reply is the last one.\n"
                             "  MULTI\n"
                             "  CONFIG SET min-replicas-to-write 999\n"
                             "  CLIENT PAUSE 3000 WRITE\n"),
             qPrintable(text));
    QTest::mouseClick(on.find<QPushButton>("copyCommandsButton"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), text + '\n');
}

void FailOverPageTest::theRunbookIsWritten() {
    const Page on(readySnapshot());
    auto* preview = on.find<CommandPreview>("previewPanel");
    const QTemporaryDir folder;
    preview->save(folder.filePath("runbook.md"));
    QFile file(folder.filePath("runbook.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    const QByteArray name = readySnapshot().plan.name.toUtf8();
    QVERIFY2(written.startsWith("# Failover of " + name + " to Dragonfly"),
             written.left(80).constData());
    QVERIFY(written.contains("\n    SENTINEL FAILOVER mymaster\n"));
    QVERIFY(written.contains("- [x] Steady, unbroken: "));
    QVERIFY(written.contains("## Ways back"));
    QVERIFY(on.text("runbookResult").startsWith("Saved as "));
    preview->save(folder.filePath("no/such/folder.txt"));
    QVERIFY(on.text("runbookResult").contains("could not be written"));
}

void FailOverPageTest::aGateOpensIntoItsEvidence() {
    Snapshot snapshot = readySnapshot();
    snapshot.replicate.link.latest.sourceOffset = 48'998'411'552;
    snapshot.replicate.link.latest.ackedOffset = 48'998'388'754;
    Page on(snapshot);
    auto* evidence = on.find<QPlainTextEdit>("gateEvidence");
    QVERIFY(!evidence->isVisibleTo(&on.page));
    auto* list = on.find<QTreeView>("gateList");
    const QAbstractItemModel* model = list->model();
    const QModelIndex group = model->index(0, 0);
    list->setFocus();
    for (int row = 0; row < model->rowCount(group); ++row) {
        const QModelIndex gate = model->index(row, 0, group);
        if (gate.data(Qt::ToolTipRole) == "replication.lag-bytes") {
            list->setCurrentIndex(gate);
        }
    }
    QVERIFY(evidence->isVisibleTo(&on.page));
    QVERIFY2(evidence->toPlainText().contains("Source: master_repl_offset\t48,998,411,552"),
             qPrintable(evidence->toPlainText()));
    QVERIFY(evidence->toPlainText().contains("Source: slave: offset\t48,998,388,754"));
    QVERIFY(evidence->toPlainText().contains("Read at\t"));

    snapshot.replicate.link.latest.sourceOffset = 48'998'500'000; // it goes on with the readings
    on.session.show(snapshot);
    QVERIFY(evidence->toPlainText().contains("48,998,500,000"));
    list->setCurrentIndex(group);
    QVERIFY(!evidence->isVisibleTo(&on.page));
}

void FailOverPageTest::everySentinelSaysItsOwn() {
    Snapshot snapshot = readySnapshot();
    snapshot.connect.topology.sentinels.clear();
    for (const quint16 port : {quint16{26379}, quint16{26380}}) {
        SentinelView view;
        view.address = {"10.0.0.3", port};
        view.group.fields = {{"quorum", "2"}, {"config-epoch", "7"}};
        view.group.address = {"10.0.0.1", 6379};
        snapshot.connect.topology.sentinels << view;
    }
    snapshot.connect.topology.sentinels[1].error =
        Error{ErrorKind::Timeout, {"No answer in time."}, "10.0.0.3:26380", {}};
    Gate gate;
    gate.id = "sentinels.agree";
    gate.group = GateGroup::Sentinels;
    const QList<EvidenceRow> rows = evidenceOf(gate, snapshot);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].what, "Sentinel 10.0.0.3:26379");
    QCOMPARE(rows[0].value, "10.0.0.1:6379, config-epoch 7");
    QCOMPARE(rows[1].value, "No answer in time.");
    // Whatever a gate is, it has something to show.
    for (const Gate& each : sampleGates()) {
        QVERIFY2(!evidenceOf(each, snapshot).isEmpty(), each.id.constData());
    }
}

void FailOverPageTest::aDryRunWaitsUntilEveryGateWasReadAnew() {
    Snapshot snapshot = readySnapshot();
    Page on(snapshot);
    on.find<QPushButton>("dryRunButton")->click();
    QVERIFY(on.banner().contains("Dry run: every gate is being read anew."));
    QVERIFY(!on.find<QPushButton>("dryRunButton")->isEnabled());
    snapshot.atMs += 1900; // what was open then may have been read before
    on.session.show(snapshot);
    QVERIFY(!on.shows("dryRunText"));
    snapshot.atMs += 100;
    on.session.show(snapshot);
    QVERIFY(on.shows("dryRunText"));
    QVERIFY2(on.banner().contains("the switch would have begun, all 14 gates are open."),
             qPrintable(on.banner()));
    const QString text = on.find<QPlainTextEdit>("dryRunText")->toPlainText();
    QVERIFY(text.contains("SENTINEL FAILOVER mymaster"));
    QCOMPARE(on.text("dryRunLag"), "22.8 kB");
    QCOMPARE(on.text("dryRunBudget"), "3,000 ms");
    QCOMPARE(on.session.commands(), QStringList()); // nothing was asked of the engine
    on.find<QPushButton>("copyDryRunButton")->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains("[x] Lag in bytes: 22.8 kB"), qPrintable(copied));
    QVERIFY2(copied.contains("CLIENT PAUSE 3000 WRITE"), qPrintable(copied));

    // It stays as it was, while the gates go on.
    snapshot.failOver.gates = sampleGates({"replication.lag-bytes"});
    snapshot.atMs += 1000;
    on.session.show(snapshot);
    QVERIFY(on.banner().contains("all 14 gates are open."));
    on.find<QPushButton>("backToGatesButton")->click();
    QVERIFY(on.shows("gateList"));
    QVERIFY(on.banner().contains("1 of 14 gates is closed."));
}

void FailOverPageTest::aDryRunSaysWhatStandsInTheWay() {
    Snapshot snapshot = readySnapshot({"replication.lag-bytes"});
    Page on(snapshot);
    on.find<QPushButton>("dryRunButton")->click();
    snapshot.atMs += 2000;
    on.session.show(snapshot);
    QVERIFY2(on.banner().contains("the switch would not have begun, 1 of 14 gates is closed."),
             qPrintable(on.banner()));
    // What is closed stands first, and still opens into what it was judged by then.
    auto* gates = on.find<QTreeView>("dryRunGateList");
    const QModelIndex first = gates->model()->index(0, 0, gates->model()->index(0, 0));
    QCOMPARE(first.data().toString(), "Lag in bytes");
    QCOMPARE(first.siblingAtColumn(GateModel::Value).data().toString(), "1.2 MB");
    gates->setCurrentIndex(first);
    QVERIFY(on.shows("dryRunGateEvidence"));
    QVERIFY(on.find<QPlainTextEdit>("dryRunGateEvidence")->toPlainText().contains("Read at\t"));
    on.find<QPushButton>("copyDryRunButton")->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains("[ ] Lag in bytes: 1.2 MB (wanted: at most 65.5 kB)"),
             qPrintable(copied));
}

void FailOverPageTest::theBannerTellsOutageAndPriceBeforehand() {
    Snapshot snapshot = readySnapshot();
    Gate outage = snapshot.failOver.gates.first();
    outage.id = "replication.outage";
    outage.value = {"about %1, aligned", {formatDuration(360)}};
    outage.why = {"The freeze is aligned with a Sentinel's look at Dragonfly."};
    snapshot.failOver.gates.append(outage);
    Page on(snapshot);
    QVERIFY2(on.banner().contains("Expected write outage: about 0.36 s, aligned. The freeze is"),
             qPrintable(on.banner()));
    QVERIFY2(on.banner().contains("within 1.5 s, half of the freeze budget"),
             qPrintable(on.banner()));
    QVERIFY(!on.banner().contains("detached"));
    snapshot.failOver.gates.last().price = {"Before it 10.0.0.9:6379 will be detached."};
    on.session.show(snapshot);
    QVERIFY(on.banner().contains("Before it 10.0.0.9:6379 will be detached."));
}

void FailOverPageTest::abortIsOfferedUntilThereIsNoWayBack() {
    Page on(switchingSnapshot(Phase::Drain));
    auto* abort = on.find<QPushButton>("abortButton");
    QVERIFY(abort->isEnabled());
    QTest::mouseClick(abort, Qt::LeftButton);
    QCOMPARE(on.session.commands(), QStringList{"abortSwitch"});
    on.session.show(switchingSnapshot(Phase::Promote));
    QVERIFY(!abort->isEnabled());
    QVERIFY(on.banner().contains("no way back"));
}

void FailOverPageTest::theBudgetCountsFromTheFreeze() {
    Page on(switchingSnapshot(Phase::Arm));
    QVERIFY(!on.shows("freezeBudget"));
    on.session.show(switchingSnapshot(Phase::Promote));
    const auto* budget = on.find<QProgressBar>("freezeBudget");
    QVERIFY(on.shows("freezeBudget"));
    QCOMPARE(budget->maximum(), 3000);
    QVERIFY(budget->value() >= 274 && budget->value() < 3000);
    QTRY_VERIFY(budget->value() >= 474); // It goes on between snapshots.
    QVERIFY(on.text("waitingFor").contains("promoted Dragonfly"));
    QVERIFY(on.text("waitingFor").contains("Until 02:07:44 at the latest"));
}

void FailOverPageTest::theTimelineTellsWhatHappenedAndWhatComes() {
    TimelineModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setState(switchingSnapshot(Phase::Promote).failOver.cutover);
    QCOMPARE(model.asText(),
             "02:07:39.200\tArm\tDragonfly may be promoted: replica_priority is "
             "1.\t10.0.0.2:6380\t1.2 ms\n"
             "02:07:41.200\tRecheck\tAll gates are open.\t\t40 ms\n"
             "+0 ms\tFreeze\tWrites are frozen at offset 48,998,411,552.\t10.0.0.1:6379\t4.0 ms\n"
             "+41 ms\tDrain\tDragonfly has everything: offset "
             "48,998,411,552.\t10.0.0.2:6380\t37 ms\n"
             "+46 ms\tTrigger\tThe Sentinel began the failover.\t10.0.0.3:26379\t5.0 ms\n"
             "+52 ms\t\t+try-failover master mymaster 10.0.0.1 6379\t10.0.0.3:26379\n"
             "+150 ms\t\t+selected-slave slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 "
             "6379\t10.0.0.3:26379\n"
             "+231 ms\t\t+failover-state-wait-promotion slave 10.0.0.2:6380\t10.0.0.3:26379\n"
             "From here there is no way back: the failover was sent to Sentinel, and the switch "
             "only goes forward.\n"
             "Promote\tWaits until Sentinel has promoted Dragonfly. The source goes on refusing "
             "writes.\n"
             "Demote\nConfirm\nSettle\n");
}

void FailOverPageTest::theTimelineKeepsItsRowsWhenItGrows() {
    TimelineModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setState(switchingSnapshot(Phase::Drain).failOver.cutover);
    const QPersistentModelIndex freeze(model.index(2, TimelineModel::What));
    QVERIFY(freeze.data().toString().startsWith("Writes are frozen"));
    model.setState(switchingSnapshot(Phase::Promote).failOver.cutover);
    QVERIFY(freeze.isValid());
    model.setState(endedSnapshot(Ending::Migrated).failOver.cutover);
    QVERIFY(freeze.isValid());
    QVERIFY(model.asText().endsWith("Every answering Sentinel names Dragonfly.\t\t71 ms\n"));
    QCOMPARE(model.asText().count("no way back"), 1);
    model.setState({});
    QCOMPARE(model.rowCount(), 0);
}

void FailOverPageTest::anAbortedSwitchLeadsBackToTheGates() {
    Page on(endedSnapshot(Ending::Aborted));
    QVERIFY(on.banner().contains("everything was put back"));
    QVERIFY(on.banner().contains("did not take in the last writes"));
    QVERIFY(!on.shows("gateList"));
    QTest::mouseClick(on.find<QPushButton>("backToGatesButton"), Qt::LeftButton);
    QVERIFY(on.shows("gateList"));
    on.type("mymaster");
    QVERIFY(on.button()->isEnabled());
    on.session.show(switchingSnapshot(Phase::Arm));
    QVERIFY(!on.shows("gateList"));
}

void FailOverPageTest::theFiguresAreThoseThatWereMeasured() {
    Page on(endedSnapshot(Ending::Migrated));
    QCOMPARE(on.text("figureWriteFreeze"), "318 ms");
    QCOMPARE(on.text("figurePromotedAfter"), "272 ms");
    QCOMPARE(on.text("figureSentinels"), "3 of 3 agree");
    QCOMPARE(on.text("figureOffset"), "all of it");
    QVERIFY(!on.shows("abortButton"));
    QVERIFY(!on.shows("backToGatesButton"));

    on.session.show(endedSnapshot(Ending::Attention)); // Nothing stands where nothing was measured.
    QCOMPARE(on.text("figureWriteFreeze"), "–");
    QCOMPARE(on.text("figurePromotedAfter"), "–");
    QCOMPARE(on.text("figureSentinels"), "1 of 3 agrees");
    on.session.show(endedSnapshot(Ending::Aborted));
    QCOMPARE(on.text("figureOffset"), "not drained");
}

void FailOverPageTest::whatAPersonMustDoIsInTheBanner() {
    const Page on(endedSnapshot(Ending::Attention));
    QVERIFY(on.banner().contains("A person is needed."));
    QVERIFY(on.banner().contains("Ask 10.0.0.2:6380 for its ROLE."));
    QVERIFY(!on.shows("backToGatesButton"));
}

void FailOverPageTest::everyControlHasANameForThoseWhoDoNotSee_data() {
    QTest::addColumn<bool>("running");
    QTest::newRow("gates") << false;
    QTest::newRow("running") << true;
}

void FailOverPageTest::everyControlHasANameForThoseWhoDoNotSee() {
    QFETCH(bool, running);
    const Page on(running ? switchingSnapshot(Phase::Drain) : readySnapshot());
    int controls = 0;
    for (const QWidget* widget : on.page.findChildren<QWidget*>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) == 0 || widget->focusProxy() ||
            !widget->isVisibleTo(&on.page)) {
            continue;
        }
        ++controls;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(widget->objectName()));
    }
    QCOMPARE(controls, running ? 3 : 7);
}

QTEST_MAIN(FailOverPageTest)
#include "fail_over_page_test.moc"
