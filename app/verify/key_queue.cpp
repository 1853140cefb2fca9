// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/key_queue.h"

#include <algorithm>

namespace ferryman {

void KeyQueue::add(const QByteArray& from, const QList<QByteArray>& keys, qsizetype unitKeys) {
    if (keys.isEmpty()) {
        return;
    }
    const bool joins = !m_units.empty() && !m_units.back()->begun &&
                       m_units.back()->missing + keys.size() <= unitKeys + unitKeys / 4;
    if (!joins) {
        m_units.push_back(std::make_shared<Unit>());
        m_units.back()->from = from;
    }
    Unit& unit = *m_units.back();
    unit.missing += keys.size();
    unit.waiting.insert(unit.waiting.end(), keys.begin(), keys.end());
    m_waiting += keys.size();
}

KeyQueue::Taken KeyQueue::take(qsizetype most) {
    const auto unit = std::find_if(m_units.begin(), m_units.end(),
                                   [](const auto& each) { return !each->waiting.empty(); });
    if (unit == m_units.end()) {
        return {};
    }
    Taken taken;
    taken.unit = *unit;
    taken.unit->begun = true;
    std::deque<QByteArray>& waiting = taken.unit->waiting;
    // What would be left as a small rest goes with it.
    const qsizetype count = std::min(qsizetype(waiting.size()), most + most / 4);
    taken.keys.reserve(count);
    for (qsizetype i = 0; i < count; ++i) {
        taken.keys.append(std::move(waiting.front()));
        waiting.pop_front();
    }
    m_waiting -= count;
    m_inFlight += count;
    return taken;
}

QList<BatchOutcome> KeyQueue::settle(const Taken& taken, const BatchOutcome& outcome) {
    m_inFlight -= taken.keys.size();
    taken.unit->missing -= taken.keys.size();
    taken.unit->outcome.add(outcome);
    QList<BatchOutcome> counting;
    while (!m_units.empty() && m_units.front()->missing == 0) {
        counting.append(std::move(m_units.front()->outcome));
        m_units.pop_front();
    }
    return counting;
}

QByteArray KeyQueue::resumeCursor(const QByteArray& next) const {
    return m_units.empty() ? next : m_units.front()->from;
}

} // namespace ferryman
