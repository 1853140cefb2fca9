// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch.h"
#include "replication/replication.h"
#include "support/practice_lab.h"

#include <QTemporaryDir>

namespace ferryman::test {

/// For QCOMPARE, which would take core's toString() for one of Qt Test's, and free what it returns.
template <typename Enum>
[[nodiscard]] QByteArray name(Enum value) {
    return toString(value);
}

/// A lab with its target attached and steady, and one switch on it.
class SwitchBench : public QObject {
    Q_OBJECT
public:
    explicit SwitchBench(LabOptions options = {});
    ~SwitchBench() override;

    bool start(); ///< True once the replication is steady and every Sentinel lists the target.
    bool makeSwitch(std::optional<SwitchTimings> timings = {});
    bool startLoad(qint64 rate); ///< True once writes are acknowledged.

    /// Runs it to its end; None where it did not end in time.
    Ending run(std::chrono::milliseconds time = std::chrono::milliseconds{60'000});
    void begin();
    bool waitUntilEnded(std::chrono::milliseconds time = std::chrono::milliseconds{60'000});

    /// Stops the load and looks for every acknowledged write.
    Result<LoadAudit> audit();

    QByteArray setting(const redis::Address& server, const char* name);
    bool acceptsWrites(const redis::Address& server);
    redis::Role role(const redis::Address& server);
    QList<redis::Address> primariesNamed(); ///< By each Sentinel that answers.
    QList<qint64> prioritiesSeen(); ///< Of the target, by each Sentinel that answers and lists it.
    QString timeline() const;

    /// Called at the phase's beginning, before any of its commands could be answered.
    void onPhase(Phase phase, const std::function<void()>& act);
    /// Called before the gates are read for the second time, armed.
    std::function<void()> beforeRecheck;
    /// Replaces the evidence of that time.
    std::function<Future<GateEvidence>(const GateEvidence&)> recheckWith;

    FrozenComparison frozen; ///< For makeSwitch().

    PracticeLab lab;
    SystemClock clock;
    QTemporaryDir folder;
    std::unique_ptr<redis::Connection> source;
    std::unique_ptr<redis::Connection> target;
    std::unique_ptr<Sentinels> sentinels;
    std::unique_ptr<Replication> replication;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Switch> cutover;
    std::unique_ptr<WriteLoad> load;
    Plan plan;
    Ending ending = Ending::None;
    QList<Message> refusals;

private:
    Future<GateEvidence> evidence();

    redis::ServerIdentity m_sourceIdentity;
    double m_roundTripMs = 0;
    int m_evidenceRead = 0;
};

} // namespace ferryman::test
