// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "practice/pace.h"
#include "practice/primary_finder.h"
#include "practice/write_record.h"

#include <QTimer>

namespace ferryman {

struct WriterOptions {
    PrimaryFinder::Group group;
    QByteArray keyPrefix;
    double writesPerSecond = 0;
    int inFlight = 8;
};

/// One writer: it writes at its rate to the primary that Sentinel names, and asks Sentinel again
/// when the connection ends or the server says that it is no primary.
class Writer : public QObject {
    Q_OBJECT
public:
    Writer(WriterOptions options, const Clock& clock, QObject* parent = nullptr);

    void start();
    void stop(); ///< No further write; `drained` follows.
    void tick(); ///< Sends what is due.
    void countGapsFrom(std::chrono::nanoseconds moment);

    [[nodiscard]] const WriteRecord& record() const { return m_record; }
    [[nodiscard]] qint64 refused() const { return m_refused; }
    [[nodiscard]] qint64 longestGapMs(std::chrono::nanoseconds now) const;
    [[nodiscard]] redis::Address writingTo() const;

signals:
    void drained();

private:
    void locate();
    void locateLater();
    void adopt(std::unique_ptr<redis::Client> client);
    void send();
    void answered(qint64 number, const Result<redis::Value>& reply);
    void leave();
    void noteGap(std::chrono::nanoseconds now);

    WriterOptions m_options;
    const Clock& m_clock;
    PrimaryFinder m_finder;
    WriteRecord m_record;
    Pace m_pace;
    std::unique_ptr<redis::Client> m_client;
    QTimer m_retry;
    int m_pauseMs = 0;
    int m_inFlight = 0;
    qint64 m_refused = 0;
    bool m_stopping = false;
    std::chrono::nanoseconds m_lastAcknowledged{0};
    std::chrono::nanoseconds m_gapsFrom{0};
    std::chrono::nanoseconds m_longestGap{0};
};

} // namespace ferryman
