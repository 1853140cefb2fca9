// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/runner.h"

#include "cutover/switch_text.h"

namespace ferryman {

namespace {

double msBetween(std::chrono::nanoseconds from, std::chrono::nanoseconds to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

size_t index(EffectKind kind) {
    return static_cast<size_t>(kind);
}

} // namespace

Runner::Runner(const SwitchParties& parties, QObject* parent)
    : QObject(parent)
    , m_journal(*parties.journal)
    , m_clock(*parties.clock)
    , m_record(m_journal)
    , m_hands(parties, m_record)
    , m_deadline(this) {
    if (parties.resumed) {
        m_record.adopt(parties.resumed->open);
        m_machine = parties.resumed->machine;
    }
    m_machine.clearsLogin = m_hands.scope().clearsLogin;
    m_machine.timings =
        parties.timings.value_or(SwitchTimings::within(parties.plan.policy.freezeBudgetMs));
    m_machine.comparesFrozen = m_hands.comparesFrozen();
    m_machine.timings.compareMs = m_hands.frozenBudgetMs();
    m_state.waitingFor = waitingFor(m_machine);
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        happen({EventKind::DeadlinePassed, {}, {}, 0, {}});
    });
    connect(&m_hands, &Hands::published, this, &Runner::hearSentinel);
    connect(&m_hands, &Hands::expectsMomentIn, this, [this](int ms) {
        m_state.bestMomentMs = m_clock.utc().toMSecsSinceEpoch() + ms;
        refresh();
    });
}

void Runner::confirm() {
    happen({EventKind::Confirmed, {}, {}, 0, {}});
}

void Runner::resume() {
    m_machine.phase = Phase::Recover;
    happen({EventKind::Resumed, {}, {}, 0, {}});
}

void Runner::abort() {
    happen({EventKind::AbortAsked, {}, {}, 0, {}});
}

// --- running ---

void Runner::happen(const Event& event) {
    m_events.append(event);
    if (std::exchange(m_taking, true)) {
        return;
    }
    while (!m_events.isEmpty()) {
        take(m_events.takeFirst());
    }
    m_taking = false;
}

void Runner::take(const Event& event) {
    const Moment at = m_clock.monotonic();
    const Phase before = m_machine.phase;
    if (before == Phase::Finished) {
        return;
    }
    Transition step = transition(std::move(m_machine), event);
    m_machine = std::move(step.state);
    for (const Effect& effect : std::as_const(step.effects)) {
        start(effect); // before anything is told: from the promotion on each millisecond counts
    }
    dropWhatNobodyWaitsFor();
    measure(event, at);
    addRows(event, before, at);
    if (m_machine.phase != before) {
        m_record.entered(m_machine.phase,
                         m_machine.reason.isEmpty() ? waitingFor(m_machine) : m_machine.reason,
                         m_state.figures);
    }
    if (m_machine.phase == Phase::Finished) {
        finish();
    } else if (m_machine.phase == Phase::Gate && !m_machine.isRunning() &&
               !m_machine.reason.isEmpty()) {
        m_deadline.stop();
        emit refused(m_machine.reason);
    }
    refresh();
}

void Runner::start(const Effect& effect) {
    if (effect.kind == EffectKind::StartDeadline) {
        startDeadline(effect.ms);
        return;
    }
    const quint64 ticket = ++m_tickets[index(effect.kind)];
    if (effect.ms == 0) {
        performNow(effect.kind, ticket);
        return;
    }
    QTimer::singleShot(
        milliseconds(effect.ms), Qt::PreciseTimer, this, [this, kind = effect.kind, ticket] {
            if (ticket == m_tickets[index(kind)] && m_machine.pending.contains(kind)) {
                performNow(kind, ticket);
            }
        });
}

void Runner::performNow(EffectKind kind, quint64 ticket) {
    const Moment now = m_clock.monotonic();
    m_performedAt[index(kind)] = now;
    if (kind == EffectKind::Freeze) {
        m_freezeSent = now;
    } else if (kind == EffectKind::Trigger && !m_triggered) {
        m_triggered = now;
    }
    m_hands.perform(kind, m_machine, [this, kind, ticket](const Event& event) {
        if (ticket == m_tickets[index(kind)]) {
            happen(event);
        }
    });
}

void Runner::dropWhatNobodyWaitsFor() {
    for (int i = 0; i < effectKindCount; ++i) {
        const auto kind = static_cast<EffectKind>(i);
        if (!m_machine.pending.contains(kind)) {
            m_hands.drop(kind);
        }
    }
}

void Runner::startDeadline(int ms) {
    m_deadline.start(ms);
    m_state.phaseDeadlineMs = m_clock.utc().toMSecsSinceEpoch() + ms;
}

// --- telling ---

void Runner::measure(const Event& event, Moment at) {
    SwitchFigures& figures = m_state.figures;
    if (event.isDone(EffectKind::Freeze)) {
        figures.aligned = m_machine.aligned;
        m_frozen = at;
        figures.frozenOffset = event.offset;
    } else if (event.isDone(EffectKind::WatchDrain) && m_frozen) {
        figures.drainedOffset = event.offset;
        figures.drainMs = msBetween(*m_frozen, at);
    } else if (m_machine.promoted && !figures.promotedAfterMs && m_triggered) {
        figures.promotedAfterMs = msBetween(*m_triggered, at);
        if (m_frozen) {
            figures.writeFreezeMs = msBetween(*m_frozen, at);
        }
    } else if (event.isDone(EffectKind::WatchSentinels)) {
        figures.sentinelsAgreeing = m_hands.sentinels().agreeing();
        figures.sentinelsAsked = m_hands.sentinels().asked();
        if (m_triggered) {
            figures.sentinelsAgreeAfterMs = msBetween(*m_triggered, at);
        }
    }
}

void Runner::addRows(const Event& event, Phase before, Moment at) {
    const bool failed = event.kind == EventKind::Refused || event.kind == EventKind::Lost;
    const bool again = failed && m_failuresTold.contains(event.of);
    const Message text = tell(event, m_machine);
    if (!text.isEmpty() && !again) {
        TimelineRow row;
        row.phase = before;
        row.text = text;
        row.where = whereOf(event);
        if (event.isOutcome()) {
            row.tookMs = msBetween(m_performedAt[index(event.of)], at);
        }
        addRow(std::move(row), at);
    }
    if (failed) {
        m_failuresTold.insert(event.of);
    }
}

void Runner::addRow(TimelineRow row, Moment at) {
    row.atMs = m_clock.utc().toMSecsSinceEpoch();
    if (m_freezeSent) {
        row.sinceFreezeMs = msBetween(*m_freezeSent, at);
    }
    m_record.told(row);
    m_state.timeline.append(std::move(row));
}

QString Runner::whereOf(const Event& event) const {
    if (!event.isOutcome()) {
        return {};
    }
    switch (event.of) {
    case EffectKind::AwaitMoment:
    case EffectKind::Trigger:
        return m_hands.leader().isNull() ? QString() : m_hands.leader().toString();
    case EffectKind::Arm:
    case EffectKind::WatchDrain:
    case EffectKind::CompareFrozen:
    case EffectKind::WatchRole:
    case EffectKind::Probe:
    case EffectKind::ClearLogin:
    case EffectKind::LastLook:
    case EffectKind::CutOff:
    case EffectKind::Disarm:
        return m_hands.scope().target.toString();
    case EffectKind::Freeze:
    case EffectKind::Demote:
    case EffectKind::Unfence:
        return m_hands.scope().source.toString();
    default:
        return {};
    }
}

void Runner::hearSentinel(const redis::SentinelEvent& event) {
    const QString group = redis::parseEventPayload(event.name, event.payload).group;
    if (!m_machine.isRunning() || (!group.isEmpty() && group != m_hands.scope().group)) {
        return;
    }
    m_record.published(event);
    TimelineRow row;
    row.phase = m_machine.phase;
    row.text = {"%1 %2", {event.name, event.payload}};
    row.where = event.sentinel.toString();
    row.sentinelEvent = true;
    addRow(std::move(row), m_clock.monotonic());
    if (event.name.startsWith(QLatin1String("-failover-abort"))) {
        happen({EventKind::FailoverAborted,
                {},
                {QT_TRANSLATE_NOOP("core", "Sentinel %1 gave the failover up: %2."),
                 {event.sentinel.toString(), event.name}},
                0,
                {}});
    }
    refresh();
}

/// Tells of the new state once the present turn of the event loop is over: telling must not delay
/// doing.
void Runner::refresh() {
    m_state.phase = m_machine.phase;
    m_state.ending = m_machine.ending;
    m_state.running = m_machine.isRunning();
    m_state.irrevocable = m_machine.isIrrevocable();
    m_state.waitingFor = waitingFor(m_machine);
    m_state.reason = m_machine.reason;
    if (!m_state.running) {
        m_state.phaseDeadlineMs.reset();
    }
    if (m_state.phase != Phase::Align) {
        m_state.bestMomentMs.reset();
    }
    if (std::exchange(m_refreshing, true)) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_refreshing = false;
            emit changed(m_state);
        },
        Qt::QueuedConnection);
}

void Runner::finish() {
    m_deadline.stop();
    m_state.figures.probe = m_hands.endProbing();
    m_state.census = m_hands.census();
    m_state.outcome = outcomeOf(m_machine, m_hands.scope(), m_state.figures, m_record.undoText());
    TimelineRow row;
    row.phase = Phase::Finished;
    row.text = m_state.outcome;
    addRow(std::move(row), m_clock.monotonic());
    m_record.ended(m_machine.ending, m_state.outcome, m_state.figures, m_state.census);
    whenDone(m_journal.flushed(), this, [this](const Result<Done>&) {
        emit changed(m_state);
        emit finished(m_machine.ending);
    });
}

} // namespace ferryman
