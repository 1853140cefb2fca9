// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/assessment.h"
#include "preflight/judgement.h"
#include "support/named.h"
#include "support/source_tree.h"
#include "support/test_clock.h"

#include <QDir>
#include <QPromise>
#include <QSignalSpy>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// A check that ends when the test says so.
class HeldCheck final : public Check {
public:
    using Run = std::shared_ptr<QPromise<QList<Finding>>>;

    HeldCheck(QString id, QList<Run>& runs)
        : m_id(std::move(id))
        , m_runs(runs) {}

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext&, QObject*) override {
        m_runs.append(std::make_shared<QPromise<QList<Finding>>>());
        m_runs.last()->start();
        return m_runs.last()->future();
    }

private:
    QString m_id;
    QList<Run>& m_runs;
};

Finding findingOf(const QString& id, Severity severity, const char* found = "something") {
    Finding finding = judged(severity, {"title"}, {found}, {"wanted"}, {"why"});
    finding.id = id;
    return finding;
}

void answer(const HeldCheck::Run& run, const QList<Finding>& findings) {
    run->addResult(findings);
    run->finish();
}

const auto first = QStringLiteral("a.first");
const auto second = QStringLiteral("b.second");

/// An assessment of two checks that a test holds back.
struct Bench {
    Bench() {
        std::vector<std::unique_ptr<Check>> checks;
        checks.push_back(std::make_unique<HeldCheck>(first, firstRuns));
        checks.push_back(std::make_unique<HeldCheck>(second, secondRuns));
        assessment = std::make_unique<Assessment>(std::move(checks));
        context.clock = &clock;
        QObject::connect(assessment.get(), &Assessment::finished, assessment.get(),
                         [this] { ++finished; });
    }

    void runBoth(const QList<Finding>& ofFirst, const QList<Finding>& ofSecond) {
        assessment->run(context);
        answer(firstRuns.last(), ofFirst);
        answer(secondRuns.last(), ofSecond);
        QTRY_VERIFY(!assessment->isRunning());
    }

    [[nodiscard]] QStringList ids() const {
        QStringList all;
        for (const Finding& finding : assessment->findings()) {
            all.append(finding.id);
        }
        return all;
    }

    TestClock clock;
    CheckContext context;
    QList<HeldCheck::Run> firstRuns;
    QList<HeldCheck::Run> secondRuns;
    std::unique_ptr<Assessment> assessment;
    int finished = 0;
};

} // namespace

class AssessmentTest : public QObject {
    Q_OBJECT

private slots:
    void checksRunSideBySide();
    void theOrderIsThatOfTheTable();
    void oneAgainReplacesItsFindingsAlone();
    void aNewerRunMakesTheOlderOnesResultVoid();
    void aCheckThatDoesNotEndIsUnknown();
    void anUnknownCheckIsNotRun();
    void clearedItForgetsWhatIsUnderWay();
    void aPersonMayAcceptWhatIsAcceptable();
    void nobodyCanAcceptABlocker();
    void acceptanceIsOfOneSubject();
    void thePlanAcceptsBeforehand();
    void checkedAgainItIsAcceptedAnew();
    void foundJustSoAgainItStaysAccepted();
    void severalAgainAreAnsweredTogether();
    void againAfterAllIsAnsweredByTheNewerRun();
    void someAnswersCanChangeUntilTheSwitch();
    void unknownIsNoBlocker();
    void mayEndWhileChecksRun();
    void everyCheckIsPlantedOnRealServers();
};

void AssessmentTest::checksRunSideBySide() {
    Bench bench;
    bench.assessment->run(bench.context);

    QCOMPARE(bench.firstRuns.size(), 1);
    QCOMPARE(bench.secondRuns.size(), 1); // the first has not answered
    QVERIFY(bench.assessment->isRunning());
    QCOMPARE(bench.assessment->checks(), 2);

    answer(bench.firstRuns[0], {findingOf(first, Severity::Passed)});
    QTRY_COMPARE(bench.assessment->findings().size(), 1);
    QVERIFY(bench.assessment->isRunning());
    QCOMPARE(bench.finished, 0);
    answer(bench.secondRuns[0], {findingOf(second, Severity::Blocker)});
    QTRY_COMPARE(bench.finished, 1);
    QVERIFY(!bench.assessment->isRunning());
    QCOMPARE(bench.assessment->blockers(), 1);
}

void AssessmentTest::theOrderIsThatOfTheTable() {
    Bench bench;
    bench.assessment->run(bench.context);
    answer(bench.secondRuns[0], {findingOf(second, Severity::Passed)});
    QTRY_COMPARE(bench.assessment->findings().size(), 1);
    answer(bench.firstRuns[0],
           {findingOf(first, Severity::Passed, "1"), findingOf(first, Severity::Passed, "2")});
    QTRY_COMPARE(bench.finished, 1);

    QCOMPARE(bench.ids(), (QStringList{first, first, second}));
    QCOMPARE(bench.assessment->findings()[0].found.english(), QStringLiteral("1"));
}

void AssessmentTest::oneAgainReplacesItsFindingsAlone() {
    Bench bench;
    bench.runBoth({findingOf(first, Severity::Blocker), findingOf(first, Severity::Blocker)},
                  {findingOf(second, Severity::Warning)});
    QCOMPARE(bench.assessment->blockers(), 2);
    QSignalSpy found(bench.assessment.get(), &Assessment::found);

    bench.assessment->runOne(bench.context, first);
    QCOMPARE(bench.assessment->findings().size(), 3); // shown until the new answer is there
    answer(bench.firstRuns[1], {findingOf(first, Severity::Passed)});
    QTRY_COMPARE(bench.finished, 2);

    QCOMPARE(bench.secondRuns.size(), 1);
    QCOMPARE(bench.ids(), (QStringList{first, second}));
    QCOMPARE(bench.assessment->blockers(), 0);
    QCOMPARE(found.count(), 1);
}

void AssessmentTest::aNewerRunMakesTheOlderOnesResultVoid() {
    Bench bench;
    bench.assessment->run(bench.context);
    bench.assessment->run(bench.context);
    answer(bench.firstRuns[1], {findingOf(first, Severity::Passed)});
    answer(bench.secondRuns[1], {findingOf(second, Severity::Passed)});
    QTRY_COMPARE(bench.finished, 1);

    QSignalSpy found(bench.assessment.get(), &Assessment::found);
    answer(bench.firstRuns[0], {findingOf(first, Severity::Blocker)});
    bench.assessment->runOne(bench.context, second); // its answer comes after the late one
    answer(bench.secondRuns[2], {findingOf(second, Severity::Passed)});
    QTRY_COMPARE(bench.finished, 2);
    QCOMPARE(found.count(), 1);
    QCOMPARE(bench.assessment->blockers(), 0);
}

void AssessmentTest::aCheckThatDoesNotEndIsUnknown() {
    Bench bench;
    bench.assessment->run(bench.context);
    answer(bench.secondRuns[0], {findingOf(second, Severity::Passed)});

    QTRY_COMPARE_WITH_TIMEOUT(bench.finished, 1, 8'000);
    QCOMPARE(bench.ids(), (QStringList{first, second}));
    COMPARE_NAMED(bench.assessment->findings()[0].severity, Severity::Unknown);
    QCOMPARE(bench.assessment->findings()[0].at, bench.clock.utc());

    answer(bench.firstRuns[0], {findingOf(first, Severity::Passed)}); // too late
    bench.assessment->runOne(bench.context, second);
    answer(bench.secondRuns[1], {findingOf(second, Severity::Passed)});
    QTRY_COMPARE(bench.finished, 2);
    COMPARE_NAMED(bench.assessment->findings()[0].severity, Severity::Unknown);
}

void AssessmentTest::anUnknownCheckIsNotRun() {
    Bench bench;
    bench.assessment->runOne(bench.context, QStringLiteral("no.such"));
    QVERIFY(!bench.assessment->isRunning());
    QVERIFY(bench.firstRuns.isEmpty());
}

void AssessmentTest::clearedItForgetsWhatIsUnderWay() {
    Bench bench;
    bench.assessment->run(bench.context);
    bench.assessment->clear();
    QVERIFY(!bench.assessment->isRunning());
    answer(bench.firstRuns[0], {findingOf(first, Severity::Blocker)});
    bench.runBoth({findingOf(first, Severity::Passed)}, {findingOf(second, Severity::Passed)});
    QCOMPARE(bench.assessment->blockers(), 0);
    QCOMPARE(bench.assessment->findings().size(), 2);
}

void AssessmentTest::aPersonMayAcceptWhatIsAcceptable() {
    Bench bench;
    Finding finding = findingOf(first, Severity::Blocker);
    finding.acceptable = true;
    bench.runBoth({finding}, {});
    QCOMPARE(bench.assessment->blockers(), 1);
    QSignalSpy found(bench.assessment.get(), &Assessment::found);

    bench.assessment->accept(first, {}, QStringLiteral("the data are a cache"));

    QCOMPARE(bench.assessment->blockers(), 0);
    QVERIFY(bench.assessment->findings()[0].accepted);
    QCOMPARE(bench.assessment->findings()[0].acceptedBecause,
             QStringLiteral("the data are a cache"));
    QCOMPARE(found.count(), 1); // the page shows it
}

void AssessmentTest::nobodyCanAcceptABlocker() {
    Bench bench;
    bench.context.plan.policy.acceptFindings = QStringList{first};
    bench.runBoth({findingOf(first, Severity::Blocker)}, {});
    bench.assessment->accept(first, {}, QStringLiteral("never mind"));

    QVERIFY(!bench.assessment->findings()[0].accepted);
    QCOMPARE(bench.assessment->blockers(), 1);
}

void AssessmentTest::acceptanceIsOfOneSubject() {
    Bench bench;
    Finding one = findingOf(first, Severity::Warning);
    one.subject = QStringLiteral("10.0.0.1:6379");
    Finding other = one;
    other.subject = QStringLiteral("10.0.0.2:6379");
    bench.runBoth({one, other}, {});

    bench.assessment->accept(first, other.subject, QStringLiteral("known"));

    QVERIFY(!bench.assessment->findings()[0].accepted);
    QVERIFY(bench.assessment->findings()[1].accepted);
}

void AssessmentTest::thePlanAcceptsBeforehand() {
    Bench bench;
    bench.context.plan.policy.acceptFindings = QStringList{first};
    bench.runBoth({findingOf(first, Severity::Warning)}, {findingOf(second, Severity::Warning)});

    QVERIFY(bench.assessment->findings()[0].accepted);
    QVERIFY(!bench.assessment->findings()[0].acceptedBecause.isEmpty());
    QVERIFY(!bench.assessment->findings()[1].accepted);
}

void AssessmentTest::checkedAgainItIsAcceptedAnew() {
    Bench bench;
    bench.runBoth({findingOf(first, Severity::Warning)}, {});
    bench.assessment->accept(first, {}, QStringLiteral("known"));

    bench.assessment->runOne(bench.context, first);
    answer(bench.firstRuns[1], {findingOf(first, Severity::Warning, "something else")});
    QTRY_COMPARE(bench.finished, 2);

    QVERIFY(!bench.assessment->findings()[0].accepted); // it may be worse than what was accepted
}

void AssessmentTest::foundJustSoAgainItStaysAccepted() {
    Bench bench;
    bench.runBoth({findingOf(first, Severity::Warning)}, {});
    bench.assessment->accept(first, {}, QStringLiteral("known"), QStringLiteral("me@here"));

    bench.runBoth({findingOf(first, Severity::Warning)}, {});
    QVERIFY(bench.assessment->findings()[0].accepted);
    QCOMPARE(bench.assessment->findings()[0].acceptedBecause, QStringLiteral("known"));
    QCOMPARE(bench.assessment->findings()[0].acceptedBy, QStringLiteral("me@here"));

    bench.assessment->clear(); // another migration
    bench.runBoth({findingOf(first, Severity::Warning)}, {});
    QVERIFY(!bench.assessment->findings()[0].accepted);
}

void AssessmentTest::severalAgainAreAnsweredTogether() {
    Bench bench;
    bench.runBoth({findingOf(first, Severity::Passed)}, {findingOf(second, Severity::Passed)});
    const Future<Done> again =
        bench.assessment->runAgain(bench.context, {first, second, QStringLiteral("no.such")});
    answer(bench.firstRuns[1], {findingOf(first, Severity::Blocker)});
    QTRY_COMPARE(bench.assessment->blockers(), 1);
    QVERIFY(!again.isFinished());
    answer(bench.secondRuns[1], {findingOf(second, Severity::Blocker)});
    QTRY_VERIFY(again.isFinished());
    QCOMPARE(bench.assessment->blockers(), 2);
    QVERIFY(bench.assessment->runAgain(bench.context, {}).isFinished());
}

void AssessmentTest::againAfterAllIsAnsweredByTheNewerRun() {
    Bench bench;
    const Future<Done> again = bench.assessment->runAgain(bench.context, {first});
    bench.assessment->run(bench.context);
    answer(bench.firstRuns[0], {findingOf(first, Severity::Blocker)}); // void
    answer(bench.firstRuns[1], {findingOf(first, Severity::Passed)});
    QTRY_VERIFY(again.isFinished());
    QCOMPARE(bench.assessment->blockers(), 0);
}

void AssessmentTest::someAnswersCanChangeUntilTheSwitch() {
    const Assessment assessment(standardChecks());
    const QStringList ids = assessment.volatileChecks();
    for (const char* id : {"target.role", "target.empty", "sentinel.state", "sentinel.agreement",
                           "source.functions", "source.hash-field-ttl", "source.database-index"}) {
        QVERIFY2(ids.contains(QLatin1String(id)), id);
    }
    QVERIFY(!ids.contains(QStringLiteral("source.version")));
    QVERIFY(!ids.contains(QStringLiteral("sentinel.reachable"))); // a gate judges that
}

void AssessmentTest::unknownIsNoBlocker() {
    Bench bench;
    bench.runBoth({findingOf(first, Severity::Unknown)}, {findingOf(second, Severity::Note)});
    QCOMPARE(bench.assessment->blockers(), 0);
}

void AssessmentTest::mayEndWhileChecksRun() {
    Bench bench;
    bench.assessment->run(bench.context);
    bench.assessment.reset();
    answer(bench.firstRuns[0], {findingOf(first, Severity::Passed)});
    QCOMPARE(bench.finished, 0);
}

/// Whoever adds a check plants there what it finds: the live tests name every one.
void AssessmentTest::everyCheckIsPlantedOnRealServers() {
    const QString folder = QStringLiteral("tests/live/preflight/");
    QByteArray tests;
    for (const QString& file : QDir(sourcePath(folder)).entryList({"*_test.cpp", "plants_*.cpp"})) {
        tests += sourceFile(folder + file);
    }
    for (const auto& each : standardChecks()) {
        const QByteArray id = '"' + each->id().toUtf8();
        QVERIFY2(tests.contains(id + '"') || tests.contains(id + ' '), id.constData());
    }
}

QTEST_GUILESS_MAIN(AssessmentTest)
#include "assessment_test.moc"
