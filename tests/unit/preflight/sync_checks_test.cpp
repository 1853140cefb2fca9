// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/sync_checks.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// A source of one size that is written to at one rate.
struct Load {
    qint64 used = qint64{1024} * 1024 * 1024;
    qint64 machine = qint64{16} * 1024 * 1024 * 1024;
    qint64 bytesPerSecond = 0;
    bool backlog = true;
    QByteArray more = {};
};

Sampled sampled(const Load& load) {
    const auto info = [&load](qint64 offset) {
        const QByteArray text =
            "redis_version:7.0.15\r\nused_memory:" + QByteArray::number(load.used) +
            "\r\nused_memory_rss:" + QByteArray::number(load.used) +
            "\r\ntotal_system_memory:" + QByteArray::number(load.machine) +
            "\r\nrepl_backlog_active:" + (load.backlog ? "1" : "0") +
            "\r\nmaster_repl_offset:" + QByteArray::number(offset) +
            "\r\ninstantaneous_input_kbps:" +
            QByteArray::number(static_cast<double>(load.bytesPerSecond) / 1024, 'f', 2) + "\r\n" +
            load.more;
        return redis::Info::parse(QByteArrayView(text));
    };
    return {info(1000), info(1000 + 2 * load.bytesPerSecond), 2};
}

Facts factsWith(const QByteArray& limit) {
    Facts facts;
    facts.sourceSettings.put("client-output-buffer-limit", limit);
    return facts;
}

const QByteArray usualLimit = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

} // namespace

class SyncChecksTest : public QObject {
    Q_OBJECT

private slots:
    void theUsualLimitSufficesAtRest();
    void writesThatOutgrowTheLimitBlock();
    void anEstimateOnlyWarns();
    void aTightLimitIsWidenedAndPutBack();
    void withoutALimitNothingIsTooMuch();
    void valkeyCallsThemReplicas();
    void theForkNeedsMemory();
    void aFailedSnapshotIsTold();
    void theRateHasThreeDegrees();
    void aSyncThatTakesLongIsNoted();
    void aShortTimeoutIsMended();
};

void SyncChecksTest::theUsualLimitSufficesAtRest() {
    const Finding finding = judgeOutputBuffer(factsWith(usualLimit), sampled({})).first();
    QVERIFY2(finding.severity == Severity::Passed, qPrintable(textOf(finding)));
    QVERIFY(textOf(finding).contains(QLatin1String("for 60 s")));
}

void SyncChecksTest::writesThatOutgrowTheLimitBlock() {
    // 1 GiB at 50 MiB/s are 20.5 s: 15 MB/s gather 307 MB, above the hard limit of 268 MB.
    const Finding finding =
        judgeOutputBuffer(factsWith(usualLimit), sampled({.bytesPerSecond = 15'000'000})).first();
    QVERIFY2(finding.blocks(), qPrintable(textOf(finding)));
    QVERIFY(finding.acceptable);
    QVERIFY(finding.mendOn == MendOn::Source);
    // And what it is mended with suffices.
    const QByteArray better = finding.mend.first().words().last();
    QVERIFY(judgeOutputBuffer(factsWith(better), sampled({.bytesPerSecond = 15'000'000}))
                .first()
                .severity == Severity::Passed);
}

void SyncChecksTest::anEstimateOnlyWarns() {
    const Finding finding =
        judgeOutputBuffer(factsWith(usualLimit),
                          sampled({.bytesPerSecond = 15'000'000, .backlog = false}))
            .first();
    QVERIFY(finding.severity == Severity::Warning);
}

void SyncChecksTest::aTightLimitIsWidenedAndPutBack() {
    const Finding finding =
        judgeOutputBuffer(factsWith("normal 0 0 0 slave 1048576 1048576 5 pubsub 0 0 0"),
                          sampled({}))
            .first();
    QVERIFY(finding.severity == Severity::Warning);
    QCOMPARE(finding.mend.first().words().last(), QByteArray("replica 268435456 67108864 60"));
    QCOMPARE(finding.undo.first().words().last(), QByteArray("replica 1048576 1048576 5"));
}

void SyncChecksTest::withoutALimitNothingIsTooMuch() {
    QVERIFY(judgeOutputBuffer(factsWith("normal 0 0 0 slave 0 0 0 pubsub 0 0 0"),
                              sampled({.bytesPerSecond = 200'000'000}))
                .first()
                .severity == Severity::Passed);
}

void SyncChecksTest::valkeyCallsThemReplicas() {
    QVERIFY(judgeOutputBuffer(factsWith("normal 0 0 0 replica 268435456 67108864 60"), sampled({}))
                .first()
                .severity == Severity::Passed);
    QVERIFY(judgeOutputBuffer(factsWith("nothing known"), sampled({})).first().severity ==
            Severity::Unknown);
}

void SyncChecksTest::theForkNeedsMemory() {
    const Facts facts;
    const qint64 gib = qint64{1024} * 1024 * 1024;
    QVERIFY(judgeForkMemory(facts, sampled({})).first().severity == Severity::Passed);
    QVERIFY(judgeForkMemory(facts, sampled({.used = 10 * gib})).first().severity ==
            Severity::Passed); // nothing is written, so nothing is copied
    QVERIFY(judgeForkMemory(facts, sampled({.used = 10 * gib, .bytesPerSecond = 20'000'000}))
                .first()
                .severity == Severity::Warning);
    QVERIFY(judgeForkMemory(facts, sampled({.used = 15 * gib})).first().severity ==
            Severity::Warning);
}

void SyncChecksTest::aFailedSnapshotIsTold() {
    const Finding finding =
        judgeForkMemory({}, sampled({.more = "rdb_last_bgsave_status:err\r\n"})).first();
    QVERIFY(finding.severity == Severity::Warning);
    QCOMPARE(finding.mend.first().text(), QStringLiteral("BGSAVE"));
    QVERIFY(
        judgeForkMemory({}, sampled({.more = "rdb_last_bgsave_status:ok\r\n"})).first().severity ==
        Severity::Passed);
}

void SyncChecksTest::theRateHasThreeDegrees() {
    const auto at = [](qint64 rate) {
        return judgeWriteRate({}, sampled({.bytesPerSecond = rate})).first();
    };
    QVERIFY(at(20'000'000).severity == Severity::Passed);
    QVERIFY(at(22'000'000).severity == Severity::Note);
    QVERIFY(at(84'000'000).severity == Severity::Warning);
    QVERIFY(textOf(at(22'000'000)).contains(QLatin1String("22.0 MB/s")));
    const Finding estimate =
        judgeWriteRate({}, sampled({.bytesPerSecond = 1024, .backlog = false})).first();
    QVERIFY(textOf(estimate).contains(QLatin1String("at most")));
}

void SyncChecksTest::aSyncThatTakesLongIsNoted() {
    Facts facts;
    facts.sourceSettings.put("repl-timeout", QByteArray("60"));
    facts.sourceSettings.put("repl-diskless-sync", QByteArray("no"));
    const qint64 gib = qint64{1024} * 1024 * 1024;
    facts.sourceInfo = *sampled({.used = gib}).after;
    const Finding quick = judgeSyncCost(facts).first();
    QVERIFY(quick.severity == Severity::Passed);
    QVERIFY(textOf(quick).contains(QLatin1String("in about 20 s, through the source's disk")));
    facts.sourceInfo = *sampled({.used = 100 * gib}).after;
    QVERIFY(judgeSyncCost(facts).first().severity == Severity::Note);
}

void SyncChecksTest::aShortTimeoutIsMended() {
    CheckRig rig;
    rig.sourceSettings["repl-timeout"] = "5";
    const Finding finding = rig.findings(QStringLiteral("source.sync-cost")).first();
    QVERIFY(finding.severity == Severity::Warning);
    QCOMPARE(finding.mend.first().text(), QStringLiteral("CONFIG SET repl-timeout 60"));
    QCOMPARE(finding.undo.first().text(), QStringLiteral("CONFIG SET repl-timeout 5"));
    rig.sourceSettings["repl-timeout"] = "60";
    QVERIFY(rig.findings(QStringLiteral("source.sync-cost")).first().severity == Severity::Passed);
}

QTEST_GUILESS_MAIN(SyncChecksTest)
#include "sync_checks_test.moc"
