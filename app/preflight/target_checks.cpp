// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "preflight/server_checks.h"

#include <QVersionNumber>

namespace ferryman {

namespace {

const QVersionNumber
    oldestTarget(1, 39); // slave_repl_offset is 0 with a Redis primary before (replica.cc)
constexpr double loadLimit =
    1.05; // of maxmemory; beyond it the load ends with out_of_memory (rdb_load.cc)
constexpr double fullFrom = 0.9; // of maxmemory; at 1.0 a primary refuses writes (server_state.cc)

} // namespace

QList<Finding> judgeTargetIdentity(const Facts& facts) {
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Who the target is"), facts.targetInfo.error());
    }
    const auto identity = redis::identify(*facts.targetInfo);
    if (!isNoDragonfly(facts)) {
        return {passed({QT_TRANSLATE_NOOP("core", "The target is a Dragonfly")},
                       {"%1", {identity.describe()}})};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The target is no Dragonfly")},
        {"%1", {identity.describe()}}, {QT_TRANSLATE_NOOP("core", "Dragonfly 1.39 or newer")},
        {QT_TRANSLATE_NOOP(
            "core", "Ferryman moves data to Dragonfly alone: check the target's address.")})};
}

QList<Finding> judgeTargetIsSource(const Facts& facts) {
    if (!facts.sourceInfo || !facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Whether target and source are two servers"),
                       facts.sourceInfo ? facts.targetInfo.error() : facts.sourceInfo.error());
    }
    const QByteArray sourceRun = facts.sourceInfo->value("run_id");
    const bool same = facts.source == facts.target ||
                      (!sourceRun.isEmpty() && sourceRun == facts.targetInfo->value("run_id"));
    if (!same) {
        return {passed({QT_TRANSLATE_NOOP("core", "Target and source are two servers")},
                       {QT_TRANSLATE_NOOP("core", "%1 and %2"),
                        {facts.source.toString(), facts.target.toString()}})};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The target is the source itself")},
        {"%1", {facts.target.toString()}}, {QT_TRANSLATE_NOOP("core", "another server")},
        {QT_TRANSLATE_NOOP(
            "core", "A server cannot follow itself: give Dragonfly's address as the target.")})};
}

QList<Finding> judgeTargetVersion(const Facts& facts) {
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Dragonfly's version"), facts.targetInfo.error());
    }
    if (isNoDragonfly(facts)) {
        return {};
    }
    const auto identity = redis::identify(*facts.targetInfo);
    if (QVersionNumber::fromString(identity.version) >= oldestTarget) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly's version is supported")},
                       {"%1", {identity.describe()}})};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "Dragonfly is too old")},
        {"%1", {identity.describe()}}, {QT_TRANSLATE_NOOP("core", "1.39 or newer")},
        {QT_TRANSLATE_NOOP(
            "core",
            "Needed are role:slave for Sentinel (since 1.18), a replica_priority that can be set "
            "while it runs (1.21), slave_repl_offset (1.22), and that this offset is true with a "
            "Redis source (1.39): nothing else could prove that it has every write.")})};
}

QList<Finding> judgeTargetEmpty(const Facts& facts) {
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "What the target holds"),
                       facts.targetInfo.error());
    }
    const qint64 keys = redis::totalKeys(*facts.targetInfo);
    const auto replication = redis::parseReplication(*facts.targetInfo);
    const bool follows =
        replication.role == redis::Role::Replica && replication.primary == facts.topology.primary;
    const Message found{Plural{QT_TRANSLATE_N_NOOP("core", "%1 keys"), "%1 key", keys},
                        {formatCount(keys)}};
    if (keys == 0 || follows) {
        return {passed(
            follows ? Message{QT_TRANSLATE_NOOP("core", "The target follows this source already")}
                    : Message{QT_TRANSLATE_NOOP("core", "The target is empty")},
            found)};
    }
    const Severity severity =
        facts.plan.policy.replaceTargetData ? Severity::Warning : Severity::Blocker;
    Finding finding = judged(
        severity, {QT_TRANSLATE_NOOP("core", "The target holds keys, which the full sync deletes")},
        found, {QT_TRANSLATE_NOOP("core", "no key")},
        {QT_TRANSLATE_NOOP(
            "core",
            "Replication empties Dragonfly before it loads. Empty it yourself, or accept that its "
            "keys are replaced (replaceTargetData in a plan).")});
    finding.acceptable = true;
    return {finding};
}

QList<Finding> judgeTargetRole(const Facts& facts) {
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Whom the target follows"),
                       facts.targetInfo.error());
    }
    const auto replication = redis::parseReplication(*facts.targetInfo);
    if (replication.role == redis::Role::Unknown) {
        return notRead(QT_TRANSLATE_NOOP("core", "Whom the target follows"),
                       infoLacks("role", facts.target));
    }
    if (replication.role != redis::Role::Replica || replication.primary == facts.topology.primary) {
        return {passed({QT_TRANSLATE_NOOP("core", "The target follows nobody else")},
                       {QT_TRANSLATE_NOOP("core", "role:%1"),
                        {QString::fromLatin1(facts.targetInfo->value("role"))}})};
    }
    Finding finding =
        judged(Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The target follows another primary")},
               {"%1", {replication.primary.toString()}}, {QT_TRANSLATE_NOOP("core", "nobody")},
               {QT_TRANSLATE_NOOP("core", "Attaching it here would take it away from there.")});
    finding.mend = {redis::Command{"REPLICAOF", "NO", "ONE"}.changes()};
    finding.undo = {redis::Command{"REPLICAOF", replication.primary.host.toUtf8(),
                                   QByteArray::number(replication.primary.port)}
                        .changes()};
    finding.mendOn = MendOn::Dragonfly;
    return {finding};
}

namespace {

/// Once Dragonfly holds the data its own figure is the true one.
Finding roomOf(const Facts& facts, qint64 sourceUses, qint64 most, const Message& found) {
    const bool holdsThem = redis::parseReplication(*facts.targetInfo).replicaOffset.has_value();
    const auto own = facts.targetInfo->number("used_memory");
    const qint64 needed = holdsThem && own ? *own : sourceUses;
    if (static_cast<double>(needed) <= fullFrom * static_cast<double>(most)) {
        return passed({QT_TRANSLATE_NOOP("core", "The data fit into the target's memory")}, found);
    }
    return judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "Dragonfly would be nearly full")},
        {QT_TRANSLATE_NOOP("core", "%1; the data take %2 of it"), {found, formatBytes(needed)}},
        {QT_TRANSLATE_NOOP("core", "at most nine tenths of maxmemory")},
        {QT_TRANSLATE_NOOP("core",
                           "A replica loads beyond maxmemory, a primary refuses every "
                           "write there: from the promotion on clients would get errors.")});
}

} // namespace

QList<Finding> judgeTargetMemory(const Facts& facts) {
    if (!facts.sourceInfo || !facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "The target's memory"),
                       facts.sourceInfo ? facts.targetInfo.error() : facts.sourceInfo.error());
    }
    const auto used = facts.sourceInfo->number("used_memory");
    const auto most = facts.targetInfo->number("maxmemory");
    if (!used || !most) {
        return notRead(QT_TRANSLATE_NOOP("core", "The target's memory"),
                       used ? infoLacks("maxmemory", facts.target)
                            : infoLacks("used_memory", facts.source));
    }
    if (*most == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "The target sets itself no memory limit")},
                       {"%1", {formatBytes(*used)}})};
    }
    const Message found{QT_TRANSLATE_NOOP("core", "source uses %1, Dragonfly may use %2"),
                        {formatBytes(*used), formatBytes(*most)}};
    if (static_cast<double>(*used) <= loadLimit * static_cast<double>(*most)) {
        return {roomOf(facts, *used, *most, found)};
    }
    return {judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "The data do not fit into the target's memory")}, found,
        {QT_TRANSLATE_NOOP("core", "maxmemory of at least the source's used_memory")},
        {QT_TRANSLATE_NOOP(
            "core",
            "Dragonfly refuses a snapshot whose used-mem is above 1.05 of its maxmemory, and "
            "begins the full sync again for ever.")})};
}

} // namespace ferryman
