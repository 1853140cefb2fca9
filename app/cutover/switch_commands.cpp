// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_commands.h"

#include "cutover/outage_probe.h"
#include "topology/group_reset.h"

namespace ferryman {

using redis::Command;

namespace {

constexpr auto parkedHost = "127.0.0.1"; // of the old primary itself
constexpr quint16 parkedPort = 1;        // tcpmux, which nobody serves
constexpr auto probeLivesMs = "60000";

Intent intend(const char* id, Phase phase, const redis::Address& where, const Command& command,
              const Command& undo, const QByteArray& before = {}) {
    return {QString::fromLatin1(id), phase, where, command.text(), undo.text(), before};
}

Command followNobody() {
    return Command{"REPLICAOF", parkedHost, QByteArray::number(parkedPort)}.changes();
}

Command readOnlyCommand(const QByteArray& value) {
    return Command{"CONFIG", "SET", "replica-read-only", value}.changes();
}

Command fenceCommand() {
    return Command{"CONFIG", "SET", "min-replicas-to-write", fencedMinimum}.changes();
}

/// What frozenPoint() reads.
QList<Command> askForPoint() {
    return {{"INFO", "replication"}, {"INFO", "stats"}};
}

/// CONFIG REWRITE writes what is set then, so it is its own undo, once the settings are put back.
/// It is announced before them, since undoing begins with the last.
Intent keepIntent(Phase phase, const redis::Address& where) {
    return intend("kept", phase, where, keepCommand(), keepCommand());
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

QList<Command> pinCommands() {
    return {Command{"CONFIG", "SET", "replica-priority", "0"}.changes(), followNobody()};
}

QList<Command> unpinCommands(const PinnedReplica& before, const redis::Address& primary) {
    return {
        Command{"CONFIG", "SET", "replica-priority", before.priority}.changes(),
        Command{"REPLICAOF", primary.host.toUtf8(), QByteArray::number(primary.port)}.changes()};
}

Command armCommand() {
    return Command{"CONFIG", "SET", "replica_priority", "1"}.changes();
}

Command disarmCommand(const SettingsBefore& before) {
    return Command{"CONFIG", "SET", "replica_priority", before.targetPriority}.changes();
}

QList<Command> freezeCommands(const SwitchScope& scope) {
    QList<Command> commands{fenceCommand()};
    if (scope.pauses) {
        commands.append(
            Command{"CLIENT", "PAUSE", QByteArray::number(scope.freezeBudgetMs), "WRITE"}
                .changes());
    }
    return commands + askForPoint();
}

QList<Command> discardCommands(const QList<qint64>& clientIds) {
    QList<Command> commands;
    for (const qint64 id : clientIds) {
        commands.append(Command{"CLIENT", "KILL", "ID", QByteArray::number(id)}.changes());
    }
    return commands + askForPoint();
}

QList<Command> unfenceCommands(const SwitchScope& scope) {
    QList<Command> commands{
        Command{"CONFIG", "SET", "min-replicas-to-write", scope.before.fence}.changes()};
    if (scope.pauses) {
        commands.append(Command{"CLIENT", "UNPAUSE"}.changes());
    }
    return commands;
}

Command triggerCommand(const QString& group) {
    return Command{"SENTINEL", "FAILOVER", group.toUtf8()}.changes();
}

QList<Command> demoteCommands(const SwitchScope& scope) {
    QList<Command> commands = QList<Command>{readOnlyCommand("yes")} + pinCommands();
    if (scope.pauses) { // an unknown command would end the whole transaction
        commands.append(Command{"CLIENT", "UNPAUSE"}.changes());
    }
    return commands + QList<Command>{Command{"CLIENT", "KILL", "TYPE", "normal"}.changes(),
                                     Command{"CLIENT", "KILL", "TYPE", "pubsub"}.changes()};
}

redis::Address parkedAddress() {
    return {QString::fromLatin1(parkedHost), parkedPort};
}

QList<Command> parkCommands(bool asPrimary) {
    return {fenceCommand(), Command{"CONFIG", "SET", "replica-priority", "0"}.changes(),
            asPrimary ? Command{"REPLICAOF", "NO", "ONE"}.changes() : followNobody()};
}

Command keepCommand() {
    return Command{"CONFIG", "REWRITE"}.changes();
}

Command shutdownCommand() {
    return Command{"SHUTDOWN", "SAVE"}.changes();
}

QList<Command> clearLoginCommands() {
    return {Command{"CONFIG", "SET", "masteruser", ""}.changes(),
            Command{"CONFIG", "SET", "masterauth", ""}.changes()};
}

Command probeCommand(const QByteArray& id) {
    return Command{"SET", "ferryman:probe:" + id, "1", "PX", probeLivesMs}.changes();
}

QList<Intent> pinIntents(const SwitchScope& scope) {
    const QList<Command> pin = pinCommands();
    QList<Intent> intents;
    for (const PinnedReplica& other : scope.others) {
        const QList<Command> unpin = unpinCommands(other, scope.source);
        intents.append(keepIntent(Phase::Settle, other.address));
        intents.append(
            intend("pinned-priority", Phase::Pin, other.address, pin[0], unpin[0], other.priority));
        intents.append(intend("pinned", Phase::Pin, other.address, pin[1], unpin[1]));
        intents.append(intend("other-fence", Phase::Settle, other.address, fenceCommand(),
                              Command{"CONFIG", "SET", "min-replicas-to-write", other.fence},
                              other.fence));
    }
    return intents;
}

QList<Intent> armIntents(const SwitchScope& scope) {
    return {intend("arm", Phase::Arm, scope.target, armCommand(), disarmCommand(scope.before),
                   scope.before.targetPriority)};
}

QList<Intent> cutoverIntents(const SwitchScope& scope) {
    const QList<Command> freeze = freezeCommands(scope);
    const QList<Command> unfence = unfenceCommands(scope);
    const QList<Command> park = pinCommands();
    const Command oldPriority{"CONFIG", "SET", "replica-priority", scope.before.sourcePriority};
    QList<Intent> intents{
        keepIntent(Phase::Demote, scope.source),
        intend("fence", Phase::Freeze, scope.source, freeze[0], unfence[0], scope.before.fence)};
    if (scope.pauses) {
        intents.append(intend("pause", Phase::Freeze, scope.source, freeze[1], unfence[1]));
    }
    intents.append(
        {QStringLiteral("failover"), Phase::Trigger, {}, triggerCommand(scope.group).text(), {}});
    if (const QByteArray& readOnly = scope.before.sourceReadOnly; readOnly != "yes") {
        intents.append(intend("parked-read-only", Phase::Demote, scope.source,
                              readOnlyCommand("yes"), readOnlyCommand(readOnly), readOnly));
    }
    return intents + QList<Intent>{intend("parked-priority", Phase::Demote, scope.source, park[0],
                                          oldPriority, scope.before.sourcePriority),
                                   intend("parked", Phase::Demote, scope.source, park[1],
                                          {"REPLICAOF", "NO", "ONE"})};
}

QList<Intent> settleIntents(const SwitchScope& scope) {
    QList<Intent> intents;
    const auto shutDown = [&intents](const redis::Address& server) {
        intents.append({QStringLiteral("shutdown"),
                        Phase::Settle,
                        server,
                        shutdownCommand().text(),
                        {}}); // started again it is as it was
    };
    if (scope.oldPrimary == OldPrimary::Shutdown) {
        shutDown(scope.source);
    }
    if (scope.otherReplicas == OtherReplicas::Shutdown) {
        for (const PinnedReplica& other : scope.others) {
            shutDown(other.address);
        }
    }
    if (scope.clearsLogin) {
        for (const Command& command : clearLoginCommands()) {
            intents.append({QStringLiteral("clear-login"),
                            Phase::Settle,
                            scope.target,
                            command.text(),
                            {}}); // Ferryman gave it the login
        }
    }
    return intents;
}

namespace {

void listPreparation(Listing& listing, const SwitchScope& scope) {
    const QString target = scope.target.toString();
    for (const PinnedReplica& other : scope.others) {
        listing.transaction(
            Phase::Pin, other.address.toString(), pinCommands(),
            {QT_TRANSLATE_NOOP("core", "Detached: no Sentinel would choose it, its readers see "
                                       "the data as they are now.")});
    }
    if (!scope.others.isEmpty()) {
        listing.one(Phase::Pin, {}, resetCommand(scope.group),
                    {QT_TRANSLATE_NOOP("core", "To one Sentinel after the other, each waited for "
                                               "until it knows its peers again.")});
        listing.note(Phase::Pin, {},
                     {QT_TRANSLATE_NOOP("core", "Wait until every Sentinel shows Dragonfly alone: "
                                                "up to 10 s, its INFO poll.")});
    }
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
    if (!scope.probeKey.isEmpty()) {
        listing.one(
            Phase::Align, {}, OutageProbe::command(scope.probeKey, 1),
            {QT_TRANSLATE_NOOP("core", "The probe, where Sentinel points, every 10 ms until "
                                       "all Sentinels agree; it expires by itself.")});
    }
    listing.note(Phase::Align, {},
                 {QT_TRANSLATE_NOOP("core", "Wait for the moment at which a Sentinel promotes "
                                            "soonest: up to 15 s, then without it.")});
}

void listSwitch(Listing& listing, const SwitchScope& scope) {
    const QString source = scope.source.toString();
    const QString target = scope.target.toString();
    listing.transaction(
        Phase::Freeze, source, freezeCommands(scope),
        scope.pauses ? Message{QT_TRANSLATE_NOOP(
                           "core", "Writes wait; the offset in the reply is the last one.")}
                     : Message{QT_TRANSLATE_NOOP("core", "Writes are refused; the offset in the "
                                                         "reply is the last one.")});
    if (!scope.fenceHoldsQueued) {
        listing.transaction(
            Phase::Freeze, source, QList<Command>{{"CLIENT", "KILL", "ID", "..."}} + askForPoint(),
            {QT_TRANSLATE_NOOP("core", "Each client within MULTI: before 6.0.6 EXEC runs "
                                       "what was queued before the freeze.")});
    }
    listing.note(Phase::Drain, target,
                 {QT_TRANSLATE_NOOP("core", "Wait until Dragonfly has that offset.")});
    listing.one(Phase::Trigger, {}, triggerCommand(scope.group),
                {QT_TRANSLATE_NOOP("core", "To one Sentinel. From here it only goes forward.")});
    listing.note(Phase::Promote, target,
                 {QT_TRANSLATE_NOOP("core", "Wait until Dragonfly says role:master.")});
    listing.transaction(
        Phase::Demote, source, demoteCommands(scope),
        {QT_TRANSLATE_NOOP("core",
                           "The old primary becomes read-only, and its clients ask Sentinel.")});
    listing.one(Phase::Demote, source, keepCommand(),
                {QT_TRANSLATE_NOOP("core", "So that a restart changes nothing of it.")});
    listing.note(Phase::Confirm, {},
                 {QT_TRANSLATE_NOOP("core", "Wait until every Sentinel names Dragonfly.")});
    listing.one(
        Phase::Confirm, target, probeCommand("..."),
        {QT_TRANSLATE_NOOP("core", "One write where Sentinel points; it expires after a minute.")});
}

void listParking(Listing& listing, const redis::Address& server, bool asPrimary, bool shutDown) {
    const QString where = server.toString();
    listing.transaction(
        Phase::Settle, where, parkCommands(asPrimary),
        asPrimary
            ? Message{QT_TRANSLATE_NOOP("core", "It keeps its data, and refuses every write.")}
            : Message{QT_TRANSLATE_NOOP("core", "It stays a read-only replica of nobody.")});
    listing.one(Phase::Settle, where, keepCommand(),
                {QT_TRANSLATE_NOOP("core", "So that a restart changes nothing of it.")});
    if (shutDown) {
        listing.one(Phase::Settle, where, shutdownCommand(),
                    {QT_TRANSLATE_NOOP("core", "The plan wants it shut down.")});
    }
}

void listSettling(Listing& listing, const SwitchScope& scope) {
    listing.one(Phase::Settle, {}, resetCommand(scope.group),
                {QT_TRANSLATE_NOOP("core", "To one Sentinel after the other, once none has a "
                                           "failover under way: it forgets the old servers.")});
    listParking(listing, scope.source, scope.fenceHolds && scope.oldPrimary != OldPrimary::Leave,
                scope.oldPrimary == OldPrimary::Shutdown);
    for (const PinnedReplica& other : scope.others) {
        listParking(listing, other.address, scope.fenceHolds,
                    scope.otherReplicas == OtherReplicas::Shutdown);
    }
    if (scope.clearsLogin) {
        listing.all(Phase::Settle, scope.target.toString(), clearLoginCommands(),
                    {QT_TRANSLATE_NOOP("core", "Dragonfly forgets the old primary's login.")});
    }
}

void listWayBack(Listing& listing, const SwitchScope& scope) {
    listing.transaction(
        Phase::Retreat, scope.source.toString(), unfenceCommands(scope),
        {QT_TRANSLATE_NOOP("core",
                           "Only if it turns back before the promotion: everything as it was.")});
    listing.one(Phase::Retreat, scope.target.toString(), disarmCommand(scope.before), {});
    for (const PinnedReplica& other : scope.others) {
        listing.transaction(Phase::Retreat, other.address.toString(),
                            unpinCommands(other, scope.source), {});
    }
}

} // namespace

QList<PlannedCommand> plannedCommands(const SwitchScope& scope) {
    QList<PlannedCommand> list;
    Listing listing(list);
    listPreparation(listing, scope);
    listSwitch(listing, scope);
    listSettling(listing, scope);
    listWayBack(listing, scope);
    return list;
}

} // namespace ferryman
