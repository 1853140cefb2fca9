// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unix_signals.h"
#include "session/event_stream.h"
#include "session/session_factory.h"
#include "session/verify_run.h"

namespace ferryman {

/// One run of the command line: what it goes over and how it is told.
struct CommandRunOptions {
    QString command;          ///< "check", "migrate", "rehearse".
    std::optional<Plan> plan; ///< Empty for a rehearsal: its lab gives one.
    SessionOptions session;
    JourneyOptions journey;
    std::optional<VerifyRunOptions> verify; ///< In place of a journey.
    bool dryRun = false; ///< Assess, then say what the switch would do; nothing is changed.
    bool json = false;   ///< Events on stdout; else sentences on stderr and the result on stdout.
};

/// Goes a journey over a session of its own and tells it; ends with the exit code of the command
/// line.
class CommandRun : public QObject {
    Q_OBJECT
public:
    explicit CommandRun(CommandRunOptions options, QObject* parent = nullptr);
    ~CommandRun() override;

    void start();

signals:
    void finished(int exitCode);

private:
    void tell(const SnapshotPtr& snapshot);
    void ended(JourneyEnd end, const Message& sentence);
    void compared(JourneyEnd end, const Message& sentence);
    void listSelfTest() const;
    [[nodiscard]] std::pair<JourneyEnd, Message> rehearsed(JourneyEnd end, const Message& sentence);
    [[nodiscard]] std::pair<JourneyEnd, Message> judged(JourneyEnd end,
                                                        const Message& sentence) const;

    CommandRunOptions m_options;
    SystemClock m_clock;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<EventStream> m_events;
    std::unique_ptr<Journey> m_journey;
    std::unique_ptr<VerifyRun> m_verify; ///< In place of the journey.
    UnixSignals m_signals;
    QStringList m_notices;
    QString m_told;
    QByteArray m_runbook; ///< Of a dry run.
    QStringList m_files;  ///< Written by a dry run.
};

} // namespace ferryman
