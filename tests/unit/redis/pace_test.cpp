// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/pace.h"

#include <QTest>

using namespace ferryman::redis;
using namespace std::chrono_literals;

namespace {

int takeAll(Pace& pace) {
    int taken = 0;
    while (pace.isDue()) {
        pace.take();
        ++taken;
    }
    return taken;
}

} // namespace

class PaceTest : public QObject {
    Q_OBJECT

private slots:
    void keepsItsRateOverUnevenTicks();
    void doesNotMakeUpForAnOutage();
    void slowRatesAreKeptToo();
};

void PaceTest::keepsItsRateOverUnevenTicks() {
    Pace pace(7'500, 8);
    int taken = 0;
    std::chrono::nanoseconds now = 1s;
    pace.advanceTo(now);
    for (int i = 0; i < 500; ++i) {
        now += i % 2 == 0 ? 1ms : 3ms;
        pace.advanceTo(now);
        taken += takeAll(pace);
    }
    QVERIFY2(std::abs(taken - 7'500) <= 2, qPrintable(QString::number(taken)));
}

void PaceTest::doesNotMakeUpForAnOutage() {
    Pace pace(5'000, 8);
    pace.advanceTo(1s);
    pace.advanceTo(61s);
    QCOMPARE(takeAll(pace), 100); // a fiftieth of a second's
}

void PaceTest::slowRatesAreKeptToo() {
    Pace pace(2, 1);
    pace.advanceTo(1s);
    int taken = 0;
    for (int i = 1; i <= 2000; ++i) {
        pace.advanceTo(1s + i * 1ms);
        taken += takeAll(pace);
    }
    QVERIFY(taken == 3 || taken == 4);
}

QTEST_GUILESS_MAIN(PaceTest)
#include "pace_test.moc"
