// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/resumption.h"
#include "cutover/switch_record.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;

namespace {

const redis::Address source{QStringLiteral("10.0.0.1"), 6379};
const redis::Address target{QStringLiteral("10.0.0.2"), 6380};
const redis::Address other{QStringLiteral("10.0.0.9"), 6379};
const redis::Address sentinel{QStringLiteral("10.0.0.3"), 26379};

SwitchScope scope() {
    SwitchScope scope;
    scope.group = QStringLiteral("orders");
    scope.source = source;
    scope.target = target;
    scope.others = {{other, "70", "2"}};
    scope.before = {"1", "50", "0", "no"};
    scope.freezingClient = 4711;
    return scope;
}

/// A journal written as a switch writes it, and read as the next console reads it.
class Story {
public:
    Story()
        : m_journal(std::move(*Journal::open(m_folder.path(), QStringLiteral("story"), m_clock)))
        , m_record(std::make_unique<SwitchRecord>(*m_journal)) {}

    Story& intend(const QList<Intent>& intents) {
        const auto written = m_record->intend(intents, scope());
        Future<Done>(written).waitForFinished();
        return *this;
    }
    Story& pin() { return intend(pinIntents(scope())); }
    Story& arm() { return intend(armIntents(scope())); }
    Story& cutover() { return intend(cutoverIntents(scope())); }
    Story& sent(const redis::Address& where, const QStringList& intents) {
        m_record->sent(where, deed(intents, {}));
        return *this;
    }
    Story& done(const redis::Address& where, const QStringList& intents,
                const QStringList& restores = {}) {
        m_record->answered(where, deed(intents, restores), QList<redis::Value>{}, 1);
        return *this;
    }
    Story& refused(const redis::Address& where, const QStringList& intents) {
        m_record->answered(where, deed(intents, {}), failure(ErrorKind::Server, {"no"}), 1);
        return *this;
    }
    Story& entered(Phase phase) {
        m_record->entered(phase, {});
        return *this;
    }
    Story& drained() {
        const auto written = m_record->drained(target);
        Future<Done>(written).waitForFinished();
        return *this;
    }
    Story& ended(Ending ending) {
        m_record->ended(ending, {}, {});
        return *this;
    }
    /// Another console goes on.
    Story& takenUp() {
        m_record = std::make_unique<SwitchRecord>(*m_journal);
        m_record->adopt(left());
        return *this;
    }
    [[nodiscard]] QList<OpenIntent> left() { return openIntents(*m_journal->rows()); }
    [[nodiscard]] std::optional<ResumedSwitch> told() { return resumption(*m_journal->rows()); }

private:
    static Deed deed(const QStringList& intents, const QStringList& restores) {
        return {Phase::Gate, {redis::Command{"PING"}}, false, intents, restores};
    }

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<SwitchRecord> m_record;
};

} // namespace

class ResumptionTest : public QObject {
    Q_OBJECT

private slots:
    void nothingBegunIsNothingLeft();
    void whatWasAnnouncedMayHaveBeenDone();
    void whatTheServersSaidIsCertain();
    void theServersAndSettingsAreThoseOfTheJournal();
    void onlyTriggerAndItsNoteProveTheDrain();
    void aSentinelThatRefusedWasNotTold();
    void whatWasPutBackIsNotLeft();
    void anEndedSwitchIsNotLeft_data();
    void anEndedSwitchIsNotLeft();
    void aSecondSwitchIsReadForItself();
    void aShutdownAndARefusedConfigFileAreRemembered();
    void whatWasOnlyAnnouncedIsNotLeftByAnAbort();
    void whatMayHaveBeenSentIsLeftByAMigration();
};

void ResumptionTest::nothingBegunIsNothingLeft() {
    QVERIFY(!Story().told());
    QVERIFY(!Story().entered(Phase::Gate).told());
}

void ResumptionTest::whatWasAnnouncedMayHaveBeenDone() {
    Story story;
    auto left = story.pin().told();
    QVERIFY(left);
    QCOMPARE(left->machine.pinned, Certainty::Maybe);
    QCOMPARE(left->machine.armed, Certainty::No);
    left = story.arm().told();
    QCOMPARE(left->machine.armed, Certainty::Maybe);
    QCOMPARE(left->machine.fenced, Certainty::No);
    left = story.cutover().told();
    QCOMPARE(left->machine.fenced, Certainty::Maybe);
    QCOMPARE(left->machine.triggered, Certainty::Maybe); // one plan, written before Freeze
    QCOMPARE(left->machine.demoted, Certainty::No);
    QVERIFY(!left->machine.drained);
    QVERIFY(left->told.isEmpty());
}

void ResumptionTest::whatTheServersSaidIsCertain() {
    Story story;
    const auto left =
        story.pin()
            .done(other, {QStringLiteral("pinned-priority"), QStringLiteral("pinned")})
            .arm()
            .done(target, {QStringLiteral("arm")})
            .cutover()
            .done(source, {QStringLiteral("fence"), QStringLiteral("pause")})
            .sent(sentinel, {QStringLiteral("failover")})
            .done(sentinel, {QStringLiteral("failover")})
            .done(source, {QStringLiteral("parked-priority"), QStringLiteral("parked")})
            .told();
    QVERIFY(left);
    for (const Certainty certainty :
         {left->machine.pinned, left->machine.armed, left->machine.fenced, left->machine.triggered,
          left->machine.demoted}) {
        QCOMPARE(certainty, Certainty::Yes);
    }
    QCOMPARE(left->told, QList<redis::Address>{sentinel});
}

void ResumptionTest::theServersAndSettingsAreThoseOfTheJournal() {
    const auto left = Story().pin().arm().cutover().told();
    QVERIFY(left);
    QCOMPARE(left->scope.group, QStringLiteral("orders"));
    QCOMPARE(left->scope.source, source);
    QCOMPARE(left->scope.target, target);
    QCOMPARE(left->scope.others.size(), 1);
    QCOMPARE(left->scope.others[0].address, other);
    QCOMPARE(left->scope.others[0].priority, QByteArray("70"));
    QCOMPARE(left->scope.others[0].fence, QByteArray("2"));
    QCOMPARE(left->scope.before.fence, QByteArray("1"));
    QCOMPARE(left->scope.before.sourcePriority, QByteArray("50"));
    QCOMPARE(left->scope.before.sourceReadOnly, QByteArray("no"));
    QCOMPARE(left->scope.before.targetPriority, QByteArray("0"));
    QCOMPARE(left->scope.freezingClient, 4711);
    QVERIFY(left->scope.pauses);
}

void ResumptionTest::onlyTriggerAndItsNoteProveTheDrain() {
    Story story;
    QVERIFY(!story.arm()
                 .cutover()
                 .entered(Phase::Freeze)
                 .entered(Phase::Drain)
                 .told()
                 ->machine.drained);
    QVERIFY(story.entered(Phase::Trigger).told()->machine.drained);
    Story killed; // right after the last word that it waited for
    QVERIFY(killed.arm().cutover().drained().told()->machine.drained);
    QVERIFY(!killed.done(source, {}, {"fence"}).told()->machine.drained);
}

void ResumptionTest::aSentinelThatRefusedWasNotTold() {
    Story story;
    story.arm().cutover().sent(sentinel, {QStringLiteral("failover")});
    QCOMPARE(story.told()->told.size(), 1);
    QVERIFY(story.refused(sentinel, {QStringLiteral("failover")}).told()->told.isEmpty());
}

void ResumptionTest::whatWasPutBackIsNotLeft() {
    Story story;
    story.pin().arm().cutover().entered(Phase::Trigger);
    story.done(source, {}, {QStringLiteral("fence"), QStringLiteral("pause")});
    auto left = story.told();
    QVERIFY(left);
    QCOMPARE(left->machine.fenced, Certainty::No);
    QCOMPARE(left->machine.triggered, Certainty::No);
    QVERIFY(!left->machine.drained);
    story.done(target, {}, {QStringLiteral("arm")});
    QCOMPARE(story.told()->machine.armed, Certainty::No);
    story.done(other, {}, {QStringLiteral("pinned-priority"), QStringLiteral("pinned")});
    QVERIFY(!story.told());
}

void ResumptionTest::anEndedSwitchIsNotLeft_data() {
    QTest::addColumn<Ending>("ending");
    QTest::addColumn<bool>("isLeft");
    QTest::newRow("migrated") << Ending::Migrated << false;
    QTest::newRow("aborted") << Ending::Aborted << false;
    QTest::newRow("attention") << Ending::Attention << true;
}

void ResumptionTest::anEndedSwitchIsNotLeft() {
    QFETCH(Ending, ending);
    QTEST(Story().arm().cutover().ended(ending).told().has_value(), "isLeft");
}

void ResumptionTest::aSecondSwitchIsReadForItself() {
    Story story;
    story.pin().arm().cutover().entered(Phase::Trigger).ended(Ending::Aborted);
    const auto left = story.arm().told();
    QVERIFY(left);
    QCOMPARE(left->machine.pinned, Certainty::No);
    QVERIFY(left->scope.others.isEmpty());
    QVERIFY(!left->machine.drained);
}

/// Or the next console would take a server that is shut down for one that does not answer.
void ResumptionTest::aShutdownAndARefusedConfigFileAreRemembered() {
    Story story;
    story.pin().arm().cutover().refused(source, {QStringLiteral("kept")});
    story.sent(source, {QStringLiteral("shutdown")});
    auto left = story.told();
    QVERIFY(left);
    QCOMPARE(left->scope.toldToEnd, QList<redis::Address>{source});
    QCOMPARE(left->scope.notKept.keys(), QList<redis::Address>{source});
    left = story.done(source, {QStringLiteral("kept")}).told();
    QVERIFY(left->scope.notKept.isEmpty());
}

/// The first console died in Align, with all of the switch announced.
void ResumptionTest::whatWasOnlyAnnouncedIsNotLeftByAnAbort() {
    Story story;
    story.arm().sent(target, {"arm"}).done(target, {"arm"}).cutover();
    QVERIFY(!story.left().isEmpty());
    story.takenUp().done(target, {}, {"arm"}).done(source, {}, {"fence", "pause"});
    story.ended(Ending::Aborted);
    QVERIFY2(story.left().isEmpty(), qPrintable(story.left().value(0).id));
}

/// The first console died before it could write down what it sent.
void ResumptionTest::whatMayHaveBeenSentIsLeftByAMigration() {
    Story story;
    story.arm().sent(target, {"arm"}).done(target, {"arm"}).cutover();
    story.takenUp().ended(Ending::Migrated);
    QVERIFY(!story.left().isEmpty());
    QVERIFY(std::ranges::all_of(story.left(), &OpenIntent::leftOnPurpose));
}

QTEST_GUILESS_MAIN(ResumptionTest)
#include "resumption_test.moc"
