// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/group_writer.h"

#include <algorithm>

namespace ferryman::redis {

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

GroupWriter::GroupWriter(GroupWriterOptions options, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_finder(m_options.group)
    , m_pace(m_options.writesPerSecond, m_options.inFlight) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &GroupWriter::locate);
}

/// What is in flight is answered by the client's end, while everything else is still there.
GroupWriter::~GroupWriter() {
    m_stopping = true;
    m_client.reset();
}

void GroupWriter::start() {
    m_lastAcknowledged = m_clock.monotonic();
    locate();
}

void GroupWriter::stop() {
    m_stopping = true;
    m_retry.stop();
    noteGap(m_clock.monotonic()); // an outage that has not ended counts as well
    if (m_inFlight == 0) {
        QMetaObject::invokeMethod(this, &GroupWriter::drained, Qt::QueuedConnection);
    }
}

void GroupWriter::countGapsFrom(std::chrono::nanoseconds moment) {
    m_gapsFrom = moment;
    m_longestGap = {};
}

void GroupWriter::noteGap(std::chrono::nanoseconds now) {
    if (m_gapsFrom.count() > 0) {
        m_longestGap = std::max(m_longestGap, now - m_lastAcknowledged);
    }
}

std::chrono::nanoseconds GroupWriter::longestGap(std::chrono::nanoseconds now) const {
    return m_gapsFrom.count() > 0 && !m_stopping ? std::max(m_longestGap, now - m_lastAcknowledged)
                                                 : m_longestGap;
}

Address GroupWriter::writingTo() const {
    return m_client ? m_client->login().endpoint.address : Address();
}

void GroupWriter::locate() {
    m_finder.find([this](Result<std::unique_ptr<Client>> found) {
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

void GroupWriter::locateLater() {
    if (!m_stopping && !m_retry.isActive()) {
        m_pauseMs = std::clamp(m_pauseMs * 2, firstPauseMs, longestPauseMs);
        m_retry.start(m_pauseMs);
    }
}

void GroupWriter::adopt(std::unique_ptr<Client> client) {
    m_client = std::move(client);
    connect(m_client.get(), &Client::closed, this, &GroupWriter::leave);
    send();
}

/// Leaves the server for the one that Sentinel names now.
void GroupWriter::leave() {
    if (m_client) {
        auto* left = m_client.release(); // it may be the one that called
        left->disconnect(this);
        left->close();
        left->deleteLater();
        locateLater();
    }
}

void GroupWriter::tick() {
    m_pace.advanceTo(m_clock.monotonic());
    send();
}

void GroupWriter::send() {
    while (m_client && !m_stopping && m_inFlight < m_options.inFlight && m_pace.isDue()) {
        m_pace.take();
        ++m_inFlight;
        const qint64 number = m_next++;
        m_client->send(m_options.write(number), {},
                       [this, number](const Result<Value>& reply) { answered(number, reply); });
    }
}

void GroupWriter::answered(qint64 number, const Result<Value>& reply) {
    --m_inFlight;
    if (reply) {
        const auto now = m_clock.monotonic();
        noteGap(now);
        m_lastAcknowledged = now;
        m_pauseMs = 0;
        ++m_acknowledged;
        if (m_options.acknowledged) {
            m_options.acknowledged(number);
        }
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

} // namespace ferryman::redis
