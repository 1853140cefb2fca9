// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/mend_steps.h"
#include "support/sentinel_group.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;
using redis::Command;

namespace {

MendPlaces places() {
    QList<SentinelView> views = healthyViews();
    views[1].group.fields["down-after-milliseconds"] = "9000"; // wanted already
    views[2].group.fields["down-after-milliseconds"] = "1500";
    return {primaryAddress(), dragonflyAddress(), merge(QStringLiteral("orders"), views)};
}

Command setDownAfter(const char* value) {
    return Command{"SENTINEL", "SET", "orders", "down-after-milliseconds", value}.changes();
}

Finding findingOn(MendOn place) {
    Finding finding;
    finding.mendOn = place;
    finding.mend = {setDownAfter("9000")};
    finding.undo = {setDownAfter("5000")};
    return finding;
}

} // namespace

/// What mending sends, and where.
class MendStepsTest : public QObject {
    Q_OBJECT

private slots:
    void aServerGetsTheCommandsAsTheyAre();
    void nowhereSendsNothing();
    void anUnknownServerIsSentNothing();
    void everySentinelGetsBackItsOwnValue();
    void aSentinelThatDoesNotAnswerIsLeftOut();
    void whatIsNoSettingGoesToEverySentinel();
    void theReplyTakesItsPlaceInTheUndo();
    void anOrdinaryWordIsNoReply();
};

void MendStepsTest::aServerGetsTheCommandsAsTheyAre() {
    Finding finding = findingOn(MendOn::Source);
    QList<MendStep> steps = mendSteps(finding, places());
    QCOMPARE(steps.size(), 1);
    QCOMPARE(steps[0].where, primaryAddress());
    QCOMPARE(steps[0].commands, finding.mend);
    QCOMPARE(steps[0].undo, finding.undo);
    finding.mendOn = MendOn::Dragonfly;
    QCOMPARE(mendSteps(finding, places())[0].where, dragonflyAddress());
}

void MendStepsTest::nowhereSendsNothing() {
    QVERIFY(mendSteps(findingOn(MendOn::Nowhere), places()).isEmpty());
    Finding withoutCommands;
    withoutCommands.mendOn = MendOn::Source;
    QVERIFY(mendSteps(withoutCommands, places()).isEmpty());
}

void MendStepsTest::anUnknownServerIsSentNothing() {
    QVERIFY(mendSteps(findingOn(MendOn::Source), {}).isEmpty());
}

void MendStepsTest::everySentinelGetsBackItsOwnValue() {
    const QList<MendStep> steps = mendSteps(findingOn(MendOn::EverySentinel), places());
    QCOMPARE(steps.size(), 2); // the second has the wanted value
    QCOMPARE(steps[0].where, sentinelAddress(1));
    QCOMPARE(steps[1].where, sentinelAddress(3));
    QCOMPARE(textOf(steps[0].commands),
             QStringLiteral("SENTINEL SET orders down-after-milliseconds 9000"));
    QCOMPARE(textOf(steps[1].undo),
             QStringLiteral("SENTINEL SET orders down-after-milliseconds 1500"));
    QVERIFY(steps[1].undo[0].effect() == Command::Effect::Changes);
    const QByteArray before =
        healthyView(1).group.fields.value(QByteArray("down-after-milliseconds"));
    QCOMPARE(steps[0].undo[0].words().last(), before);
}

void MendStepsTest::aSentinelThatDoesNotAnswerIsLeftOut() {
    MendPlaces known = places();
    known.topology.sentinels[0] = silentView(1);
    const QList<MendStep> steps = mendSteps(findingOn(MendOn::EverySentinel), known);
    QCOMPARE(steps.size(), 1);
    QCOMPARE(steps[0].where, sentinelAddress(3));
}

void MendStepsTest::whatIsNoSettingGoesToEverySentinel() {
    Finding finding;
    finding.mendOn = MendOn::EverySentinel;
    finding.mend = {Command{"SENTINEL", "RESET", "orders"}.changes()};
    QCOMPARE(mendSteps(finding, places()).size(), 3);
}

void MendStepsTest::theReplyTakesItsPlaceInTheUndo() {
    const QByteArray dump("\x00\x01 dump", 7);
    const QList<Command> undo{
        Command{"FUNCTION", "RESTORE", "<what FUNCTION DUMP gave>"}.changes()};
    const QList<Command> filled = withReply(undo, QStringLiteral("FUNCTION DUMP"), dump);
    QCOMPARE(filled[0].words(), (QByteArrayList{"FUNCTION", "RESTORE", dump}));
    QVERIFY(filled[0].effect() == Command::Effect::Changes);
    QCOMPARE(withReply(undo, QStringLiteral("CONFIG GET x"), dump), undo);
}

void MendStepsTest::anOrdinaryWordIsNoReply() {
    QCOMPARE(replyWantedBy("<what FUNCTION DUMP gave>"), QStringLiteral("FUNCTION DUMP"));
    for (const char* word : {"", "gave", "<what gave>", "<what  gave", "what X gave>"}) {
        QVERIFY2(replyWantedBy(word).isEmpty(), word);
    }
}

QTEST_GUILESS_MAIN(MendStepsTest)
#include "mend_steps_test.moc"
