// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/info.h"
#include "session/verify_self_test.h"
#include "support/await.h"
#include "support/cutting_proxy.h"
#include "support/named.h"
#include "verify/frozen_pass.h"
#include "verify_ground.h"

#include <QDateTime>
#include <QElapsedTimer>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr std::chrono::milliseconds long_{30'000};

} // namespace

/// On one pair of servers that are linked, besides the self-test's own.
class VerifyTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void theSelfTestFindsEveryClass_data();
    void theSelfTestFindsEveryClass();
    void aSoundReplicaIsClean();
    void plantsAreFoundBesideAWriteLoad();
    void aWriteLoadAloneIsNoDifference();
    void aReplicaIsReadInPlaceOfThePrimary();
    void stoppedAndTakenUpAgain();
    void aCutLinkEndsClearlyAndIsTakenUpAgain();
    void limitsHoldAndChange();
    void aSampleSaysHowSureItIs();
    void theFrozenPassComparesChosenKeys();
    void serversThatAreNotLinkedAreRefusedAsLinked();
    void aKilledTargetEndsClearlyAndStartsAnew(); // the last: the target is filled anew

private:
    void plant(const QList<Planted>& planted);
    [[nodiscard]] VerifyRun verifyPair(const VerifyOptions& options = {},
                                       const QJsonObject& resume = {});

    LinkedPair m_pair;
    SelfTestReport m_selfTest;
};

void VerifyTest::initTestCase() {
    m_pair.start();
    VerifySelfTest selfTest;
    const Result<SelfTestReport> report = await(selfTest.run(), std::chrono::milliseconds(60'000));
    VERIFY_VALUE(report);
    m_selfTest = *report;
}

void VerifyTest::init() {
    if (QTest::currentTestFunction() != QLatin1String("theSelfTestFindsEveryClass")) {
        m_pair.clean();
    }
}

VerifyRun VerifyTest::verifyPair(const VerifyOptions& options, const QJsonObject& resume) {
    return verify(options, m_pair.source().address(), m_pair.target().address(), resume);
}

void VerifyTest::theSelfTestFindsEveryClass_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < m_selfTest.cases.size(); ++i) {
        QTest::addRow("%s", qPrintable(m_selfTest.cases[i].planted.what)) << i;
    }
    QTest::newRow("all together") << -1;
}

void VerifyTest::theSelfTestFindsEveryClass() {
    QFETCH(int, index);
    if (index >= 0) {
        QVERIFY(m_selfTest.cases[index].found);
        return;
    }
    qInfo("%s (%lld keys in %.2f s)", qPrintable(m_selfTest.sentence().english()),
          static_cast<long long>(m_selfTest.verdict.counts.keysCompared),
          m_selfTest.verdict.seconds);
    QVERIFY(m_selfTest.planted >= 50);
    QVERIFY2(m_selfTest.isPassed(), qPrintable(m_selfTest.sentence().english()));
    COMPARE_NAMED(m_selfTest.verdict.outcome, Verdict::Outcome::Different);
    QVERIFY(!m_selfTest.verdict.offset); // they are not linked
    QSet<DifferenceClass> classes;
    for (const Difference& difference : m_selfTest.verdict.differences) {
        classes.insert(difference.kind);
    }
    QCOMPARE(classes.size() + m_selfTest.leftOut.size(), differenceClassCount);
}

void VerifyTest::aSoundReplicaIsClean() {
    const VerifyRun run = verifyPair();
    QVERIFY2(!run.verdict.error, qPrintable(run.verdict.error.value_or(Error{}).english()));
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Clean);
    QCOMPARE(run.verdict.counts.keysCompared, LinkedPair::keys);
    QCOMPARE(run.verdict.counts.targetKeysSeen, LinkedPair::keys);
    qint64 byType = 0;
    for (const qint64 keys : run.verdict.counts.byType) {
        byType += keys;
    }
    QCOMPARE(byType, LinkedPair::keys);
    QVERIFY(run.verdict.counts.byType.size() >= 5);
    QVERIFY(run.verdict.offset >= run.verdict.startOffset);
    QVERIFY(run.verdict.counts.bytesRead > 0);
    QVERIFY(run.verdict.resume.isEmpty());
    QVERIFY(run.verdict.holdsFor.english().contains("between the source's offsets"));
    QCOMPARE(run.finished, 1);
}

/// On the target alone, behind the replication's back. What both have alike is written to the
/// source.
void VerifyTest::plant(const QList<Planted>& planted) {
    QList<redis::Command> commands;
    for (const Planted& each : planted) {
        if (each.name.database == 0) {
            commands += each.onSource;
        }
    }
    VERIFY_VALUE(await(m_pair.toSource().pipeline(commands, long_), long_));
    m_pair.awaitSync();
    commands.clear();
    for (const Planted& each : planted) {
        if (each.name.database == 0) {
            commands.append(redis::Command{"DEL", each.name.key}.changes());
            commands += each.onTarget;
        }
    }
    VERIFY_VALUE(await(m_pair.toTarget().pipeline(commands, long_), long_));
}

void VerifyTest::plantsAreFoundBesideAWriteLoad() {
    QList<Planted> planted = plantedDifferences(QDateTime::currentMSecsSinceEpoch());
    planted.erase(std::remove_if(planted.begin(), planted.end(),
                                 [](const Planted& each) { return each.name.database != 0; }),
                  planted.end());
    plant(planted);
    WriteStorm storm(m_pair.source().address());
    const VerifyRun run = verifyPair();
    QVERIFY2(!run.verdict.error, qPrintable(run.verdict.error.value_or(Error{}).english()));
    const SelfTestReport report = judgeSelfTest(planted, run.verdict);
    for (const SelfTestReport::Case& each : report.cases) {
        QVERIFY2(each.found, qPrintable(each.planted.what));
    }
    for (const Difference& difference : run.verdict.differences) {
        QVERIFY2(difference.name.key.startsWith("planted:"),
                 qPrintable(escapedKey(difference.name.key)));
    }
    QCOMPARE(report.falseAlarms, 0);
    QCOMPARE(run.found.size(), run.verdict.counts.differences);
    QVERIFY(storm.written() > 0);
}

void VerifyTest::aWriteLoadAloneIsNoDifference() {
    WriteStorm storm(m_pair.source().address());
    QElapsedTimer elapsed;
    elapsed.start();
    qint64 undecided = 0;
    for (int i = 0; i < 10; ++i) {
        const VerifyRun run = verifyPair();
        QVERIFY2(!run.verdict.error, qPrintable(run.verdict.error.value_or(Error{}).english()));
        for (const Difference& difference : run.verdict.differences) {
            qWarning("false: %s %s %s | %s", toString(difference.kind),
                     qPrintable(escapedKey(difference.name.key)), qPrintable(difference.source),
                     qPrintable(difference.target));
        }
        QCOMPARE(run.verdict.counts.differences, 0);
        for (const KeyName& name : run.verdict.undecided) {
            QVERIFY(name.key.startsWith("storm:"));
        }
        undecided += run.verdict.counts.undecided;
        QVERIFY(run.verdict.counts.keysCompared >= LinkedPair::keys);
    }
    qInfo("%lld writes/s, %lld undecided in 10 runs",
          static_cast<long long>(storm.written() * 1000 / std::max<qint64>(elapsed.elapsed(), 1)),
          static_cast<long long>(undecided));
}

void VerifyTest::aReplicaIsReadInPlaceOfThePrimary() {
    ServerProcess replica(namedServer("replica"));
    VERIFY_VALUE(await(replica.start()));
    redis::Connection toReplica(loginTo(replica.address()));
    VERIFY_VALUE(await(toReplica.send(
        redis::Command{"REPLICAOF", "127.0.0.1", QByteArray::number(m_pair.source().address().port)}
            .changes())));
    const auto isUp = [&toReplica] {
        const auto reply = await(toReplica.send({"INFO", "replication"}));
        return reply && redis::parseReplication(redis::Info::parse(reply->bytes())).linkUp;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isUp(), 20'000);
    WriteStorm storm(m_pair.source().address());
    const VerifyRun run = verify({}, replica.address(), m_pair.target().address());
    QVERIFY2(!run.verdict.error, qPrintable(run.verdict.error.value_or(Error{}).english()));
    QCOMPARE(run.verdict.counts.differences, 0);
    QVERIFY(run.verdict.counts.keysCompared >= LinkedPair::keys);
}

void VerifyTest::stoppedAndTakenUpAgain() {
    VERIFY_VALUE(await(m_pair.toTarget().send(redis::Command{"SET", "extra", "v"}.changes())));
    VerifyOptions options;
    options.limits.keysPerSecond = 20'000;
    QJsonObject resume;
    VerifyRun run;
    int parts = 0;
    do {
        run = {};
        Verifier verifier;
        connect(&verifier, &Verifier::finished, &verifier, [&run](const Verdict& verdict) {
            run.verdict = verdict;
            run.finished += 1;
        });
        connect(&verifier, &Verifier::progressed, &verifier,
                [&verifier, before = resume[QStringLiteral("tally")][QLatin1String("counts")]
                                           [QLatin1String("keysCompared")]
                                               .toInteger()](const VerifyProgress& progress) {
                    if (progress.counts.keysCompared > before + 8'000) {
                        verifier.stop();
                    }
                });
        QVERIFY(verifier.start(
            options, {loginTo(m_pair.source().address()), loginTo(m_pair.target().address())},
            resume));
        QVERIFY(!verifier.start(options, {}));
        QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 20'000);
        QVERIFY(!verifier.isRunning());
        resume = run.verdict.resume;
        parts += 1;
    } while (run.verdict.outcome == Verdict::Outcome::Stopped && parts < 20);
    QVERIFY(parts >= 2);
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Different);
    QCOMPARE(run.verdict.counts.keysCompared, LinkedPair::keys);
    QCOMPARE(run.verdict.counts.differences, 1);
    QCOMPARE(run.verdict.differences.value(0).name.key, "extra");
    QVERIFY(run.verdict.seconds > 1);
}

void VerifyTest::aCutLinkEndsClearlyAndIsTakenUpAgain() {
    CuttingProxy proxy;
    proxy.leadTo(m_pair.target().address());
    VerifyOptions options;
    options.limits.keysPerSecond = 20'000;
    VerifyRun run;
    Verifier verifier;
    connect(&verifier, &Verifier::finished, &verifier, [&run](const Verdict& verdict) {
        run.verdict = verdict;
        run.finished += 1;
    });
    connect(&verifier, &Verifier::progressed, &verifier, [&proxy](const VerifyProgress& progress) {
        if (progress.counts.keysCompared > 5'000) {
            proxy.sever(Speaker::Console);
        }
    });
    QVERIFY(
        verifier.start(options, {loginTo(m_pair.source().address()), loginTo(proxy.address())}));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 20'000);
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Failed);
    VERIFY_ERROR((Result<Done>(tl::make_unexpected(*run.verdict.error))), ErrorKind::Unreachable);
    QVERIFY(run.verdict.counts.keysCompared > 0);
    proxy.mend();
    const VerifyRun rest =
        verify({}, m_pair.source().address(), proxy.address(), run.verdict.resume);
    COMPARE_NAMED(rest.verdict.outcome, Verdict::Outcome::Clean);
    QCOMPARE(rest.verdict.counts.keysCompared, LinkedPair::keys);
    QVERIFY(rest.progress.first().note.isEmpty()); // it went on where it was
    QVERIFY(rest.progress.first().counts.keysCompared >= run.verdict.counts.keysCompared);
}

void VerifyTest::limitsHoldAndChange() {
    VerifyOptions options;
    options.limits.keysPerSecond = 2'000;
    VerifyRun run;
    QElapsedTimer elapsed;
    Verifier verifier;
    connect(&verifier, &Verifier::finished, &verifier, [&run](const Verdict& verdict) {
        run.verdict = verdict;
        run.finished += 1;
    });
    connect(&verifier, &Verifier::progressed, &verifier,
            [&verifier, &run, &elapsed](const VerifyProgress& progress) {
                run.progress.append(progress);
                if (elapsed.elapsed() > 1'500) {
                    verifier.setLimits({});
                }
            });
    elapsed.start();
    QVERIFY(verifier.start(
        options, {loginTo(m_pair.source().address()), loginTo(m_pair.target().address())}));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 20'000);
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Clean);
    for (const VerifyProgress& progress : run.progress) {
        if (progress.seconds < 1.4) {
            QVERIFY(double(progress.counts.keysCompared) < 2'000 * (progress.seconds + 1));
        }
    }
    QVERIFY(run.verdict.seconds > 1.4);
    QVERIFY(run.verdict.seconds < 12); // at the first limit it would have taken 15
}

void VerifyTest::aSampleSaysHowSureItIs() {
    VerifyOptions options;
    options.mode = VerifyOptions::Mode::Sample;
    options.sampleKeys = 3'000;
    const VerifyRun run = verifyPair(options);
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Clean);
    QCOMPARE(run.verdict.counts.keysCompared, 3'000);
    QCOMPARE(run.verdict.counts.targetKeysSeen, 3'000);
    QVERIFY(run.verdict.confidence.english().startsWith(
        "No difference in 3,000 random keys: with 95 % confidence fewer than "));

    options.sampleKeys = 1'000'000; // more than there are
    const VerifyRun all = verifyPair(options);
    QVERIFY(all.verdict.counts.keysCompared > LinkedPair::keys * 9 / 10);
}

void VerifyTest::theFrozenPassComparesChosenKeys() {
    VERIFY_VALUE(
        await(m_pair.toSource().pipeline({redis::Command{"SET", "frozen:same", "v"}.changes(),
                                          redis::Command{"SET", "frozen:other", "v"}.changes()})));
    m_pair.awaitSync();
    VERIFY_VALUE(
        await(m_pair.toTarget().send(redis::Command{"SET", "frozen:other", "w"}.changes())));
    FrozenPass pass({loginTo(m_pair.source().address()), loginTo(m_pair.target().address())}, {});
    VERIFY_ERROR(await(pass.compareOnce({{0, "frozen:same"}}, milliseconds(100))),
                 ErrorKind::Refused);
    VERIFY_VALUE(await(pass.open()));
    QList<KeyName> keys{{0, "frozen:same"}, {0, "frozen:other"}, {0, "frozen:none"}};
    for (int i = 0; i < 2'000; ++i) {
        keys.append({0, "frozen:absent:" + QByteArray::number(i)});
    }
    QVERIFY(pass.expectedMs(keys.size()) > 0);
    const Result<FrozenVerdict> verdict = await(pass.compareOnce(keys, milliseconds(5'000)));
    VERIFY_VALUE(verdict);
    QCOMPARE(verdict->compared, keys.size());
    QCOMPARE(verdict->differences.size(), 1);
    QCOMPARE(verdict->differences.first().name.key, "frozen:other");
    QVERIFY(!verdict->isClean());
    qInfo("%lld keys in %.1f ms, %.1f ms expected", static_cast<long long>(keys.size()),
          verdict->milliseconds, pass.expectedMs(keys.size()));

    const Result<FrozenVerdict> hurried = await(pass.compareOnce(keys, milliseconds(1)));
    VERIFY_VALUE(hurried);
    QCOMPARE(hurried->compared + hurried->unread.size(), keys.size());
}

void VerifyTest::serversThatAreNotLinkedAreRefusedAsLinked() {
    const VerifyRun run = verify({}, m_pair.source().address(), m_pair.source().address());
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Failed);
    VERIFY_ERROR((Result<Done>(tl::make_unexpected(*run.verdict.error))), ErrorKind::Refused);
    VerifyOptions options;
    options.link = VerifyOptions::Link::Unlinked;
    const VerifyRun itself = verify(options, m_pair.source().address(), m_pair.source().address());
    COMPARE_NAMED(itself.verdict.outcome, Verdict::Outcome::Clean);
    QVERIFY(itself.verdict.holdsFor.english().contains("not linked"));
}

void VerifyTest::aKilledTargetEndsClearlyAndStartsAnew() {
    VerifyOptions options;
    options.limits.keysPerSecond = 20'000;
    VerifyRun run;
    Verifier verifier;
    connect(&verifier, &Verifier::finished, &verifier, [&run](const Verdict& verdict) {
        run.verdict = verdict;
        run.finished += 1;
    });
    connect(&verifier, &Verifier::progressed, &verifier, [this](const VerifyProgress& progress) {
        if (progress.counts.keysCompared > 5'000 && m_pair.target().isRunning()) {
            m_pair.target().kill();
        }
    });
    QVERIFY(verifier.start(
        options, {loginTo(m_pair.source().address()), loginTo(m_pair.target().address())}));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 20'000);
    COMPARE_NAMED(run.verdict.outcome, Verdict::Outcome::Failed);
    const VerifyRun down = verifyPair({}, run.verdict.resume);
    COMPARE_NAMED(down.verdict.outcome, Verdict::Outcome::Failed);
    QVERIFY(down.verdict.resume == run.verdict.resume); // kept for the next call

    VERIFY_VALUE(await(m_pair.target().start()));
    m_pair.reconnectTarget();
    m_pair.awaitSync();
    const VerifyRun anew = verifyPair({}, down.verdict.resume);
    COMPARE_NAMED(anew.verdict.outcome, Verdict::Outcome::Clean);
    QCOMPARE(anew.verdict.counts.keysCompared, LinkedPair::keys);
    QVERIFY(anew.progress.first().note.english().startsWith("It starts anew"));
}

QTEST_GUILESS_MAIN(VerifyTest)
#include "verify_test.moc"
