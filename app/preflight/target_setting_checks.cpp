// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"
#include "preflight/server_checks.h"

#include <QHostAddress>

#include <cmath>

namespace ferryman {

namespace {

constexpr double notedSkew = 1; // seconds; what the network adds is far below
constexpr double seriousSkew = 5;

bool followsSource(const Facts& facts) {
    const auto replication = redis::parseReplication(*facts.targetInfo);
    return replication.role == redis::Role::Replica &&
           replication.primary == facts.topology.primary;
}

/// Redis evicts once a limit is set and the policy allows it (evict.c).
bool sourceEvicts(const Facts& facts) {
    return facts.sourceInfo->number("maxmemory").value_or(0) > 0 &&
           facts.sourceInfo->value("maxmemory_policy") != "noeviction";
}

QList<Finding> clusterFlag(const Facts& facts) {
    if (facts.targetInfo->number("cluster_enabled").value_or(0) == 0) {
        return {};
    }
    Finding finding = judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "Dragonfly runs in cluster mode")},
        {"cluster_enabled:1"}, {"cluster_enabled:0"},
        {QT_TRANSLATE_NOOP("core", "With --cluster_mode=yes it refuses PUBLISH and SUBSCRIBE, by "
                                   "which Sentinels find each other, and has database 0 only. "
                                   "Start it without, unless it is the emulated mode and you know "
                                   "that this suffices.")});
    finding.acceptable = true;
    return {finding};
}

QList<Finding> roleFlag(const Facts& facts) {
    if (facts.targetInfo->value("role") != "replica") {
        return {};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "Dragonfly hides its role from Sentinel")},
        {"role:replica"}, {"role:slave"},
        {QT_TRANSLATE_NOOP("core",
                           "Sentinel reads neither priority nor link of such a replica. Start it "
                           "without --info_replication_valkey_compatible=false.")})};
}

QList<Finding> evictionFlag(const Facts& facts) {
    const QByteArray mode = facts.targetInfo->value("cache_mode");
    const bool targetEvicts = mode == "cache" || mode == "true";
    if (targetEvicts == sourceEvicts(facts) || mode.isEmpty()) {
        return {};
    }
    const Message found{"maxmemory-policy %1, cache_mode:%2",
                        {printable(facts.sourceInfo->value("maxmemory_policy")), printable(mode)}};
    if (!targetEvicts) {
        return {judged(Severity::Warning,
                       {QT_TRANSLATE_NOOP("core", "The source evicts keys, Dragonfly would not")},
                       found, {QT_TRANSLATE_NOOP("core", "Dragonfly started with --cache_mode")},
                       {QT_TRANSLATE_NOOP("core", "When its memory is full Dragonfly answers "
                                                  "writes with an error instead.")})};
    }
    Finding finding =
        judged(Severity::Blocker,
               {QT_TRANSLATE_NOOP("core", "Dragonfly would evict keys, the source does not")},
               found, {QT_TRANSLATE_NOOP("core", "Dragonfly started without --cache_mode")},
               {QT_TRANSLATE_NOOP("core", "From the promotion on it would delete keys that nobody "
                                          "deleted.")});
    finding.acceptable = true;
    return {finding};
}

QList<Finding> replicaofFlag(const Facts& facts) {
    if (!followsSource(facts)) {
        return {};
    }
    return {judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "Dragonfly follows the source already")},
        {"%1", {facts.topology.primary.toString()}},
        {QT_TRANSLATE_NOOP("core", "attached by Ferryman, not by --replicaof")},
        {QT_TRANSLATE_NOOP("core",
                           "If it was started with --replicaof, a restart after the switch would "
                           "attach it to the old primary again and empty it: take the flag away. "
                           "Dragonfly does not tell its flags.")})};
}

} // namespace

QList<Finding> judgeTargetFlags(const Facts& facts) {
    if (!facts.sourceInfo || !facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Dragonfly's flags"),
                       facts.targetInfo ? facts.sourceInfo.error() : facts.targetInfo.error());
    }
    QList<Finding> findings = clusterFlag(facts) + roleFlag(facts) + evictionFlag(facts);
    if (findings.isEmpty()) {
        findings = replicaofFlag(facts);
    }
    if (findings.isEmpty()) {
        return {
            passed({QT_TRANSLATE_NOOP("core", "Dragonfly's flags suit a primary under Sentinel")},
                   {"cluster_enabled:0, cache_mode:%1",
                    {printable(facts.targetInfo->value("cache_mode"))}})};
    }
    return findings;
}

namespace {

std::optional<Finding> tlsProblem(const Facts& facts) {
    const bool source = facts.sourceLogin.endpoint.tls;
    if (source != facts.targetLogin.endpoint.tls) {
        return judged(
            Severity::Blocker,
            {QT_TRANSLATE_NOOP("core",
                               "One of source and Dragonfly speaks TLS, the other does not")},
            {"%1 | %2", {facts.sourceLogin.endpoint.toUrl(), facts.targetLogin.endpoint.toUrl()}},
            {QT_TRANSLATE_NOOP("core", "TLS on both or on neither")},
            {QT_TRANSLATE_NOOP("core", "A Sentinel speaks TLS to all servers or to none, so it "
                                       "could not reach Dragonfly.")});
    }
    if (source) {
        Finding finding = unknown(
            {QT_TRANSLATE_NOOP("core", "Whether Dragonfly speaks TLS to the source")},
            {ErrorKind::Refused,
             {QT_TRANSLATE_NOOP("core", "Dragonfly does not tell its flag --tls_replication")},
             {},
             {}});
        finding.wanted = {"--tls_replication"};
        return finding;
    }
    return {};
}

std::optional<Finding> loginProblem(const Facts& facts) {
    const auto masterauth = facts.targetSettings.text("masterauth");
    if (!masterauth) {
        return unknown({QT_TRANSLATE_NOOP("core", "How Dragonfly reaches the source")},
                       masterauth.error());
    }
    if (masterauth->isEmpty() || !facts.sourceLogin.password.isEmpty()) {
        return {}; // where the source wants a login Ferryman gives it to Dragonfly
    }
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "Dragonfly would log in to a source that wants no login")},
        {QT_TRANSLATE_NOOP("core", "masterauth is set")},
        {QT_TRANSLATE_NOOP("core", "masterauth is empty")},
        {QT_TRANSLATE_NOOP("core",
                           "The source answers AUTH with an error then, and Dragonfly does "
                           "not attach. What it was cannot be put back: it is a password.")});
    finding.mend = {redis::Command{"CONFIG", "SET", "masterauth", ""}.changes()};
    finding.mendOn = MendOn::Dragonfly;
    return finding;
}

std::optional<Finding> addressProblem(const Facts& facts) {
    const auto announced = facts.targetSettings.number("announce_port");
    if (!announced && !isAbsent(announced.error())) {
        return unknown({QT_TRANSLATE_NOOP("core", "How Dragonfly reaches the source")},
                       announced.error());
    }
    if (announced && *announced != 0 && *announced != facts.target.port) {
        Finding finding =
            judged(Severity::Blocker,
                   {QT_TRANSLATE_NOOP("core", "Sentinel would list Dragonfly under another port")},
                   {"announce_port %1", {QString::number(*announced)}},
                   {QT_TRANSLATE_NOOP("core", "0, or the port %1 of the plan"),
                    {QString::number(facts.target.port)}},
                   {QT_TRANSLATE_NOOP("core", "Sentinel reaches a replica by the address that it "
                                              "announces to the source, and promotes it there.")});
        finding.acceptable = true; // behind a translation of addresses both may be right
        finding.mend = {redis::Command{"CONFIG", "SET", "announce_port", "0"}.changes()};
        finding.undo = {
            redis::Command{"CONFIG", "SET", "announce_port", QByteArray::number(*announced)}
                .changes()};
        finding.mendOn = MendOn::Dragonfly;
        return finding;
    }
    if (QHostAddress(facts.target.host).isNull()) {
        return judged(Severity::Warning,
                      {QT_TRANSLATE_NOOP("core", "The plan names Dragonfly by a host name")},
                      {"%1", {facts.target.host}}, {QT_TRANSLATE_NOOP("core", "an IP address")},
                      {QT_TRANSLATE_NOOP("core", "Sentinel lists replicas by their IP, by which "
                                                 "Dragonfly must be recognized there.")});
    }
    return {};
}

} // namespace

QList<Finding> judgeReachesSource(const Facts& facts) {
    for (const auto& problem : {tlsProblem(facts), loginProblem(facts), addressProblem(facts)}) {
        if (problem) {
            return {*problem};
        }
    }
    return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly can attach, and be listed by Sentinel")},
                   {"%1", {facts.target.toString()}})};
}

QList<Finding> judgeDurability(const Facts& facts) {
    if (isNoDragonfly(facts)) {
        return {};
    }
    const auto cron = facts.targetSettings.text("snapshot_cron");
    if (!cron) {
        return notRead(QT_TRANSLATE_NOOP("core", "Snapshots of Dragonfly"), cron.error());
    }
    if (!cron->isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly takes snapshots")},
                       {"snapshot_cron \"%1\"", {printable(*cron)}})};
    }
    Finding finding = judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "Dragonfly takes no snapshots")},
        {"snapshot_cron \"\""}, {"snapshot_cron \"*/30 * * * *\""},
        {QT_TRANSLATE_NOOP("core", "Dragonfly has no append-only file: without snapshots a crash "
                                   "leaves nothing. Take one right after the promotion (SAVE), and "
                                   "others regularly.")});
    finding.mend = {redis::Command{"CONFIG", "SET", "snapshot_cron", "*/30 * * * *"}.changes()};
    finding.undo = {redis::Command{"CONFIG", "SET", "snapshot_cron", ""}.changes()};
    finding.mendOn = MendOn::Dragonfly;
    return {finding};
}

QList<Finding> judgeStandby(const Facts& facts) {
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Replicas of Dragonfly"),
                       facts.targetInfo.error());
    }
    const qint64 replicas = facts.targetInfo->number("connected_slaves").value_or(0);
    const Message found{Plural{QT_TRANSLATE_N_NOOP("core", "%1 replicas"), "%1 replica", replicas},
                        {QString::number(replicas)}};
    if (replicas > 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly has a replica")}, found)};
    }
    return {judged(
        Severity::Note,
        {QT_TRANSLATE_NOOP("core", "One Dragonfly alone is a single point of failure")}, found,
        {QT_TRANSLATE_NOOP("core", "a second Dragonfly, attached after the switch")},
        {QT_TRANSLATE_NOOP("core", "Sentinel has nobody to promote should it fail: the old primary "
                                   "is parked, and a replica of a replica is refused, so a standby "
                                   "follows Dragonfly only once that is the primary.")})};
}

namespace {

/// TIME: seconds and microseconds.
Result<double> secondsOf(const Answer& answer) {
    return answer.reply.and_then([&answer](const redis::Value& value) -> Result<double> {
        if (value.items().size() != 2) {
            return tl::make_unexpected(unknownShape(value, answer.server));
        }
        const auto seconds = value.items()[0].toInteger();
        const auto micros = value.items()[1].toInteger();
        if (!seconds || !micros) {
            return tl::make_unexpected(unknownShape(value, answer.server));
        }
        return static_cast<double>(*seconds) + static_cast<double>(*micros) / 1e6;
    });
}

} // namespace

QList<Finding> judgeClock(const Facts&, const Answers& answers) {
    const auto source = secondsOf(answers.first());
    const auto target = secondsOf(answers.last());
    if (!source || !target) {
        return notRead(QT_TRANSLATE_NOOP("core", "The clocks of both servers"),
                       target ? source.error() : target.error());
    }
    const double skew = *target - *source;
    const Message found{QT_TRANSLATE_NOOP("core", "Dragonfly's clock is %1 s from the source's"),
                        {formatDecimal(skew, 1)}};
    if (std::abs(skew) < notedSkew) {
        return {passed({QT_TRANSLATE_NOOP("core", "Both clocks agree")}, found)};
    }
    return {
        judged(std::abs(skew) < seriousSkew ? Severity::Note : Severity::Warning,
               {QT_TRANSLATE_NOOP("core", "The clocks of source and Dragonfly differ")}, found,
               {QT_TRANSLATE_NOOP("core", "less than a second")},
               {QT_TRANSLATE_NOOP("core", "Expiries are moments, not durations: on Dragonfly every "
                                          "key expires by that much earlier or later.")})};
}

} // namespace ferryman
