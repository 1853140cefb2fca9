// SPDX-License-Identifier: GPL-3.0-or-later
#include "heartbeat.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ferryman {

namespace {

constexpr std::chrono::milliseconds every{10};

/// For how long this thread was ready to run and did not: the second number of the kernel's
/// schedstat, ns. 0 where there is none, as outside Linux.
double waitedForProcessorMs() {
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return static_cast<double>(file.readAll().split(' ').value(1).toLongLong()) / 1e6;
}

} // namespace

Heartbeat::Heartbeat(QObject* parent)
    : QObject(parent) {
    m_timer.setInterval(every);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.callOnTimeout(this, &Heartbeat::beat);
}

void Heartbeat::start() {
    m_waitedMs = waitedForProcessorMs();
    m_sinceBeat.start();
    m_timer.start();
}

void Heartbeat::skip() {
    m_skips = true;
}

void Heartbeat::beat() {
    const double waited = waitedForProcessorMs();
    const double late =
        static_cast<double>(m_sinceBeat.nsecsElapsed()) / 1e6 - static_cast<double>(every.count());
    const double withoutProcessor = std::exchange(m_waitedMs, waited);
    const double machine = waited - withoutProcessor;
    m_sinceBeat.start();
    ++m_beats;
    if (std::exchange(m_skips, false)) {
        return;
    }
    double& longestHere = m_byLabel[m_label];
    longestHere = std::max(longestHere, late - machine);
    if (late - machine > m_longest.heldUpMs) {
        m_longest = {late - machine, machine, m_label};
    }
}

QString Heartbeat::summary() const {
    QStringList parts;
    for (auto part = m_byLabel.cbegin(); part != m_byLabel.cend(); ++part) {
        parts << QStringLiteral("%1 %2").arg(part.key()).arg(part.value(), 0, 'f', 0);
    }
    return QStringLiteral("window held up for at most %1 ms (at \"%2\"; the machine gave it no "
                          "processor for another %3 ms), %4 beats; ms by step: %5")
        .arg(m_longest.heldUpMs, 0, 'f', 1)
        .arg(m_longest.label)
        .arg(m_longest.waitedMs, 0, 'f', 1)
        .arg(m_beats)
        .arg(parts.join(QStringLiteral(", ")));
}

} // namespace ferryman
