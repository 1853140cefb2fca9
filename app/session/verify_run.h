// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/journey.h"

namespace ferryman {

/// What `ferrymanctl verify` is asked for beside the plan.
struct VerifyRunOptions {
    bool selfTest = false;                   ///< On scratch servers; no plan is wanted.
    std::optional<VerifyOptions::Mode> mode; ///< Unset: as the plan has it.
    std::optional<qint64> sampleKeys;
    VerifyLimits limits;
    redis::Address readFrom; ///< See VerifyRequest.
    bool anew = false;       ///< Not where an earlier run stopped.
    QString output;          ///< A file for the differences; empty: none.
    milliseconds stallLimit{60'000};
};

/// Compares the servers of a plan without a screen, or runs the self test: connect, compare, tell.
/// Nothing is changed on any server.
class VerifyRun : public QObject {
    Q_OBJECT
public:
    VerifyRun(Session& session, VerifyRunOptions options, QObject* parent = nullptr);

    void begin();
    void gave(int commands) {
        m_commands += static_cast<quint64>(commands);
    }                 ///< The caller gave some itself, after begin().
    void interrupt(); ///< Stops so that the next run goes on where this one was.

signals:
    void finished(ferryman::JourneyEnd end, const ferryman::Message& sentence);

private:
    enum class Leg { Waiting, Connecting, Comparing, SelfTesting, Over };

    void look(const SnapshotPtr& snapshot);
    void whileConnecting(const Snapshot& snapshot);
    void whileComparing(const Snapshot& snapshot);
    void whileSelfTesting(const Snapshot& snapshot);
    [[nodiscard]] VerifyRequest requestFor(const Snapshot& snapshot) const;
    void enter(Leg leg, const std::function<void()>& command);
    void end(JourneyEnd end, const Message& sentence);

    Session& m_session;
    VerifyRunOptions m_options;
    Leg m_leg = Leg::Waiting;
    quint64 m_commands = 0; ///< As in Journey.
    bool m_began = false;   ///< The comparison.
    QTimer m_stall;
    QString m_shown; ///< As long as it changes, nothing stalls.
};

/// How a comparison ended, for people and as an exit code.
[[nodiscard]] std::pair<JourneyEnd, Message> endOf(const Verdict& verdict);

} // namespace ferryman
