// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/sentinel_rhythm.h"

namespace ferryman {

namespace {

using Moment = SentinelRhythm::Moment;

constexpr std::chrono::milliseconds lateness{5}; // of a timer, and of the question that finds it

Moment ms(double number) {
    return std::chrono::duration_cast<Moment>(std::chrono::duration<double, std::milli>(number));
}

} // namespace

void SentinelRhythm::sawInfoAge(Moment asked, Moment answered, qint64 ageMs) {
    m_info = asked + (answered - asked) / 2 - std::chrono::milliseconds{ageMs};
}

void SentinelRhythm::sawHz(Moment asked, Moment answered, int hz) {
    const Moment at = asked + (answered - asked) / 2;
    if (hz <= 0) {
        return;
    }
    const Moment interval = std::chrono::milliseconds{1000 / hz};
    if (m_hz != 0 && hz != m_hz) {
        m_nextTick = at + interval;
    } else if (m_nextTick && at > *m_nextTick + lateness) {
        m_nextTick = *m_nextTick + interval; // the same number was drawn again
    }
    m_hz = hz;
}

double SentinelRhythm::infoAgeAt(Moment at) const {
    return std::chrono::duration<double, std::milli>(at - m_info.value_or(at)).count();
}

Moment SentinelRhythm::whenInfoIsOld(double ageMs) const {
    return m_info.value_or(Moment{}) + ms(ageMs);
}

std::optional<Moment> freezeMoment(const SentinelRhythm& rhythm, Moment now,
                                   std::chrono::nanoseconds lead, const AlignmentWish& wish) {
    const auto tick = rhythm.nextTick();
    if (!tick || !rhythm.knowsInfo() || *tick - lead < now) {
        return {};
    }
    const double age = rhythm.infoAgeAt(*tick);
    if (age < wish.earliestMs || age > wish.latestMs) {
        return {};
    }
    return *tick - lead;
}

} // namespace ferryman
