// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"

#include <QSet>

#include <memory>
#include <vector>

namespace ferryman {

/// The Redis replicas beside Dragonfly: detached before the switch, and parked after it or given
/// back to the source. Each is acted on for itself, so that a dead one holds up no other; an error
/// names all that failed.
class Bystanders : public QObject {
    Q_OBJECT
public:
    Bystanders(SwitchRecord& record, const Clock& clock, QObject* parent = nullptr);

    void setLogins(const QList<redis::Login>& logins);
    [[nodiscard]] bool isEmpty() const { return m_lines.empty(); }
    [[nodiscard]] std::vector<Line*> lines() const;

    /// Their settings now, in the order of the logins.
    [[nodiscard]] Future<QList<PinnedReplica>> read();
    [[nodiscard]] Future<Done> pin();
    /// Of those that were pinned, and are not given back yet.
    [[nodiscard]] Future<Done> unpin(const SwitchScope& scope);

private:
    using Act = std::function<Future<Done>(Line&)>;
    [[nodiscard]] Future<Done> each(const Act& act);
    [[nodiscard]] Future<PinnedReplica> settings(Line& line);
    [[nodiscard]] Future<Done> pin(Line& line);
    [[nodiscard]] Future<Done> unpin(Line& line, const SwitchScope& scope);

    SwitchRecord& m_record;
    const Clock& m_clock;
    std::vector<std::unique_ptr<Line>> m_lines;
    QSet<redis::Address> m_free; ///< Surely not pinned, or no longer.
};

} // namespace ferryman
