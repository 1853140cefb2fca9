// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch.h"
#include "preflight/assessment.h"
#include "replication/withdrawal.h"
#include "session/connector.h"
#include "session/logbook.h"
#include "session/practice_ground.h"
#include "session/sentinel_ears.h"

#include <QTimer>

namespace ferryman {

/// The session on the engine's thread: it owns the connections and every room's worker, and makes
/// the snapshots.
class Engine : public QObject {
    Q_OBJECT
public:
    explicit Engine(const SessionOptions& options);
    ~Engine() override;

    void start();
    void take(const std::function<void(Engine&)>&
                  command); ///< Runs one command of the session, and counts it.
    void setPlan(const Plan& plan, const EnteredSecrets& secrets);
    void connectAll();
    void assess(const QString& onlyCheck);
    void acceptFinding(const QString& id, const QString& subject, const QString& because);
    void startReplication(bool replaceTargetData);
    void stopReplication();
    void failOver(const QString& typedGroup);
    void abortSwitch();
    void recover();
    void makeReport();
    void exportReport(const QString& folder);

signals:
    void snapshotMade(const ferryman::SnapshotPtr& snapshot);
    void sentinelEvent(const ferryman::redis::SentinelEvent& event);
    void journalled(const ferryman::JournalRow& row);

private:
    void touch(); ///< Something changed: a snapshot follows soon, many changes in one.
    void publish();
    void startPractice();
    void openWith(const EnteredSecrets& secrets);
    void connectionEnded();
    void adoptReplication(std::unique_ptr<Replication> replication);
    void watchReplication(const LinkState& link);
    void prepareSwitch();
    void resumeSwitch(const ResumedSwitch& left);
    [[nodiscard]] SwitchParties switchParties();
    void adoptSwitch(SwitchParties parties);
    void judge();
    void watchSwitch(const SwitchState& state);
    void switchEnded(Ending ending);
    [[nodiscard]] Future<Done> givePriorityBack();
    void closeSwitch(Ending ending);
    void listenToSentinels();
    [[nodiscard]] bool openJournal();
    void observe(); ///< Takes what the rooms say now into the snapshot.
    void withdraw();
    void endReplication(const Result<Done>& ended);
    [[nodiscard]] CheckContext checkContext() const;
    [[nodiscard]] GateEvidence evidence() const;
    [[nodiscard]] std::optional<qint64> assessedAtMs() const;
    [[nodiscard]] LinkPlan linkPlan() const;
    [[nodiscard]] bool refuseDuringSwitch();

    SystemClock m_clock;
    SessionOptions m_options;
    EnteredSecrets m_secrets;
    Snapshot m_now;
    QTimer m_publishSoon;
    QTimer m_refresh;
    Connector m_connector;
    Assessment m_assessment;
    std::unique_ptr<PracticeGround> m_practice;
    Logbook m_logbook;
    SentinelEars m_ears;
    std::unique_ptr<Replication> m_replication;
    std::unique_ptr<Withdrawal> m_withdrawal;
    std::unique_ptr<redis::Connection> m_leftSource; ///< Of a switch that is taken up again.
    std::unique_ptr<redis::Connection> m_leftTarget;
    std::unique_ptr<Switch> m_switch;
    std::optional<ReportLoad> m_loadSeen;
    bool m_recovering = false;  ///< Waits for the connections.
    bool m_loopStopped = false; ///< This replication's endless full syncs.
    quint64 m_planGeneration = 0;
};

} // namespace ferryman
