// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

namespace ferryman::test {

/// A session without an engine: it shows the snapshots that a test sets, and remembers what it was
/// told.
class FakeSession final : public Session {
    Q_OBJECT
public:
    [[nodiscard]] SnapshotPtr snapshot() const override { return m_snapshot; }
    void show(const Snapshot& snapshot);

    [[nodiscard]] const QStringList& commands() const {
        return m_commands;
    } ///< "failOver mymaster", in order.

    void setWatchOptions(const WatchOptions& options) override { watchOptions = options; }
    void setPlan(const Plan& plan, const EnteredSecrets& secrets) override;
    void setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                    bool registers) override {
        tell(QStringLiteral("setUpGroup %1 on %2%3")
                 .arg(setup.group)
                 .arg(sentinels.size())
                 .arg(registers ? QString() : QStringLiteral(", only waiting")));
    }
    void connectAll() override { tell(QStringLiteral("connectAll")); }
    void readInfo(const redis::Address& server) override {
        tell(QStringLiteral("readInfo ") + server.toString());
    }
    void assess() override { tell(QStringLiteral("assess")); }
    void assessOne(const QString& checkId) override {
        tell(QStringLiteral("assessOne ") + checkId);
    }
    void acceptFinding(const QString& id, const QString& subject, const QString& because) override;
    void mendFinding(const QString& id, const QString& subject) override {
        tell(QStringLiteral("mendFinding %1 %2").arg(id, subject));
    }
    void undoMend(const QString& id, const QString& subject) override {
        tell(QStringLiteral("undoMend %1 %2").arg(id, subject));
    }
    void startReplication(bool replace) override;
    void stopReplication() override { tell(QStringLiteral("stopReplication")); }
    void syncAgain() override { tell(QStringLiteral("syncAgain")); }
    void startVerify(const VerifyRequest& request) override;
    void stopVerify() override { tell(QStringLiteral("stopVerify")); }
    void setVerifyLimits(const VerifyLimits& limits) override {
        tell(QStringLiteral("setVerifyLimits %1 %2")
                 .arg(limits.keysPerSecond)
                 .arg(limits.bytesPerSecond));
    }
    void verifySelfTest() override { tell(QStringLiteral("verifySelfTest")); }
    void failOver(const QString& typedGroup) override {
        tell(QStringLiteral("failOver ") + typedGroup);
    }
    void abortSwitch() override { tell(QStringLiteral("abortSwitch")); }
    void recover() override { tell(QStringLiteral("recover")); }
    void makeReport() override { tell(QStringLiteral("makeReport")); }
    void exportReport(const QString& folder) override {
        tell(QStringLiteral("exportReport ") + folder);
    }
    void listMigrations(const QStringList& files) override { planFiles = files; }
    void keepPlan(const Plan& keptPlan) override {
        kept.append(keptPlan);
        tell(QStringLiteral("keepPlan ") + keptPlan.name);
    }
    void forgetMigration(const QString& id) override {
        tell(QStringLiteral("forgetMigration ") + id);
    }

    QList<Plan> kept;           ///< In order.
    QStringList planFiles;      ///< With which migrations were listed last.
    Plan plan;                  ///< The one last set.
    EnteredSecrets secrets;     ///< The ones last set.
    WatchOptions watchOptions;  ///< The ones last set.
    VerifyRequest verification; ///< The one last started.

private:
    void tell(const QString& command) { m_commands.append(command); }

    SnapshotPtr m_snapshot = std::make_shared<const Snapshot>();
    QStringList m_commands;
};

} // namespace ferryman::test
