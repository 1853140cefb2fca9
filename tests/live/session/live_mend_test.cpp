// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab_plan.h"
#include "practice/server_process.h"
#include "redis/info.h"
#include "redis/sentinel_reply.h"
#include "session/session_factory.h"

#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int patienceMs = 30'000;

} // namespace

/// A finding is mended on the real servers and found healed; its undo brings it back.
class LiveMendTest : public QObject {
    Q_OBJECT

private slots:
    void aFindingIsMendedAndUndone();

private:
    [[nodiscard]] std::optional<Finding> finding(const QString& id) const;
    [[nodiscard]] redis::ReplicationInfo replication();
    [[nodiscard]] QString followed();

    QList<JournalRow> m_rows;
    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<Session> m_session;
};

std::optional<Finding> LiveMendTest::finding(const QString& id) const {
    const QList<Finding>& all = m_session->snapshot()->assess.findings;
    const auto found = std::ranges::find(all, id, &Finding::id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

redis::ReplicationInfo LiveMendTest::replication() {
    const auto reply = m_lab->ask(m_lab->addresses().target, {"INFO", "replication"});
    const auto info =
        reply.and_then([](const redis::Value& value) { return redis::Info::parse(value); });
    return info ? redis::parseReplication(*info) : redis::ReplicationInfo{};
}

/// Whom Dragonfly follows; empty where nobody.
QString LiveMendTest::followed() {
    const redis::ReplicationInfo now = replication();
    return now.role == redis::Role::Replica ? now.primary.toString() : QString();
}

void LiveMendTest::aFindingIsMendedAndUndone() {
    LabOptions options;
    options.keys = 100;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    // Dragonfly follows somebody else than the source.
    ServerProcess stranger(ServerOptions{});
    VERIFY_VALUE(await(stranger.start()));
    const redis::Address other = stranger.address();
    VERIFY_VALUE(
        m_lab->ask(m_lab->addresses().target,
                   redis::Command{"REPLICAOF", other.host.toUtf8(), QByteArray::number(other.port)}
                       .changes()));
    // Until the full sync has ended it is loading, and refuses to be looked at.
    QTRY_VERIFY_WITH_TIMEOUT(replication().replicaOffset, patienceMs);
    QCOMPARE(followed(), other.toString());

    const QTemporaryDir journals;
    SessionOptions session;
    session.journalFolder = journals.path();
    m_session = makeSession(session);
    connect(m_session.get(), &Session::journalled, this,
            [this](const JournalRow& row) { m_rows.append(row); });
    Plan plan = planOf(m_lab->addresses());
    plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
    m_session->setPlan(plan, {});
    m_session->connectAll();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_session->snapshot()->connect.usable || m_session->snapshot()->connect.error, patienceMs);
    const auto refusal = m_session->snapshot()->connect.error;
    QVERIFY2(!refusal, refusal ? qPrintable(refusal->english()) : "");
    m_session->assess();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->assess.ran, patienceMs);
    QVERIFY(finding("target.role")->blocks());

    m_session->mendFinding("target.role", finding("target.role")->subject);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->snapshot()->assess.mends.isEmpty() &&
                                 m_session->snapshot()->assess.mending.isEmpty(),
                             patienceMs);
    const auto error = m_session->snapshot()->assess.error;
    QVERIFY2(!error, error ? qPrintable(error->english()) : "");
    QCOMPARE(followed(), QString());
    QTRY_VERIFY(!finding("target.role")->blocks());
    const Mend mend = m_session->snapshot()->assess.mends.first();
    QCOMPARE(mend.servers.size(), 1);
    QCOMPARE(mend.servers[0].commands, QString("REPLICAOF NO ONE"));
    QCOMPARE(mend.servers[0].outcome, QString("done"));
    QVERIFY(!mend.by.isEmpty());
    QVERIFY(m_session->snapshot()->leftOpen.isEmpty());
    const auto intent = std::ranges::find(m_rows, RowKind::Intent, &JournalRow::kind);
    const auto command = std::ranges::find(m_rows, RowKind::Command, &JournalRow::kind);
    QVERIFY(intent != m_rows.end() && command != m_rows.end() && intent < command);

    QCOMPARE(m_session->snapshot()->assess.undoable, QStringList{mend.id});
    m_session->undoMend(mend.check, mend.subject);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->assess.mends.first().isUndone() &&
                                 m_session->snapshot()->assess.mending.isEmpty(),
                             patienceMs);
    QCOMPARE(followed(), other.toString());
    QTRY_VERIFY(finding("target.role")->blocks());
    m_session.reset();
    m_lab.reset();
}

QTEST_GUILESS_MAIN(LiveMendTest)
#include "live_mend_test.moc"
