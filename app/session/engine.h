// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch.h"
#include "replication/withdrawal.h"
#include "session/assessor.h"
#include "session/connector.h"
#include "session/group_setup.h"
#include "session/group_watch.h"
#include "session/logbook.h"
#include "session/practice_ground.h"
#include "session/sentinel_ears.h"
#include "session/verification.h"

#include <QDeadlineTimer>
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
    void setWatchOptions(const WatchOptions& options);
    void setPlan(const Plan& plan, const EnteredSecrets& secrets);
    void setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                    bool registers);
    void connectAll();
    void readInfo(const redis::Address& server) { m_watch.readInfo(server); }
    void assess(const QString& onlyCheck);
    void acceptFinding(const QString& id, const QString& subject, const QString& because);
    void mendFinding(const QString& id, const QString& subject);
    void undoMend(const QString& id, const QString& subject);
    void startReplication(bool replaceTargetData);
    void stopReplication();
    void syncAgain();
    [[nodiscard]] Verification& verification() { return m_verification; }
    void failOver(const QString& typedGroup);
    void abortSwitch();
    void recover();
    void makeReport();
    void exportReport(const QString& folder);
    void listMigrations(const QStringList& planFiles);
    void keepPlan(const Plan& plan);
    void forgetMigration(const QString& id);

signals:
    void snapshotMade(const ferryman::SnapshotPtr& snapshot);
    void sentinelEvent(const ferryman::redis::SentinelEvent& event);
    void journalled(const ferryman::JournalRow& row);

private:
    void touch(); ///< Something changed: a snapshot follows soon, many changes in one.
    void publish();
    void observe(); ///< Takes what the rooms say now into the snapshot.
    void startPractice();
    void openWith(const EnteredSecrets& secrets);
    void keepOutOfLog(const EnteredSecrets& secrets) const;
    void connectionEnded();
    void takeReport(const Result<Report>& report);
    [[nodiscard]] bool openJournal();
    [[nodiscard]] bool refuseDuringSwitch();

    // engine_replication.cpp
    [[nodiscard]] LinkPlan linkPlan() const;
    void adoptReplication(std::unique_ptr<Replication> replication);
    void watchReplication(const LinkState& link);
    void withdraw();
    void endReplication(const Result<Done>& ended);
    [[nodiscard]] bool maySyncAgain() const;
    void syncedAgain(const Result<Done>& begun);
    void listenToSentinels();

    // engine_switch.cpp
    [[nodiscard]] GateEvidence evidence() const;
    void judge();
    [[nodiscard]] SwitchParties switchParties();
    void prepareSwitch();
    void checkAgainBeforeSwitch();
    void resumeSwitch(const ResumedSwitch& left);
    void adoptSwitch(SwitchParties parties);
    void watchSwitch(const SwitchState& state);
    void switchEnded(Ending ending);
    void givePriorityBack(QDeadlineTimer patience, const std::function<void()>& then);
    void closeSwitch(Ending ending);

    SystemClock m_clock;
    SessionOptions m_options;
    WatchOptions m_watchOptions;
    EnteredSecrets m_secrets;
    Snapshot m_now;
    QTimer m_publishSoon;
    QTimer m_refresh;
    QTimer m_recheck; ///< While the switch waits: the findings that can change.
    bool m_rechecking = false;
    Connector m_connector;
    GroupWatch m_watch;
    std::unique_ptr<PracticeGround> m_practice;
    Logbook m_logbook;
    MigrationList m_migrations;
    Assessor m_assessor;
    Verification m_verification;
    GroupSetup m_setup;
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
