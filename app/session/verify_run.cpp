// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/verify_run.h"

#include "base/format.h"

namespace ferryman {

namespace {

QString shownProgress(const Snapshot& snapshot) {
    const VerifyProgress& progress = snapshot.verify.progress;
    return QStringLiteral("%1|%2|%3|%4|%5")
        .arg(snapshot.connect.endpoints.size())
        .arg(progress.counts.keysCompared)
        .arg(progress.counts.targetKeysSeen)
        .arg(progress.counts.bytesRead)
        .arg(progress.suspects);
}

} // namespace

std::pair<JourneyEnd, Message> endOf(const Verdict& verdict) {
    const VerifyCounts& counts = verdict.counts;
    const Figure compared = formatCount(counts.keysCompared);
    const Message rest =
        counts.notComparable > 0
            ? Message{QT_TRANSLATE_NOOP("core", "Keys of types that cannot be compared: %1. %2"),
                      {formatCount(counts.notComparable), verdict.holdsFor}}
            : verdict.holdsFor;
    switch (verdict.outcome) {
    case Verdict::Outcome::Clean:
        return {JourneyEnd::Clean,
                verdict.confidence.isEmpty()
                    ? Message{Plural{QT_TRANSLATE_N_NOOP("core", "No difference in %1 keys. %2"),
                                     "No difference in %1 key. %2", counts.keysCompared},
                              {compared, rest}}
                    : Message{"%1 %2", {verdict.confidence, rest}}};
    case Verdict::Outcome::Different:
        return {JourneyEnd::Blocked,
                {Plural{QT_TRANSLATE_N_NOOP("core", "Differences: %1, in %2 compared keys. %3"),
                        "Differences: %1, in %2 compared key. %3", counts.keysCompared},
                 {formatCount(counts.differences), compared, rest}}};
    case Verdict::Outcome::Undecided:
        return {
            JourneyEnd::Undecided,
            {Plural{QT_TRANSLATE_N_NOOP(
                        "core",
                        "No difference in %1 keys. Undecided, because they kept changing: %2. %3"),
                    "No difference in %1 key. Undecided, because they kept changing: %2. %3",
                    counts.keysCompared},
             {compared, formatCount(counts.undecided), rest}}};
    case Verdict::Outcome::Stopped:
    case Verdict::Outcome::Failed:
        break;
    }
    return {JourneyEnd::Blocked,
            verdict.error ? verdict.error->sentence()
                          : Message{QT_TRANSLATE_NOOP("core", "The comparison was stopped.")}};
}

VerifyRun::VerifyRun(Session& session, VerifyRunOptions options, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_options(std::move(options)) {
    m_stall.setSingleShot(true);
    m_stall.setInterval(m_options.stallLimit);
    m_stall.callOnTimeout(this, [this] {
        end(JourneyEnd::Blocked, {QT_TRANSLATE_NOOP("core", "Nothing went on for %1 s: given "
                                                            "up."),
                                  {QString::number(m_options.stallLimit.count() / 1000)}});
    });
}

void VerifyRun::begin() {
    m_commands = m_session.snapshot()->commandsTaken;
    connect(&m_session, &Session::changed, this, &VerifyRun::look);
    m_stall.start();
    if (m_options.selfTest) {
        enter(Leg::SelfTesting, [this] { m_session.verifySelfTest(); });
    }
}

void VerifyRun::interrupt() {
    if (m_leg == Leg::Comparing) {
        m_session.stopVerify();
        ++m_commands;
    } else {
        end(JourneyEnd::Undecided, {QT_TRANSLATE_NOOP("core", "The comparison was stopped.")});
    }
}

void VerifyRun::enter(Leg leg, const std::function<void()>& command) {
    m_leg = leg;
    m_stall.start();
    command();
    ++m_commands;
}

void VerifyRun::look(const SnapshotPtr& snapshot) {
    if (snapshot->commandsTaken < m_commands || m_leg == Leg::Over) {
        return;
    }
    const QString shown = shownProgress(*snapshot);
    if (std::exchange(m_shown, shown) != shown) {
        m_stall.start();
    }
    if (m_leg == Leg::SelfTesting) {
        whileSelfTesting(*snapshot);
    } else if (snapshot->error) {
        end(JourneyEnd::Blocked, snapshot->error->sentence());
    } else if (m_leg == Leg::Waiting && !snapshot->plan.sentinels.isEmpty()) {
        enter(Leg::Connecting, [this] { m_session.connectAll(); });
    } else if (m_leg == Leg::Connecting) {
        whileConnecting(*snapshot);
    } else if (m_leg == Leg::Comparing) {
        whileComparing(*snapshot);
    }
}

void VerifyRun::whileConnecting(const Snapshot& snapshot) {
    if (snapshot.connect.running) {
        return;
    }
    if (snapshot.connect.usable) {
        enter(Leg::Comparing, [this, &snapshot] { m_session.startVerify(requestFor(snapshot)); });
    } else if (snapshot.connect.error) {
        end(JourneyEnd::Blocked, snapshot.connect.error->sentence());
    }
}

VerifyRequest VerifyRun::requestFor(const Snapshot& snapshot) const {
    VerifyRequest request = snapshot.verify.request;
    request.options.mode = m_options.mode.value_or(request.options.mode);
    request.options.sampleKeys = m_options.sampleKeys.value_or(request.options.sampleKeys);
    request.options.limits = m_options.limits;
    request.readFrom = m_options.readFrom;
    request.goesOn = !m_options.anew;
    return request;
}

void VerifyRun::whileComparing(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    if (verify.running) {
        m_began = true;
        return;
    }
    const bool came = verify.last != nullptr;
    if (!came && !m_began) {
        end(JourneyEnd::Blocked, verify.cannotStart);
        return;
    }
    if (!came) {
        return;
    }
    auto [how, sentence] = endOf(*verify.last);
    if (verify.last->outcome == Verdict::Outcome::Stopped) {
        how = JourneyEnd::Undecided;
        sentence = {QT_TRANSLATE_NOOP("core", "%1 The same command goes on where it was."),
                    {sentence}};
    }
    if (!m_options.output.isEmpty()) {
        if (const auto written = writeDifferences(verify.differences, m_options.output); !written) {
            end(JourneyEnd::Blocked, {"%1 %2", {sentence, written.error().sentence()}});
            return;
        }
    }
    end(how, sentence);
}

void VerifyRun::whileSelfTesting(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    if (verify.selfTesting) {
        return;
    }
    if (verify.selfTestError) {
        end(JourneyEnd::Blocked, verify.selfTestError->sentence());
    } else if (verify.selfTest) {
        end(verify.selfTest->isPassed() ? JourneyEnd::Clean : JourneyEnd::Blocked,
            verify.selfTest->sentence());
    }
}

void VerifyRun::end(JourneyEnd end, const Message& sentence) {
    if (std::exchange(m_leg, Leg::Over) != Leg::Over) {
        m_stall.stop();
        emit finished(end, sentence);
    }
}

} // namespace ferryman
