// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"

namespace ferryman {

/// What becomes of one old server.
enum class Fate {
    Park,     ///< An isolated primary that refuses every write, and is silent in its log.
    Leave,    ///< A read-only replica of an address where nobody listens, as Demote left it.
    Shutdown, ///< Parked, and then shut down with its data saved.
};

/// Makes one old server what it is to be, and keeps it so over a restart. It may be run again: what
/// is done is not done twice.
class Parking : public QObject {
    Q_OBJECT
public:
    /// `intents`: of the journal, that the parking carries out on this server.
    Parking(Line& server, Fate fate, QStringList intents, QObject* parent = nullptr);

    /// What an earlier console did to it.
    void remember(const SwitchScope& scope);

    /// `forgotten`: no Sentinel lists it any more, so none would make it a replica of Dragonfly,
    /// and it may become an isolated primary. Fails with Refused where it refuses writes now and
    /// would not do so after a restart, or does not shut down; another error is worth another
    /// attempt.
    [[nodiscard]] Future<Done> run(const SwitchScope& scope, bool forgotten);

    /// Whether it follows somebody since: a Sentinel pointed it there. Silence is no.
    [[nodiscard]] Future<bool> strays();

    [[nodiscard]] redis::Address address() const { return m_server.address(); }

private:
    [[nodiscard]] Future<Done> isolate(const SwitchScope& scope, bool forgotten);
    [[nodiscard]] Future<Done> keep();
    [[nodiscard]] Future<Done> shutDown();
    [[nodiscard]] Result<Done> verdict() const;

    Line& m_server;
    Fate m_fate;
    QStringList m_intents;
    bool m_toldToEnd = false;
    bool m_ended = false;
    std::optional<Message> m_notKept; ///< What it said to CONFIG REWRITE.
};

/// Writes a server's settings into its config file, behind a change that has to outlive a restart.
/// It has none where it was started without one: then the journal has its refusal.
[[nodiscard]] Future<Done> keepSettings(Line& server, Phase phase);

/// Done where all are; otherwise one error that names each. It is Refused where another attempt at
/// any of them is in vain.
[[nodiscard]] Result<Done> together(const QList<Result<Done>>& results);

} // namespace ferryman
