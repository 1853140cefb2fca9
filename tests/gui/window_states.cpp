// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window_states.h"

#include "base/format.h"
#include "gui/sample_snapshots.h"
#include "gui/verify_snapshots.h"
#include "preflight/sentinel_checks.h"
#include "preflight/server_checks.h"
#include "session/steps.h"

#include <algorithm>

namespace ferryman::test {

namespace {

const redis::Address source{"10.0.0.1", 6379};
const redis::Address dragonfly{"10.0.0.2", 6380};
const redis::Address sentinels[] = {{"10.0.0.3", 26379}, {"10.0.0.4", 26379}, {"10.0.0.5", 26379}};

const Error tlsError{
    ErrorKind::Tls,
    {"The certificate of %1 is not for the name %2: give the name that it bears as the TLS server "
     "name.",
     {"10.0.0.2:6380", "10.0.0.2"}},
    "10.0.0.2:6380",
    "The host name did not match any of the valid hosts for this certificate "
    "(CN=cache-0001.eu-west.internal.example)"};
const Error refused{
    ErrorKind::Unreachable,
    {"Nothing listens on %1: check the address, the port and whether the server runs.",
     {"10.0.0.5:26379"}},
    "10.0.0.5:26379",
    "Connection refused"};

SentinelView sentinel(const redis::Address& address) {
    SentinelView view;
    view.address = address;
    view.roundTripMs = 0.4;
    view.group.address = source;
    view.group.fields = {
        {"config-epoch", "12"}, {"quorum", "2"}, {"down-after-milliseconds", "5000"}};
    return view;
}

Topology topology() {
    Topology all;
    all.group = "mymaster";
    all.primary = source;
    all.quorum = 2;
    all.configEpoch = 12;
    for (const redis::Address& address : sentinels) {
        all.sentinels << sentinel(address);
    }
    ReplicaView other;
    other.address = {"10.0.0.7", 6379};
    other.live = true;
    all.replicas << other;
    return all;
}

EndpointStatus tested(EndpointStatus::Role role, const redis::Address& address,
                      redis::Product product, const QString& version) {
    EndpointStatus status;
    status.role = role;
    status.address = address;
    status.tested = true;
    status.identity = {product, version};
    status.security = "TLSv1.3, TLS_AES_256_GCM_SHA384";
    status.roundTripMs = 0.4;
    return status;
}

QList<EndpointStatus> endpoints() {
    using enum EndpointStatus::Role;
    QList<EndpointStatus> all;
    for (const redis::Address& address : sentinels) {
        all << tested(Sentinel, address, redis::Product::Redis, "7.0.15");
    }
    all << tested(Source, source, redis::Product::Redis, "7.0.15")
        << tested(EndpointStatus::Role::Dragonfly, dragonfly, redis::Product::Dragonfly, "1.40.1");
    return all;
}

/// The servers behind what a sample tells, and the rail as the engine would draw it.
Snapshot grounded(Snapshot snapshot) {
    const QList<EndpointStatus> known = snapshot.connect.endpoints;
    snapshot.plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
    for (const redis::Address& address : sentinels) {
        snapshot.plan.sentinels << redis::Endpoint{address, {}, 0, false};
    }
    snapshot.plan.source = redis::Endpoint{source, {}, 0, false};
    snapshot.replicate.link.samples =
        snapshot.replicate.history == nullptr ? 0 : snapshot.replicate.link.samples;
    snapshot.connect.groups = QStringList{"mymaster"};
    snapshot.connect.topology = topology();
    if (snapshot.connect.usable) {
        snapshot.connect.endpoints = endpoints();
        snapshot.connect.endpoints.last().keys =
            known.isEmpty() ? std::optional<qint64>() : known.last().keys;
    }
    return snapshot;
}

Facts facts() {
    Facts all;
    all.topology = topology();
    all.source = source;
    all.target = dragonfly;
    all.sourceInfo = redis::Info::parse(QByteArrayView(
        "redis_version:6.2.4\r\nrun_id:a1\r\nrole:master\r\ncluster_enabled:0\r\n"
        "used_memory:1073741824\r\ndb0:keys=12418302,expires=0,avg_ttl=0,subexpiry=17\r\n"));
    all.targetInfo = redis::Info::parse(
        QByteArrayView("redis_version:7.4.0\r\ndragonfly_version:df-v1.40.1\r\nrole:master\r\n"
                       "maxmemory:8589934592\r\ndb0:keys=12345,expires=0,avg_ttl=0\r\n"));
    all.sourceSettings.put("databases", QByteArray("16"));
    all.targetSettings.put("databases", QByteArray("16"));
    return all;
}

/// A blocker that Ferryman can mend itself, on every Sentinel.
Finding impatient() {
    Finding finding = judged(
        Severity::Blocker, {"The freeze could outlast a Sentinel's patience"},
        {"shortest down-after-milliseconds %1, shortest failover-timeout %2", {"5000", "180000"}},
        {"at least %1: the freeze budget of %2 ms and a margin", {"8000", "3000"}},
        {"CLIENT PAUSE also freezes Sentinel's own link: beyond down-after it starts a "
         "failover of its own."});
    finding.id = "sentinel.timers";
    finding.readWith = "SENTINEL MASTER";
    finding.mendOn = MendOn::EverySentinel;
    const auto setDownAfter = [](const char* ms) {
        return redis::Command{"SENTINEL", "SET", "mymaster", "down-after-milliseconds", ms}
            .changes();
    };
    finding.mend = {setDownAfter("8000")};
    finding.undo = {setDownAfter("5000")};
    return finding;
}

QList<Finding> findings(bool clean) {
    const Facts known = facts();
    QList<Finding> all{passed({"Every Sentinel answers"}, {"%1 of %1", {"3"}})};
    const auto add = [&](const char* id, const char* readWith, QList<Finding> judged) {
        for (Finding& finding : judged) {
            finding.id = id;
            finding.readWith = readWith;
        }
        all << judged;
    };
    all.last().id = "sentinel.reachable";
    all.last().readWith = "SENTINEL MASTER";
    add("sentinel.agreement", "SENTINEL MASTER", judgeSentinelAgreement(known));
    add("source.role", "INFO replication", judgeSourceRole(known));
    add("source.cluster-mode", "INFO cluster", judgeClusterMode(known));
    add("source.database-index", "INFO keyspace", judgeDatabaseIndex(known));
    add("target.identity", "INFO server", judgeTargetIdentity(known));
    add("target.version", "INFO server", judgeTargetVersion(known));
    add("target.memory", "INFO memory", judgeTargetMemory(known));
    if (!clean) {
        add("source.hash-field-ttl", "INFO keyspace", judgeHashFieldTtl(known));
        add("target.empty", "INFO keyspace", judgeTargetEmpty(known));
        add("replicas.others", "SENTINEL REPLICAS", judgeOtherReplicas(known));
        add("source.version", "INFO server", judgeSourceVersion(known));
        add("source.functions", "FUNCTION LIST",
            {unknown(
                {"Function libraries"},
                {ErrorKind::Permission,
                 {"The user of %1 may not run %2: grant it in the server's ACL, or use another "
                  "user.",
                  {"10.0.0.1:6379", "FUNCTION LIST"}},
                 "10.0.0.1:6379",
                 "NOPERM this user has no permissions to run the 'function|list' command"})});
        add("target.durability", "CONFIG GET snapshot_cron",
            {judged(Severity::Note, {"Dragonfly takes no snapshots"}, {"snapshot_cron \"\""},
                    {"snapshot_cron \"*/30 * * * *\""},
                    {"Dragonfly has no append-only file: without snapshots a crash leaves nothing. "
                     "Take one right after the promotion (SAVE), and others regularly."})});
        all.last().mend = {
            redis::Command{"CONFIG", "SET", "snapshot_cron", "*/30 * * * *"}.changes()};
        all.last().undo = {redis::Command{"CONFIG", "SET", "snapshot_cron", ""}.changes()};
        all.last().mendOn = MendOn::Dragonfly;
        all.prepend(impatient());
    }
    for (Finding& finding : all) {
        finding.at = QDateTime::fromMSecsSinceEpoch(sampleNowMs, Qt::UTC);
    }
    return all;
}

Snapshot assessed(Snapshot snapshot, bool clean) {
    snapshot.assess.ran = true;
    snapshot.assess.findings = findings(clean);
    snapshot.assess.checks = 53;
    snapshot.assess.tookMs = 1'900;
    snapshot.assess.finishedAtMs = sampleNowMs - 12'000;
    return snapshot;
}

Mend mendOf(const Finding& finding, const QString& outcome) {
    Mend mend{"mend-1",
              finding.id,
              finding.subject,
              finding.title.english(),
              "operator@console",
              QDateTime::fromMSecsSinceEpoch(sampleNowMs - 40'000, Qt::UTC),
              {}};
    for (const redis::Address& address : sentinels) {
        mend.servers << MendedServer{address.toString(),
                                     "SENTINEL SET mymaster down-after-milliseconds 8000",
                                     "SENTINEL SET mymaster down-after-milliseconds 5000",
                                     outcome,
                                     "OK",
                                     false};
    }
    return mend;
}

/// What a person did on the page.
Snapshot mended() {
    Snapshot snapshot = assessed(connectedSnapshot(12345), false);
    QList<Finding>& all = snapshot.assess.findings;
    snapshot.assess.mends = {mendOf(all.first(), "done")};
    snapshot.assess.undoable = QStringList{"mend-1"};
    Finding healed = passed(
        {"The freeze ends before a Sentinel can hold the primary for down"},
        {"shortest down-after-milliseconds %1, shortest failover-timeout %2", {"8000", "180000"}});
    healed.id = all.first().id;
    healed.readWith = all.first().readWith;
    healed.at = all.first().at;
    all = {healed};
    return snapshot;
}

Snapshot accepted() {
    Snapshot snapshot = assessed(connectedSnapshot(12345), false);
    QList<Finding>& all = snapshot.assess.findings;
    all.clear();
    for (const Finding& finding : findings(false)) {
        if (finding.severity == Severity::Warning) {
            all << finding;
            all.last().accepted = true;
            all.last().acceptedBy = "operator@console";
            all.last().acceptedBecause = "no client of this group runs scripts that write";
        }
    }
    return snapshot;
}

Snapshot warned() {
    Snapshot snapshot = accepted();
    for (Finding& finding : snapshot.assess.findings) {
        finding.accepted = false;
        finding.acceptedBy.clear();
        finding.acceptedBecause.clear();
    }
    return snapshot;
}

Snapshot mendFailed() {
    Snapshot snapshot = assessed(connectedSnapshot(12345), false);
    snapshot.assess.mends = {mendOf(snapshot.assess.findings.first(), "refused")};
    for (MendedServer& server : snapshot.assess.mends.first().servers) {
        server.reply = "NOPERM this user has no permissions to run the 'sentinel|set' command";
    }
    snapshot.assess.error =
        Error{ErrorKind::Permission,
              {"The user of %1 may not run %2: grant it in the server's ACL, or use another user.",
               {"10.0.0.3:26379", "SENTINEL SET"}},
              "10.0.0.3:26379",
              "NOPERM this user has no permissions to run the 'sentinel|set' command"};
    return snapshot;
}

Snapshot connected(qint64 keysOnDragonfly = 0) {
    return grounded(connectedSnapshot(keysOnDragonfly));
}

Snapshot failedConnect() {
    Snapshot snapshot = connected();
    snapshot.connect.usable = false;
    snapshot.connect.error = tlsError;
    snapshot.connect.topology.sentinels[2].error = refused;
    snapshot.connect.endpoints[2].error = refused;
    snapshot.connect.endpoints.last().error = tlsError;
    return snapshot;
}

Snapshot watched(Snapshot snapshot) {
    snapshot = assessed(grounded(std::move(snapshot)), true);
    snapshot.journalRows = 1'204;
    snapshot.journalPath = "/home/operator/.local/share/ferryman/journals/"
                           "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11.sqlite";
    if (snapshot.failOver.gates.isEmpty()) {
        snapshot.failOver.gates = sampleGates({"replication.steady"});
    }
    Sample& latest = snapshot.replicate.link.latest;
    latest.atMs = snapshot.atMs - 180;
    latest.linkUp = snapshot.replicate.link.phase != LinkPhase::Interrupted;
    latest.sourceOffset = 48'998'411'552;
    latest.replicaOffset = 48'998'388'754;
    latest.lagBytes = latest.lagBytes.value_or(22'798);
    latest.lagSeconds = 0.1;
    latest.writeBytesPerSecond = 1'900'000;
    return snapshot;
}

Snapshot lostWhileWatching() {
    Snapshot snapshot = watched(replicatingSnapshot(LinkPhase::Interrupted));
    snapshot.connect = failedConnect().connect;
    return snapshot;
}

Snapshot startFailed() {
    Snapshot snapshot = assessed(connected(), true);
    snapshot.replicate.error = tlsError;
    return snapshot;
}

Snapshot journalFailed() {
    Snapshot snapshot = watched(readySnapshot());
    snapshot.error =
        Error{ErrorKind::Storage,
              {"The journal %1 cannot be used: see that the disk has room and that you may write "
               "there.",
               {"/home/operator/.local/share/ferryman/journals/7c1e3f0a.sqlite"}},
              {},
              "database or disk is full"};
    return snapshot;
}

Snapshot reported() {
    Snapshot snapshot = watched(endedSnapshot(Ending::Migrated));
    auto report = std::make_shared<Report>();
    report->plan = snapshot.plan;
    report->begun = QDateTime::fromMSecsSinceEpoch(sampleNowMs - 900'000, Qt::UTC);
    report->made = QDateTime::fromMSecsSinceEpoch(sampleNowMs, Qt::UTC);
    report->madeBy = "operator@console, Ferryman 0.1.0";
    report->endpoints = {{"source", "redis://10.0.0.1:6379", "Redis 7.0.15", {}},
                         {"dragonfly", "rediss://10.0.0.2:6380", "Dragonfly 1.40.1", "TLSv1.3"}};
    report->before = topology();
    report->after = topology();
    report->after.primary = dragonfly;
    report->findings = findings(true);
    report->environment = {"operator@console",    "0.1.0",     "6.4.2",
                           "Debian GNU/Linux 12", "linux 6.1", "x86_64"};
    report->seal = {1'204, "9f3c1e07a4d2b8561c0e7f4b2a4d86119f3c1e07a4d2b8561c0e7f4b2a4d8611", {}};
    report->charts = chartsOf(*snapshot.replicate.history);
    report->gates = sampleGates();
    report->syncDurationMs = 192'000;
    report->keys = 12'418'302;
    report->cutover = snapshot.failOver.cutover;
    report->verification.verdict = *verifiedSnapshot(Verdict::Outcome::Clean).verify.verdict;
    for (int i = 0; i < 6; ++i) {
        report->rows << JournalRow{
            i + 1,
            report->made,
            RowKind::Reply,
            source.toString(),
            {{"command", "CONFIG SET min-replicas-to-write 999"}, {"reply", "OK"}}};
    }
    snapshot.report.report = report;
    return snapshot;
}

Snapshot withoutSentinel() {
    Snapshot snapshot;
    snapshot.plan.id = "7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11";
    snapshot.plan.name = "orders cache";
    snapshot.plan.source = redis::Endpoint{source, {}, 0, false};
    return snapshot;
}

QList<WindowState> homeStates() {
    Snapshot none;
    none.migrations.read = true;
    Snapshot left = homeSnapshot();
    left.migrations.all.removeFirst();
    left.migrations.all.first().held = false; // Dragonfly follows, and nobody watches it
    Snapshot aborted = homeSnapshot();
    aborted.migrations.all.removeFirst();
    aborted.migrations.all[2].follows = true;
    Snapshot person = homeSnapshot();
    person.migrations.all.first().state = MigrationState::NeedsPerson;
    person.migrations.all.first().outcome =
        "Dragonfly 10.0.4.12:6380 is the primary and no write is lost, but an old server may "
        "accept writes after a restart: keep it stopped, or see that it refuses them. "
        "10.0.4.11:6379 is shut down, and could not write its config file: started again, by a "
        "supervisor too, it would accept writes on old data. Keep it stopped.";
    Snapshot odd = homeSnapshot();
    odd.migrations.all[2].state = MigrationState::Unreadable;
    odd.migrations.all[2].error =
        Error{ErrorKind::Storage,
              {"Row %2 of the journal %1 cannot be read: the file was damaged.",
               {"/journals/m3.ferryman", "17"}},
              {},
              {}};
    odd.migrations.all[3].state = MigrationState::NeedsPerson;
    odd.migrations.all[4].name = "a plan with a name that goes on and on and on and on and on";
    odd.migrations.all[4].source = "cache-0001.eu-west.internal.example:6379";
    odd.migrations.error = Error{
        ErrorKind::Storage,
        {"The plan %1 cannot be moved to %2.", {"/journals/plans/m5.json", "/journals/deleted"}},
        {},
        {}};
    Snapshot during = watched(switchingSnapshot(Phase::Drain));
    during.migrations = homeSnapshot().migrations;
    during.error =
        Error{ErrorKind::Refused, {"A switch is under way: wait until it has ended."}, {}, {}};
    return {
        {"home-reading", Step::Connect, {}, true},
        {"home-empty", Step::Connect, none, true},
        {"home-interrupted", Step::Connect, homeSnapshot(), true},
        {"home-left", Step::Connect, left, true},
        {"home-aborted", Step::Connect, aborted, true},
        {"home-needs-person", Step::Connect, person, true},
        {"home-trouble", Step::Connect, odd, true},
        {"home-switching", Step::Connect, during, true},
    };
}

QList<WindowState> earlyStates() {
    Snapshot reading = connected();
    reading.connect = {};
    reading.connect.running = true;
    Snapshot lab;
    lab.practice = true;
    lab.practiceNote = {"Starting %1, filling the source: %2",
                        {Message{Plural{"%1 Sentinels", "%1 Sentinel", 3}, {"3"}},
                         Message{Plural{"%1 keys", "%1 key", 20'000}, {formatCount(20'000)}}}};
    Snapshot standIn = connected();
    standIn.standIn = true;
    Snapshot checking = connected();
    checking.assess.running = true;
    Snapshot mending = assessed(connected(), false);
    mending.assess.mending = mending.assess.findings.first().id;
    return {
        {"connect-empty", Step::Connect, {}},
        {"connect-reading", Step::Connect, reading},
        {"connect-lab", Step::Connect, lab},
        {"connect-done", Step::Connect, connected()},
        {"connect-stand-in", Step::Connect, standIn},
        {"connect-failed", Step::Connect, failedConnect()},
        {"connect-setup", Step::Connect, withoutSentinel()},
        {"connect-lost", Step::Connect, lostWhileWatching()},
        {"assess-empty", Step::Assess, {}},
        {"assess-to-do", Step::Assess, connected()},
        {"assess-running", Step::Assess, checking},
        {"assess-blocked", Step::Assess, assessed(connected(), false)},
        {"assess-clean", Step::Assess, assessed(connected(), true)},
        {"assess-mending", Step::Assess, mending},
        {"assess-mended", Step::Assess, grounded(mended())},
        {"assess-accepted", Step::Assess, grounded(accepted())},
        {"assess-warned", Step::Assess, grounded(warned())},
        {"assess-mend-failed", Step::Assess, grounded(mendFailed())},
    };
}

QList<WindowState> replicationStates() {
    using enum LinkPhase;
    QList<WindowState> all{
        {"replicate-empty", Step::Replicate, {}},
        {"replicate-start", Step::Replicate, assessed(connected(), true)},
        {"replicate-keys", Step::Replicate, assessed(connected(12'345), true)},
        {"replicate-failed", Step::Replicate, startFailed()},
    };
    const std::pair<const char*, LinkPhase> phases[] = {
        {"replicate-full-sync", FullSync}, {"replicate-not-steady", CatchingUp},
        {"replicate-steady", Steady},      {"replicate-interrupted", Interrupted},
        {"replicate-looping", Looping},    {"replicate-stopped", Stopped}};
    for (const auto& [name, phase] : phases) {
        all << WindowState{name, Step::Replicate, watched(replicatingSnapshot(phase))};
    }
    return all;
}

QList<WindowState> verifyStates() {
    Snapshot failed = watched(brokenOffSnapshot());
    failed.verify.error = Error{
        ErrorKind::Refused,
        {"The replication link of %1 is down or a full sync is under way: go on once it is up.",
         {"10.0.0.2:6380"}},
        "10.0.0.2:6380",
        {}};
    return {
        {"verify-empty", Step::Verify, {}},
        {"verify-ready", Step::Verify, watched(verifyReadySnapshot())},
        {"verify-running", Step::Verify, watched(verifyingSnapshot())},
        {"verify-slowed", Step::Verify, watched(slowedSnapshot())},
        {"verify-stopped", Step::Verify, watched(brokenOffSnapshot())},
        {"verify-failed", Step::Verify, failed},
        {"verify-clean", Step::Verify, watched(verifiedSnapshot(Verdict::Outcome::Clean))},
        {"verify-different", Step::Verify, watched(verifiedSnapshot(Verdict::Outcome::Different))},
        {"verify-mendable", Step::Verify, watched(mendableSnapshot())},
        {"verify-undecided", Step::Verify, watched(verifiedSnapshot(Verdict::Outcome::Undecided))},
        {"verify-sample", Step::Verify, watched(sampledSnapshot())},
        {"verify-self-test", Step::Verify, watched(selfTestedSnapshot())},
    };
}

QList<WindowState> lateStates() {
    Snapshot made = reported();
    made.report.report.reset();
    Snapshot exported = reported();
    exported.report.files = QStringList{"/home/operator/migrations/orders/report.html",
                                        "/home/operator/migrations/orders/report.md",
                                        "/home/operator/migrations/orders/report.json"};
    Snapshot failed = reported();
    failed.report.error =
        Error{ErrorKind::Storage,
              {"%1 cannot be written: check the folder's rights and its free space.",
               {"/home/operator/migrations/orders/report.html"}},
              {},
              "Permission denied"};
    Snapshot altered = reported();
    auto doubted = std::make_shared<Report>(*altered.report.report);
    doubted->seal.fault = {"Row %1 of the journal was altered, or the hash of the row before it: "
                           "its own hash does not "
                           "fit.",
                           {"17"}};
    altered.report.report = doubted;
    Snapshot byOffset = reported();
    auto uncompared = std::make_shared<Report>(*byOffset.report.report);
    uncompared->verification = {};
    byOffset.report.report = uncompared;
    return {
        {"failover-empty", Step::FailOver, {}},
        {"failover-ready", Step::FailOver, watched(readySnapshot())},
        {"failover-waiting", Step::FailOver,
         watched(readySnapshot({"replication.lag-bytes", "replication.steady"}))},
        {"failover-arm", Step::FailOver, watched(switchingSnapshot(Phase::Arm))},
        {"failover-promote", Step::FailOver, watched(switchingSnapshot(Phase::Promote))},
        {"failover-done", Step::FailOver, watched(endedSnapshot(Ending::Migrated))},
        {"failover-aborted", Step::FailOver, watched(endedSnapshot(Ending::Aborted))},
        {"failover-attention", Step::FailOver, watched(endedSnapshot(Ending::Attention))},
        {"failover-journal", Step::FailOver, journalFailed()},
        {"report-empty", Step::Report, {}},
        {"report-making", Step::Report, made},
        {"report-made", Step::Report, reported()},
        {"report-exported", Step::Report, exported},
        {"report-failed", Step::Report, failed},
        {"report-altered", Step::Report, altered},
        {"report-by-offset", Step::Report, byOffset},
    };
}

/// "en" and "lich" make German of anything.
QString longer(const QString& text) {
    static const QString filler = QStringLiteral("ungsgemäßerweise überaus folgerichtig nämlich ");
    const bool word = !text.contains(u' ');
    QString more = word ? QString() : QStringLiteral(" ");
    const qsizetype wanted = std::max<qsizetype>(2, text.size() * 2 / 5);
    for (qsizetype from = word ? 0 : 17; more.size() < wanted; from = (from + 1) % filler.size()) {
        more += filler[from];
    }
    return more.endsWith(u' ') ? more.chopped(1) : more;
}

} // namespace

QList<WindowState> windowStates() {
    QList<WindowState> all =
        homeStates() + earlyStates() + replicationStates() + verifyStates() + lateStates();
    for (WindowState& state : all) {
        state.snapshot.steps = stepStates(state.snapshot);
    }
    return all;
}

QString LongLanguage::translate(const char*, const char* text, const char*, int) const {
    const QString english = QString::fromUtf8(text);
    const bool shown = std::ranges::any_of(english, [](QChar c) { return c.isLetter(); }) &&
                       english != QLatin1String("%1");
    return shown ? english + longer(english) : english;
}

} // namespace ferryman::test
