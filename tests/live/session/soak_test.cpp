// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/ctl_process.h"

#include <QTest>

#include <algorithm>

using namespace ferryman::test;

/// The main promise again and again: rehearsals in a row, each of which loses nothing. SOAK_RUNS,
/// SOAK_WRITE_RATE, SOAK_KEYS, SOAK_EXTRA_REPLICAS and SOAK_OUTAGE_MS change it.
class SoakTest : public QObject {
    Q_OBJECT

private slots:
    void rehearsalsInARowLoseNothing();
};

namespace {

int setting(const char* name, int usual) {
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : usual;
}

constexpr int rehearsalMs = 300'000;

} // namespace

void SoakTest::rehearsalsInARowLoseNothing() {
    const int runs = setting("SOAK_RUNS", 10);
    const int rate = setting("SOAK_WRITE_RATE", 20'000);
    const int longestOutageMs = setting("SOAK_OUTAGE_MS", 1'500);
    const QStringList arguments{
        "rehearse",         "--json",
        "--write-rate",     QString::number(rate),
        "--keys",           QString::number(setting("SOAK_KEYS", 200'000)),
        "--extra-replicas", QString::number(setting("SOAK_EXTRA_REPLICAS", 0))};
    QVERIFY(runs > 0);
    QList<double> outages;
    for (int run = 1; run <= runs; ++run) {
        CtlProcess ctl(arguments);
        QVERIFY(ctl.finish(rehearsalMs));
        const QJsonObject result = ctl.result();
        qInfo("%d: %lld acknowledged at %.0f a second, %lld lost, outage %.1f ms: %s", run,
              result.value("acknowledgedWrites").toInteger(),
              result.value("achievedRate").toDouble(), result.value("lostWrites").toInteger(-1),
              result.value("outageMs").toDouble(), qPrintable(result.value("message").toString()));
        QCOMPARE(result.value("status").toString(), "migrated");
        QCOMPARE(ctl.exitCode(), 0);
        QCOMPARE(result.value("lostWrites").toInteger(-1), 0);
        QVERIFY(result.value("acknowledgedWrites").toInteger() > rate);
        QVERIFY(result.value("outageMs").toDouble(-1) > 0);
        QVERIFY(result.value("outageMs").toDouble() < longestOutageMs);
        outages.append(result.value("outageMs").toDouble());
    }
    std::ranges::sort(outages);
    qInfo("outage of %d runs: median %.1f ms, longest %.1f ms", runs, outages[outages.size() / 2],
          outages.last());
}

QTEST_GUILESS_MAIN(SoakTest)
#include "soak_test.moc"
