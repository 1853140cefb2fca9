// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_commands.h"

namespace ferryman {

using redis::Command;

namespace {

constexpr auto parkedHost = "127.0.0.1"; // of the old primary itself
constexpr auto parkedPort = "1";         // tcpmux, which nobody serves
constexpr auto fenced = "999";           // more replicas than Redis will ever have here
constexpr auto probeLivesMs = "60000";

Intent intend(const char* id, Phase phase, const redis::Address& where, const Command& command,
              const QString& undo = {}) {
    return {QString::fromLatin1(id), phase, where, command.text(), undo};
}

/// Shows commands in their order, those of a transaction with its MULTI and EXEC.
class Listing {
public:
    explicit Listing(QList<PlannedCommand>& list)
        : m_list(list) {}

    void one(Phase phase, const QString& where, const Command& command, const Message& note) {
        m_list.append({phase, where, command.text(), note});
    }
    void all(Phase phase, const QString& where, const QList<Command>& commands,
             const Message& note) {
        Message once = note;
        for (const Command& command : commands) {
            m_list.append({phase, where, command.text(), std::exchange(once, {})});
        }
    }
    void transaction(Phase phase, const QString& where, const QList<Command>& commands,
                     const Message& note) {
        m_list.append({phase, where, QStringLiteral("MULTI"), note});
        all(phase, where, commands, {});
        m_list.append({phase, where, QStringLiteral("EXEC"), {}});
    }
    void note(Phase phase, const QString& where, const Message& text) {
        m_list.append({phase, where, {}, text});
    }

private:
    QList<PlannedCommand>& m_list;
};

} // namespace

Command armCommand() {
    return Command{"CONFIG", "SET", "replica_priority", "1"}.changes();
}

Command disarmCommand(const SettingsBefore& before) {
    return Command{"CONFIG", "SET", "replica_priority", before.targetPriority}.changes();
}

QList<Command> freezeCommands(int freezeBudgetMs) {
    return {Command{"CONFIG", "SET", "min-replicas-to-write", fenced}.changes(),
            Command{"CLIENT", "PAUSE", QByteArray::number(freezeBudgetMs), "WRITE"}.changes(),
            Command{"INFO", "replication"}, Command{"INFO", "stats"}};
}

QList<Command> unfenceCommands(const SettingsBefore& before) {
    return {Command{"CONFIG", "SET", "min-replicas-to-write", before.fence}.changes(),
            Command{"CLIENT", "UNPAUSE"}.changes()};
}

Command triggerCommand(const QString& group) {
    return Command{"SENTINEL", "FAILOVER", group.toUtf8()}.changes();
}

QList<Command> demoteCommands() {
    return {Command{"CONFIG", "SET", "replica-priority", "0"}.changes(),
            Command{"REPLICAOF", parkedHost, parkedPort}.changes(),
            Command{"CLIENT", "UNPAUSE"}.changes(),
            Command{"CLIENT", "KILL", "TYPE", "normal"}.changes(),
            Command{"CLIENT", "KILL", "TYPE", "pubsub"}.changes()};
}

QList<Command> clearLoginCommands() {
    return {Command{"CONFIG", "SET", "masteruser", ""}.changes(),
            Command{"CONFIG", "SET", "masterauth", ""}.changes()};
}

Command probeCommand(const QByteArray& id) {
    return Command{"SET", "ferryman:probe:" + id, "1", "PX", probeLivesMs}.changes();
}

QList<Intent> armIntents(const SwitchScope& scope) {
    return {
        intend("arm", Phase::Arm, scope.target, armCommand(), disarmCommand(scope.before).text())};
}

QList<Intent> cutoverIntents(const SwitchScope& scope) {
    const QList<Command> freeze = freezeCommands(scope.freezeBudgetMs);
    const QList<Command> unfence = unfenceCommands(scope.before);
    const QList<Command> demote = demoteCommands();
    const Command oldPriority{"CONFIG", "SET", "replica-priority", scope.before.sourcePriority};
    return {
        intend("fence", Phase::Freeze, scope.source, freeze[0], unfence[0].text()),
        intend("pause", Phase::Freeze, scope.source, freeze[1], unfence[1].text()),
        {QStringLiteral("failover"), Phase::Trigger, {}, triggerCommand(scope.group).text(), {}},
        intend("parked-priority", Phase::Demote, scope.source, demote[0], oldPriority.text()),
        intend("parked", Phase::Demote, scope.source, demote[1],
               Command{"REPLICAOF", "NO", "ONE"}.text())};
}

QList<PlannedCommand> plannedCommands(const SwitchScope& scope) {
    QList<PlannedCommand> list;
    Listing listing(list);
    const QString source = scope.source.toString();
    const QString target = scope.target.toString();
    listing.one(Phase::Arm, target, armCommand(),
                {QT_TRANSLATE_NOOP("core", "Dragonfly may be chosen from now on.")});
    listing.note(
        Phase::Arm, {},
        {QT_TRANSLATE_NOOP(
            "core",
            "Wait until every Sentinel would choose Dragonfly: up to 10 s, its INFO poll.")});
    listing.note(
        Phase::Recheck, {},
        {QT_TRANSLATE_NOOP(
            "core",
            "All gates once more, by the machine. Until here nothing has touched the source.")});
    listing.transaction(
        Phase::Freeze, source, freezeCommands(scope.freezeBudgetMs),
        {QT_TRANSLATE_NOOP("core", "Writes wait; the offset in the reply is the last one.")});
    listing.note(Phase::Drain, target,
                 {QT_TRANSLATE_NOOP("core", "Wait until Dragonfly has that offset.")});
    listing.one(Phase::Trigger, {}, triggerCommand(scope.group),
                {QT_TRANSLATE_NOOP("core", "To one Sentinel. From here it only goes forward.")});
    listing.note(Phase::Promote, target,
                 {QT_TRANSLATE_NOOP("core", "Wait until Dragonfly says role:master.")});
    listing.transaction(
        Phase::Demote, source, demoteCommands(),
        {QT_TRANSLATE_NOOP("core",
                           "The old primary becomes read-only, and its clients ask Sentinel.")});
    listing.note(Phase::Confirm, {},
                 {QT_TRANSLATE_NOOP("core", "Wait until every Sentinel names Dragonfly.")});
    listing.one(
        Phase::Confirm, target, probeCommand("..."),
        {QT_TRANSLATE_NOOP("core", "One write where Sentinel points; it expires after a minute.")});
    if (scope.clearsLogin) {
        listing.all(Phase::Confirm, target, clearLoginCommands(),
                    {QT_TRANSLATE_NOOP("core", "Dragonfly forgets the old primary's login.")});
    }
    listing.transaction(
        Phase::Retreat, source, unfenceCommands(scope.before),
        {QT_TRANSLATE_NOOP("core",
                           "Only if it turns back before the promotion: everything as it was.")});
    listing.one(Phase::Retreat, target, disarmCommand(scope.before), {});
    return list;
}

} // namespace ferryman
