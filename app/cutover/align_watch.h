// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"
#include "cutover/sentinel_rhythm.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace ferryman {

/// Waits for the moment at which one of the Sentinels would promote soonest, whichever comes first.
/// It reads the age of Dragonfly's INFO once per poll of the Sentinel, and its ticks only in the
/// third of a second before the moment. It has no end of its own: the phase has a deadline.
class AlignWatch : public QObject {
    Q_OBJECT
public:
    using Moment = SentinelRhythm::Moment;

    explicit AlignWatch(const Clock& clock, QObject* parent = nullptr);
    ~AlignWatch() override;

    /// `lead`: from the sending of Freeze to the arrival of FAILOVER. `done` names the Sentinel
    /// that shall lead, `lead` before the moment.
    void start(const std::vector<Line*>& sentinels, const QString& group,
               const redis::Address& target, std::chrono::nanoseconds lead,
               std::function<void(const redis::Address&)> done);
    void stop();

signals:
    void expects(int ms); ///< The moment is about so far away.

private:
    struct Listener;

    void step(Listener& listener);
    void askAge(Listener& listener);
    void askTick(Listener& listener);
    void again(Listener& listener, Moment at);
    void choose(Listener& listener);
    void setOut(Listener& listener, Moment at);
    void tellExpectation();
    [[nodiscard]] bool isBlind() const; ///< Goes by the age alone.
    [[nodiscard]] AlignmentWish wish() const;

    const Clock& m_clock;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    QString m_group;
    redis::Address m_target;
    std::chrono::nanoseconds m_lead{};
    Moment m_begun{};
    QTimer m_setOut;
    std::function<void(const redis::Address&)> m_done;
    quint64 m_generation = 0;
};

} // namespace ferryman
