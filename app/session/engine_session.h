// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session_factory.h"

#include <QThread>

namespace ferryman {

class Engine;

/// The session over an engine on a thread of its own: it posts the commands and keeps the latest
/// snapshot.
class EngineSession final : public Session {
    Q_OBJECT
public:
    explicit EngineSession(const SessionOptions& options);
    ~EngineSession() override;

    [[nodiscard]] SnapshotPtr snapshot() const override { return m_latest; }
    void setWatchOptions(const WatchOptions& options) override;
    void setPlan(const Plan& plan, const EnteredSecrets& secrets) override;
    void setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                    bool registers) override;
    void connectAll() override;
    void readInfo(const redis::Address& server) override;
    void assess() override;
    void assessOne(const QString& checkId) override;
    void acceptFinding(const QString& id, const QString& subject, const QString& because) override;
    void mendFinding(const QString& id, const QString& subject) override;
    void undoMend(const QString& id, const QString& subject) override;
    void startReplication(bool replaceTargetData) override;
    void stopReplication() override;
    void syncAgain() override;
    void startVerify(const VerifyRequest& request) override;
    void stopVerify() override;
    void setVerifyLimits(const VerifyLimits& limits) override;
    void verifySelfTest() override;
    void failOver(const QString& typedGroup) override;
    void abortSwitch() override;
    void recover() override;
    void makeReport() override;
    void exportReport(const QString& folder) override;
    void listMigrations(const QStringList& planFiles) override;
    void keepPlan(const Plan& plan) override;
    void forgetMigration(const QString& id) override;

private:
    template <typename Call>
    void post(Call call);

    SnapshotPtr m_latest = std::make_shared<const Snapshot>();
    QThread m_thread;
    Engine* m_engine; // lives on m_thread and ends with it
};

} // namespace ferryman
