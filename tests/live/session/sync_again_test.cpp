// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/journal.h"
#include "lab_plan.h"
#include "session/session_factory.h"
#include "session/verify_log.h"
#include "verify/verify_events.h"

#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int patienceMs = 45'000;

/// As an earlier process left it: 3 keys undecided, of which two names are kept.
void journalUndecided(const QString& folder, const QString& planId) {
    const SystemClock clock;
    auto journal = Journal::open(folder, planId, clock);
    VERIFY_VALUE(journal);
    VerifyLog log([&journal](const QString& event, const QJsonObject& data) {
        (*journal)->append(RowKind::Verification, event, data);
    });
    Verdict verdict;
    verdict.outcome = Verdict::Outcome::Undecided;
    verdict.counts.undecided = 3;
    verdict.undecided = {{0, "a"}, {0, "b"}};
    verdict.latelyWritten = {{0, "b"}, {0, "c"}};
    log.begun({});
    log.ended(verdict, {});
}

} // namespace

/// What the replication did not carry is found, mended by a new full sync over the
/// standing link, and is not found again.
class SyncAgainTest : public QObject {
    Q_OBJECT

private slots:
    void aDifferenceIsMended();

private:
    [[nodiscard]] bool isUp() const { return m_session->snapshot()->replicate.maySyncAgain; }
    [[nodiscard]] qint64 onTarget(const QByteArray& key);
    void compare();
    [[nodiscard]] qsizetype sent(const QString& beginning) const;

    QList<JournalRow> m_rows;
    std::unique_ptr<PracticeLab> m_lab;
    std::unique_ptr<Session> m_session;
};

qint64 SyncAgainTest::onTarget(const QByteArray& key) {
    const auto reply = m_lab->ask(m_lab->addresses().target, {"EXISTS", key});
    return reply ? reply->number() : -1;
}

void SyncAgainTest::compare() {
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->verify.cannotStart.isEmpty(), patienceMs);
    VerifyRequest request = m_session->snapshot()->verify.request;
    request.goesOn = false;
    const quint64 before = m_session->snapshot()->commandsTaken;
    m_session->startVerify(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->commandsTaken > before &&
                                 !m_session->snapshot()->verify.running &&
                                 m_session->snapshot()->verify.last,
                             patienceMs);
}

qsizetype SyncAgainTest::sent(const QString& beginning) const {
    return std::ranges::count_if(m_rows, [&](const JournalRow& row) {
        return row.kind == RowKind::Command && row.data["command"].toString().startsWith(beginning);
    });
}

void SyncAgainTest::aDifferenceIsMended() {
    LabOptions options;
    options.keys = 300;
    m_lab = std::make_unique<PracticeLab>(options);
    QVERIFY(m_lab->start());
    const redis::Address source = m_lab->addresses().source;
    const redis::Address target = m_lab->addresses().target;
    const QTemporaryDir journals;
    SessionOptions session;
    session.journalFolder = journals.path();
    m_session = makeSession(session);
    connect(m_session.get(), &Session::journalled, this,
            [this](const JournalRow& row) { m_rows.append(row); });
    Plan plan = planOf(m_lab->addresses());
    plan.id = "0b4f4a3e-6f0e-4a0e-8f0e-5f6f1f0a7a12";
    journalUndecided(journals.path(), plan.id);
    m_session->setPlan(plan, {});
    QTRY_COMPARE(m_session->snapshot()->verify.frozenKeys, 3);
    QCOMPARE(m_session->snapshot()->verify.undecidedLeftOut, 1);
    m_session->connectAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->connect.usable, patienceMs);
    m_session->startReplication(true);
    QTRY_VERIFY_WITH_TIMEOUT(isUp(), patienceMs);
    QCOMPARE(m_session->snapshot()->verify.frozenKeys, 0); // Dragonfly holds other data now
    QVERIFY(m_session->snapshot()->verify.isReplaced);

    VERIFY_VALUE(m_lab->ask(
        source, redis::Command{"EVAL",
                               "redis.replicate_commands() redis.set_repl(redis.REPL_NONE) "
                               "return redis.call('SET', 'lost', 'on the way')",
                               "0"}
                    .changes()));
    compare();
    QCOMPARE(m_session->snapshot()->verify.differencesFound, 1);
    QCOMPARE(m_session->snapshot()->verify.differences.first().name.key, QByteArray("lost"));

    QTRY_VERIFY_WITH_TIMEOUT(isUp(), patienceMs);
    const qsizetype sentBefore = sent("REPLICAOF");
    m_session->syncAgain();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->verify.isReplaced, patienceMs);
    QVERIFY(!m_session->snapshot()->verify.verdict);
    QCOMPARE(m_session->snapshot()->verify.differencesFound, 0);
    QTRY_VERIFY_WITH_TIMEOUT(isUp(), patienceMs);
    QCOMPARE(onTarget("lost"), 1);
    QCOMPARE(sent("REPLICAOF"), sentBefore + 1);
    QVERIFY(std::ranges::any_of(
        m_rows, [](const JournalRow& row) { return row.subject == verifyevent::replaced; }));
    const auto priority = m_lab->ask(target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(priority);
    QCOMPARE(priority->items().value(1).bytes(), QByteArray("0"));

    compare();
    QCOMPARE(m_session->snapshot()->verify.differencesFound, 0);
    QVERIFY(m_session->snapshot()->verify.verdict);
    QVERIFY(!m_session->snapshot()->verify.isReplaced);

    m_session->stopReplication(); // what stood there before the first full sync comes back
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->replicate.link.phase == LinkPhase::Stopped &&
                                 !m_session->snapshot()->replicate.stopping,
                             2 * patienceMs);
    const auto after = m_lab->ask(target, {"CONFIG", "GET", "replica_priority"});
    VERIFY_VALUE(after);
    QCOMPARE(after->items().value(1).bytes(), QByteArray("100"));
    m_session.reset();
    m_lab.reset();
}

QTEST_GUILESS_MAIN(SyncAgainTest)
#include "sync_again_test.moc"
