// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_snapshots.h"

#include "base/format.h"
#include "support/drawn_history.h"

#include <algorithm>

namespace ferryman::test {

namespace {

using redis::Command;

constexpr qint64 frozenAtMs = sampleNowMs + 316;
const redis::Address source{"10.0.0.1", 6379};
const redis::Address dragonfly{"10.0.0.2", 6380};

Gate gate(const char* id, GateGroup group, const char* title, const Message& value,
          const Message& wanted) {
    return {id, group, {title}, value, wanted, true, sampleNowMs - 200};
}

TimelineRow row(double sinceFreezeMs, Phase phase, const Message& text, const QString& where,
                double tookMs) {
    return {frozenAtMs + static_cast<qint64>(sinceFreezeMs),
            sinceFreezeMs,
            phase,
            text,
            where,
            tookMs,
            false};
}

TimelineRow event(double sinceFreezeMs, const QString& text) {
    return {frozenAtMs + static_cast<qint64>(sinceFreezeMs),
            sinceFreezeMs,
            Phase::Promote,
            {"%1", {text}},
            "10.0.0.3:26379",
            {},
            true};
}

QList<TimelineRow> wholeTimeline() {
    return {
        {frozenAtMs - 2116,
         {},
         Phase::Arm,
         {"Dragonfly may be promoted: replica_priority is 1."},
         "10.0.0.2:6380",
         1.2,
         false},
        {frozenAtMs - 116, {}, Phase::Recheck, {"All gates are open."}, {}, 40, false},
        row(0, Phase::Freeze, {"Writes are frozen at offset %1.", {formatCount(48'998'411'552)}},
            "10.0.0.1:6379", 4),
        row(41, Phase::Drain,
            {"Dragonfly has everything: offset %1.", {formatCount(48'998'411'552)}},
            "10.0.0.2:6380", 37),
        row(46, Phase::Trigger, "The Sentinel began the failover.", "10.0.0.3:26379", 5),
        event(52, "+try-failover master mymaster 10.0.0.1 6379"),
        event(150, "+selected-slave slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379"),
        event(231, "+failover-state-wait-promotion slave 10.0.0.2:6380"),
        row(318, Phase::Promote, "Dragonfly is the primary: it accepts writes.", "10.0.0.2:6380",
            272),
        row(327, Phase::Demote, "The old primary is read-only, its clients were sent to Sentinel.",
            "10.0.0.1:6379", 9),
        row(398, Phase::Confirm, "Every answering Sentinel names Dragonfly.", {}, 71),
    };
}

QList<PlannedCommand> samplePreview() {
    const QString at = source.toString();
    const QString df = dragonfly.toString();
    return {
        {Phase::Arm, df, "CONFIG SET replica_priority 1", {"Dragonfly may be chosen from now on."}},
        {Phase::Freeze, at, "MULTI", {"Writes wait; the offset in the reply is the last one."}},
        {Phase::Freeze, at, "CONFIG SET min-replicas-to-write 999", {}},
        {Phase::Freeze, at, "CLIENT PAUSE 3000 WRITE", {}},
        {Phase::Freeze, at, "INFO replication", {}},
        {Phase::Freeze, at, "EXEC", {}},
        {Phase::Drain, df, {}, {"Wait until Dragonfly has that offset."}},
        {Phase::Trigger,
         {},
         "SENTINEL FAILOVER mymaster",
         {"To one Sentinel. From here it only goes forward."}},
        {Phase::Promote, df, {}, {"Wait until Dragonfly says role:master."}},
        {Phase::Demote,
         at,
         "MULTI",
         {"The old primary becomes read-only, and its clients ask Sentinel."}},
        {Phase::Demote, at, "CONFIG SET replica-priority 0", {}},
        {Phase::Demote, at, "REPLICAOF 127.0.0.1 1", {}},
        {Phase::Demote, at, "CLIENT UNPAUSE", {}},
        {Phase::Demote, at, "CLIENT KILL TYPE normal", {}},
        {Phase::Demote, at, "EXEC", {}},
        {Phase::Confirm, {}, {}, {"Wait until every Sentinel names Dragonfly."}},
    };
}

LinkState sampleLink(LinkPhase phase) {
    LinkState link;
    link.phase = phase;
    link.samples = 1120;
    link.fullSyncsSinceStart = 1;
    link.sync = {.round = 1,
                 .sourceState = "send_bulk",
                 .keysLoaded = 8'112'400,
                 .keysTotal = 12'418'302,
                 .keysPerSecond = 64'700,
                 .etaMs = 66'000,
                 .elapsedMs = 126'000};
    const bool synced = phase == LinkPhase::CatchingUp || phase == LinkPhase::Steady;
    if (synced) {
        link.syncDurationMs = 192'000;
        link.latest.lagBytes = phase == LinkPhase::Steady ? 22'798 : 1'204'000;
    }
    switch (phase) {
    case LinkPhase::Detached:
        link.steadiness.sentence = {"Dragonfly is not attached yet."};
        break;
    case LinkPhase::Attaching:
        link.steadiness.sentence = {"Dragonfly connects to the source."};
        break;
    case LinkPhase::FullSync:
        link.steadiness.sentence = {"Not steady: the full sync is under way (%1).", {"send_bulk"}};
        break;
    case LinkPhase::CatchingUp:
        link.steadiness.sentence = {
            "Not steady: lag %1 and growing by %2; the limit is %3.",
            {formatBytes(1'200'000), formatRate(80'000), formatBytes(65'536)}};
        break;
    case LinkPhase::Steady:
        link.steadiness = {true,
                           192'000,
                           {"Steady for %1: lag %2 and %3 s, limits %4 and %5 s.",
                            {formatDuration(192'000), formatBytes(22'798), formatDecimal(0.1, 1),
                             formatBytes(65'536), "2"}},
                           38'400};
        break;
    case LinkPhase::Interrupted:
        link.steadiness.sentence = {"Not steady: Dragonfly's link to the source is down."};
        link.targetError = Error{ErrorKind::Timeout, {"No answer in time."}, "10.0.0.2:6380", {}};
        break;
    case LinkPhase::Looping:
        link.steadiness.sentence = {
            "Replication was stopped: Dragonfly began %1 full syncs and none led to steady "
            "replication. Look for functions (FUNCTION LIST), keys in a database beyond "
            "Dragonfly's dbnum, hash-field TTLs, or a replica output buffer that is too small on "
            "the source.",
            {"3"}};
        break;
    case LinkPhase::Stopped:
        link.steadiness.sentence = {"Replication was stopped."};
        break;
    }
    return link;
}

} // namespace

Snapshot connectedSnapshot(qint64 keysOnDragonfly) {
    Snapshot snapshot;
    snapshot.atMs = sampleNowMs;
    snapshot.plan.name = "orders cache";
    snapshot.plan.group = "mymaster";
    snapshot.plan.dragonfly.address = dragonfly;
    snapshot.connect.usable = true;
    snapshot.connect.topology.primary = source;
    EndpointStatus target;
    target.role = EndpointStatus::Role::Dragonfly;
    target.address = dragonfly;
    target.keys = keysOnDragonfly;
    snapshot.connect.endpoints = {target};
    snapshot.replicate.link = sampleLink(LinkPhase::Detached);
    snapshot.replicate.commands = {Command{"CONFIG", "SET", "replica_priority", "0"}.changes(),
                                   Command{"REPLICAOF", "10.0.0.1", "6379"}.changes()};
    return snapshot;
}

Snapshot replicatingSnapshot(LinkPhase phase) {
    Snapshot snapshot = connectedSnapshot();
    snapshot.replicate.link = sampleLink(phase);
    const bool syncing = phase == LinkPhase::FullSync || phase == LinkPhase::Looping;
    snapshot.replicate.history =
        drawnHistory({.endMs = sampleNowMs,
                      .lengthMs = 240'000,
                      .syncMs = syncing ? 240'001 : 62'000,
                      .catchUpMs = 48'000,
                      .growsForMs = phase == LinkPhase::CatchingUp ? 14'000 : 0});
    return snapshot;
}

QList<Gate> sampleGates(const QByteArrayList& closed) {
    using enum GateGroup;
    const Message atMost{"at most %1", {formatBytes(65'536)}};
    const Message atEvery{"Dragonfly, at every Sentinel"};
    QList<Gate> gates{
        gate("replication.link", Replication, "Link to Dragonfly", {"up, %1", {"online"}},
             {"up, online"}),
        gate("replication.steady", Replication, "Steady, unbroken",
             {"%1", {formatDuration(542'000)}}, {"at least %1", {formatDuration(10'000)}}),
        gate("replication.lag-bytes", Replication, "Lag in bytes", {"%1", {formatBytes(22'798)}},
             atMost),
        gate("replication.lag-seconds", Replication, "Last acknowledgement", {"%1 s ago", {"0"}},
             {"at most %1 s", {"2"}}),
        gate("replication.stream", Replication, "Replication stream", {"the same, no full sync"},
             {"the same, no full sync"}),
        gate("data.keys", Data, "Keys",
             {"%1 on the source, %2 on Dragonfly",
              {formatCount(12'418'302), formatCount(12'418'290)}},
             {"some, where the source has any"}),
        gate("sentinels.answering", Sentinels, "Sentinels that answer", {"%1 of %2", {"3", "3"}},
             {"at least %1", {"2"}}),
        gate("sentinels.agree", Sentinels, "Primary", {"all name %1", {"10.0.0.1:6379"}},
             {"all name %1", {"10.0.0.1:6379"}}),
        gate("sentinels.quiet", Sentinels, "Failover, tilt or doubt", {"none"}, {"none"}),
        gate("sentinels.choice", Sentinels, "Sentinel's choice", atEvery, atEvery),
        gate("sentinels.down-after", Sentinels, "Shortest down-after", {"%1", {formatMs(5000)}},
             {"at least %1", {formatMs(4000)}}),
        gate("plan.findings", Plan, "Findings that block",
             {"none, assessed %1 ago", {formatDuration(480'000)}}, {"none"}),
        gate("plan.source-version", Plan, "Version of the source", {"%1", {"Redis 7.0.15"}},
             {"5.0 or later"}),
        gate("plan.journal", Plan, "Journal", {"is written"}, {"is written"}),
    };
    const QHash<QByteArray, Message> whenClosed{
        {"replication.steady",
         {"Not steady: lag %1 and growing by %2; the limit is %3.",
          {formatBytes(1'200'000), formatRate(80'000), formatBytes(65'536)}}},
        {"replication.lag-bytes", {"%1", {formatBytes(1'200'000)}}}};
    for (Gate& one : gates) {
        one.open = !closed.contains(one.id);
        one.value = one.open ? one.value : whenClosed.value(one.id, one.value);
    }
    return gates;
}

Snapshot readySnapshot(const QByteArrayList& closedGates) {
    Snapshot snapshot = replicatingSnapshot(LinkPhase::Steady);
    snapshot.failOver.gates = sampleGates(closedGates);
    snapshot.failOver.preview = samplePreview();
    return snapshot;
}

Snapshot switchingSnapshot(Phase phase) {
    Snapshot snapshot = readySnapshot();
    SwitchState& cutover = snapshot.failOver.cutover;
    cutover.running = true;
    cutover.phase = phase;
    cutover.irrevocable = phase > Phase::Trigger;
    cutover.waitingFor = {
        "Waits until Sentinel has promoted Dragonfly. The source goes on refusing writes."};
    for (const TimelineRow& one : wholeTimeline()) {
        if (one.phase < phase || (one.sentinelEvent && phase == Phase::Promote)) {
            cutover.timeline << one;
        }
    }
    snapshot.atMs = phase >= Phase::Freeze ? frozenAtMs + 274 : frozenAtMs - 1000;
    cutover.phaseDeadlineMs = snapshot.atMs + 2726;
    if (phase > Phase::Freeze) {
        cutover.figures.frozenOffset = 48'998'411'552;
    }
    return snapshot;
}

Snapshot endedSnapshot(Ending ending) {
    Snapshot snapshot =
        switchingSnapshot(ending == Ending::Aborted ? Phase::Drain : Phase::Finished);
    SwitchState& cutover = snapshot.failOver.cutover;
    cutover.running = false;
    cutover.ending = ending;
    cutover.phase = Phase::Finished;
    cutover.waitingFor = {};
    cutover.phaseDeadlineMs.reset();
    switch (ending) {
    case Ending::Migrated:
        cutover.outcome = {
            "Dragonfly %1 is the primary, named by %2 of %3 Sentinels. Writes were frozen for %4.",
            {"10.0.0.2:6380", "3", "3", formatMs(318)}};
        cutover.figures = {48'998'411'552, 48'998'411'552, 37, 318, 272, 352, true, 3, 3};
        break;
    case Ending::Aborted:
        cutover.outcome = {
            "Dragonfly did not take in the last writes while the source was frozen."};
        cutover.figures.frozenOffset = 48'998'411'552;
        break;
    case Ending::Attention:
        cutover.outcome = {
            "The failover was begun and its end is not known, so %1 goes on refusing writes and "
            "none is lost. Ask %2 for its ROLE. If it is master, run REPLICAOF 127.0.0.1 1 on %1. "
            "If it is slave and no Sentinel shows a failover-state, run this: %3",
            {"10.0.0.1:6379", "10.0.0.2:6380",
             "MULTI; CONFIG SET min-replicas-to-write 0; CLIENT UNPAUSE; EXEC"}};
        cutover.figures = {48'998'411'552, 48'998'411'552, 37, {}, {}, {}, false, 1, 3};
        break;
    case Ending::None:
        break;
    }
    return snapshot;
}

namespace {

Migration listed(const char* id, const char* name, const char* group, int minutesAgo) {
    Migration migration;
    migration.id = id;
    migration.name = name;
    migration.group = group;
    migration.source = "10.0.4.11:6379";
    migration.dragonfly = "10.0.4.12:6380";
    migration.journal = QString("/journals/%1.ferryman").arg(id);
    migration.lastAt =
        QDateTime::fromMSecsSinceEpoch(sampleNowMs - qint64(minutesAgo) * 60'000, Qt::UTC);
    migration.plan = connectedSnapshot().plan;
    migration.plan->id = id;
    migration.plan->name = name;
    migration.plan->group = group;
    migration.plan->sentinels = {redis::Endpoint{{"10.0.0.3", 26379}, {}, 0, false}};
    return migration;
}

} // namespace

Snapshot homeSnapshot() {
    Migration sessions = listed("m1", "sessions", "sess-eu", 20);
    sessions.state = MigrationState::Interrupted;
    sessions.open = true;
    sessions.mayRefuseWrites = true;
    sessions.phase = Phase::Drain;
    sessions.changes = 4;
    Migration orders = listed("m2", "orders cache", "mymaster", 3);
    orders.state = MigrationState::Replicating;
    orders.link = LinkPhase::Steady;
    orders.follows = true;
    orders.changes = 3;
    orders.held = true;
    Migration limits = listed("m3", "rate limits", "limits", 180);
    limits.state = MigrationState::Blocked;
    limits.blockers = 2;
    Migration search = listed("m4", "product search", "search-a", 2'000);
    search.state = MigrationState::Aborted;
    Migration flags = listed("m5", "feature flags", "flags", 3'000);
    flags.journal.clear();
    flags.source.clear();
    flags.dragonfly.clear();
    flags.planFile = "/home/operator/plans/flags.json";
    Migration tiles = listed("7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a66", "geo tiles", "geo", 30'000);
    tiles.state = MigrationState::Migrated;
    tiles.freezeMs = 214;
    Snapshot snapshot;
    snapshot.atMs = sampleNowMs;
    snapshot.migrations.read = true;
    snapshot.migrations.all = {sessions, orders, limits, search, flags, tiles};
    return snapshot;
}

} // namespace ferryman::test
