// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/assessment.h"
#include "preflight/client_checks.h"
#include "preflight/command_checks.h"
#include "preflight/connect_checks.h"
#include "preflight/long_ttl_check.h"
#include "preflight/sentinel_checks.h"
#include "preflight/server_checks.h"
#include "preflight/sync_checks.h"

namespace ferryman {

namespace {

using Checks = std::vector<std::unique_ptr<Check>>;

std::unique_ptr<Check> facts(const char* id, const char* readWith, FactCheck::Judge judge) {
    return std::make_unique<FactCheck>(QLatin1String(id), QLatin1String(readWith),
                                       std::move(judge));
}

std::unique_ptr<Check> sampled(const char* id, SampleCheck::Judge judge) {
    return std::make_unique<SampleCheck>(QLatin1String(id), QStringLiteral("INFO, twice"),
                                         std::move(judge));
}

std::unique_ptr<Check> asked(const char* id, QList<Question> questions,
                             QuestionCheck::Judge judge) {
    return std::make_unique<QuestionCheck>(QLatin1String(id), std::move(questions),
                                           std::move(judge));
}

void addConnections(Checks& checks) {
    checks.push_back(std::make_unique<ReachCheck>());
    checks.push_back(std::make_unique<LoginCheck>());
    checks.push_back(std::make_unique<TlsCheck>());
    checks.push_back(std::make_unique<RightsCheck>());
}

void addSentinels(Checks& checks) {
    constexpr auto master = "SENTINEL MASTER";
    constexpr auto replicas = "SENTINEL REPLICAS";
    const redis::Command renamed(QByteArrayList{"COMMAND", "INFO"} +
                                 commandsThatMustNotBeRenamed());
    checks.push_back(facts("sentinel.reachable", master, judgeSentinelsReachable));
    checks.push_back(facts("sentinel.agreement", master, judgeSentinelAgreement));
    checks.push_back(facts("sentinel.quorum", "SENTINEL SENTINELS", judgeSentinelQuorum));
    checks.push_back(facts("sentinel.state", master, judgeSentinelState));
    checks.push_back(facts("sentinel.addresses", master, judgeSentinelAddresses));
    checks.push_back(asked("sentinel.auth",
                           {{Asked::Source, {"CLIENT", "LIST"}}, {Asked::Target, {"ACL", "LIST"}}},
                           judgeSentinelAuth));
    checks.push_back(facts("sentinel.timers", master, judgeSentinelTimers));
    checks.push_back(facts("sentinel.scripts", master, judgeSentinelScripts));
    checks.push_back(asked("sentinel.rename", {{Asked::Source, renamed}}, judgeSentinelRename));
    checks.push_back(std::make_unique<MergeCheck>());
    checks.push_back(facts("replicas.candidates", replicas, judgeCandidates));
    checks.push_back(facts("replicas.others", replicas, judgeOtherReplicas));
}

void addSource(Checks& checks) {
    const redis::Command commandstats{"INFO", "commandstats"};
    checks.push_back(facts("source.role", "INFO replication", judgeSourceRole));
    checks.push_back(facts("source.version", "INFO server", judgeSourceVersion));
    checks.push_back(facts("source.cluster-mode", "INFO cluster", judgeClusterMode));
    checks.push_back(
        asked("source.functions", {{Asked::Source, {"FUNCTION", "LIST"}}}, judgeFunctions));
    checks.push_back(asked("source.modules", {{Asked::Source, {"MODULE", "LIST"}}}, judgeModules));
    checks.push_back(facts("source.hash-field-ttl", "INFO keyspace", judgeHashFieldTtl));
    checks.push_back(
        facts("source.database-index", "INFO keyspace; CONFIG GET databases", judgeDatabaseIndex));
    checks.push_back(std::make_unique<LongTtlCheck>());
    checks.push_back(std::make_unique<CommandCheck>());
    checks.push_back(asked("source.commands.lua", {{Asked::Source, commandstats}}, judgeLua));
    checks.push_back(facts("source.commands.notifications", "CONFIG GET notify-keyspace-events",
                           judgeNotifications));
    checks.push_back(facts("source.commands.tracking", "INFO clients", judgeTracking));
    checks.push_back(
        asked("source.commands.blocking", {{Asked::Source, commandstats}}, judgeBlocking));
    checks.push_back(facts("source.commands.pubsub", "INFO stats", judgePubSub));
    checks.push_back(sampled("source.fork-memory", judgeForkMemory));
    checks.push_back(sampled("source.output-buffer", judgeOutputBuffer));
    checks.push_back(sampled("source.write-rate", judgeWriteRate));
    checks.push_back(
        facts("source.sync-cost", "INFO memory; CONFIG GET repl-timeout", judgeSyncCost));
}

void addTarget(Checks& checks) {
    checks.push_back(facts("target.identity", "INFO server", judgeTargetIdentity));
    checks.push_back(facts("target.is-source", "INFO server", judgeTargetIsSource));
    checks.push_back(facts("target.version", "INFO server", judgeTargetVersion));
    checks.push_back(facts("target.empty", "INFO keyspace", judgeTargetEmpty));
    checks.push_back(facts("target.role", "INFO replication", judgeTargetRole));
    checks.push_back(facts("target.memory", "INFO memory", judgeTargetMemory));
    checks.push_back(facts("target.databases", "CONFIG GET databases", judgeTargetDatabases));
    checks.push_back(facts("target.flags", "INFO", judgeTargetFlags));
    checks.push_back(
        facts("target.reaches-source", "CONFIG GET masterauth, announce_port", judgeReachesSource));
    checks.push_back(
        asked("target.clock", {{Asked::Source, {"TIME"}}, {Asked::Target, {"TIME"}}}, judgeClock));
    checks.push_back(facts("target.durability", "CONFIG GET snapshot_cron", judgeDurability));
    checks.push_back(facts("target.standby", "INFO replication", judgeStandby));
}

void addClientsAndParity(Checks& checks) {
    const redis::Command clients{"CLIENT", "LIST"};
    const redis::Command users{"ACL", "LIST"};
    checks.push_back(asked("clients.follow-sentinel",
                           {{Asked::Source, clients}, {Asked::Sentinels, clients}}, judgeClients));
    checks.push_back(asked(
        "parity.users", {{Asked::Source, users}, {Asked::Target, users}, {Asked::Source, clients}},
        judgeUsers));
    checks.push_back(
        facts("parity.config", "CONFIG GET timeout, maxclients, ...", judgeConfigParity));
    checks.push_back(facts("parity.persistence", "CONFIG GET save, appendonly, snapshot_cron",
                           judgePersistence));
}

} // namespace

Checks standardChecks() {
    Checks checks;
    addConnections(checks);
    checks.push_back(facts("plan.policy", "the plan", judgePlanPolicy));
    addSentinels(checks);
    addSource(checks);
    addTarget(checks);
    addClientsAndParity(checks);
    return checks;
}

} // namespace ferryman
