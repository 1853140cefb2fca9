// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/assessment.h"
#include "preflight/sentinel_checks.h"
#include "preflight/server_checks.h"

namespace ferryman {

namespace {

std::unique_ptr<Check> facts(const char* id, const char* readWith, FactCheck::Judge judge) {
    return std::make_unique<FactCheck>(QLatin1String(id), QLatin1String(readWith),
                                       std::move(judge));
}

std::unique_ptr<Check> reply(const char* id, ReplyCheck::Server server, redis::Command command,
                             ReplyCheck::Judge judge) {
    return std::make_unique<ReplyCheck>(QLatin1String(id), server, std::move(command),
                                        std::move(judge));
}

} // namespace

std::vector<std::unique_ptr<Check>> standardChecks() {
    constexpr auto master = "SENTINEL MASTER";
    constexpr auto replicas = "SENTINEL REPLICAS";
    std::vector<std::unique_ptr<Check>> checks;
    checks.push_back(facts("plan.policy", "the plan", judgePlanPolicy));
    checks.push_back(facts("sentinel.reachable", master, judgeSentinelsReachable));
    checks.push_back(facts("sentinel.agreement", master, judgeSentinelAgreement));
    checks.push_back(facts("sentinel.quorum", "SENTINEL SENTINELS", judgeSentinelQuorum));
    checks.push_back(facts("sentinel.state", master, judgeSentinelState));
    checks.push_back(facts("sentinel.timers", master, judgeSentinelTimers));
    checks.push_back(facts("sentinel.addresses", master, judgeSentinelAddresses));
    checks.push_back(facts("replicas.others", replicas, judgeOtherReplicas));
    checks.push_back(facts("source.role", "INFO replication", judgeSourceRole));
    checks.push_back(facts("source.version", "INFO server", judgeSourceVersion));
    checks.push_back(facts("source.cluster-mode", "INFO cluster", judgeClusterMode));
    checks.push_back(reply("source.functions", ReplyCheck::Server::Source, {"FUNCTION", "LIST"},
                           judgeFunctions));
    checks.push_back(facts("source.hash-field-ttl", "INFO keyspace", judgeHashFieldTtl));
    checks.push_back(facts("source.database-index", "INFO keyspace", judgeDatabaseIndex));
    checks.push_back(facts("target.identity", "INFO server", judgeTargetIdentity));
    checks.push_back(facts("target.is-source", "INFO server", judgeTargetIsSource));
    checks.push_back(facts("target.version", "INFO server", judgeTargetVersion));
    checks.push_back(facts("target.empty", "INFO keyspace", judgeTargetEmpty));
    checks.push_back(facts("target.role", "INFO replication", judgeTargetRole));
    checks.push_back(facts("target.memory", "INFO memory", judgeTargetMemory));
    return checks;
}

} // namespace ferryman
