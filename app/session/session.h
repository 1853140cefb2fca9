// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/subscriber.h"
#include "session/snapshot.h"
#include "topology/sentinel_setup.h"

#include <QObject>

namespace ferryman {

/// Passwords as a person typed them: for this session only, in memory.
struct EnteredSecrets {
    std::optional<Secret> sentinels;
    std::optional<Secret> source;
    std::optional<Secret> dragonfly;
};

/// The façade of the engine: commands in, snapshots out. All of it may be called from one thread,
/// the screen's; nothing here blocks, and whatever a command leads to arrives as a snapshot.
class Session : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual SnapshotPtr snapshot() const = 0; ///< The latest; never null.

    virtual void setPlan(const Plan& plan,
                         const EnteredSecrets& secrets) = 0; ///< Refused while a switch runs.
    /// For a source without Sentinel: registers the group on these Sentinels, where `registers`,
    /// and waits until every one of them sees it.
    virtual void setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                            bool registers) = 0;
    virtual void connectAll() = 0; ///< Step 1: discover and test everything.
    /// Reads INFO of one server of the group, into ConnectState::rawInfo; in every step.
    virtual void readInfo(const redis::Address& server) = 0;
    virtual void assess() = 0; ///< Step 2: all checks.
    virtual void assessOne(const QString& checkId) = 0;
    virtual void acceptFinding(const QString& id, const QString& subject,
                               const QString& because) = 0;
    /// Checks once more, sends the finding's mend if it is still the same, and checks again.
    /// Refused while a switch runs.
    virtual void mendFinding(const QString& id, const QString& subject) = 0;
    virtual void undoMend(const QString& id, const QString& subject) = 0; ///< The latest of it.
    virtual void startReplication(bool replaceTargetData) = 0;            ///< Step 3.
    virtual void stopReplication() = 0;
    /// A new full sync over the link as it stands, which mends what differs and voids what was
    /// compared; ReplicateState::maySyncAgain says whether. Refused while a switch runs.
    virtual void syncAgain() = 0;
    virtual void startVerify(const VerifyRequest& request) = 0;   ///< Step 4. It never writes.
    virtual void stopVerify() = 0;                                ///< It can be taken up again.
    virtual void setVerifyLimits(const VerifyLimits& limits) = 0; ///< At once, while it runs.
    /// On two scratch servers of this machine, whatever the plan is.
    virtual void verifySelfTest() = 0;
    virtual void
    failOver(const QString& typedGroup) = 0; ///< Step 5: begins the switch when every gate is open.
    virtual void abortSwitch() = 0;          ///< Until Trigger.
    /// Takes up the switch that an earlier run on this plan left open: finishes it or puts
    /// everything back, by what the servers say.
    virtual void recover() = 0;
    virtual void makeReport() = 0; ///< Step 6: from the journal and the history, as it stands now.
    virtual void exportReport(const QString& folder) = 0; ///< HTML, Markdown and JSON.
    /// Looks anew for the migrations of this machine, and for plans in these files; not while a
    /// switch runs.
    virtual void listMigrations(const QStringList& planFiles) = 0;
    virtual void keepPlan(const Plan& plan) = 0; ///< Among Ferryman's own, so that it is listed.
    /// Moves its journal and its kept plan away. Refused while something of it is open, or another
    /// console works on it.
    virtual void forgetMigration(const QString& id) = 0;

signals:
    void changed(const ferryman::SnapshotPtr& snapshot);
    void sentinelEvent(const ferryman::redis::SentinelEvent& event);
    void
    journalled(const ferryman::JournalRow& row); ///< Every row of the journal, as it is appended.
};

} // namespace ferryman
