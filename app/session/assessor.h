// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/assessment.h"
#include "session/connector.h"
#include "session/mender.h"

namespace ferryman {

/// Step 2: runs the checks over the session's connections, keeps what a person accepted, and mends
/// what a person confirmed.
class Assessor : public QObject {
    Q_OBJECT
public:
    Assessor(const Clock& clock, Connector& connector, Logbook& logbook, QObject* parent = nullptr);

    void clear(const Plan& plan); ///< Another migration begins.
    void assess(const QString& onlyCheck);
    /// False where there is no such finding, it may not be accepted, or the reason is empty.
    [[nodiscard]] bool accept(const QString& id, const QString& subject, const QString& because);
    /// Wants an open journal. Checks once more, and sends nothing if the finding has changed.
    void mend(const QString& id, const QString& subject);
    void undo(const QString& id, const QString& subject);

    /// Runs the checks whose answer can change until the switch; done when all have answered.
    [[nodiscard]] Future<Done> refreshVolatile();
    /// When the oldest of their findings was read, UTC ms; nothing before all checks were run.
    [[nodiscard]] std::optional<qint64> volatileReadAtMs() const;

    /// UTC, ms, of the oldest finding, since one check may have run anew; nothing before all checks
    /// were run, and while a person asks again.
    [[nodiscard]] std::optional<qint64> assessedAtMs() const;

    [[nodiscard]] bool ran() const { return m_state.ran; } ///< All checks, at least once.
    [[nodiscard]] bool isMending() const { return !m_state.mending.isEmpty(); }
    [[nodiscard]] const QList<Finding>& findings() const { return m_assessment.findings(); }
    [[nodiscard]] AssessState state() const;

signals:
    void changed();
    void finished(); ///< Checks were run, and none is under way.

private:
    [[nodiscard]] CheckContext context() const;
    [[nodiscard]] Future<Done> checkAgain(const QStringList& checkIds);
    [[nodiscard]] const Finding* finding(const QString& id, const QString& subject) const;
    [[nodiscard]] redis::Connection* connectionTo(const redis::Address& server);
    [[nodiscard]] MendPlaces places() const;
    [[nodiscard]] bool begin(const QString& checkId);
    void mendIfStill(const Finding& wanted);
    void takeMend(const QString& checkId, const Future<Done>& future);
    void end(const QString& checkId, const Result<Done>& result);
    void assessmentEnded();

    const Clock& m_clock;
    Connector& m_connector;
    Logbook& m_logbook;
    Assessment m_assessment;
    Mender m_mender;
    Plan m_plan;
    AssessState m_state; ///< What neither the assessment nor the mender holds.
    std::optional<std::chrono::nanoseconds> m_begun; ///< While all checks run.
    quint64 m_generation = 0;
};

} // namespace ferryman
