// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "redis/group_writer.h"

namespace ferryman {

/// What the probe writer saw.
struct ProbeFigures {
    double outageMs = 0;     ///< The longest time without an acknowledgement.
    qint64 acknowledged = 0; ///< Writes.
    qint64 refused = 0;      ///< Error replies and ends of connections.

    friend bool operator==(const ProbeFigures&, const ProbeFigures&) = default;
};

/// One client of the group that writes a single key through Sentinel while the switch runs, so that
/// the outage is measured in production too. The key expires by itself a minute after its last
/// write.
class OutageProbe : public QObject {
    Q_OBJECT
public:
    OutageProbe(redis::PrimaryFinder::Group group, const QByteArray& key, const Clock& clock,
                QObject* parent = nullptr);

    void start();
    void stop(); ///< The figures stay.
    [[nodiscard]] bool isRunning() const { return m_ticker.isActive(); }
    [[nodiscard]] ProbeFigures figures() const;

    /// What is written, again and again; `number` tells one write from the other.
    [[nodiscard]] static redis::Command command(const QByteArray& key, qint64 number);

private:
    const Clock& m_clock;
    redis::GroupWriter m_writer;
    QTimer m_ticker;
};

} // namespace ferryman
