// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/format.h"
#include "cutover/gate.h"

namespace ferryman {

/// Collects the gates, and closes each whose evidence is too old.
class Gates {
public:
    static constexpr qint64 freshMs = 2000;

    explicit Gates(const GateEvidence& evidence)
        : e(evidence) {}

    void add(Gate gate) {
        const qint64 age = e.nowMs - gate.readAtMs;
        if (age > freshMs) {
            gate.open = false;
            gate.value = gate.readAtMs > 0
                             ? Message{QT_TRANSLATE_NOOP("core", "%1 (read %2 ago: too old)"),
                                       {gate.value, formatDuration(age)}}
                             : gate.value;
        }
        list.append(std::move(gate));
    }
    void addReplication(const char* id, Message title, Message value, Message wanted, bool open) {
        add({id, GateGroup::Replication, std::move(title), std::move(value), std::move(wanted),
             open, e.link.latest.atMs});
    }
    void addSentinels(const char* id, Message title, Message value, Message wanted, bool open) {
        add({id, GateGroup::Sentinels, std::move(title), std::move(value), std::move(wanted), open,
             e.topology.readAt.isValid() ? e.topology.readAt.toMSecsSinceEpoch() : 0});
    }
    /// Of what is read once and does not change by itself: its age is shown, and closes nothing.
    void addPlan(const char* id, Message title, Message value, Message wanted, bool open,
                 qint64 readAtMs) {
        list.append({id, GateGroup::Plan, std::move(title), std::move(value), std::move(wanted),
                     open, readAtMs});
    }

    /// Of the gate that was added last.
    void because(Message why) { list.last().why = std::move(why); }

    const GateEvidence& e;
    QList<Gate> list;
};

// The gates of one group each, in the order of the page.
void judgeReplication(Gates& gates);
void judgeData(Gates& gates);
void judgeSentinels(Gates& gates);

/// How long comparing keys within the freeze will take, ms; 0: none are compared.
[[nodiscard]] double expectedFrozenMs(const GateEvidence& evidence);

/// A value that is no sentence.
[[nodiscard]] inline Message plain(const MessageArgument& value) {
    return {"%1", {value}};
}

} // namespace ferryman
