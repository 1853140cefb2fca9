// SPDX-License-Identifier: GPL-3.0-or-later
#include "heartbeat.h"

#include <QTest>

#include <ctime>

using namespace ferryman;

namespace {

double computedMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Holds the thread up, as a handler does that takes too long; so long of the processor's time,
/// however much the machine has to do beside.
void compute(double ms) {
    const double end = computedMs() + ms;
    while (computedMs() < end) {
    }
}

} // namespace

class HeartbeatTest : public QObject {
    Q_OBJECT

private slots:
    void whatHoldsTheThreadUpIsMeasured();
    void whatIsSkippedDoesNotCount();
};

void HeartbeatTest::whatHoldsTheThreadUpIsMeasured() {
    Heartbeat heart;
    heart.setLabel("quiet");
    heart.start();
    QTRY_VERIFY(heart.beats() > 3);
    heart.setLabel("busy");
    const qint64 before = heart.beats();
    compute(100);
    QTRY_VERIFY(heart.beats() > before);
    const Heartbeat::LongestPause& longest = heart.longest();
    QVERIFY2(longest.heldUpMs > 85, qPrintable(heart.summary()));
    QCOMPARE(longest.label, "busy");
    QVERIFY(heart.summary().contains("at \"busy\""));
}

void HeartbeatTest::whatIsSkippedDoesNotCount() {
    Heartbeat heart;
    heart.setLabel("quiet");
    heart.start();
    QTRY_VERIFY(heart.beats() > 1);
    heart.setLabel("picture");
    heart.skip();
    const qint64 before = heart.beats();
    compute(100);
    QTRY_VERIFY(heart.beats() > before);
    QVERIFY2(heart.longest().label != "picture", qPrintable(heart.summary()));
}

QTEST_MAIN(HeartbeatTest)
#include "heartbeat_test.moc"
