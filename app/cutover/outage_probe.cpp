// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/outage_probe.h"

namespace ferryman {

namespace {

constexpr double writesPerSecond = 100;
constexpr milliseconds tickEvery{5};
constexpr auto livesMs = "60000";

redis::GroupWriterOptions optionsOf(redis::PrimaryFinder::Group group, const QByteArray& key) {
    redis::GroupWriterOptions options;
    options.group = std::move(group);
    options.write = [key](qint64 number) { return OutageProbe::command(key, number); };
    options.writesPerSecond = writesPerSecond;
    options.inFlight = 1; // each waits for the one before, as a request in an application does
    return options;
}

} // namespace

OutageProbe::OutageProbe(redis::PrimaryFinder::Group group, const QByteArray& key,
                         const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_writer(optionsOf(std::move(group), key), clock, this)
    , m_ticker(this) {
    m_ticker.setTimerType(Qt::PreciseTimer);
    m_ticker.setInterval(tickEvery);
    m_ticker.callOnTimeout(&m_writer, &redis::GroupWriter::tick);
}

void OutageProbe::start() {
    m_writer.start();
    m_writer.countGapsFrom(m_clock.monotonic());
    m_ticker.start();
}

void OutageProbe::stop() {
    if (isRunning()) {
        m_ticker.stop();
        m_writer.stop();
    }
}

ProbeFigures OutageProbe::figures() const {
    const std::chrono::duration<double, std::milli> gap = m_writer.longestGap(m_clock.monotonic());
    return {gap.count(), m_writer.acknowledged(), m_writer.refused()};
}

redis::Command OutageProbe::command(const QByteArray& key, qint64 number) {
    return redis::Command{"SET", key, QByteArray::number(number), "PX", livesMs}.changes();
}

} // namespace ferryman
