// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/journey_progress.h"
#include "session/session.h"

#include <QTimer>

#include <functional>

namespace ferryman {

/// How a journey ended; the numbers are the exit codes of the command line.
enum class JourneyEnd {
    Clean = 0,     ///< Done.
    Blocked = 1,   ///< A gate, a finding or a connection stands in the way; nothing was changed.
    Aborted = 2,   ///< Aborted, everything put back. Before the switch Dragonfly is detached, too.
    Undecided = 2, ///< Of comparing data: no difference, and not all of it is known.
    Attention = 4, ///< A person is needed.
};

/// How far the journey goes.
struct JourneyOptions {
    enum class Until { Assessed, Migrated, Recovered };
    Until until = Until::Migrated;
    QString confirmGroup; ///< The group's name, given by the person on the command line.
    QString reportFolder; ///< Empty: no report is written.
    milliseconds stallLimit{
        60'000}; ///< How long a step may stand without any progress before it is given up.
    milliseconds withdrawLimit{120'000}; ///< For taking Dragonfly out again; what does it has 90 s
                                         ///< (replication/withdrawal.h).
};

/// Goes the whole way without a screen: connect, assess, replicate, wait for steady, switch,
/// report. It is what a person does with the wizard, decided by the same snapshots.
class Journey : public QObject {
    Q_OBJECT
public:
    Journey(Session& session, JourneyOptions options, QObject* parent = nullptr);

    void begin();
    void gave(int commands) {
        m_commands += static_cast<quint64>(commands);
    }                 ///< The caller gave some itself, after begin().
    void interrupt(); ///< A signal from outside: abort where it can be, else go on to the end.

signals:
    void finished(ferryman::JourneyEnd end, const ferryman::Message& sentence);

private:
    enum class Leg {
        Waiting,
        Connecting,
        Assessing,
        Replicating,
        Steadying,
        Verifying,
        Switching,
        Recovering,
        Withdrawing,
        Reporting,
        Exporting,
        Over
    };

    void stalled();
    void giveUp(const Message& because); ///< Before the switch, which gives itself up.
    void look(const SnapshotPtr& snapshot);
    void goOn(const Snapshot& snapshot);
    void whileConnecting(const Snapshot& snapshot);
    void whileAssessing(const Snapshot& snapshot);
    void whileReplicating(const Snapshot& snapshot);
    void whileSteadying(const Snapshot& snapshot);
    void whileVerifying(const Snapshot& snapshot);
    void verify(const Snapshot& snapshot);
    void whileSwitching(const Snapshot& snapshot);
    void whileRecovering(const Snapshot& snapshot);
    void whileWithdrawing(const Snapshot& snapshot);
    void whenRefused(const Message& because);
    void whileReporting(const Snapshot& snapshot);
    void enter(Leg leg, const std::function<void()>& command);
    void endStillAttached(const Message& because);
    void endWithoutReport(const Message& because);
    void end(JourneyEnd end, const Message& sentence);

    Session& m_session;
    JourneyOptions m_options;
    Leg m_leg = Leg::Waiting;
    bool m_interrupted = false;
    quint64 m_commands =
        0; ///< Commands given so far: a snapshot that knows of fewer says nothing about the leg.
    int m_refusals = 0;
    int m_verifyAttempts = 0;
    bool m_verified = false;
    QTimer m_stall;
    JourneyProgress m_progress;
    JourneyEnd m_end = JourneyEnd::Clean;
    Message m_sentence;
};

} // namespace ferryman
