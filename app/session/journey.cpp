// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/journey.h"

#include "base/format.h"
#include "session/assessment_text.h"

#include <algorithm>

namespace ferryman {

namespace {

/// How often a switch may be refused although every gate was open a moment before.
constexpr int mostRefusals = 5;
/// How often the data is compared anew after the link broke meanwhile.
constexpr int mostVerifyAttempts = 5;

/// What an earlier run left changed, each with its way back; the latest first.
QString undoTextOf(const QList<OpenIntent>& intents) {
    QStringList texts;
    for (const OpenIntent& intent : intents) {
        texts.append(QStringLiteral("%1 on %2 (back with: %3)")
                         .arg(intent.command, intent.where, intent.undo));
    }
    return texts.join(QStringLiteral("; "));
}

/// What keeps the switch from being begun, for whoever gives up waiting.
QString obstacleOf(const Snapshot& snapshot) {
    const Steadiness& steadiness = snapshot.replicate.link.steadiness;
    if (!steadiness.steady) {
        return steadiness.sentence.english();
    }
    QStringList closed;
    for (const Gate& gate : snapshot.failOver.gates) {
        if (!gate.open) {
            closed.append(QStringLiteral("%1: %2").arg(gate.title.english(), gate.value.english()));
        }
    }
    return closed.join(QStringLiteral("; "));
}

constexpr auto interruptedSentence = QT_TRANSLATE_NOOP("core", "Interrupted before the switch.");

Message firstOf(const std::optional<Error>& error, const Message& otherwise) {
    return error ? error->sentence() : otherwise;
}

} // namespace

Journey::Journey(Session& session, JourneyOptions options, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_options(std::move(options)) {
    m_stall.setSingleShot(true);
    m_stall.setInterval(m_options.stallLimit);
    m_stall.callOnTimeout(this, &Journey::stalled);
}

void Journey::begin() {
    m_commands = m_session.snapshot()->commandsTaken;
    connect(&m_session, &Session::changed, this, &Journey::look);
    m_stall.start();
    look(m_session.snapshot());
}

void Journey::interrupt() {
    m_interrupted = true;
    if (m_leg == Leg::Switching) {
        m_session
            .abortSwitch(); // refused once it is irrevocable: then the switch goes on to its end
        ++m_commands;
    } else if (m_leg < Leg::Switching) {
        giveUp({interruptedSentence}); // a recovery goes on: to leave it would leave its fence
    }
}

void Journey::stalled() {
    const QString seconds = QString::number(m_options.stallLimit.count() / 1000);
    const QString obstacle = obstacleOf(*m_session.snapshot());
    if (m_leg >= Leg::Reporting) {
        endWithoutReport({QT_TRANSLATE_NOOP("core", "nothing went on for %1 s."), {seconds}});
    } else if (m_leg == Leg::Withdrawing) {
        endStillAttached({QT_TRANSLATE_NOOP("core", "It took longer than %1 s."),
                          {QString::number(m_options.withdrawLimit.count() / 1000)}});
    } else if (m_leg == Leg::Recovering) {
        end(JourneyEnd::Attention,
            {QT_TRANSLATE_NOOP("core", "Nothing went on for %1 s: given up."), {seconds}});
    } else if (m_leg == Leg::Steadying && !obstacle.isEmpty()) {
        giveUp({QT_TRANSLATE_NOOP("core", "Nothing went on for %1 s: given up. In the way "
                                          "stood: %2"),
                {seconds, obstacle}});
    } else {
        giveUp({QT_TRANSLATE_NOOP("core", "Nothing went on for %1 s: given up."), {seconds}});
    }
}

void Journey::giveUp(const Message& because) {
    if (m_leg < Leg::Replicating) {
        end(JourneyEnd::Blocked, {QT_TRANSLATE_NOOP("core", "%1 Nothing was changed."), {because}});
        return;
    }
    m_sentence = because;
    if (m_leg == Leg::Verifying) {
        m_session.stopVerify();
        ++m_commands;
    }
    enter(Leg::Withdrawing, [this] { m_session.stopReplication(); });
}

void Journey::enter(Leg leg, const std::function<void()>& command) {
    m_leg = leg;
    m_stall.start(leg == Leg::Withdrawing ? m_options.withdrawLimit : m_options.stallLimit);
    if (command) {
        command();
        ++m_commands;
    }
}

void Journey::look(const SnapshotPtr& snapshot) {
    if (snapshot->commandsTaken < m_commands || m_leg == Leg::Over) {
        return;
    }
    if (m_leg != Leg::Withdrawing && m_progress.advance(*snapshot)) {
        m_stall.start(m_options.stallLimit);
    }
    goOn(*snapshot);
}

void Journey::goOn(const Snapshot& snapshot) {
    const bool attaching = m_leg == Leg::Replicating && snapshot.replicate.starting;
    if (snapshot.error && m_leg <= Leg::Replicating && !attaching) {
        end(JourneyEnd::Blocked, firstOf(snapshot.error, {}));
        return;
    }
    if (snapshot.error && m_leg < Leg::Switching) {
        giveUp(firstOf(snapshot.error, {})); // Dragonfly is attached, or about to be
        return;
    }
    switch (m_leg) {
    case Leg::Waiting:
        if (!snapshot.plan.sentinels.isEmpty()) { // a practice lab fills the plan once it stands
            enter(Leg::Connecting, [this] { m_session.connectAll(); });
        }
        break;
    case Leg::Connecting:
        whileConnecting(snapshot);
        break;
    case Leg::Assessing:
        whileAssessing(snapshot);
        break;
    case Leg::Replicating:
        whileReplicating(snapshot);
        break;
    case Leg::Steadying:
        whileSteadying(snapshot);
        break;
    case Leg::Verifying:
        whileVerifying(snapshot);
        break;
    case Leg::Switching:
        whileSwitching(snapshot);
        break;
    case Leg::Recovering:
        whileRecovering(snapshot);
        break;
    case Leg::Withdrawing:
        whileWithdrawing(snapshot);
        break;
    case Leg::Reporting:
        whileReporting(snapshot);
        break;
    case Leg::Exporting:
        if (snapshot.report.error) {
            endWithoutReport(firstOf(snapshot.report.error, {}));
        } else if (!snapshot.report.files.isEmpty()) {
            end(m_end, m_sentence);
        }
        break;
    case Leg::Over:
        break;
    }
}

void Journey::whileConnecting(const Snapshot& snapshot) {
    if (snapshot.connect.running) {
        return;
    }
    const bool ended = snapshot.connect.usable || snapshot.connect.error;
    if (m_options.until == JourneyOptions::Until::Recovered && ended) {
        enter(Leg::Recovering, [this] { m_session.recover(); }); // one of them may be gone
    } else if (snapshot.connect.usable) {
        enter(Leg::Assessing, [this] { m_session.assess(); });
    } else if (snapshot.connect.error) {
        end(JourneyEnd::Blocked, firstOf(snapshot.connect.error, {}));
    }
}

void Journey::whileAssessing(const Snapshot& snapshot) {
    if (snapshot.assess.running || !snapshot.assess.ran) {
        return;
    }
    QStringList blocking;
    for (const Finding& finding : snapshot.assess.findings) {
        if (finding.blocks()) {
            blocking.append(QStringLiteral("%1: %2. %3")
                                .arg(finding.id, finding.title.english(), finding.found.english()));
        }
    }
    if (!blocking.isEmpty()) {
        end(JourneyEnd::Blocked,
            {QT_TRANSLATE_NOOP("core", "The assessment found what blocks this migration: %1"),
             {blocking.join(QStringLiteral("; "))}});
    } else if (m_options.until == JourneyOptions::Until::Assessed) {
        end(JourneyEnd::Clean, nothingBlocks(snapshot.assess.findings));
    } else if (m_options.confirmGroup != snapshot.connect.topology.group) {
        end(JourneyEnd::Blocked,
            {QT_TRANSLATE_NOOP("core",
                               "The group to confirm is \"%1\", but the plan's group is \"%2\"."),
             {m_options.confirmGroup, snapshot.connect.topology.group}});
    } else {
        enter(Leg::Replicating, [this] { m_session.startReplication(false); });
    }
}

void Journey::whileReplicating(const Snapshot& snapshot) {
    if (snapshot.replicate.starting) {
        return;
    }
    if (const auto& error = snapshot.replicate.error) {
        if (error->kind == ErrorKind::Indeterminate) {
            giveUp(error->sentence()); // it may be attached
        } else {
            end(JourneyEnd::Blocked, error->sentence());
        }
        return;
    }
    enter(Leg::Steadying, {});
}

void Journey::whileSteadying(const Snapshot& snapshot) {
    const LinkState& link = snapshot.replicate.link;
    if (link.phase == LinkPhase::Looping || link.phase == LinkPhase::Stopped) {
        enter(Leg::Withdrawing, {}); // whoever stops it has begun already
        whileWithdrawing(snapshot);
        return;
    }
    if (link.phase == LinkPhase::Steady && !m_verified &&
        snapshot.plan.policy.verify != VerifyMode::Off) {
        verify(snapshot);
        return;
    }
    if (link.phase == LinkPhase::Steady && !snapshot.failOver.gates.isEmpty() &&
        allOpen(snapshot.failOver.gates)) {
        enter(Leg::Switching, [this] { m_session.failOver(m_options.confirmGroup); });
    }
}

void Journey::verify(const Snapshot& snapshot) {
    if (m_verifyAttempts++ == mostVerifyAttempts) {
        giveUp(firstOf(snapshot.verify.error, snapshot.verify.cannotStart));
        return;
    }
    VerifyRequest request = snapshot.verify.request;
    request.goesOn = m_verifyAttempts > 1; // a link that broke meanwhile loses nothing
    enter(Leg::Verifying, [this, request] { m_session.startVerify(request); });
}

void Journey::whileVerifying(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    if (verify.running) {
        return;
    }
    if (!verify.last || !cameToItsEnd(*verify.last)) { // refused or failed: once it is steady again
        enter(Leg::Steadying, {});
        return;
    }
    if (verify.differencesFound > 0) {
        giveUp({QT_TRANSLATE_NOOP("core", "Keys that differ between the source and Dragonfly: %1 "
                                          "of %2. \"ferrymanctl verify\" lists them."),
                {formatCount(verify.differencesFound),
                 formatCount(verify.last->counts.keysCompared)}});
        return;
    }
    m_verified = true;
    enter(Leg::Steadying, {});
}

void Journey::whileWithdrawing(const Snapshot& snapshot) {
    if (snapshot.replicate.starting || snapshot.replicate.stopping) {
        return;
    }
    if (m_sentence.isEmpty()) {
        m_sentence = snapshot.replicate.link.steadiness.sentence;
    }
    const LinkPhase phase = snapshot.replicate.link.phase;
    const bool isOut =
        phase == LinkPhase::Detached || phase == LinkPhase::Stopped || phase == LinkPhase::Looping;
    if (snapshot.replicate.error || !isOut) {
        endStillAttached(firstOf(snapshot.replicate.error, firstOf(snapshot.error, {})));
    } else {
        end(JourneyEnd::Aborted,
            {QT_TRANSLATE_NOOP("core", "%1 Everything was put back: Dragonfly is detached and has "
                                       "its settings of before, and no Sentinel lists it."),
             {m_sentence}});
    }
}

void Journey::endStillAttached(const Message& because) {
    end(JourneyEnd::Attention,
        {QT_TRANSLATE_NOOP(
             "core",
             "%1 The source was not changed, but Dragonfly could not be taken out again: %2 "
             "By hand: on Dragonfly REPLICAOF NO ONE, on every Sentinel SENTINEL RESET."),
         {m_sentence, because}});
}

/// A migration that is done, and of which there is no proof, is a person's matter.
void Journey::endWithoutReport(const Message& because) {
    end(m_end == JourneyEnd::Clean ? JourneyEnd::Attention : m_end,
        {QT_TRANSLATE_NOOP("core", "%1 But no report was written: %2"), {m_sentence, because}});
}

void Journey::whileSwitching(const Snapshot& snapshot) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    switch (cutover.ending) {
    case Ending::None:
        if (cutover.running || !cutover.timeline.isEmpty()) {
            m_stall.stop(); // it has its own deadlines; to leave would leave its fence standing
        } else {
            whenRefused(snapshot.failOver.refused);
        }
        return;
    case Ending::Migrated:
        m_end = JourneyEnd::Clean;
        break;
    case Ending::Aborted:
        m_end = JourneyEnd::Aborted;
        break;
    case Ending::Attention:
        m_end = JourneyEnd::Attention;
        break;
    }
    m_sentence = cutover.outcome;
    enter(Leg::Reporting, {});
    whileReporting(snapshot);
}

void Journey::whileRecovering(const Snapshot& snapshot) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.ending != Ending::None) {
        whileSwitching(snapshot);
    } else if (cutover.running) {
        m_stall.stop(); // it has its own deadlines
    } else if (snapshot.failOver.recovered && !snapshot.leftOpen.isEmpty()) {
        end(JourneyEnd::Attention,
            {QT_TRANSLATE_NOOP("core",
                               "No switch of this plan was left open, but this was changed and "
                               "not put back: %1. Migrate again to go on with it, or put it "
                               "back by hand, the first of them first."),
             {undoTextOf(snapshot.leftOpen)}});
    } else if (snapshot.failOver.recovered) {
        end(JourneyEnd::Clean,
            {QT_TRANSLATE_NOOP("core", "No switch of this plan was left open.")});
    } else if (snapshot.error) {
        end(JourneyEnd::Blocked, firstOf(snapshot.error, {}));
    }
}

void Journey::whenRefused(const Message& because) {
    if (m_interrupted) {
        giveUp({interruptedSentence});
    } else if (++m_refusals >= mostRefusals) {
        giveUp(because.isEmpty() ? Message{QT_TRANSLATE_NOOP("core", "The switch did not begin.")}
                                 : because);
    } else { // a gate closed between the snapshot and the command
        enter(Leg::Steadying, {});
    }
}

void Journey::whileReporting(const Snapshot& snapshot) {
    if (snapshot.report.error) {
        endWithoutReport(firstOf(snapshot.report.error, {}));
    } else if (snapshot.report.report && snapshot.report.report->cutover.ending != Ending::None) {
        if (m_options.reportFolder.isEmpty()) {
            end(m_end, m_sentence);
        } else {
            enter(Leg::Exporting, [this] { m_session.exportReport(m_options.reportFolder); });
        }
    }
}

void Journey::end(JourneyEnd end, const Message& sentence) {
    m_leg = Leg::Over;
    m_stall.stop();
    emit finished(end, sentence);
}

} // namespace ferryman
