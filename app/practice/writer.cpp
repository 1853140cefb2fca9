// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/writer.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr int firstPauseMs = 5;
constexpr int longestPauseMs = 50;

/// Replies after which client libraries take the connection to be to the wrong server.
bool sendsAway(const Error& error) {
    return error.kind != ErrorKind::Server || error.detail.startsWith(QLatin1String("READONLY")) ||
           error.detail.startsWith(QLatin1String("LOADING")) ||
           error.detail.startsWith(QLatin1String("MASTERDOWN")) ||
           error.detail.startsWith(QLatin1String("UNBLOCKED"));
}

} // namespace

Writer::Writer(WriterOptions options, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_finder(m_options.group)
    , m_record(m_options.keyPrefix)
    , m_pace(m_options.writesPerSecond, m_options.inFlight) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Writer::locate);
}

void Writer::start() {
    m_lastAcknowledged = m_clock.monotonic();
    locate();
}

void Writer::stop() {
    m_stopping = true;
    m_retry.stop();
    noteGap(m_clock.monotonic()); // an outage that has not ended counts as well
    if (m_inFlight == 0) {
        QMetaObject::invokeMethod(this, &Writer::drained, Qt::QueuedConnection);
    }
}

void Writer::countGapsFrom(std::chrono::nanoseconds moment) {
    m_gapsFrom = moment;
    m_longestGap = {};
}

void Writer::noteGap(std::chrono::nanoseconds now) {
    if (m_gapsFrom.count() > 0) {
        m_longestGap = std::max(m_longestGap, now - m_lastAcknowledged);
    }
}

qint64 Writer::longestGapMs(std::chrono::nanoseconds now) const {
    auto longest = m_longestGap;
    if (m_gapsFrom.count() > 0 && !m_stopping) {
        longest = std::max(longest, now - m_lastAcknowledged);
    }
    return std::chrono::duration_cast<milliseconds>(longest).count();
}

redis::Address Writer::writingTo() const {
    return m_client ? m_client->login().endpoint.address : redis::Address();
}

void Writer::locate() {
    m_finder.find([this](Result<std::unique_ptr<redis::Client>> found) {
        if (m_stopping) {
            return;
        }
        if (found) {
            adopt(std::move(*found));
        } else {
            locateLater();
        }
    });
}

void Writer::locateLater() {
    if (!m_stopping && !m_retry.isActive()) {
        m_pauseMs = std::clamp(m_pauseMs * 2, firstPauseMs, longestPauseMs);
        m_retry.start(m_pauseMs);
    }
}

void Writer::adopt(std::unique_ptr<redis::Client> client) {
    m_client = std::move(client);
    connect(m_client.get(), &redis::Client::closed, this, &Writer::leave);
    send();
}

/// Leaves the server for the one that Sentinel names now.
void Writer::leave() {
    if (m_client) {
        auto* left = m_client.release(); // it may be the one that called
        left->disconnect(this);
        left->close();
        left->deleteLater();
        locateLater();
    }
}

void Writer::tick() {
    m_pace.advanceTo(m_clock.monotonic());
    send();
}

void Writer::send() {
    while (m_client && !m_stopping && m_inFlight < m_options.inFlight && m_pace.isDue()) {
        m_pace.take();
        ++m_inFlight;
        const qint64 number = m_record.next();
        m_client->send(
            m_record.command(number), {},
            [this, number](const Result<redis::Value>& reply) { answered(number, reply); });
    }
}

void Writer::answered(qint64 number, const Result<redis::Value>& reply) {
    --m_inFlight;
    if (reply) {
        const auto now = m_clock.monotonic();
        noteGap(now);
        m_lastAcknowledged = now;
        m_pauseMs = 0;
        m_record.acknowledge(number);
        send();
    } else {
        ++m_refused; // -NOREPLICAS among them: such clients stay
        if (sendsAway(reply.error())) {
            leave();
        }
    }
    if (m_stopping && m_inFlight == 0) {
        emit drained();
    }
}

} // namespace ferryman
