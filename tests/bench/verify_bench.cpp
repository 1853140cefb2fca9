// SPDX-License-Identifier: GPL-3.0-or-later
#include "plain_sweep.h"
#include "practice/delaying_proxy.h"
#include "practice/server_process.h"
#include "redis/client.h"
#include "redis/info.h"
#include "support/await.h"
#include "verify/verifier.h"

#include <QElapsedTimer>
#include <QFile>

#include <sys/resource.h>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr std::chrono::milliseconds long_{300'000};
constexpr qint64 megabyte = 1'000'000;

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// Processor time of this process, seconds.
double ownCpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A line of /proc/self/status, bytes.
qint64 memory(const char* name) {
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : status.readAll().split('\n')) {
            if (line.startsWith(name)) {
                return line.sliced(line.indexOf(':') + 1).chopped(2).trimmed().toLongLong() * 1024;
            }
        }
    }
    return -1;
}

/// VmHWM begins anew.
void forgetPeak() {
    QFile refs(QStringLiteral("/proc/self/clear_refs"));
    if (refs.open(QIODevice::WriteOnly)) {
        refs.write("5");
    }
}

struct Figures {
    double seconds = 0;
    double keysPerSecond = 0;
    double sourceCpu = 0;
    double targetCpu = 0;
    double ownCpu = 0;
    qint64 memory = 0; ///< By which the peak was above the start.
    Verdict verdict;
};

double median(QList<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

/// The verification's figures beside those of a plain sweep on the same servers.
class VerifyBench : public QObject {
    Q_OBJECT

private slots:
    void init();
    void manySmallKeys();
    void someRoundTrip();
    void largeCollections();

private:
    void fill(const QList<redis::Command>& commands);
    void link();
    [[nodiscard]] double cpu(redis::Client& client);
    [[nodiscard]] Figures sweep();
    [[nodiscard]] Figures verify(const redis::Address& source, const redis::Address& target);

    std::unique_ptr<ServerProcess> m_source;
    std::unique_ptr<ServerProcess> m_target;
    std::unique_ptr<redis::Client> m_toSource;
    std::unique_ptr<redis::Client> m_toTarget;
};

void VerifyBench::init() {
    if (QTest::currentTestFunction() == QLatin1String("someRoundTrip") && m_source) {
        return; // on the same data
    }
    m_source = std::make_unique<ServerProcess>(ServerOptions{});
    m_target = std::make_unique<ServerProcess>(ServerOptions{});
    VERIFY_VALUE(await(m_source->start()));
    VERIFY_VALUE(await(m_target->start()));
    m_toSource = std::make_unique<redis::Client>(loginTo(m_source->address()));
    m_toTarget = std::make_unique<redis::Client>(loginTo(m_target->address()));
    VERIFY_VALUE(await(m_toSource->open()));
    VERIFY_VALUE(await(m_toTarget->open()));
}

void VerifyBench::fill(const QList<redis::Command>& commands) {
    for (const redis::Command& command : commands) {
        VERIFY_VALUE(await(m_toSource->send(command, long_), long_));
    }
}

void VerifyBench::link() {
    VERIFY_VALUE(await(m_toTarget->send(
        redis::Command{"REPLICAOF", "127.0.0.1", QByteArray::number(m_source->address().port)}
            .changes())));
    const auto isUp = [this] {
        const auto reply = await(m_toTarget->send({"INFO", "replication"}, long_), long_);
        return reply && redis::parseReplication(redis::Info::parse(reply->bytes())).linkUp;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isUp(), 120'000);
}

double VerifyBench::cpu(redis::Client& client) {
    const auto reply = await(client.send({"INFO", "cpu"}));
    const redis::Info info = redis::Info::parse(reply ? reply->bytes() : QByteArray());
    return info.value("used_cpu_user").toDouble() + info.value("used_cpu_sys").toDouble();
}

Figures VerifyBench::sweep() {
    Figures figures;
    PlainSweep sweep(loginTo(m_source->address()), loginTo(m_target->address()));
    const Result<Done> opened = await(sweep.open());
    const double sourceBefore = cpu(*m_toSource);
    const double targetBefore = cpu(*m_toTarget);
    const double ownBefore = ownCpu();
    QElapsedTimer timer;
    timer.start();
    const Result<qint64> keys = await(sweep.run(), long_);
    figures.seconds = double(timer.nsecsElapsed()) / 1e9;
    figures.keysPerSecond = double(keys.value_or(0)) / figures.seconds;
    figures.ownCpu = ownCpu() - ownBefore;
    figures.sourceCpu = cpu(*m_toSource) - sourceBefore;
    figures.targetCpu = cpu(*m_toTarget) - targetBefore;
    return figures;
}

Figures VerifyBench::verify(const redis::Address& source, const redis::Address& target) {
    Figures figures;
    forgetPeak();
    const qint64 memoryBefore = memory("VmRSS");
    const double sourceBefore = cpu(*m_toSource);
    const double targetBefore = cpu(*m_toTarget);
    const double ownBefore = ownCpu();
    Verifier verifier;
    bool ended = false;
    QEventLoop loop;
    connect(&verifier, &Verifier::finished, &loop, [&](const Verdict& verdict) {
        figures.verdict = verdict;
        ended = true;
        loop.quit();
    });
    QTimer::singleShot(long_, &loop, &QEventLoop::quit);
    verifier.start({}, {loginTo(source), loginTo(target)});
    loop.exec();
    figures.ownCpu = ownCpu() - ownBefore;
    figures.sourceCpu = cpu(*m_toSource) - sourceBefore;
    figures.targetCpu = cpu(*m_toTarget) - targetBefore;
    figures.seconds = figures.verdict.seconds;
    figures.keysPerSecond = ended ? figures.verdict.keysPerSecond : 0;
    figures.memory = memory("VmHWM") - memoryBefore;
    return figures;
}

void VerifyBench::manySmallKeys() {
    // A tenth of the strings expires.
    fill({redis::Command{"EVAL",
                         "local v = string.rep('x', 90) "
                         "for i = 1, 1000000 do "
                         "redis.call('SET', 'string:' .. i, v .. string.format('%010d', i)) "
                         "if i % 10 == 0 then redis.call('EXPIRE', 'string:' .. i, 86400) end "
                         "end",
                         "0"}
              .changes(),
          redis::Command{"EVAL",
                         "for i = 1, 62500 do for j = 1, 10 do "
                         "redis.call('RPUSH', 'list:' .. i, 'element' .. j) "
                         "redis.call('SADD', 'set:' .. i, 'member' .. j) "
                         "redis.call('HSET', 'hash:' .. i, 'field' .. j, 'value' .. j) "
                         "redis.call('ZADD', 'zset:' .. i, j, 'member' .. j) "
                         "end end",
                         "0"}
              .changes()});
    link();
    QList<double> ratios;
    for (int i = 0; i < 3; ++i) {
        const Figures plain = sweep();
        const Figures full = verify(m_source->address(), m_target->address());
        QVERIFY2(!full.verdict.error, qPrintable(full.verdict.error.value_or(Error{}).english()));
        QCOMPARE(full.verdict.outcome, Verdict::Outcome::Clean);
        QCOMPARE(full.verdict.counts.keysCompared, 1'250'000);
        QCOMPARE(full.verdict.counts.targetKeysSeen, 1'250'000);
        ratios << full.keysPerSecond / plain.keysPerSecond;
        for (const auto& [name, figures] : {std::pair{"plain sweep", plain}, {"verify", full}}) {
            qInfo(
                "%-11s %7.0f keys/s, %.2f s; processor: source %.2f s, target %.2f s, own %.2f s; "
                "memory %.1f MB",
                name, figures.keysPerSecond, figures.seconds, figures.sourceCpu, figures.targetCpu,
                figures.ownCpu, double(figures.memory) / megabyte);
        }
        QVERIFY(full.memory < 200 * megabyte);
    }
    qInfo("ratio %.2f (of %.2f, %.2f, %.2f)", median(ratios), ratios[0], ratios[1], ratios[2]);
    QVERIFY(median(ratios) >= 0.6);
}

void VerifyBench::someRoundTrip() {
    const QString here = QStringLiteral("127.0.0.1");
    double direct = 0;
    for (const int roundTripMs : {0, 2, 20}) {
        DelayingProxy toSource{std::chrono::milliseconds(roundTripMs)};
        DelayingProxy toTarget{std::chrono::milliseconds(roundTripMs)};
        toSource.leadTo(m_source->address());
        toTarget.leadTo(m_target->address());
        const Figures figures = verify({here, toSource.port()}, {here, toTarget.port()});
        QCOMPARE(figures.verdict.outcome, Verdict::Outcome::Clean);
        QCOMPARE(figures.verdict.counts.keysCompared, 1'250'000);
        qInfo("%2d ms: %7.0f keys/s through proxies, memory %.1f MB", roundTripMs,
              figures.keysPerSecond, double(figures.memory) / megabyte);
        if (roundTripMs == 0) {
            direct = figures.keysPerSecond;
        } else if (roundTripMs == 2) {
            QVERIFY(figures.keysPerSecond > direct / 2);
        }
        QVERIFY(figures.memory < 200 * megabyte);
    }
}

void VerifyBench::largeCollections() {
    fill({redis::Command{"EVAL",
                         "for h = 1, 400 do local key = 'hash:' .. h for f = 1, 16000, 100 do "
                         "local words = {} for i = f, f + 99 do "
                         "words[#words + 1] = 'f' .. i words[#words + 1] = 'v' .. i end "
                         "redis.call('HSET', key, unpack(words)) end end",
                         "0"}
              .changes(),
          redis::Command{"EVAL",
                         "for i = 1, 5000000, 500 do local words = {} "
                         "for j = i, i + 499 do words[#words + 1] = 'element' .. j end "
                         "redis.call('RPUSH', 'list', unpack(words)) end",
                         "0"}
              .changes(),
          redis::Command{"SETRANGE", "string", "499999999", "x"}.changes()});
    link();
    const Figures figures = verify(m_source->address(), m_target->address());
    QVERIFY2(!figures.verdict.error, qPrintable(figures.verdict.error.value_or(Error{}).english()));
    QCOMPARE(figures.verdict.outcome, Verdict::Outcome::Clean);
    QCOMPARE(figures.verdict.counts.keysCompared, 402);
    qInfo(
        "400 hashes of 16,000 fields, a list of 5,000,000, a string of 500 MB: %.1f s; processor: "
        "source %.2f s, target %.2f s, own %.2f s; memory %.1f MB",
        figures.seconds, figures.sourceCpu, figures.targetCpu, figures.ownCpu,
        double(figures.memory) / megabyte);
    QVERIFY(figures.memory < 200 * megabyte);
}

QTEST_GUILESS_MAIN(VerifyBench)
#include "verify_bench.moc"
