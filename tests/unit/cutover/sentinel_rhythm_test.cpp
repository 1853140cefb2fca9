// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/sentinel_rhythm.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <optional>
#include <vector>

using namespace ferryman;
using namespace std::chrono_literals;

namespace {

using Moment = SentinelRhythm::Moment;

Moment ms(double number) {
    return std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(number));
}

/// A Sentinel as sentinel.c and server.c of Redis 7.0.15 have it: ticks 1000/hz ms apart, hz drawn
/// from 10 to 19 at each of them. Times in ms after Dragonfly's last INFO.
class SimulatedSentinel {
public:
    explicit SimulatedSentinel(QRandomGenerator& random) {
        double at = random.bounded(100.0);
        while (at < 3000) {
            const int hz = 10 + random.bounded(10);
            m_ticks.push_back({at, hz});
            const int periodMs = 1000 / hz; // as server.c counts it
            at += periodMs;
        }
    }

    [[nodiscard]] int hzAt(double time) const {
        const auto next = std::ranges::upper_bound(m_ticks, time, {}, &Tick::at);
        return next == m_ticks.begin() ? 10 : std::prev(next)->hz;
    }

    /// When it names the new primary, for a FAILOVER that arrives then. Two ticks go by, the third
    /// sends SLAVEOF NO ONE; the first tick with an INFO older than 1 s asks for the next one.
    [[nodiscard]] double namesDragonflyAt(double arrival) const {
        auto tick = std::ranges::upper_bound(m_ticks, arrival, {}, &Tick::at);
        double info = 0;
        for (int number = 1;; ++number, ++tick) {
            if (tick->at - info <= 1000) {
                continue;
            }
            if (number >= 3) {
                return std::next(tick)->at; // the reply says master, the next tick switches
            }
            info = tick->at; // it says slave still, and the next one comes a second later
        }
    }

private:
    struct Tick {
        double at = 0;
        int hz = 0;
    };
    std::vector<Tick> m_ticks;
};

constexpr double leadMs = 32; // Freeze, Drain and the way of FAILOVER
constexpr double drainedMs = 5;

/// Watches as AlignWatch does, every 2 ms; the write gap where a moment was found.
std::optional<double> gapWith(const AlignmentWish& wish, QRandomGenerator& random) {
    const SimulatedSentinel sentinel(random);
    SentinelRhythm rhythm;
    rhythm.sawInfoAge(ms(100), ms(100.2), 100);
    double now = 550;
    while (now < 1000) {
        const double asked = now - 0.4;
        rhythm.sawHz(ms(asked), ms(now), sentinel.hzAt(now - 0.2));
        if (const auto moment = freezeMoment(rhythm, ms(now), ms(leadMs), wish)) {
            const double freeze = std::chrono::duration<double, std::milli>(*moment).count();
            return sentinel.namesDragonflyAt(freeze + drainedMs) - freeze;
        }
        now += 2 + random.bounded(1.0);
    }
    return {};
}

double median(std::vector<double> numbers) {
    std::ranges::sort(numbers);
    return numbers.at(numbers.size() / 2);
}

} // namespace

class SentinelRhythmTest : public QObject {
    Q_OBJECT

private slots:
    void theAgeIsCountedFromTheMiddleOfTheQuestion();
    void aNewHzIsATick();
    void theSameHzAgainIsFoundByTheTime();
    void nothingIsChosenWithoutATick();
    void aTickThatIsTooNearIsNotChosen();
    void aMomentThatIsFoundIsNoMiss_data();
    void aMomentThatIsFoundIsNoMiss();
    void theBlindAgeIsNoMiss();
};

void SentinelRhythmTest::theAgeIsCountedFromTheMiddleOfTheQuestion() {
    SentinelRhythm rhythm;
    QVERIFY(!rhythm.knowsInfo());
    rhythm.sawInfoAge(1000ms, 1010ms, 300); // it said so at 1005
    QCOMPARE(rhythm.infoAgeAt(1105ms), 400.0);
    QCOMPARE(rhythm.whenInfoIsOld(780), Moment(1485ms));
}

void SentinelRhythmTest::aNewHzIsATick() {
    SentinelRhythm rhythm;
    rhythm.sawHz(0ms, 0ms, 10);
    QVERIFY(!rhythm.nextTick()); // since when it has been so is not known
    rhythm.sawHz(20ms, 22ms, 16);
    QCOMPARE(rhythm.nextTick().value_or(Moment{}), Moment(21ms + 62ms));
    rhythm.sawHz(23ms, 23ms, 0); // not said
    QCOMPARE(rhythm.nextTick().value_or(Moment{}), Moment(21ms + 62ms));
}

void SentinelRhythmTest::theSameHzAgainIsFoundByTheTime() {
    SentinelRhythm rhythm;
    rhythm.sawHz(0ms, 0ms, 10);
    rhythm.sawHz(20ms, 20ms, 16);
    rhythm.sawHz(84ms, 84ms, 16); // within the timer's lateness
    QCOMPARE(rhythm.nextTick().value_or(Moment{}), Moment(82ms));
    rhythm.sawHz(90ms, 90ms, 16);
    QCOMPARE(rhythm.nextTick().value_or(Moment{}), Moment(144ms));
}

void SentinelRhythmTest::nothingIsChosenWithoutATick() {
    SentinelRhythm rhythm;
    rhythm.sawInfoAge(0ms, 0ms, 800);
    QVERIFY(!freezeMoment(rhythm, 0ms, 10ms, AlignmentWish::good()));
}

void SentinelRhythmTest::aTickThatIsTooNearIsNotChosen() {
    SentinelRhythm rhythm;
    rhythm.sawInfoAge(0ms, 0ms, 800);
    rhythm.sawHz(0ms, 0ms, 10);
    rhythm.sawHz(2ms, 2ms, 16); // the next one at 64 ms, of an age of 864 ms
    QCOMPARE(freezeMoment(rhythm, 2ms, 30ms, AlignmentWish::best()).value_or(Moment{}),
             Moment(34ms));
    QVERIFY(!freezeMoment(rhythm, 40ms, 30ms, AlignmentWish::best()));
    QVERIFY(!freezeMoment(rhythm, 2ms, 30ms, {870, 893}));
    QVERIFY(!freezeMoment(rhythm, 2ms, 30ms, {760, 860}));
}

void SentinelRhythmTest::aMomentThatIsFoundIsNoMiss_data() {
    QTest::addColumn<AlignmentWish>("wish");
    QTest::addColumn<double>("medianMs"); // at most
    QTest::newRow("best") << AlignmentWish::best() << 300.0;
    QTest::newRow("good") << AlignmentWish::good() << 400.0;
}

void SentinelRhythmTest::aMomentThatIsFoundIsNoMiss() {
    QFETCH(const AlignmentWish, wish);
    QFETCH(const double, medianMs);
    QRandomGenerator random(7);
    std::vector<double> gaps;
    for (int run = 0; run < 5000; ++run) {
        if (const auto gap = gapWith(wish, random)) {
            gaps.push_back(*gap);
        }
    }
    QVERIFY2(gaps.size() > 1500, qPrintable(QString::number(gaps.size()))); // each Sentinel has
                                                                            // one every 10 s
    QVERIFY2(median(gaps) < medianMs, qPrintable(QString::number(median(gaps))));
    QVERIFY(*std::ranges::max_element(gaps) < 600); // a miss would cost a whole second
}

void SentinelRhythmTest::theBlindAgeIsNoMiss() {
    QRandomGenerator random(7);
    std::vector<double> gaps;
    int missesLater = 0;
    for (int run = 0; run < 5000; ++run) {
        const SimulatedSentinel sentinel(random);
        gaps.push_back(sentinel.namesDragonflyAt(blindAgeMs) - (blindAgeMs - leadMs));
        missesLater += sentinel.namesDragonflyAt(900) - 900 > 800 ? 1 : 0;
    }
    QVERIFY(*std::ranges::max_element(gaps) < 600);
    QVERIFY(missesLater > 1000); // so the simulation can tell a miss
}

QTEST_GUILESS_MAIN(SentinelRhythmTest)
#include "sentinel_rhythm_test.moc"
