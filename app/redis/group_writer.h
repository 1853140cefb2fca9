// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/pace.h"
#include "redis/primary_finder.h"

#include <QTimer>

namespace ferryman::redis {

struct GroupWriterOptions {
    PrimaryFinder::Group group;
    std::function<Command(qint64 number)> write;     ///< The write of that number: 0, 1, 2, ...
    std::function<void(qint64 number)> acknowledged; ///< May be empty.
    double writesPerSecond = 0;
    int inFlight = 8; ///< Unanswered writes that it allows itself.
};

/// One writer that behaves as a client library does: it writes at its rate to the primary that
/// Sentinel names, and asks Sentinel again when the connection ends or the server says that it is
/// no primary. It measures the longest time without an acknowledgement.
class GroupWriter : public QObject {
    Q_OBJECT
public:
    GroupWriter(GroupWriterOptions options, const Clock& clock, QObject* parent = nullptr);
    ~GroupWriter() override;

    void start();
    void stop();                                         ///< No further write; `drained` follows.
    void tick();                                         ///< Sends what is due.
    void countGapsFrom(std::chrono::nanoseconds moment); ///< Of the clock; what was before is
                                                         ///< forgotten.

    [[nodiscard]] qint64 acknowledged() const { return m_acknowledged; }
    [[nodiscard]] qint64 refused() const { return m_refused; }
    [[nodiscard]] std::chrono::nanoseconds longestGap(std::chrono::nanoseconds now) const;
    [[nodiscard]] Address writingTo() const;

signals:
    void drained();

private:
    void locate();
    void locateLater();
    void adopt(std::unique_ptr<Client> client);
    void send();
    void answered(qint64 number, const Result<Value>& reply);
    void leave();
    void noteGap(std::chrono::nanoseconds now);

    GroupWriterOptions m_options;
    const Clock& m_clock;
    PrimaryFinder m_finder;
    Pace m_pace;
    std::unique_ptr<Client> m_client;
    QTimer m_retry;
    int m_pauseMs = 0;
    int m_inFlight = 0;
    qint64 m_next = 0;
    qint64 m_acknowledged = 0;
    qint64 m_refused = 0;
    bool m_stopping = false;
    std::chrono::nanoseconds m_lastAcknowledged{0};
    std::chrono::nanoseconds m_gapsFrom{0};
    std::chrono::nanoseconds m_longestGap{0};
};

} // namespace ferryman::redis
