// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/journey.h"
#include "support/fake_session.h"

#include <optional>

namespace ferryman::test {

/// A journey through a session without an engine. The test shows what the engine would.
struct Trip {
    explicit Trip(JourneyOptions options = migrating());

    [[nodiscard]] static JourneyOptions migrating(); ///< The group "orders", all the way.

    /// Shows `now` as a snapshot that knows of every command given so far.
    void show();

    // Each shows what leads to the next leg; the journey must stand in the one before it.
    void plan();                                        ///< There is a plan: it connects.
    void connected();                                   ///< Everything is reached: it assesses.
    void assessed(const QList<Finding>& findings = {}); ///< It starts replication.
    void attached();                                    ///< Replication runs: it waits for steady.
    void withdrawn(); ///< Replication was stopped, and Dragonfly is out: it ends.
    void steady();    ///< Every gate is open: it fails over.
    void comparing();
    void compared(Verdict::Outcome outcome, qint64 differences = 0);
    void switching(Phase phase, bool irrevocable = false);
    void switched(Ending ending); ///< It waits for the report.
    void reported();

    [[nodiscard]] QString lastCommand() const; ///< Empty: none.
    [[nodiscard]] bool over() const { return ended > 0; }

    VerifyMode verifies = VerifyMode::Off; ///< Of the plan.
    FakeSession session;
    Snapshot now;
    Journey journey;
    int ended = 0; ///< How often it said that it is over.
    JourneyEnd end = JourneyEnd::Clean;
    QString sentence; ///< In English.
};

[[nodiscard]] Finding findingOf(const QString& id, Severity severity);
[[nodiscard]] Gate gateOf(const QByteArray& id, bool open);

} // namespace ferryman::test
