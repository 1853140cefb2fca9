// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/hands.h"
#include "cutover/transition.h"

#include <array>

namespace ferryman {

/// Runs the transition: performs what it orders, turns every answer into an event, keeps the one
/// deadline, and makes of it all what the page shows.
class Runner : public QObject {
    Q_OBJECT
public:
    explicit Runner(const SwitchParties& parties, QObject* parent = nullptr);

    void confirm();
    void resume(); ///< Takes up what an earlier console left open, of `parties.resumed`.
    void abort();

    [[nodiscard]] const MachineState& machine() const { return m_machine; }
    [[nodiscard]] const SwitchState& state() const { return m_state; }
    [[nodiscard]] const Hands& hands() const { return m_hands; }

signals:
    void changed(const ferryman::SwitchState& state);
    void refused(const ferryman::Message& because);
    void finished(ferryman::Ending ending);

private:
    using Moment = std::chrono::nanoseconds; ///< Of the monotonic clock.

    void happen(const Event& event);
    void take(const Event& event);
    void start(const Effect& effect);
    void performNow(EffectKind kind, quint64 ticket);
    void dropWhatNobodyWaitsFor();
    void startDeadline(int ms);

    void measure(const Event& event, Moment at);
    void addRows(const Event& event, Phase before, Moment at);
    void addRow(TimelineRow row, Moment at);
    void hearSentinel(const redis::SentinelEvent& event);
    [[nodiscard]] QString whereOf(const Event& event) const;
    void refresh();
    void finish();

    Journal& m_journal;
    const Clock& m_clock;
    SwitchRecord m_record;
    Hands m_hands;
    MachineState m_machine;
    SwitchState m_state;
    QTimer m_deadline;
    QList<Event> m_events; ///< Those that happened while one was being taken.
    bool m_taking = false;
    bool m_refreshing = false;
    std::array<quint64, effectKindCount>
        m_tickets{}; ///< Tell an order from an older one of its kind.
    std::array<Moment, effectKindCount> m_performedAt{};
    QSet<EffectKind> m_failuresTold;
    std::optional<Moment> m_freezeSent;
    std::optional<Moment> m_frozen;
    std::optional<Moment> m_triggered;
};

} // namespace ferryman
