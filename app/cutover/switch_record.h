// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "cutover/open_intents.h"
#include "cutover/switch_commands.h"
#include "journal/journal.h"
#include "redis/subscriber.h"
#include "redis/value.h"
#include "redis/witness.h"

namespace ferryman {

/// The names in the journal's rows of a switch. They are written to files: never rename one.
namespace record {
inline constexpr QLatin1String id{"id"};
inline constexpr QLatin1String phase{"phase"};
inline constexpr QLatin1String command{"command"};
inline constexpr QLatin1String undo{"undo"};
inline constexpr QLatin1String before{"before"}; ///< The setting's value until then.
inline constexpr QLatin1String client{"client"}; ///< CLIENT ID of the connection it goes over.
inline constexpr QLatin1String group{"group"};
inline constexpr QLatin1String source{"source"};
inline constexpr QLatin1String target{"target"};
inline constexpr QLatin1String targetProcess{"targetProcess"};
inline constexpr QLatin1String targetStartedAt{"targetStartedAt"};
inline constexpr QLatin1String intents{
    "intents"}; ///< Ids of the intents that a command carries out.
inline constexpr QLatin1String restores{"restores"}; ///< Ids of the intents that it undoes.
inline constexpr QLatin1String outcome{"outcome"};
inline constexpr QLatin1String done{"done"};
inline constexpr QLatin1String refused{"refused"};
inline constexpr QLatin1String lost{"lost"};
inline constexpr QLatin1String reply{"reply"};
inline constexpr QLatin1String tookMs{"tookMs"};
inline constexpr QLatin1String unsent{"unsent"}; ///< Intents that were never sent.
inline constexpr QLatin1String left{"left"};     ///< Intents that stay as they are, on purpose.
inline constexpr QLatin1String sentinels{"sentinels"}; ///< Those that may be told to fail over.
inline constexpr QLatin1String sourceRun{"sourceRun"};
inline constexpr QLatin1String frozenOffset{"frozenOffset"};
inline constexpr QLatin1String frozenReplid{"frozenReplid"};
inline constexpr QLatin1String frozenFullSyncs{"frozenFullSyncs"};
inline constexpr QLatin1String drained{"drained"}; ///< Of a note: Dragonfly holds the frozen point.
inline constexpr QLatin1String clientsBefore{"clientsBefore"}; ///< Of a note: who was connected.
} // namespace record

/// Commands that change something, with what they carry out and what they undo.
struct Deed {
    Phase phase = Phase::Gate;
    QList<redis::Command> commands;
    bool transaction = false;
    QStringList intents;
    QStringList restores;
    milliseconds deadline{1000};

    [[nodiscard]] QString text() const; ///< "MULTI; ...; EXEC".
};

/// How a deed ended. Refused: nothing of it was done. Lost: all or some of it may have been done.
enum class Outcome { Done, Refused, Lost };
[[nodiscard]] QLatin1String nameOf(Outcome outcome); ///< As the journal has it.

/// An answer's outcome: only a server's own words, or that nothing was sent, make a refusal of it.
[[nodiscard]] Outcome outcomeOf(const Error& error);

/// What one switch writes into the journal.
class SwitchRecord {
public:
    explicit SwitchRecord(Journal& journal)
        : m_journal(journal) {}

    /// What an earlier console announced and did not put back.
    void adopt(const QList<OpenIntent>& open);
    [[nodiscard]] Future<Done> intend(const QList<Intent>& intents, const SwitchScope& scope);
    void sent(const redis::Address& where, const Deed& deed);
    void answered(const redis::Address& where, const Deed& deed,
                  const Result<QList<redis::Value>>& answer, double tookMs);
    [[nodiscard]] redis::Witness witness(Phase phase); ///< For whoever sends one command at a time.
    void entered(Phase phase, const Message& why, const SwitchFigures& figures = {});
    void told(const TimelineRow& row);
    void judged(const QList<Gate>& gates);
    void published(const redis::SentinelEvent& event);
    void frozen(const redis::Address& where, const FrozenPoint& point);
    /// Done once it would outlive this console.
    [[nodiscard]] Future<Done> drained(const redis::Address& where);
    void counted(const redis::Address& where, const QList<ClientGroup>& clientsBefore);
    void ended(Ending ending, const Message& outcome, const SwitchFigures& figures,
               const std::optional<Census>& census = {});

    /// The undo commands of what was or may have been changed and was not put back, with their
    /// servers.
    [[nodiscard]] QString undoText() const;

private:
    struct Announced {
        Intent intent;
        bool sent = false;
        bool undone = false;
        bool doubtful = false; ///< By an earlier console, which does not say that it sent it.
    };

    [[nodiscard]] bool concerns(const Announced& announced, const QStringList& ids,
                                const redis::Address& where) const;

    Journal& m_journal;
    QList<Announced> m_announced;
};

} // namespace ferryman
