// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/session/lab_plan.h"
#include "redis/info.h"
#include "session/session_factory.h"

#include <QElapsedTimer>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int watchedMs = 20'000;
constexpr int patienceMs = 60'000;

} // namespace

/// What a console that watches a steady replication costs the source, beside the same seconds
/// without a console.
class WatchBench : public QObject {
    Q_OBJECT

private slots:
    void watchingCostsTheSourceNextToNothing();

private:
    [[nodiscard]] double cpuSeconds();
    [[nodiscard]] double shareOfACore();

    PracticeLab m_lab;
};

/// Of the source since its start, user and system.
double WatchBench::cpuSeconds() {
    const auto reply = m_lab.ask(m_lab.addresses().source, {"INFO", "cpu"});
    const redis::Info info = redis::Info::parse(reply ? reply->bytes() : QByteArray());
    return info.value("used_cpu_user").toDouble() + info.value("used_cpu_sys").toDouble();
}

double WatchBench::shareOfACore() {
    QElapsedTimer timer;
    const double before = cpuSeconds();
    timer.start();
    QTest::qWait(watchedMs); // the time that is measured
    return (cpuSeconds() - before) / (double(timer.nsecsElapsed()) / 1e9);
}

void WatchBench::watchingCostsTheSourceNextToNothing() {
    QVERIFY(m_lab.start());
    const QTemporaryDir journals;
    SessionOptions options;
    options.journalFolder = journals.path();
    std::unique_ptr<Session> session = makeSession(options);
    qint64 samples = 0;
    qint64 lastAtMs = 0;
    connect(session.get(), &Session::changed, this, [&](const SnapshotPtr& snapshot) {
        const qint64 atMs = snapshot->replicate.link.latest.atMs;
        samples += atMs > lastAtMs ? 1 : 0;
        lastAtMs = std::max(lastAtMs, atMs);
    });
    Plan plan = planOf(m_lab.addresses());
    plan.id = "4b0f1c1e-59cb-4c5c-9d0e-6f1b1a3c7e21";
    session->setPlan(plan, {});
    session->connectAll();
    QTRY_VERIFY_WITH_TIMEOUT(session->snapshot()->connect.usable, patienceMs);
    session->startReplication(true);
    QTRY_VERIFY_WITH_TIMEOUT(session->snapshot()->replicate.link.steadiness.steady, patienceMs);

    samples = 0;
    const double watched = shareOfACore();
    const double samplesPerSecond = double(samples) * 1000 / watchedMs;
    session.reset(); // Dragonfly goes on following, unwatched
    const double unwatched = shareOfACore();
    qInfo("source: %.3f %% of a core watched at %.1f samples/s, %.3f %% unwatched: %.3f %% for the "
          "console",
          watched * 100, samplesPerSecond, unwatched * 100, (watched - unwatched) * 100);
    QVERIFY(samplesPerSecond > 3);
    QVERIFY(watched - unwatched < 0.005);
}

QTEST_GUILESS_MAIN(WatchBench)
#include "watch_bench.moc"
