// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/on_page.h"
#include "gui/sample_snapshots.h"
#include "gui/verify_snapshots.h"
#include "models/count_model.h"
#include "models/difference_model.h"
#include "models/verify_words.h"
#include "widgets/state_line.h"
#include "wizard/verify_page.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Page : OnPage<VerifyPage> {
    explicit Page(const Snapshot& snapshot)
        : OnPage({800, 560}, snapshot) {}

    void choose(const char* box, int index) const { find<QComboBox>(box)->setCurrentIndex(index); }
    [[nodiscard]] QString state() const { return find<StateLine>("verifyState")->text(); }
    [[nodiscard]] QString more() const {
        QStringList texts;
        for (const QLabel* label : find<StateLine>("verifyState")->findChildren<QLabel*>()) {
            texts << label->text();
        }
        return texts.join(u' ');
    }
    [[nodiscard]] QString detail() const {
        return find<QTextBrowser>("differenceDetail")->toPlainText();
    }
};

Snapshot verified(Verdict::Outcome outcome) {
    return verifiedSnapshot(outcome);
}

} // namespace

/// Step 4 as a person uses it: is it the same, what is not, and what nobody looked at.
class VerifyPageTest : public QObject {
    Q_OBJECT

private slots:
    void itWaitsForTheReplication();
    void itIsStartedAsItIsChosen();
    void aSampleSaysBeforehandWhatItCanSay();
    void aReplicaCanBeReadInstead();
    void limitsChangeWhileItRuns();
    void limitsOfTheNextRunDisturbNoChoice();
    void whileItRunsItTellsHowFarItIs();
    void theGovernorSaysWhy();
    void itIsStoppedAndGoesOn();
    void whatBrokeItOffIsSaid();

    void theVerdictIsOneSentence_data();
    void theVerdictIsOneSentence();
    void theVerdictTellsItsAgeAndWhatCameSince();
    void undecidedKeysGoToTheFreeze();
    void theFrozenPassIsTold();
    void differencesNameTheWayToMendThem();

    void aNewFullSyncIsAskedForOnlyWhereItMends();
    void aNewFullSyncTellsItsPriceAndItsCommands();
    void afterAFullSyncItAsksToCompareOnceMore();

    void theModelHoldsUnderTest();
    void theChosenDifferenceIsShownWhole();
    void keysAreShownByTheirBytes();
    void aHugeKeyIsCut();
    void theChosenOneStaysWhileMoreAreFound();
    void moreThanIsListedIsSaid();
    void chosenRowsAreCopiedAsJson();
    void countsAreTold();
    void whatWasNotLookedAtIsTold();

    void differencesAreExported_data();
    void differencesAreExported();
    void anExportThatFailsIsTold();

    void theSelfTestIsAskedForAndTold();
};

void VerifyPageTest::itWaitsForTheReplication() {
    Page empty{Snapshot()};
    QVERIFY(!empty.canPress("startVerifyButton"));
    QVERIFY2(empty.banner().contains("start the replication first"), qPrintable(empty.banner()));
    QCOMPARE(empty.state(), QString("Nothing was compared yet."));
    QVERIFY(empty.find<QLabel>("noDifference")->isVisible());

    Snapshot waiting = verifyReadySnapshot();
    waiting.verify.cannotStart = {"It waits until the full sync has ended."};
    Page on(waiting);
    QVERIFY(!on.canPress("startVerifyButton"));
    QVERIFY2(on.banner().contains("full sync"), qPrintable(on.banner()));
    on.show(verifyReadySnapshot());
    QVERIFY(on.canPress("startVerifyButton"));
    QVERIFY2(on.more().contains("12,418,302"), qPrintable(on.more()));
    // One button leads on: this one, until there is a verdict or a plan does without.
    QVERIFY(on.find<QPushButton>("startVerifyButton")->property("accent").toBool());
    QVERIFY(on.page.leadsOnItself(verifyReadySnapshot()));
    on.show(verified(Verdict::Outcome::Clean));
    QVERIFY(!on.find<QPushButton>("startVerifyButton")->property("accent").toBool());
    QVERIFY(!on.page.leadsOnItself(verified(Verdict::Outcome::Clean)));
    Snapshot without = verifyReadySnapshot();
    without.plan.policy.verify = VerifyMode::Off;
    QVERIFY(!on.page.leadsOnItself(without));
}

void VerifyPageTest::itIsStartedAsItIsChosen() {
    Page on(verifyReadySnapshot());
    on.choose("verifyKeyLimit", 2);
    on.choose("verifyByteLimit", 1);
    QVERIFY(on.session.commands().isEmpty()); // of a run that is not there yet
    on.click("startVerifyButton");
    QCOMPARE(on.session.commands(), QStringList{"startVerify full"});
    QCOMPARE(on.session.verification.options.limits, (VerifyLimits{5'000, 1'000'000}));
    QVERIFY(!on.session.verification.goesOn);
}

void VerifyPageTest::aSampleSaysBeforehandWhatItCanSay() {
    Page on(verifyReadySnapshot());
    on.choose("verifyMode", 2);
    const QString promise = on.text("verifyPromise");
    QVERIFY2(promise.contains("95 %") && promise.contains("20,000") &&
                 promise.contains("12,418,302"),
             qPrintable(promise));
    on.show(verifyReadySnapshot()); // the next snapshot leaves the choice alone
    on.click("startVerifyButton");
    QCOMPARE(on.session.commands(), QStringList{"startVerify sample"});
    QCOMPARE(on.session.verification.options.sampleKeys, 20'000);
}

void VerifyPageTest::aReplicaCanBeReadInstead() {
    Snapshot snapshot = verifyReadySnapshot();
    Page on(snapshot);
    QVERIFY(!on.find<QComboBox>("verifyReadFrom")->isVisible());
    ReplicaView replica;
    replica.live = true;
    replica.address = {"10.0.0.7", 6379};
    ReplicaView dragonfly = replica;
    dragonfly.address = snapshot.plan.dragonfly.address;
    snapshot.connect.topology.replicas = {replica, dragonfly};
    on.show(snapshot);
    QVERIFY(on.find<QComboBox>("verifyReadFrom")->isVisible());
    QCOMPARE(on.find<QComboBox>("verifyReadFrom")->count(), 2); // Dragonfly is no source
    on.choose("verifyReadFrom", 1);
    on.show(snapshot);
    on.click("startVerifyButton");
    QCOMPARE(on.session.verification.readFrom, replica.address);
}

void VerifyPageTest::limitsChangeWhileItRuns() {
    Page on(verifyingSnapshot());
    QVERIFY(!on.find<QComboBox>("verifyMode")->isEnabled());
    on.choose("verifyKeyLimit", 1);
    QCOMPARE(on.session.commands(), QStringList{"setVerifyLimits 1000 0"});
    on.show(verifyingSnapshot()); // was taken before the session heard of it
    QCOMPARE(on.find<QComboBox>("verifyKeyLimit")->currentIndex(), 1);
    Snapshot other = verifyingSnapshot();
    other.verify.request.options.limits = {7'777, 0}; // by a plan or another program
    on.show(other);
    QVERIFY(on.find<QComboBox>("verifyKeyLimit")->currentText().contains("7,777"));
    QCOMPARE(on.session.commands().size(), 1);
}

void VerifyPageTest::limitsOfTheNextRunDisturbNoChoice() {
    Page on(verifyReadySnapshot());
    on.choose("verifyMode", 3);
    Snapshot other = verifyReadySnapshot();
    other.verify.request.options.limits = {1'000, 0};
    on.show(other);
    QCOMPARE(on.find<QComboBox>("verifyMode")->currentIndex(), 3);
    QCOMPARE(on.find<QComboBox>("verifyKeyLimit")->currentIndex(), 1);
}

void VerifyPageTest::whileItRunsItTellsHowFarItIs() {
    Page on(verifyingSnapshot());
    QCOMPARE(on.text("keysCompared"), QString("8,070,112"));
    QCOMPARE(on.text("keyRate"), QString("462,000"));
    QCOMPARE(on.text("differenceCount"), QString("2"));
    QCOMPARE(on.find<QProgressBar>("verifyProgress")->value(), 649);
    QVERIFY(on.find<QProgressBar>("verifyProgress")->isVisible());
    QVERIFY2(on.state().contains("2 differences"), qPrintable(on.state()));
    QVERIFY2(on.more().contains("differed once: 3"), qPrintable(on.more()));
    QVERIFY(!on.find<QPushButton>("startVerifyButton")->isVisible());
}

void VerifyPageTest::theGovernorSaysWhy() {
    Page on(slowedSnapshot());
    // The figure keeps its unit where the line wraps.
    QVERIFY2(on.more().contains(u"the source took 212\u00a0ms to answer"), qPrintable(on.more()));
    QVERIFY2(on.more().contains("25 % of the full speed"), qPrintable(on.more()));
}

void VerifyPageTest::itIsStoppedAndGoesOn() {
    Page on(verifyingSnapshot());
    on.click("stopVerifyButton");
    Snapshot stopping = verifyingSnapshot();
    stopping.verify.stopping = true;
    on.show(stopping);
    QVERIFY(!on.canPress("stopVerifyButton"));
    on.show(brokenOffSnapshot());
    QVERIFY2(on.state().startsWith("Stopped."), qPrintable(on.state()));
    QVERIFY(on.canPress("startVerifyButton")); // anew
    QVERIFY(!on.find<QPushButton>("startVerifyButton")->property("accent").toBool());
    on.click("resumeVerifyButton");
    QCOMPARE(on.session.commands(), (QStringList{"stopVerify", "startVerify full on"}));
}

void VerifyPageTest::whatBrokeItOffIsSaid() {
    Snapshot failed = brokenOffSnapshot();
    failed.verify.error = Error{ErrorKind::Unreachable, {"The source went away."}, {}, {}};
    Page on(failed);
    QVERIFY2(on.banner().contains("The source went away."), qPrintable(on.banner()));
    QVERIFY2(on.state().contains("broke off"), qPrintable(on.state()));
    QVERIFY(on.canPress("resumeVerifyButton"));
}

void VerifyPageTest::theVerdictIsOneSentence_data() {
    QTest::addColumn<Snapshot>("snapshot");
    QTest::addColumn<int>("tone");
    QTest::addColumn<QString>("sentence");
    using enum Verdict::Outcome;
    QTest::newRow("clean") << verified(Clean) << int(Tone::Good)
                           << "Both servers hold the same: 12,418,302 keys compared, none differs.";
    QTest::newRow("different") << verified(Different) << int(Tone::Bad)
                               << "9 differences, 12,418,302 keys compared.";
    QTest::newRow("undecided") << verified(Undecided) << int(Tone::Warning)
                               << "No difference, but 14 keys kept changing and are undecided.";
    QTest::newRow("sample") << sampledSnapshot() << int(Tone::Good)
                            << sampleConfidence(20'000, 0, 12'418'302).english();
    Snapshot strange = verified(Clean);
    Verdict verdict = *strange.verify.verdict;
    verdict.counts.notComparable = 3;
    strange.verify.verdict = std::make_shared<const Verdict>(verdict);
    QTest::newRow("not comparable")
        << strange << int(Tone::Warning)
        << "No difference among 12,418,302 keys. 3 keys cannot be compared.";
}

void VerifyPageTest::theVerdictIsOneSentence() {
    QFETCH(Snapshot, snapshot);
    QFETCH(int, tone);
    QFETCH(QString, sentence);
    const VerifyWords words = wordsOf(snapshot);
    QCOMPARE(words.sentence, sentence);
    QCOMPARE(int(words.tone), tone);
}

void VerifyPageTest::theVerdictTellsItsAgeAndWhatCameSince() {
    const QString more = wordsOf(verified(Verdict::Outcome::Clean)).more;
    for (const char* part : {"1 min 12 s ago", "3.2 MB", "offsets 48,901,220,417"}) {
        QVERIFY2(more.contains(part), qPrintable(more));
    }
    Snapshot unlinked = verified(Verdict::Outcome::Clean);
    unlinked.verify.freshness->bytesSince.reset();
    QVERIFY(!wordsOf(unlinked).more.contains("since"));
}

void VerifyPageTest::undecidedKeysGoToTheFreeze() {
    const QString more = wordsOf(verified(Verdict::Outcome::Undecided)).more;
    QVERIFY2(more.contains("312 keys are compared once more, in about 12 ms"), qPrintable(more));
}

void VerifyPageTest::theFrozenPassIsTold() {
    Snapshot snapshot = verified(Verdict::Outcome::Undecided);
    FrozenVerdict frozen;
    frozen.compared = 312;
    frozen.milliseconds = 11;
    snapshot.verify.frozen = std::make_shared<const FrozenVerdict>(frozen);
    const QString more = wordsOf(snapshot).more;
    QVERIFY2(more.contains("312 keys were compared once more in 11 ms; different: 0, not read: 0"),
             qPrintable(more));
}

void VerifyPageTest::differencesNameTheWayToMendThem() {
    QVERIFY(wordsOf(verified(Verdict::Outcome::Different)).more.contains("new full sync"));
    QVERIFY(!wordsOf(verified(Verdict::Outcome::Clean)).more.contains("full sync"));
}

void VerifyPageTest::aNewFullSyncIsAskedForOnlyWhereItMends() {
    Page on(mendableSnapshot());
    QVERIFY(on.canPress("syncAgainButton"));
    Snapshot clean = verified(Verdict::Outcome::Clean);
    clean.replicate.maySyncAgain = true;
    on.show(clean);
    QVERIFY(!on.canPress("syncAgainButton"));
    Snapshot unlinked = mendableSnapshot();
    unlinked.replicate.maySyncAgain = false;
    on.show(unlinked);
    QVERIFY(!on.canPress("syncAgainButton"));
}

void VerifyPageTest::aNewFullSyncTellsItsPriceAndItsCommands() {
    Page on(mendableSnapshot());
    on.click("syncAgainButton");
    const QString question = on.text("confirmSentence") + on.text("confirmExplanation");
    for (const char* part : {"12,418,302", "3 min", "forks", "output buffer", "LOADING"}) {
        QVERIFY2(question.contains(part), qPrintable(question));
    }
    const QString commands = on.find<QPlainTextEdit>("confirmCommands")->toPlainText();
    QVERIFY2(commands.endsWith("CONFIG SET replica_priority 0\nREPLICAOF 10.0.0.1 6379"),
             qPrintable(commands));
    QVERIFY(on.session.commands().isEmpty());
    QVERIFY(!on.find<QWidget>("verifyFigures")->isVisible()); // it has their room
    on.click("cancelButton");
    QVERIFY(on.session.commands().isEmpty());
    QVERIFY(on.find<QWidget>("verifyFigures")->isVisible());
    on.click("syncAgainButton");
    on.click("confirmButton");
    QCOMPARE(on.session.commands(), QStringList{"syncAgain"});
    on.click("syncAgainButton");
    Snapshot switching = mendableSnapshot(); // what was asked does not outlive its reason
    switching.replicate.maySyncAgain = false;
    on.show(switching);
    QVERIFY(!on.find<QPushButton>("confirmButton")->isVisible());
}

void VerifyPageTest::afterAFullSyncItAsksToCompareOnceMore() {
    Snapshot replaced = verifyReadySnapshot();
    replaced.verify.isReplaced = true;
    Page on(replaced);
    QVERIFY2(on.state().contains("compare once more"), qPrintable(on.state()));
    QVERIFY(on.canPress("startVerifyButton"));
    replaced.replicate.error = Error{ErrorKind::Server, {"It could not attach."}, {}, {}};
    on.show(replaced);
    QVERIFY2(on.banner().contains("It could not attach."), qPrintable(on.banner()));
}

void VerifyPageTest::theModelHoldsUnderTest() {
    DifferenceModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QList<Difference> all = sampleDifferences();
    model.setDifferences(all.first(2));
    model.setDifferences(all);
    QCOMPARE(model.rowCount(), all.size());
    model.setDifferences(all.last(1));
    QCOMPARE(model.rowCount(), 1);
    model.setDifferences({});
    QCOMPARE(model.rowCount(), 0);

    CountModel counts({"Type", "Keys"});
    const QAbstractItemModelTester countTester(
        &counts, QAbstractItemModelTester::FailureReportingMode::QtTest);
    counts.setRows({{"string", {1'000}}});
    counts.setRows({{"string", {2'000}}});
    QCOMPARE(counts.index(0, 1).data().toString(), QString("2,000"));
    counts.setRows({});
    QCOMPARE(counts.rowCount(), 0);
}

void VerifyPageTest::theChosenDifferenceIsShownWhole() {
    Page on(verified(Verdict::Outcome::Different));
    auto* table = on.find<QTableView>("differencesTable");
    QVERIFY(table->isVisible());
    QVERIFY2(on.detail().contains("from byte 7 on"), qPrintable(on.detail()));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QTRY_VERIFY(on.detail().contains("cart:981734"));
    QVERIFY2(on.detail().contains("field coupon_at") && on.detail().contains("1774310912") &&
                 on.detail().contains("nothing"),
             qPrintable(on.detail()));
}

void VerifyPageTest::keysAreShownByTheirBytes() {
    Page on(verified(Verdict::Outcome::Different));
    const QString cell = on.find<QTableView>("differencesTable")
                             ->model()
                             ->index(0, DifferenceModel::Key)
                             .data()
                             .toString();
    QCOMPARE(cell, QString("sess:\\x00\\xff<b>"));
    QVERIFY2(on.detail().startsWith(cell), qPrintable(on.detail())); // no markup of a key's own
}

void VerifyPageTest::aHugeKeyIsCut() {
    DifferenceModel model;
    Difference huge = sampleDifferences().first();
    huge.name.key = QByteArray(1'000'000, 'k');
    model.setDifferences({huge});
    QVERIFY(model.index(0, 0).data().toString().size() < 300);
    QVERIFY(model.index(0, 0).data().toString().endsWith(u'…'));
}

void VerifyPageTest::theChosenOneStaysWhileMoreAreFound() {
    Snapshot snapshot = verifyingSnapshot();
    Page on(snapshot);
    auto* table = on.find<QTableView>("differencesTable");
    table->setCurrentIndex(table->model()->index(1, 0));
    snapshot.verify.differences = sampleDifferences();
    on.show(snapshot);
    QCOMPARE(table->currentIndex().row(), 1);
    QVERIFY(on.detail().contains("cart:981734"));
}

void VerifyPageTest::moreThanIsListedIsSaid() {
    Snapshot snapshot = verified(Verdict::Outcome::Different);
    Page on(snapshot);
    QVERIFY(!on.find<QLabel>("moreDifferences")->isVisible());
    snapshot.verify.differencesFound = 25'311;
    on.show(snapshot);
    QCOMPARE(on.text("moreDifferences"),
             QString("The first 9 of 25,311; all of them are counted."));
}

void VerifyPageTest::chosenRowsAreCopiedAsJson() {
    Page on(verified(Verdict::Outcome::Different));
    auto* table = on.find<QTableView>("differencesTable");
    QVERIFY(QTest::qWaitForWindowActive(&on.page));
    table->setFocus();
    table->selectRow(2);
    QTest::keySequence(table, QKeySequence::Copy);
    const QJsonObject copied =
        QJsonDocument::fromJson(QApplication::clipboard()->text().toUtf8()).object();
    QCOMPARE(copied["key"].toString(), QString("geo:stores:tmp"));
    QCOMPARE(copied["class"].toString(), QString("missing"));
}

void VerifyPageTest::countsAreTold() {
    Page on(verified(Verdict::Outcome::Different));
    on.click("showCounts");
    const auto* types = on.find<QTableView>("countsByType");
    QVERIFY(types->isVisible());
    const auto row = [](const QTableView* view, const QString& name) {
        QStringList cells;
        for (int i = 0; i < view->model()->rowCount(); ++i) {
            if (view->model()->index(i, 0).data().toString() == name) {
                for (int column = 1; column < view->model()->columnCount(); ++column) {
                    cells << view->model()->index(i, column).data().toString();
                }
            }
        }
        return cells.join(u' ');
    };
    QCOMPARE(row(types, "string"), QString("6,209,151 3"));
    QCOMPARE(row(types, "set"), QString("0 0"));
    QCOMPARE(row(on.find<QTableView>("countsByClass"), "Value"), QString("2"));
    QCOMPARE(row(on.find<QTableView>("countsByClass"), "Missing"), QString("1"));
}

void VerifyPageTest::whatWasNotLookedAtIsTold() {
    Page on(verified(Verdict::Outcome::Different));
    QVERIFY(on.find<QToolButton>("showNotLookedAt")->text().endsWith(": 2"));
    on.click("showNotLookedAt");
    const QString text = on.find<QPlainTextEdit>("notLookedAt")->toPlainText();
    for (const char* part : {"MBbloom--: 14", "hash fields", "LRU", "1.0 s apart"}) {
        QVERIFY2(text.contains(part), qPrintable(text));
    }
    Page sample(sampledSnapshot());
    QVERIFY(notLookedAt(sampledSnapshot().verify).first().contains("outside of the sample"));
}

void VerifyPageTest::differencesAreExported_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("wanted");
    QTest::newRow("ndjson") << "d.ndjson" << toNdjson(sampleDifferences());
    QTest::newRow("csv") << "d.csv" << toCsv(sampleDifferences());
}

void VerifyPageTest::differencesAreExported() {
    QFETCH(QString, name);
    QFETCH(QByteArray, wanted);
    const QTemporaryDir folder;
    Page on(verified(Verdict::Outcome::Different));
    on.click("exportDifferencesButton");
    auto* dialog = on.page.findChild<QFileDialog*>("exportDifferencesDialog");
    QVERIFY(dialog != nullptr);
    emit dialog->fileSelected(folder.filePath(name));
    dialog->close();
    QTRY_VERIFY2(on.banner().contains(name), qPrintable(on.banner()));
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), wanted);
}

void VerifyPageTest::anExportThatFailsIsTold() {
    Page on(verified(Verdict::Outcome::Different));
    on.click("exportDifferencesButton");
    auto* dialog = on.page.findChild<QFileDialog*>("exportDifferencesDialog");
    emit dialog->fileSelected("/nowhere at all/d.csv");
    dialog->close();
    QTRY_VERIFY2(on.banner().contains("/nowhere at all/d.csv"), qPrintable(on.banner()));
}

void VerifyPageTest::theSelfTestIsAskedForAndTold() {
    Page on(verifyReadySnapshot());
    on.click("selfTestButton");
    QCOMPARE(on.session.commands(), QStringList{"verifySelfTest"});
    Snapshot testing = verifyReadySnapshot();
    testing.verify.selfTesting = true;
    on.show(testing);
    QVERIFY(!on.canPress("selfTestButton"));
    on.show(selfTestedSnapshot());
    QVERIFY2(on.banner().contains("54"), qPrintable(on.banner()));
    QVERIFY2(on.banner().contains("Field expiry"), qPrintable(on.banner()));
    Snapshot failed = verifyReadySnapshot();
    failed.verify.selfTestError =
        Error{ErrorKind::Unreachable, {"There is no redis-server."}, {}, {}};
    on.show(failed);
    QVERIFY2(on.banner().contains("There is no redis-server."), qPrintable(on.banner()));
}

QTEST_MAIN(VerifyPageTest)
#include "verify_page_test.moc"
