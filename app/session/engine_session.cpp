// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engine_session.h"

#include "session/engine.h"

namespace ferryman {

template <typename Call>
void EngineSession::post(Call call) {
    QMetaObject::invokeMethod(
        m_engine, [engine = m_engine, call = std::move(call)] { engine->take(call); },
        Qt::QueuedConnection);
}

EngineSession::EngineSession(const SessionOptions& options)
    : m_engine(new Engine(options)) {
    m_engine->moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("engine"));
    connect(&m_thread, &QThread::started, m_engine, &Engine::start);
    connect(&m_thread, &QThread::finished, m_engine, &QObject::deleteLater);
    connect(m_engine, &Engine::snapshotMade, this, [this](const SnapshotPtr& snapshot) {
        m_latest = snapshot;
        emit changed(snapshot);
    });
    connect(m_engine, &Engine::sentinelEvent, this, &Session::sentinelEvent);
    connect(m_engine, &Engine::journalled, this, &Session::journalled);
    m_thread.start();
}

EngineSession::~EngineSession() {
    m_thread.quit();
    m_thread.wait();
}

void EngineSession::setWatchOptions(const WatchOptions& options) {
    post([options](Engine& engine) { engine.setWatchOptions(options); });
}

void EngineSession::setPlan(const Plan& plan, const EnteredSecrets& secrets) {
    post([plan, secrets](Engine& engine) { engine.setPlan(plan, secrets); });
}

void EngineSession::setUpGroup(const SentinelSetup& setup, const QList<redis::Endpoint>& sentinels,
                               bool registers) {
    post([setup, sentinels, registers](Engine& engine) {
        engine.setUpGroup(setup, sentinels, registers);
    });
}

void EngineSession::connectAll() {
    post([](Engine& engine) { engine.connectAll(); });
}

void EngineSession::readInfo(const redis::Address& server) {
    post([server](Engine& engine) { engine.readInfo(server); });
}

void EngineSession::assess() {
    post([](Engine& engine) { engine.assess({}); });
}

void EngineSession::assessOne(const QString& checkId) {
    post([checkId](Engine& engine) { engine.assess(checkId); });
}

void EngineSession::acceptFinding(const QString& id, const QString& subject,
                                  const QString& because) {
    post([id, subject, because](Engine& engine) { engine.acceptFinding(id, subject, because); });
}

void EngineSession::mendFinding(const QString& id, const QString& subject) {
    post([id, subject](Engine& engine) { engine.mendFinding(id, subject); });
}

void EngineSession::undoMend(const QString& id, const QString& subject) {
    post([id, subject](Engine& engine) { engine.undoMend(id, subject); });
}

void EngineSession::startReplication(bool replaceTargetData) {
    post([replaceTargetData](Engine& engine) { engine.startReplication(replaceTargetData); });
}

void EngineSession::stopReplication() {
    post([](Engine& engine) { engine.stopReplication(); });
}

void EngineSession::syncAgain() {
    post([](Engine& engine) { engine.syncAgain(); });
}

void EngineSession::startVerify(const VerifyRequest& request) {
    post([request](Engine& engine) { engine.verification().start(request); });
}

void EngineSession::stopVerify() {
    post([](Engine& engine) { engine.verification().stop(); });
}

void EngineSession::setVerifyLimits(const VerifyLimits& limits) {
    post([limits](Engine& engine) { engine.verification().setLimits(limits); });
}

void EngineSession::verifySelfTest() {
    post([](Engine& engine) { engine.verification().selfTest(); });
}

void EngineSession::failOver(const QString& typedGroup) {
    post([typedGroup](Engine& engine) { engine.failOver(typedGroup); });
}

void EngineSession::abortSwitch() {
    post([](Engine& engine) { engine.abortSwitch(); });
}

void EngineSession::recover() {
    post([](Engine& engine) { engine.recover(); });
}

void EngineSession::makeReport() {
    post([](Engine& engine) { engine.makeReport(); });
}

void EngineSession::exportReport(const QString& folder) {
    post([folder](Engine& engine) { engine.exportReport(folder); });
}

void EngineSession::listMigrations(const QStringList& planFiles) {
    post([planFiles](Engine& engine) { engine.listMigrations(planFiles); });
}

void EngineSession::keepPlan(const Plan& plan) {
    post([plan](Engine& engine) { engine.keepPlan(plan); });
}

void EngineSession::forgetMigration(const QString& id) {
    post([id](Engine& engine) { engine.forgetMigration(id); });
}

std::unique_ptr<Session> makeSession(const SessionOptions& options) {
    return std::make_unique<EngineSession>(options);
}

} // namespace ferryman
