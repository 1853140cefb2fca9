// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_words.h"

#include <QTest>

using namespace ferryman;

/// A report is made from the journal's English; what this session said itself, it says again.
class LiveWordsTest : public QObject {
    Q_OBJECT

private slots:
    void whatTheSessionKnowsIsSaidWithItsFigures();
    void whatItDoesNotKnowStaysAsRecorded();
};

namespace {

Gate lagGate(const Message& value) {
    return {"replication.lag-bytes",  GateGroup::Replication,
            {"Lag in bytes"},         value,
            {"at most %1", {"1 MB"}}, true};
}

Report recorded() {
    Report report;
    report.gates = {lagGate({"22.8 kB"})};
    report.cutover.timeline = {TimelineRow{}};
    report.cutover.timeline[0].text = Message{"Writes are frozen at offset 1,204."};
    return report;
}

} // namespace

void LiveWordsTest::whatTheSessionKnowsIsSaidWithItsFigures() {
    Snapshot snapshot;
    snapshot.failOver.gates = {lagGate({"%1", {formatBytes(22'800)}})};
    snapshot.failOver.cutover.timeline = {TimelineRow{}};
    snapshot.failOver.cutover.timeline[0].text =
        Message{"Writes are frozen at offset %1.", {formatCount(1'204)}};
    const auto said = inLiveWords(recorded(), snapshot);
    const QLocale german(QLocale::German);
    QCOMPARE(said->gates[0].value.translated(german), QString("22,8 kB"));
    QCOMPARE(said->cutover.timeline[0].text.translated(german),
             QString("Writes are frozen at offset 1.204."));
    QCOMPARE(said->gates[0].value.english(), QString("22.8 kB"));
}

void LiveWordsTest::whatItDoesNotKnowStaysAsRecorded() {
    Snapshot snapshot; // of an earlier session nothing is known, and of this one another lag
    snapshot.failOver.gates = {lagGate({"%1", {formatBytes(1'000)}})};
    const auto said = inLiveWords(recorded(), snapshot);
    QCOMPARE(said->gates[0].value, Message("22.8 kB"));
    QCOMPARE(said->cutover.timeline[0].text.english(),
             QString("Writes are frozen at offset 1,204."));
}

QTEST_GUILESS_MAIN(LiveWordsTest)
#include "live_words_test.moc"
