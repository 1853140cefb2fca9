// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine_text.h"
#include "support/named.h"
#include "support/source_tree.h"

#include <QRandomGenerator>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// The source answers, with its fence, and Dragonfly has everything, where nothing else is said.
Look look(Look::Failover failover, Look::Target target) {
    Look made;
    made.failover = failover;
    made.target = target;
    made.fence = Look::Fence::Stands;
    made.targetHasAll = target == Look::Target::Replica;
    made.sourceAnswers = true;
    return made;
}
Look with(Look made, const std::function<void(Look&)>& change) {
    change(made);
    return made;
}

const Look allQuiet = look(Look::Failover::None, Look::Target::Replica);
const Look promoting = look(Look::Failover::UnderWay, Look::Target::Replica);
const Look leaderSilent = with(look(Look::Failover::Unknown, Look::Target::Replica),
                               [](Look& made) { made.anotherSentinel = true; });
const Look leaderSilentAndSourceToo = with(leaderSilent, [](Look& made) {
    made.fence = Look::Fence::Unseen;
    made.sourceAnswers = false;
});
const Look leaderSilentFenceGone =
    with(leaderSilent, [](Look& made) { made.fence = Look::Fence::Gone; });
const Look leaderSilentTargetBehind =
    with(leaderSilent, [](Look& made) { made.targetHasAll = false; });
const Look targetSilent = look(Look::Failover::None, Look::Target::Silent);
const Look targetSilentInFailover = look(Look::Failover::UnderWay, Look::Target::Silent);
const Look targetPrimary = look(Look::Failover::None, Look::Target::Primary);
const Look targetStrange =
    with(look(Look::Failover::None, Look::Target::Stranger), [](Look& made) { made.named = true; });
const Look targetNamed = with(targetSilent, [](Look& made) { made.named = true; });
const Look sourceSilent = with(allQuiet, [](Look& made) {
    made.fence = Look::Fence::Unseen;
    made.sourceAnswers = false;
});
const Look sourceGone = with(sourceSilent, [](Look& made) { made.sourceGone = true; });
const Look allLooks[] = {allQuiet,
                         promoting,
                         leaderSilent,
                         leaderSilentAndSourceToo,
                         leaderSilentFenceGone,
                         leaderSilentTargetBehind,
                         targetSilent,
                         targetSilentInFailover,
                         targetPrimary,
                         targetStrange,
                         targetNamed,
                         sourceSilent};

Event happens(EventKind kind) {
    return {kind, EffectKind::JudgeGates, {}, 0, {}};
}
Event done(EffectKind of, qint64 offset = 0) {
    return {EventKind::Done, of, {}, offset, allQuiet};
}
Event saw(const Look& look) {
    return {EventKind::Done, EffectKind::LookAround, {}, 0, look};
}
Event refused(EffectKind of) {
    return {EventKind::Refused, of, {"no"}, 0, {}};
}
Event lost(EffectKind of) {
    return {EventKind::Lost, of, {"silence"}, 0, {}};
}

Event openBesideOthers() {
    Event event = done(EffectKind::JudgeGates);
    event.othersLive = true;
    return event;
}

QList<EffectKind> allEffects() {
    QList<EffectKind> kinds;
    for (int i = 0; i < effectKindCount; ++i) {
        if (static_cast<EffectKind>(i) != EffectKind::StartDeadline) {
            kinds.append(static_cast<EffectKind>(i));
        }
    }
    return kinds;
}

QList<Event> everyEvent() {
    QList<Event> events;
    for (const EventKind kind : {EventKind::Confirmed, EventKind::Resumed, EventKind::AbortAsked,
                                 EventKind::DeadlinePassed, EventKind::FailoverAborted}) {
        events.append(happens(kind));
    }
    for (const EffectKind of : allEffects()) {
        if (of == EffectKind::LookAround) {
            for (const Look& look : allLooks) {
                events.append(saw(look));
            }
        } else {
            events.append(done(of, 7));
            if (of == EffectKind::JudgeGates) {
                events.append(openBesideOthers());
            }
        }
        events.append(refused(of));
        events.append(lost(of));
    }
    return events;
}

/// The happy path, whose states begin every walk.
QList<Event> happyPath() {
    return {happens(EventKind::Confirmed),
            openBesideOthers(),
            done(EffectKind::WriteIntents),
            done(EffectKind::Pin),
            done(EffectKind::Forget),
            done(EffectKind::WatchAlone),
            done(EffectKind::WriteIntents),
            done(EffectKind::Arm),
            done(EffectKind::WatchArm),
            done(EffectKind::Prepare),
            done(EffectKind::JudgeGates),
            done(EffectKind::WriteIntents),
            done(EffectKind::AwaitMoment),
            done(EffectKind::Freeze, 1000),
            done(EffectKind::WatchDrain, 1014),
            done(EffectKind::Trigger),
            done(EffectKind::WatchRole),
            done(EffectKind::Demote),
            done(EffectKind::WatchSentinels),
            done(EffectKind::Probe),
            done(EffectKind::WatchCalm),
            done(EffectKind::Forget),
            done(EffectKind::Park),
            done(EffectKind::LastLook)};
}

MachineState walk(MachineState state, const QList<Event>& events) {
    for (const Event& event : events) {
        state = transition(state, event).state;
    }
    return state;
}

/// What can be unanswered in a phase. The walks below show that there is nothing else.
QSet<EffectKind> mayBePending(Phase phase) {
    using K = EffectKind;
    switch (phase) {
    case Phase::Gate:
        return {K::JudgeGates};
    case Phase::Pin:
        return {K::WriteIntents, K::Pin, K::Forget, K::WatchAlone};
    case Phase::Arm:
        return {K::WriteIntents, K::Arm, K::WatchArm};
    case Phase::Recheck:
        return {K::Prepare, K::JudgeGates, K::WriteIntents};
    case Phase::Align:
        return {K::AwaitMoment, K::JudgeGates};
    case Phase::Freeze:
        return {K::Freeze};
    case Phase::Drain:
        return {K::WatchDrain, K::CompareFrozen};
    case Phase::Trigger:
        return {K::Trigger};
    case Phase::Promote:
        return {K::WatchRole, K::LookAround, K::Trigger, K::CallOff};
    case Phase::Demote:
        return {K::Demote, K::WatchSentinels};
    case Phase::Confirm:
        return {K::Demote, K::WatchSentinels, K::Probe, K::LookAround, K::Trigger};
    case Phase::Settle:
        return {K::WatchCalm, K::Forget, K::Park, K::ClearLogin, K::LastLook};
    case Phase::Retreat:
        return {K::LookAround, K::CutOff, K::Unfence, K::Disarm, K::Unpin};
    case Phase::Recover:
        return {K::Gather, K::LookAround};
    case Phase::Finished:
        return {};
    }
    return {};
}

/// As an earlier console left it, frozen.
MachineState leftOpen(Certainty triggered) {
    MachineState state;
    state.phase = Phase::Recover;
    state.pinned = Certainty::Yes;
    state.armed = Certainty::Yes;
    state.fenced = Certainty::Yes;
    state.drained = true;
    state.triggered = triggered;
    return state;
}

/// As the happy path enters it.
MachineState entered(Phase phase) {
    MachineState state;
    if (phase == Phase::Retreat) {
        return walk(entered(Phase::Drain), {happens(EventKind::DeadlinePassed)});
    }
    if (phase == Phase::Recover) {
        return leftOpen(Certainty::Maybe);
    }
    for (const Event& event : happyPath()) {
        if (state.phase == phase) {
            break;
        }
        state = transition(state, event).state;
    }
    return state;
}

/// The freeze's reply was lost, and a look saw this; then all goes well.
MachineState promotedBySentinelItself(const Look& seen) {
    return walk(entered(Phase::Freeze),
                {lost(EffectKind::Freeze), saw(seen), done(EffectKind::WatchRole),
                 done(EffectKind::Demote), done(EffectKind::WatchSentinels),
                 done(EffectKind::Probe), done(EffectKind::WatchCalm), done(EffectKind::Forget),
                 done(EffectKind::Park), done(EffectKind::LastLook)});
}

bool has(const QList<Effect>& effects, EffectKind kind) {
    for (const Effect& effect : effects) {
        if (effect.kind == kind) {
            return true;
        }
    }
    return false;
}

/// What must hold in every walk, whatever answers and in whatever order. Kept beside the machine
/// and by other means.
class Watchdog {
public:
    /// Empty while all is well.
    QString judge(const MachineState& before, const Event& event, const Transition& step) {
        learn(before, event);
        for (const Effect& effect : step.effects) {
            const QString problem = judge(effect);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        if (before.phase == Phase::Finished && (step.state != before || !step.effects.isEmpty())) {
            return QStringLiteral("something happened after the end");
        }
        if (!mayBePending(step.state.phase).contains(step.state.pending)) {
            return QStringLiteral("something is pending that the phase does not know");
        }
        return judgeEnd(step.state);
    }

private:
    void learn(const MachineState& before, const Event& event) {
        if (!event.isOutcome() || !before.pending.contains(event.of)) {
            return;
        }
        const bool good = event.kind == EventKind::Done;
        switch (event.of) {
        case EffectKind::LookAround:
            learnLook(good ? event.look : Look{});
            break;
        case EffectKind::WriteIntents:
            m_written += good ? 1 : 0;
            break;
        case EffectKind::Freeze:
            m_fencedEver = event.kind != EventKind::Refused;
            break;
        case EffectKind::WatchDrain:
            m_drained = m_drained || good;
            break;
        case EffectKind::Trigger:
            m_triggerInDoubt = m_triggerInDoubt && event.kind != EventKind::Refused;
            break;
        case EffectKind::WatchRole:
            m_promotedSeen = m_promotedSeen || good;
            break;
        case EffectKind::Demote:
            m_demoted = m_demoted || good;
            break;
        case EffectKind::WatchSentinels:
            m_agreed = m_agreed || good;
            break;
        case EffectKind::Probe:
            m_probed = m_probed || good;
            break;
        case EffectKind::CutOff:
            m_cutOff = m_cutOff || good;
            m_looksSinceCutOff = 0;
            break;
        case EffectKind::Unfence:
            m_unfenced = good;
            break;
        case EffectKind::Disarm:
            m_disarmed = good;
            break;
        case EffectKind::Unpin:
            m_unpinned = good;
            break;
        case EffectKind::Forget:
            m_forgetTried = m_forgetTried || m_probed;
            m_parked = m_parked && m_forgotten; // it is parked for good once they have forgotten it
            m_forgotten = m_forgotten || (good && m_probed);
            break;
        case EffectKind::Park:
            m_parked = good;
            break;
        default:
            break;
        }
    }

    void learnLook(const Look& look) {
        m_look = look;
        m_looksSinceCutOff += 1;
        const bool primary = look.target == Look::Target::Primary;
        const bool named = look.named && look.target != Look::Target::Stranger;
        m_promotedSeen = m_promotedSeen || primary || named;
        const bool quiet = look.failover == Look::Failover::None &&
                           look.target == Look::Target::Replica && !look.named;
        m_quiet = quiet ? m_quiet + 1 : 0;
        m_drained = m_drained || (look.targetHasAll && look.fence == Look::Fence::Stands);
    }

    QString judge(const Effect& effect) {
        const int before = m_pinnedEver ? 1 : 0; // Pin is a plan of its own
        switch (effect.kind) {
        case EffectKind::Pin:
            m_pinnedEver = true;
            return m_written >= 1 ? QString() : QStringLiteral("pinned before the journal");
        case EffectKind::Arm:
            m_armedEver = true;
            return m_written >= before + 1 ? QString() : QStringLiteral("armed before the journal");
        case EffectKind::Freeze:
            m_fencedEver = true;
            return m_written >= before + 2 ? QString() : QStringLiteral("froze before the journal");
        case EffectKind::Park:
            return m_forgetTried ? QString()
                                 : QStringLiteral("parked before a Sentinel had to forget it");
        case EffectKind::Trigger:
            m_triggerInDoubt = true;
            m_quiet = 0;
            m_cutOff = false;
            if (!m_drained && !m_promotedSeen) {
                return QStringLiteral("triggered without the proof of the drain");
            }
            return m_unfenceSent && !m_promotedSeen ? QStringLiteral("triggered without the fence")
                                                    : QString();
        case EffectKind::Demote:
            return m_promotedSeen ? QString() : QStringLiteral("demoted before the promotion");
        case EffectKind::Probe:
            return m_demoted ? QString() : QStringLiteral("wrote before the demotion");
        case EffectKind::Unfence:
            m_unfenceSent = true;
            return judgeUnfence();
        default:
            return {};
        }
    }

    [[nodiscard]] QString judgeUnfence() const {
        if (m_promotedSeen) {
            return QStringLiteral("unfenced after the promotion");
        }
        if (m_triggerInDoubt && m_quiet < 2) {
            return QStringLiteral("unfenced while a failover may come");
        }
        if (m_triggerInDoubt && (!m_cutOff || m_looksSinceCutOff == 0)) {
            return QStringLiteral("unfenced while a promotion may be on its way");
        }
        if (m_look.failover == Look::Failover::UnderWay) {
            return QStringLiteral("unfenced during a failover");
        }
        return m_look.sourceAnswers ? QString() : QStringLiteral("unfenced a silent source");
    }

    [[nodiscard]] QString judgeEnd(const MachineState& state) const {
        if (state.ending == Ending::Aborted) {
            if (m_fencedEver && !m_unfenced) {
                return QStringLiteral("aborted with the fence left behind");
            }
            if (m_armedEver && !m_disarmed) {
                return QStringLiteral("aborted with Dragonfly left armed");
            }
            if (m_pinnedEver && !m_unpinned) {
                return QStringLiteral("aborted with the other replicas left detached");
            }
        }
        if (state.ending == Ending::Migrated &&
            !(m_drained && m_promotedSeen && m_demoted && m_agreed && m_probed && m_forgotten &&
              m_parked && !m_unfenceSent)) {
            return QStringLiteral("migrated without every proof");
        }
        if (state.ending == Ending::Attention && state.trouble == Trouble::None) {
            return QStringLiteral("a person is asked for, and is not told why");
        }
        return {};
    }

    Look m_look;
    int m_written = 0;
    int m_quiet = 0;
    int m_looksSinceCutOff = 0;
    bool m_cutOff = false;
    bool m_drained = false;
    bool m_triggerInDoubt = false;
    bool m_promotedSeen = false;
    bool m_demoted = false;
    bool m_agreed = false;
    bool m_probed = false;
    bool m_forgetTried = false;
    bool m_forgotten = false;
    bool m_parked = false;
    bool m_pinnedEver = false;
    bool m_unpinned = false;
    bool m_unfenceSent = false;
    bool m_unfenced = false;
    bool m_disarmed = false;
    bool m_armedEver = false;
    bool m_fencedEver = false;
};

template <typename T>
T anyOf(const QList<T>& list, QRandomGenerator& random) {
    return list.at(random.bounded(list.size()));
}

Event anyOutcome(EffectKind of, int percentGood, QRandomGenerator& random) {
    if (of == EffectKind::LookAround) {
        return random.bounded(100) < 90 ? saw(allLooks[random.bounded(8)]) : lost(of);
    }
    if (random.bounded(100) < percentGood) {
        return done(of, 7);
    }
    return random.bounded(2) == 0 ? refused(of) : lost(of);
}

} // namespace

class TransitionTest : public QObject {
    Q_OBJECT

private slots:
    void theHappyPathEndsMigratedWithItsEffectsInOrder();
    void aDifferenceWithinTheFreezeUndoesIt();
    void everyPhaseAnswersEveryEventAsTheTableSays();
    void noWalkBreaksAPromise_data();
    void noWalkBreaksAPromise();
    void everyWalkEnds();
    void anAnswerToWhatWasNotAskedChangesNothing();
    void abortIsHeardUntilTriggerAndNotAfter();
    void aLostTriggerKeepsTheFenceAndAsksReality();
    void aSilentLeaderIsFollowedByAnotherSentinel();
    void aSourceThatIsGoneIsNotWaitedForLong();
    void aSilentSourceIsWaitedForOnceInAll();
    void onlyWhatIsProvenIsPromotedByAnother();
    void aFailoverOfASilentDragonflyIsCalledOff();
    void oneQuietLookIsNoProof();
    void aSentinelsWordForThePromotionIsEnough();
    void aDragonflyThatWasStartedAnewIsNeverDemotedFor();
    void aFailoverOfSentinelsOwnIsFollowedForward();
    void aSilentSourceIsNotUnfencedUntilItAnswers();
    void aSilentOldPrimaryIsToldOfAndNotCalledMigrated();
    void sentinelsOwnFailoverIsNotCalledMigratedWithoutProof();
    void whatALookProvesIsCalledMigrated();
    void aLoginIsClearedBeforeTheEnd();
    void whatCanBeParkedDoesNotWaitForASilentSentinel();
    void aSentinelThatStaysSilentIsToldOf();
    void aServerThatARestartWouldFreeIsToldOf();
    void aServerThatStraysIsParkedAnew();
    void aClosedGateInAlignIsBorneForAMomentOnly();
    void withoutTheMomentItFreezesAllTheSame();
    void whatWasLeftOpenIsJudgedByTheServers_data();
    void whatWasLeftOpenIsJudgedByTheServers();
};

void TransitionTest::theHappyPathEndsMigratedWithItsEffectsInOrder() {
    MachineState state;
    QStringList effects;
    for (const Event& event : happyPath()) {
        const Transition step = transition(state, event);
        state = step.state;
        for (const Effect& effect : step.effects) {
            if (effect.kind != EffectKind::StartDeadline) {
                effects.append(text(effect));
            }
        }
    }
    QCOMPARE(text(state),
             QStringLiteral("finished migrated pinned armed fenced triggered demoted"));
    QCOMPARE(effects.join(QLatin1Char(' ')),
             QStringLiteral("judge-gates write-intents pin forget watch-alone write-intents arm "
                            "watch-arm prepare judge-gates write-intents await-moment "
                            "judge-gates 1500 freeze watch-drain trigger watch-role demote "
                            "watch-sentinels probe watch-calm forget park last-look"));
    QCOMPARE(state.frozenOffset, 1000);
    QCOMPARE(state.drainedOffset, 1014);
}

/// Between the proof of the drain and the failover: only a difference turns back.
void TransitionTest::aDifferenceWithinTheFreezeUndoesIt() {
    MachineState state = entered(Phase::Drain);
    state.comparesFrozen = true;
    state = walk(state, {done(EffectKind::WatchDrain, 1014)});
    QCOMPARE(text(state), QStringLiteral("drain pinned armed fenced"));
    QVERIFY(state.pending == QSet<EffectKind>{EffectKind::CompareFrozen});
    QVERIFY(!state.isIrrevocable());
    for (const Event& event : {done(EffectKind::CompareFrozen), lost(EffectKind::CompareFrozen),
                               happens(EventKind::DeadlinePassed)}) {
        const Transition step = transition(state, event);
        QVERIFY2(has(step.effects, EffectKind::Trigger), qPrintable(text(event)));
        QCOMPARE(step.state.phase, Phase::Trigger);
    }
    for (const Event& event :
         {refused(EffectKind::CompareFrozen), happens(EventKind::AbortAsked)}) {
        const MachineState back = transition(state, event).state;
        QCOMPARE(back.phase, Phase::Retreat);
        QCOMPARE(back.triggered, Certainty::No);
        const Transition step = transition(back, saw(allQuiet));
        QVERIFY2(has(step.effects, EffectKind::Unfence), qPrintable(text(event)));
    }
}

void TransitionTest::everyPhaseAnswersEveryEventAsTheTableSays() {
    QString table;
    for (int i = 0; i <= static_cast<int>(Phase::Finished); ++i) {
        const MachineState start = entered(static_cast<Phase>(i));
        QCOMPARE(start.phase, static_cast<Phase>(i));
        table += QStringLiteral("== %1\n").arg(text(start));
        for (const Event& event : everyEvent()) {
            MachineState state = start;
            if (event.isOutcome()) {
                if (!mayBePending(start.phase).contains(event.of)) {
                    continue;
                }
                state.pending.insert(event.of);
            }
            const Transition step = transition(state, event);
            if (event.isOutcome()) {
                state.pending.remove(event.of);
            }
            if (step.state != state || !step.effects.isEmpty()) {
                table += QStringLiteral("%1 -> %2 [%3]\n")
                             .arg(text(event), text(step.state), text(step.effects));
            }
        }
    }
    const QString wanted =
        QString::fromUtf8(sourceFile(QStringLiteral("tests/unit/cutover/transition_table.txt")));
    if (table != wanted) {
        qInfo().noquote() << table;
    }
    QVERIFY(table == wanted);
}

void TransitionTest::noWalkBreaksAPromise_data() {
    QTest::addColumn<int>("percentGood"); // of the answers to what was asked
    QTest::addColumn<int>("percentOwn");  // of events that are answers, rather than anything
    QTest::newRow("mostly good") << 95 << 95;
    QTest::newRow("faults") << 75 << 85;
    QTest::newRow("many faults") << 65 << 80;
    QTest::newRow("nonsense") << 50 << 20;
}

void TransitionTest::noWalkBreaksAPromise() {
    QFETCH(int, percentGood);
    QFETCH(int, percentOwn);
    QRandomGenerator random(20'240'601); // any number
    const QList<Event> anything = everyEvent();
    QMap<Ending, int> endings;
    for (int round = 0; round < 12'000; ++round) {
        MachineState state;
        state.clearsLogin = round % 2 == 0;
        state.comparesFrozen = round % 3 == 0;
        Watchdog watchdog;
        QStringList story;
        for (int i = 0; i < 160 && state.phase != Phase::Finished; ++i) {
            Event event = anyOf(anything, random);
            if (state.pending.isEmpty() && state.phase == Phase::Gate) {
                event = happens(EventKind::Confirmed);
            } else if (!state.pending.isEmpty() && random.bounded(100) < percentOwn) {
                event = anyOutcome(anyOf(state.pending.values(), random), percentGood, random);
            }
            const Transition step = transition(state, event);
            story.append(text(event) + QStringLiteral(" -> ") + text(step.state));
            const QString problem = watchdog.judge(state, event, step);
            QVERIFY2(problem.isEmpty(),
                     qPrintable(problem + QLatin1Char('\n') + story.join(QLatin1Char('\n'))));
            state = step.state;
        }
        endings[state.ending] += 1;
    }
    // The walks are worth something only if they get everywhere.
    for (const Ending ending : {Ending::Migrated, Ending::Aborted, Ending::Attention}) {
        QVERIFY2(endings.value(ending) > 5 || percentOwn < 50, toString(ending));
    }
}

/// With deadlines passing and nobody answering any more, each state comes to an end.
void TransitionTest::everyWalkEnds() {
    for (int i = 1; i < static_cast<int>(Phase::Finished); ++i) {
        MachineState state = entered(static_cast<Phase>(i));
        state.timings.retreats = 3; // as any other number
        for (int tick = 0; tick < 200 && state.phase != Phase::Finished; ++tick) {
            for (const EffectKind kind : state.pending.values()) {
                state = transition(state, lost(kind)).state;
            }
            state = transition(state, happens(EventKind::DeadlinePassed)).state;
        }
        QVERIFY2(state.phase == Phase::Finished, toString(static_cast<Phase>(i)));
        QVERIFY(state.ending != Ending::Migrated);
    }
}

void TransitionTest::anAnswerToWhatWasNotAskedChangesNothing() {
    for (int i = 0; i <= static_cast<int>(Phase::Finished); ++i) {
        const MachineState state = entered(static_cast<Phase>(i));
        for (const Event& event : everyEvent()) {
            if (event.isOutcome() && !state.pending.contains(event.of)) {
                const Transition step = transition(state, event);
                QVERIFY2(step.state == state && step.effects.isEmpty(), qPrintable(text(event)));
            }
        }
    }
}

void TransitionTest::abortIsHeardUntilTriggerAndNotAfter() {
    const Event abort = happens(EventKind::AbortAsked);
    for (const Phase phase :
         {Phase::Pin, Phase::Arm, Phase::Recheck, Phase::Align, Phase::Freeze, Phase::Drain}) {
        const MachineState state = entered(phase);
        QVERIFY(!state.isIrrevocable());
        const MachineState after = transition(state, abort).state;
        QVERIFY2(after.phase == Phase::Retreat || after.ending == Ending::Aborted, toString(phase));
    }
    for (const Phase phase : {Phase::Trigger, Phase::Promote, Phase::Demote, Phase::Confirm,
                              Phase::Settle, Phase::Finished}) {
        const MachineState state = entered(phase);
        QVERIFY(state.isIrrevocable() || phase == Phase::Finished);
        QVERIFY2(transition(state, abort).state == state, toString(phase));
    }
}

void TransitionTest::aLostTriggerKeepsTheFenceAndAsksReality() {
    const Transition step = transition(entered(Phase::Trigger), lost(EffectKind::Trigger));
    QCOMPARE(text(step.state), QStringLiteral("promote pinned armed fenced triggered?"));
    QVERIFY(has(step.effects, EffectKind::WatchRole));
    const Transition later = transition(step.state, happens(EventKind::DeadlinePassed));
    QVERIFY(has(later.effects, EffectKind::LookAround));
}

void TransitionTest::aSilentLeaderIsFollowedByAnotherSentinel() {
    MachineState state = walk(entered(Phase::Promote), {happens(EventKind::DeadlinePassed)});
    Transition step = transition(state, saw(leaderSilent));
    QVERIFY(has(step.effects, EffectKind::Trigger));
    step = transition(step.state, done(EffectKind::Trigger));
    step = transition(step.state, done(EffectKind::WatchRole));
    QVERIFY(has(step.effects, EffectKind::Demote));

    // And with nobody left to be told, a person is asked and the fence stays.
    Look nobodyLeft = leaderSilent;
    nobodyLeft.anotherSentinel = false;
    state = entered(Phase::Promote);
    while (state.phase == Phase::Promote) {
        state = walk(state, {happens(EventKind::DeadlinePassed), saw(nobodyLeft)});
    }
    QCOMPARE(text(state),
             QStringLiteral("finished attention promotion-unknown pinned armed fenced triggered"));
}

void TransitionTest::oneQuietLookIsNoProof() {
    MachineState state = walk(entered(Phase::Promote), {happens(EventKind::FailoverAborted)});
    state = walk(state, {saw(allQuiet)});
    COMPARE_NAMED(state.phase, Phase::Promote);
    const MachineState disturbed =
        walk(state, {happens(EventKind::DeadlinePassed), saw(targetSilent),
                     happens(EventKind::DeadlinePassed), saw(allQuiet)});
    QCOMPARE(disturbed.phase, Phase::Promote);
    state = walk(state, {happens(EventKind::DeadlinePassed), saw(allQuiet)});
    COMPARE_NAMED(state.phase, Phase::Retreat);
    Transition step = transition(state, saw(allQuiet));
    QVERIFY(!has(step.effects, EffectKind::Unfence)); // the promotion may still be on its way
    QVERIFY(has(step.effects, EffectKind::CutOff));
    state = walk(step.state, {done(EffectKind::CutOff), saw(allQuiet), done(EffectKind::Unfence),
                              done(EffectKind::Disarm), done(EffectKind::Unpin)});
    QCOMPARE(text(state), QStringLiteral("finished aborted triggered"));
}

void TransitionTest::aSentinelsWordForThePromotionIsEnough() {
    const MachineState looking =
        walk(entered(Phase::Promote), {happens(EventKind::DeadlinePassed)});
    QVERIFY(has(transition(looking, saw(targetNamed)).effects, EffectKind::Demote));
}

void TransitionTest::aDragonflyThatWasStartedAnewIsNeverDemotedFor() {
    MachineState state = entered(Phase::Promote);
    state = walk(state, {lost(EffectKind::WatchRole)}); // role:master, and another run
    QVERIFY(state.pending.contains(EffectKind::LookAround));
    while (state.phase == Phase::Promote) {
        const Transition step = transition(state, saw(targetStrange));
        QVERIFY(!has(step.effects, EffectKind::Demote));
        QVERIFY(!has(step.effects, EffectKind::Unfence));
        state = walk(step.state, {happens(EventKind::DeadlinePassed)});
    }
    QCOMPARE(state.trouble, Trouble::TargetStartedAnew);
    QCOMPARE(state.ending, Ending::Attention);
}

void TransitionTest::aFailoverOfSentinelsOwnIsFollowedForward() {
    const Transition step = transition(entered(Phase::Retreat), saw(promoting));
    COMPARE_NAMED(step.state.phase, Phase::Promote);
    QVERIFY(!has(step.effects, EffectKind::Unfence));
}

void TransitionTest::aSilentSourceIsNotUnfencedUntilItAnswers() {
    Transition step = transition(entered(Phase::Retreat), saw(sourceSilent));
    QVERIFY(!has(step.effects, EffectKind::Unfence));
    QVERIFY(has(step.effects, EffectKind::Disarm));
    QVERIFY(has(step.effects, EffectKind::LookAround));
    step = transition(step.state, saw(allQuiet));
    QVERIFY(has(step.effects, EffectKind::Unfence));
    // A lost reply to it leads to another look and not blindly to another attempt.
    step = transition(step.state, lost(EffectKind::Unfence));
    QVERIFY(!has(step.effects, EffectKind::Unfence));
    QVERIFY(has(step.effects, EffectKind::LookAround));
    // It goes on for as long as a person may need to bring the source back.
    MachineState state = step.state;
    for (int i = 0; i < state.timings.retreats; ++i) {
        COMPARE_NAMED(state.phase, Phase::Retreat);
        state = walk(state, {happens(EventKind::DeadlinePassed), saw(sourceSilent)});
    }
    state = walk(state, {happens(EventKind::DeadlinePassed)});
    QCOMPARE(text(state), QStringLiteral("finished attention not-put-back pinned armed fenced?"));
}

/// Killed in the freeze: Sentinels try to fail over again and again, and find no good replica.
void TransitionTest::aSourceThatIsGoneIsNotWaitedForLong() {
    MachineState state = entered(Phase::Retreat);
    int looks = 0;
    for (; state.phase != Phase::Finished && looks < 100; ++looks) {
        state = walk(state, {saw(sourceGone)});
        for (const EffectKind kind : {EffectKind::Disarm, EffectKind::Unpin}) {
            state = state.pending.contains(kind) ? walk(state, {done(kind)}) : state;
        }
        if (looks == 10) { // one of Sentinel's own failovers
            state = walk(state, {saw(with(sourceGone, [](Look& made) {
                             made.failover = Look::Failover::UnderWay;
                         }))});
            COMPARE_NAMED(state.phase, Phase::Promote);
            state = walk(state, {happens(EventKind::DeadlinePassed), saw(sourceGone),
                                 happens(EventKind::DeadlinePassed), saw(sourceGone)});
            COMPARE_NAMED(state.phase, Phase::Retreat);
        }
    }
    QVERIFY2(looks > 10 && looks < 60, qPrintable(QString::number(looks)));
    QCOMPARE(text(state), QStringLiteral("finished attention source-gone fenced"));
    // One that was only started anew is put back.
    state = walk(entered(Phase::Retreat), {saw(sourceGone), saw(allQuiet)});
    QVERIFY(state.pending.contains(EffectKind::Unfence));
}

void TransitionTest::aSilentSourceIsWaitedForOnceInAll() {
    MachineState state = entered(Phase::Retreat);
    state.timings.retreats = 3;
    int times = 0;
    for (; state.phase != Phase::Finished && times < 10; ++times) {
        const Look vain =
            with(sourceSilent, [](Look& made) { made.failover = Look::Failover::UnderWay; });
        state = walk(state, {happens(EventKind::DeadlinePassed)});
        if (state.phase == Phase::Retreat) {
            state = walk(state, {saw(vain), happens(EventKind::DeadlinePassed), saw(sourceSilent),
                                 happens(EventKind::DeadlinePassed), saw(sourceSilent)});
        }
    }
    QCOMPARE(times, 4);
}

void TransitionTest::onlyWhatIsProvenIsPromotedByAnother() {
    const MachineState looking =
        walk(entered(Phase::Promote), {happens(EventKind::DeadlinePassed)});
    QVERIFY(has(transition(looking, saw(leaderSilent)).effects, EffectKind::Trigger));
    QVERIFY(has(transition(looking, saw(leaderSilentAndSourceToo)).effects, EffectKind::Trigger));
    QVERIFY(!has(transition(looking, saw(leaderSilentFenceGone)).effects, EffectKind::Trigger));
    QVERIFY(!has(transition(looking, saw(leaderSilentTargetBehind)).effects, EffectKind::Trigger));
    // What an earlier console saw of a source that is silent now is no proof.
    MachineState resumed = looking;
    resumed.resumed = true;
    QVERIFY(has(transition(resumed, saw(leaderSilent)).effects, EffectKind::Trigger));
    QVERIFY(!has(transition(resumed, saw(leaderSilentAndSourceToo)).effects, EffectKind::Trigger));
}

void TransitionTest::aFailoverOfASilentDragonflyIsCalledOff() {
    MachineState state = entered(Phase::Promote);
    int looks = 0;
    while (!state.pending.contains(EffectKind::CallOff)) {
        COMPARE_NAMED(state.phase, Phase::Promote);
        state = walk(state, {happens(EventKind::DeadlinePassed), saw(targetSilentInFailover)});
        ++looks;
    }
    QVERIFY(looks > 10); // SLAVEOF NO ONE took up to 10 s (measured)
    // Then the fence stays until Dragonfly itself says what it is.
    state = walk(state, {done(EffectKind::CallOff), happens(EventKind::DeadlinePassed),
                         saw(targetSilent), happens(EventKind::DeadlinePassed), saw(allQuiet)});
    COMPARE_NAMED(state.phase, Phase::Promote);
    state = walk(state, {happens(EventKind::DeadlinePassed), saw(allQuiet)});
    COMPARE_NAMED(state.phase, Phase::Retreat);
}

void TransitionTest::aSilentOldPrimaryIsToldOfAndNotCalledMigrated() {
    MachineState state = entered(Phase::Demote);
    state = walk(state, {lost(EffectKind::Demote), done(EffectKind::WatchSentinels),
                         happens(EventKind::DeadlinePassed)});
    COMPARE_NAMED(state.phase, Phase::Confirm);
    QVERIFY(!state.pending.contains(EffectKind::Probe));
    while (state.phase == Phase::Confirm) {
        state = walk(state, {lost(EffectKind::Demote), happens(EventKind::DeadlinePassed),
                             saw(sourceSilent)});
    }
    QCOMPARE(text(state),
             QStringLiteral("finished attention not-demoted pinned armed fenced triggered "
                            "demoted?"));
}

void TransitionTest::sentinelsOwnFailoverIsNotCalledMigratedWithoutProof() {
    for (const Look& unproven :
         {with(promoting, [](Look& made) { made.targetHasAll = false; }),
          with(promoting, [](Look& made) { made.fence = Look::Fence::Unseen; }),
          with(promoting, [](Look& made) { made.fence = Look::Fence::Gone; })}) {
        const MachineState state = promotedBySentinelItself(unproven);
        QCOMPARE(text(state),
                 QStringLiteral("finished attention drain-unproven pinned armed fenced? demoted"));
    }
}

/// A look behind a standing fence proves as much as a drain does, also after a console that was
/// killed before it could say what it knew.
void TransitionTest::whatALookProvesIsCalledMigrated() {
    QCOMPARE(text(promotedBySentinelItself(promoting)),
             QStringLiteral("finished migrated pinned armed fenced? demoted"));
    MachineState undrained = leftOpen(Certainty::Maybe);
    undrained.drained = false;
    const MachineState state =
        walk(undrained, {happens(EventKind::Resumed), done(EffectKind::Gather), saw(promoting),
                         happens(EventKind::DeadlinePassed), saw(targetPrimary)});
    COMPARE_NAMED(state.phase, Phase::Demote);
    QVERIFY(state.drained);
}

void TransitionTest::aLoginIsClearedBeforeTheEnd() {
    MachineState state;
    state.clearsLogin = true;
    state = walk(state, happyPath());
    COMPARE_NAMED(state.phase, Phase::Settle);
    QVERIFY(state.pending.contains(EffectKind::ClearLogin));
    state = walk(state, {refused(EffectKind::ClearLogin), done(EffectKind::LastLook)});
    QCOMPARE(state.ending, Ending::Migrated);
}

void TransitionTest::whatCanBeParkedDoesNotWaitForASilentSentinel() {
    Transition step = transition(walk(entered(Phase::Settle), {done(EffectKind::WatchCalm)}),
                                 lost(EffectKind::Forget));
    QVERIFY(has(step.effects, EffectKind::Park));
    QVERIFY(has(step.effects, EffectKind::Forget)); // it is asked on
    step = transition(walk(step.state, {done(EffectKind::Park), done(EffectKind::LastLook),
                                        lost(EffectKind::Forget)}),
                      done(EffectKind::Forget));
    QVERIFY(has(step.effects, EffectKind::Park)); // once more, now that nobody lists them
    QCOMPARE(walk(step.state, {done(EffectKind::Park), done(EffectKind::LastLook)}).ending,
             Ending::Migrated);

    // The same while the first parking is not over yet.
    step = transition(
        walk(entered(Phase::Settle), {done(EffectKind::WatchCalm), lost(EffectKind::Forget),
                                      done(EffectKind::Forget), done(EffectKind::Park)}),
        done(EffectKind::LastLook));
    QVERIFY(has(step.effects, EffectKind::Park));
}

void TransitionTest::aSentinelThatStaysSilentIsToldOf() {
    const MachineState state =
        walk(entered(Phase::Settle),
             {done(EffectKind::WatchCalm), lost(EffectKind::Forget), done(EffectKind::Park),
              done(EffectKind::LastLook), happens(EventKind::DeadlinePassed)});
    QCOMPARE(state.trouble, Trouble::NotForgotten);
    QCOMPARE(state.reason, Message{"silence"});
}

void TransitionTest::aServerThatARestartWouldFreeIsToldOf() {
    const MachineState settling =
        walk(entered(Phase::Settle), {done(EffectKind::WatchCalm), done(EffectKind::Forget)});
    const Transition refusal = transition(settling, refused(EffectKind::Park));
    QVERIFY(!has(refusal.effects, EffectKind::Park)); // another attempt would not help
    MachineState state = walk(refusal.state, {done(EffectKind::LastLook)});
    QCOMPARE(text(state), QStringLiteral("finished attention not-parked pinned armed fenced "
                                         "triggered demoted"));
    QCOMPARE(state.reason, Message{"no"});

    const Transition silence = transition(settling, lost(EffectKind::Park));
    QVERIFY(has(silence.effects, EffectKind::Park));
    state = walk(silence.state, {happens(EventKind::DeadlinePassed)});
    QCOMPARE(state.trouble, Trouble::NotParked);
    QCOMPARE(state.reason, Message{"silence"});
}

void TransitionTest::aServerThatStraysIsParkedAnew() {
    const Transition step =
        transition(walk(entered(Phase::Settle), {done(EffectKind::WatchCalm),
                                                 done(EffectKind::Forget), done(EffectKind::Park)}),
                   refused(EffectKind::LastLook));
    QVERIFY(has(step.effects, EffectKind::Park));
    QCOMPARE(walk(step.state, {done(EffectKind::Park), done(EffectKind::LastLook)}).ending,
             Ending::Migrated);
}

void TransitionTest::aClosedGateInAlignIsBorneForAMomentOnly() {
    const MachineState aligning = entered(Phase::Align);
    const Event closed = refused(EffectKind::JudgeGates);
    const Event open = done(EffectKind::JudgeGates);
    QCOMPARE(walk(aligning, {closed, closed, open, closed, closed}).phase, Phase::Align);
    QCOMPARE(walk(aligning, {closed, closed, closed}).phase, Phase::Retreat);

    const MachineState waiting = walk(aligning, {closed, done(EffectKind::AwaitMoment)});
    QCOMPARE(waiting.phase, Phase::Align); // the moment has come, and the gate is closed
    QVERIFY(waiting.pending.contains(EffectKind::AwaitMoment));
    QCOMPARE(transition(waiting, happens(EventKind::DeadlinePassed)).state.phase, Phase::Retreat);
}

void TransitionTest::withoutTheMomentItFreezesAllTheSame() {
    const MachineState aligning = entered(Phase::Align);
    for (const Event& event : {happens(EventKind::DeadlinePassed), lost(EffectKind::AwaitMoment)}) {
        const MachineState after = transition(aligning, event).state;
        QCOMPARE(after.phase, Phase::Freeze);
        QVERIFY(!after.aligned);
    }
    QVERIFY(transition(aligning, done(EffectKind::AwaitMoment)).state.aligned);
}

void TransitionTest::whatWasLeftOpenIsJudgedByTheServers_data() {
    QTest::addColumn<Certainty>("triggered");
    QTest::addColumn<Look>("look");
    QTest::addColumn<Phase>("phase");
    QTest::newRow("promoted") << Certainty::Yes << targetPrimary << Phase::Demote;
    QTest::newRow("promoted, and the journal does not know of it")
        << Certainty::No << targetPrimary << Phase::Demote;
    QTest::newRow("told, nothing promoted yet") << Certainty::Maybe << allQuiet << Phase::Promote;
    QTest::newRow("told, and promoting") << Certainty::Yes << promoting << Phase::Promote;
    QTest::newRow("told, target silent") << Certainty::Yes << targetSilent << Phase::Promote;
    QTest::newRow("not told") << Certainty::No << allQuiet << Phase::Retreat;
    QTest::newRow("not told, source silent") << Certainty::No << sourceSilent << Phase::Retreat;
}

void TransitionTest::whatWasLeftOpenIsJudgedByTheServers() {
    QFETCH(Certainty, triggered);
    QFETCH(Look, look);
    QFETCH(Phase, phase);
    MachineState state = leftOpen(triggered);
    state = walk(state, {happens(EventKind::Resumed), done(EffectKind::Gather)});
    QVERIFY(state.pending.contains(EffectKind::LookAround));
    const Transition step = transition(state, saw(look));
    QCOMPARE(step.state.phase, phase);
    QVERIFY(!has(step.effects, EffectKind::Unfence)); // nothing is thawed by a single look
}

QTEST_GUILESS_MAIN(TransitionTest)
#include "transition_test.moc"
