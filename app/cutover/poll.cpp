// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/poll.h"

namespace ferryman {

Poll::Poll(QObject* parent)
    : QObject(parent)
    , m_pause(this) {
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        m_due = true;
        askOnce();
    });
}

void Poll::start(std::chrono::milliseconds interval, Ask ask, Take take) {
    stop();
    m_ask = std::move(ask);
    m_take = std::move(take);
    m_running = true;
    m_pause.setInterval(interval);
    m_due = true;
    askOnce();
}

void Poll::stop() {
    m_running = false;
    m_unanswered = false;
    m_generation += 1;
    m_pause.stop();
}

void Poll::askOnce() {
    if (!m_running || m_unanswered || !m_due) {
        return;
    }
    m_due = false;
    m_unanswered = true;
    m_pause.start();
    whenDone(m_ask(), this, [this, generation = m_generation](const Answer& answer) {
        if (generation != m_generation) {
            return;
        }
        m_unanswered = false;
        const Take take = m_take; // it may stop or restart this
        take(answer);
        askOnce();
    });
}

} // namespace ferryman
