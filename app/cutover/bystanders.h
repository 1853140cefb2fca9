// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"

#include <memory>
#include <vector>

namespace ferryman {

/// The Redis replicas beside Dragonfly: detached before the switch, and parked after it or given
/// back to the source.
class Bystanders : public QObject {
    Q_OBJECT
public:
    Bystanders(SwitchRecord& record, const Clock& clock, QObject* parent = nullptr);

    void setLogins(const QList<redis::Login>& logins);
    [[nodiscard]] bool isEmpty() const { return m_lines.empty(); }

    /// Their settings now, in the order of the logins.
    [[nodiscard]] Future<QList<PinnedReplica>> read();
    [[nodiscard]] Future<Done> pin();
    [[nodiscard]] Future<Done> unpin(const SwitchScope& scope);
    [[nodiscard]] Future<Done> park(const SwitchScope& scope);

private:
    using Act = std::function<Future<Done>(Line&)>;
    [[nodiscard]] Future<Done> each(const Act& act, size_t from = 0);

    SwitchRecord& m_record;
    const Clock& m_clock;
    std::vector<std::unique_ptr<Line>> m_lines;
};

/// Makes an old server what the plan wants of it. Its config file is written where it has one;
/// where it has none, the journal tells so and a restart undoes the parking. A shutdown is done
/// when the server ends the connection.
[[nodiscard]] Future<Done> park(Line& server, const SwitchScope& scope, bool shutDown);

} // namespace ferryman
